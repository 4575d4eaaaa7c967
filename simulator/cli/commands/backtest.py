"""`backtest`: the model's view of the real proposals."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from simulator.bootstrap import Interval
from simulator.cli.options import file_argument, print_json
from simulator.history.backtest import Prediction, Score, backtest
from simulator.history.coding_sensitivity import coding_variants, reading_range, term_discrimination
from simulator.history.path import HistoryPath, history_path
from simulator.history.responses import answers, answers_score
from simulator.history.score_test import score_test
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario

HELP = "The model's view of the real proposals, and its score."

arguments = file_argument


def run(asked: Namespace) -> int:
    """Print each proposal with its chance and what happened, then the scores."""
    answer = _as_data(Model(load_scenario(asked.file)))
    if asked.json:
        print_json(answer)
        return 0
    print("\n".join(_lines(answer)) if answer["proposals"] else "The scenario has no record.")
    return 0


def _as_data(model: Model) -> dict[str, Any]:
    """Predict every real proposal; null where the record leaves terms open."""
    found = backtest(model)
    given = answers(model, found.predictions)
    luck_of_it, read = score_test(found.predictions), reading_range(model, found.predictions)
    return {
        "proposals": [_proposal(each) for each in found.predictions],
        "scores": {name: _score(score) for name, score in found.scores.items()},
        "answers": [
            {
                "proposal": each.proposal,
                "who": each.who,
                "proposed": each.proposed,
                "predicted": each.likely.chance,
                "range": [each.likely.low, each.likely.high],
                "answered": each.answered,
            }
            for each in given
        ],
        "answer_scores": {
            name: _score(scored)
            for name, some in (
                ("all", given),
                ("without_own_proposals", [each for each in given if not each.proposed]),
            )
            if (scored := answers_score(some)) is not None
        },
        "luck": luck_of_it and asdict(luck_of_it),
        "readings": [
            {
                "proposal": each.proposal,
                "coding": each.coding,
                "joint": each.prediction.evaluation and each.prediction.evaluation.joint.chance,
                "score": each.score and _score(each.score),
            }
            for each in coding_variants(model)
        ],
        "reading_range": read and asdict(read),
        "separations": [
            {"issue": each.issue, "apart": dict(each.apart), "moved": each.moved}
            for each in term_discrimination(model)
        ],
        "path": _path(history_path(model)),
    }


def _path(found: HistoryPath) -> dict[str, Any]:
    return {
        "probability": found.probability,
        "standard_error": found.error,
        "product_of_steps": found.by_step,
        "coin_toss": found.coin_toss,
        "judged": found.judged,
        "steps": [
            {
                "id": each.id,
                "shocks": list(each.shocks),
                "acceptance": each.acceptance,
                "without_shocks": each.without_shocks,
                "likelihood": each.likelihood,
                "path": each.path,
            }
            for each in found.steps
        ],
    }


def _proposal(each: Prediction) -> dict[str, Any]:
    told = each.evaluation
    return {
        "id": each.id,
        "date": each.date.isoformat(),
        "proposer": list(each.proposer),
        "event": each.event,
        "predicted": told and {id: view.acceptance.chance for id, view in told.players.items()},
        "ranges": told
        and {id: [view.acceptance.low, view.acceptance.high] for id, view in told.players.items()},
        "joint": told and told.joint.chance,
        "range": told and [told.joint.low, told.joint.high],
        "happened": each.happened,
        "scored": each.scored,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "log": score.log,
        "brier": score.brier,
        "n": score.n,
        "log_range": _pair(score.log_range),
        "brier_range": _pair(score.brier_range),
        "model_better": _pair(score.model_better),
    }


def _pair(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Write what `_as_data` returns, a line at a time."""
    yield from _proposal_lines(found)
    yield from _score_lines(found)
    yield from _luck(found)
    yield from _readings(found)


def _proposal_lines(found: Mapping[str, Any]) -> Iterator[str]:
    players = next(
        (list(each["predicted"]) for each in found["proposals"] if each["predicted"]), []
    )
    yield f"{'':28s}" + "".join(f"{name:20s}" for name in [*players, "all sign"]) + "happened"
    for each in found["proposals"]:
        if each["predicted"]:
            told = [(each["predicted"][id], each["ranges"][id]) for id in players]
            cells = [_chance(*one) for one in [*told, (each["joint"], each["range"])]]
        else:
            cells = ["an event, no terms" if each["event"] else "not coded in full"]
            cells += [""] * len(players)
        happened = {"other": "neither"}.get(each["happened"], each["happened"])
        yield f"{each['date']}  {each['id']:16s}" + "".join(f"{c:20s}" for c in cells) + happened


def _chance(chance: float, span: tuple[float, float]) -> str:
    return f"{chance:.0%} [{span[0]:.0%}, {span[1]:.0%}]"


def _score_lines(found: Mapping[str, Any]) -> Iterator[str]:
    for name, each in found["scores"].items():
        better = each["model_better"]
        yield (
            f"{name:26s} log {_figure(each, 'log')}, Brier {_figure(each, 'brier')}, n = {each['n']}"
            + (f"; model better by {better[0]:+.3f} to {better[1]:+.3f}" if better else "")
        )
    for name, each in found["answer_scores"].items():
        label = f"single answers, {name.replace('_', ' ')}"
        yield f"{label}: log {_figure(each, 'log')}, Brier {_figure(each, 'brier')}, n = {each['n']}"


def _figure(score: Mapping[str, Any], name: str) -> str:
    span = score[f"{name}_range"]
    return f"{score[name]:.3f}" + (f" [{span[0]:.3f}, {span[1]:.3f}]" if span else "")


def _luck(found: Mapping[str, Any]) -> Iterator[str]:
    luck = found["luck"]
    if luck:
        yield (
            f"if its probabilities were right, the model would score {luck['expected']:.3f} "
            f"({luck['low']:.3f} to {luck['high']:.3f} nine times of ten), and as badly as it did with a "
            f"chance of {luck['as_bad']:.0%}"
        )


def _readings(found: Mapping[str, Any]) -> Iterator[str]:
    for each in found["readings"]:
        if each["score"] is not None:
            yield f"{each['proposal']} read as {each['coding']}: log {each['score']['log']:.3f}"
    span = found["reading_range"]
    if span and span["combinations"] > 1:
        yield (
            f"all {span['combinations']:,} combinations of readings: log {span['log'][0]:.3f} to "
            f"{span['log'][1]:.3f}, Brier {span['brier'][0]:.3f} to {span['brier'][1]:.3f}"
        )
