"""`backtest`: the model's view of the real proposals."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from simulator.bootstrap import Interval
from simulator.cli.options import file_argument, print_json
from simulator.history.backtest import Prediction, Score, backtest
from simulator.history.coding_sensitivity import reading_range, readings, separations
from simulator.history.path import HistoryPath, history_path
from simulator.history.responses import answers, answers_score
from simulator.history.score_test import score_test
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario

HELP = "The model's view of the real proposals, and its score."

arguments = file_argument


def run(args: Namespace) -> int:
    """Print each proposal with its chance and what happened, then the scores."""
    answer = _as_data(Model(load_scenario(args.file)))
    if args.json:
        print_json(answer)
        return 0
    print("\n".join(_lines(answer)) if answer["proposals"] else "The scenario has no record.")
    return 0


def _as_data(model: Model) -> dict[str, Any]:
    """Predict every real proposal; null where the record leaves terms open."""
    tested = backtest(model)
    responses = answers(model, tested.predictions)
    luck_of_it, read = score_test(tested.predictions), reading_range(model, tested.predictions)
    return {
        "proposals": [_proposal(prediction) for prediction in tested.predictions],
        "scores": {name: _score(score) for name, score in tested.scores.items()},
        "answers": [
            {
                "proposal": response.proposal,
                "who": response.who,
                "proposed": response.proposed,
                "predicted": response.likely.chance,
                "range": [response.likely.low, response.likely.high],
                "answered": response.answered,
            }
            for response in responses
        ],
        "answer_scores": {
            name: _score(scored)
            for name, subset in (
                ("all", responses),
                (
                    "without_own_proposals",
                    [response for response in responses if not response.proposed],
                ),
            )
            if (scored := answers_score(subset)) is not None
        },
        "luck": luck_of_it and asdict(luck_of_it),
        "readings": [
            {
                "proposal": variant.proposal,
                "coding": variant.coding,
                "joint": variant.prediction.evaluation
                and variant.prediction.evaluation.joint.chance,
                "score": variant.score and _score(variant.score),
            }
            for variant in readings(model)
        ],
        "reading_range": read and asdict(read),
        "separations": [
            {"issue": term.issue, "apart": dict(term.apart), "moved": term.moved}
            for term in separations(model)
        ],
        "path": _path(history_path(model)),
    }


def _path(path: HistoryPath) -> dict[str, Any]:
    return {
        "probability": path.probability,
        "standard_error": path.error,
        "product_of_steps": path.by_step,
        "coin_toss": path.coin_toss,
        "judged": path.judged,
        "steps": [
            {
                "id": step.id,
                "shocks": list(step.shocks),
                "acceptance": step.acceptance,
                "without_shocks": step.without_shocks,
                "likelihood": step.likelihood,
                "path": step.path,
            }
            for step in path.steps
        ],
    }


def _proposal(prediction: Prediction) -> dict[str, Any]:
    evaluation = prediction.evaluation
    return {
        "id": prediction.id,
        "date": prediction.date.isoformat(),
        "proposer": list(prediction.proposer),
        "event": prediction.event,
        "predicted": evaluation
        and {id: view.acceptance.chance for id, view in evaluation.players.items()},
        "ranges": evaluation
        and {
            id: [view.acceptance.low, view.acceptance.high]
            for id, view in evaluation.players.items()
        },
        "joint": evaluation and evaluation.joint.chance,
        "range": evaluation and [evaluation.joint.low, evaluation.joint.high],
        "happened": prediction.happened,
        "scored": prediction.scored,
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


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    """Write what `_as_data` returns, a line at a time."""
    yield from _proposal_lines(data)
    yield from _score_lines(data)
    yield from _luck(data)
    yield from _readings(data)


def _proposal_lines(data: Mapping[str, Any]) -> Iterator[str]:
    players = next(
        (list(proposal["predicted"]) for proposal in data["proposals"] if proposal["predicted"]), []
    )
    yield f"{'':28s}" + "".join(f"{name:20s}" for name in [*players, "all sign"]) + "happened"
    for proposal in data["proposals"]:
        if proposal["predicted"]:
            chances = [(proposal["predicted"][id], proposal["ranges"][id]) for id in players]
            cells = [_chance(*cell) for cell in [*chances, (proposal["joint"], proposal["range"])]]
        else:
            cells = ["an event, no terms" if proposal["event"] else "not coded in full"]
            cells += [""] * len(players)
        happened = {"other": "neither"}.get(proposal["happened"], proposal["happened"])
        yield (
            f"{proposal['date']}  {proposal['id']:16s}"
            + "".join(f"{c:20s}" for c in cells)
            + happened
        )


def _chance(chance: float, span: tuple[float, float]) -> str:
    return f"{chance:.0%} [{span[0]:.0%}, {span[1]:.0%}]"


def _score_lines(data: Mapping[str, Any]) -> Iterator[str]:
    for name, score in data["scores"].items():
        better = score["model_better"]
        yield (
            f"{name:26s} log {_figure(score, 'log')}, Brier {_figure(score, 'brier')}, n = {score['n']}"
            + (f"; model better by {better[0]:+.3f} to {better[1]:+.3f}" if better else "")
        )
    for name, score in data["answer_scores"].items():
        label = f"single answers, {name.replace('_', ' ')}"
        yield f"{label}: log {_figure(score, 'log')}, Brier {_figure(score, 'brier')}, n = {score['n']}"


def _figure(score: Mapping[str, Any], name: str) -> str:
    span = score[f"{name}_range"]
    return f"{score[name]:.3f}" + (f" [{span[0]:.3f}, {span[1]:.3f}]" if span else "")


def _luck(data: Mapping[str, Any]) -> Iterator[str]:
    luck = data["luck"]
    if luck:
        yield (
            f"if its probabilities were right, the model would score {luck['expected']:.3f} "
            f"({luck['low']:.3f} to {luck['high']:.3f} nine times of ten), and as badly as it did with a "
            f"chance of {luck['as_bad']:.0%}"
        )


def _readings(data: Mapping[str, Any]) -> Iterator[str]:
    for variant in data["readings"]:
        if variant["score"] is not None:
            yield f"{variant['proposal']} read as {variant['coding']}: log {variant['score']['log']:.3f}"
    span = data["reading_range"]
    if span and span["combinations"] > 1:
        yield (
            f"all {span['combinations']:,} combinations of readings: log {span['log'][0]:.3f} to "
            f"{span['log'][1]:.3f}, Brier {span['brier'][0]:.3f} to {span['brier'][1]:.3f}"
        )
