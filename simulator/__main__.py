"""The command line: `python -m simulator validate | evaluate | solve | backtest | …`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator import report
from simulator.deals import parse_option, preset_deal, proposal_deal, start_deal
from simulator.errors import DealError, ScenarioError, SimulatorError, did_you_mean
from simulator.loading import load_scenario
from simulator.model import Model
from simulator.scenario import Scenario
from simulator.schema import scenario_schema

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 for input that needs mending."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except SimulatorError as error:
        _problem(asked, error)
        return BAD_INPUT
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Likely acceptance, solutions and checks for negotiation scenarios in YAML.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        sub.add_argument("--json", action="store_true", help="print JSON")
        return sub

    validate = command("validate", _validate, "Check scenario files and list every problem.")
    validate.add_argument("files", nargs="+", type=Path, metavar="FILE")
    evaluate = command("evaluate", _evaluate, "How likely a deal is to be accepted, and why.")
    evaluate.add_argument("file", type=Path, metavar="FILE")
    evaluate.add_argument(
        "--deal",
        metavar="NAME",
        help="a preset or a proposal of the history; else the opening deal",
    )
    evaluate.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="ISSUE=VALUE",
        dest="terms",
        help="change one term; may be given again",
    )
    for name, run, text in (
        ("solve", _solve, "The frontier, the ZOPA, and what bargaining theory picks."),
        ("backtest", _backtest, "The model's view of the real proposals, and its score."),
    ):
        command(name, run, text).add_argument("file", type=Path, metavar="FILE")
    fit = command("calibrate", _calibrate, "Fit and check the acceptance curve on human decisions.")
    fit.add_argument("data", nargs="+", type=Path, metavar="DATA", help="CSV files of decisions")
    fit.add_argument(
        "--agreements",
        type=Path,
        metavar="FILE",
        help="a CSV file of finished negotiations over items",
    )
    fit.add_argument("--write", action="store_true", help="make the fit the engine's defaults")
    command("schema", _schema, "The JSON Schema of scenario files.")
    return parser


def _problem(asked: argparse.Namespace, error: SimulatorError) -> None:
    if asked.json:
        _print(report.error(error))
    print(error, file=sys.stderr)


def _print(content: Any) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def _validate(asked: argparse.Namespace) -> int:
    problems: dict[str, list[dict[str, Any]]] = {}
    for file in asked.files:
        try:
            load_scenario(file)
            problems[str(file)] = []
        except ScenarioError as error:
            problems[str(file)] = report.problems(error)
            print(error, file=sys.stderr)
    if asked.json:
        _print({"valid": not any(problems.values()), "files": problems})
    else:
        for name, found in problems.items():
            if not found:
                print(f"{name}: valid")
    return BAD_INPUT if any(problems.values()) else 0


def _deal(scenario: Scenario, asked: argparse.Namespace) -> dict[str, float | str]:
    deal = start_deal(scenario) if asked.deal is None else _named(scenario, asked.deal)
    for term in asked.terms:
        issue, equals, value = term.partition("=")
        if not equals:
            raise DealError(f'"{term}" is no term: write it as issue=value.')
        if issue not in scenario.issues:
            near = did_you_mean(issue, list(scenario.issues))
            raise DealError(f'There is no issue "{issue}". {near}')
        try:
            deal[issue] = parse_option(scenario.issues[issue], value)
        except DealError as error:
            raise DealError(f"{issue}: {error}") from error
    return deal


def _named(scenario: Scenario, name: str) -> dict[str, float | str]:
    if name in scenario.presets:
        return preset_deal(scenario, name)
    if name not in scenario.history:
        near = did_you_mean(name, [*scenario.presets, *scenario.history])
        raise DealError(f'There is no preset or proposal "{name}". {near}')
    deal = proposal_deal(scenario, name)
    if deal is None:
        raise DealError(f'The record leaves terms of "{name}" open; it cannot be evaluated.')
    return deal


def _evaluate(asked: argparse.Namespace) -> int:
    scenario = load_scenario(asked.file)
    answer = report.evaluation(Model(scenario), _deal(scenario, asked))
    if asked.json:
        _print(answer)
        return 0
    for id, player in answer["players"].items():
        print(
            f"{id:20s} worth {player['utility']:.3f}, no deal {player['reservation']:.3f}, "
            f"accepts {player['acceptance']:.1%}"
        )
    print(f"{'all':20s} {answer['joint_acceptance']:.1%} ± {2 * answer['standard_error']:.1%}")
    return 0


def _solve(asked: argparse.Namespace) -> int:
    answer = report.solutions(Model(load_scenario(asked.file)))
    if asked.json:
        _print(answer)
        return 0
    print(
        f"{answer['outcomes']:,} deals, {answer['pareto_size']:,} on the Pareto frontier, "
        f"{'about ' if answer['zopa_estimated'] else ''}{answer['zopa_size']:,} in the ZOPA"
    )
    if answer["closest"] is not None:
        print("No deal leaves everyone at least as well off as no deal.")
    for name, solution in answer["solutions"].items():
        if solution is not None:
            worth = ", ".join(f"{id} {u:.3f}" for id, u in solution["utilities"].items())
            print(f"{name}: {worth}")
    return 0


def _backtest(asked: argparse.Namespace) -> int:
    answer = report.history(Model(load_scenario(asked.file)))
    if asked.json:
        _print(answer)
        return 0
    for each in answer["proposals"]:
        chance = "not coded" if each["joint"] is None else f"{each['joint']:.1%}"
        print(f"{each['date']}  {each['id']:16s} {chance:>10s}  {each['happened']}")
    for name, score in answer["scores"].items():
        print(f"{name:26s} log {score['log']:.3f}, Brier {score['brier']:.3f}, n = {score['n']}")
    for each in answer["readings"]:
        if each["score"] is not None:
            print(f"{each['proposal']} read as {each['coding']}: log {each['score']['log']:.3f}")
    return 0


def _calibrate(asked: argparse.Namespace) -> int:
    # Imported here: fitting needs parts of SciPy that nothing else does.
    from simulator import defaults
    from simulator.calibration import record
    from simulator.calibration.agreements import read_agreements
    from simulator.calibration.calibrate import calibrate
    from simulator.calibration.decisions import read_decisions

    found = calibrate(
        [read_decisions(path) for path in asked.data],
        read_agreements(asked.agreements) if asked.agreements else (),
    )
    if asked.write:
        content = record.defaults_from(found, defaults.defaults_data())
        defaults.FILE.write_text(record.to_text(content), "utf-8")
    if asked.json:
        _print(record.as_data(found))
        return 0
    for name, pooled in (
        ("population: precision", found.precision),
        ("population: disadvantageous", found.disadvantageous),
        ("within a person: precision", found.within_precision),
        ("within a person: disadvantageous", found.within_disadvantageous),
    ):
        if pooled is not None:
            print(f"{name:34s} {pooled.value:6.2f} (standard error {pooled.error:.2f})")
    for setting in found.settings:
        for model, scores in setting.scores.items():
            loss = scores.log_loss
            print(
                f"{setting.name:14s} {model:22s} log loss {loss.value:.3f} "
                f"({loss.low:.3f} to {loss.high:.3f}), AUC {scores.auc:.2f}"
            )
    for each in found.transfers:
        print(
            f"{' + '.join(each.fitted_on)} → {each.checked_on}: bias {each.bias:+.3f}, "
            f"slope {each.scores.slope or 0:.2f}, AUC {each.scores.auc:.2f}"
        )
    for rule, close in found.agreements.items():
        print(
            f"{rule:22s} {close.distance.value:.3f} from what was agreed "
            f"({close.distance.low:.3f} to {close.distance.high:.3f}), hits {close.hit.value:.0%}"
        )
    return 0


def _schema(asked: argparse.Namespace) -> int:
    _print(scenario_schema())
    return 0


if __name__ == "__main__":
    sys.exit(main())
