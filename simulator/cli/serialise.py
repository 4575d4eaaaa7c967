"""Results as plain data, for the command line and whoever scripts it."""

from dataclasses import asdict
from typing import Any

from simulator.acceptance.evaluation import evaluate
from simulator.bargaining.survey import Deals, survey
from simulator.bootstrap import Interval
from simulator.errors import ScenarioError, SimulatorError
from simulator.history.backtest import Prediction, Score, backtest
from simulator.history.coding_sensitivity import reading_range, readings, separations
from simulator.history.path import HistoryPath, history_path
from simulator.history.responses import answers, answers_score
from simulator.history.score_test import score_test
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal


def problems(error: ScenarioError) -> list[dict[str, Any]]:
    """List what needs mending in a scenario file."""
    return [
        {
            "file": each.file or error.file,
            "line": each.line,
            "column": each.column,
            "field": " > ".join(each.field),
            "message": each.message,
        }
        for each in error.problems
    ]


def error(found: SimulatorError) -> dict[str, Any]:
    """Describe a refusal."""
    if isinstance(found, ScenarioError):
        return {"error": f"{found.file} cannot be used", "problems": problems(found)}
    return {"error": str(found), "problems": []}


def evaluation(model: Model, deal: Deal) -> dict[str, Any]:
    """Value one deal; probabilities in [0, 1], `standard_error` that of `joint_acceptance`."""
    answer = evaluate(model, deal)
    return {
        "deal": answer.deal,
        "players": {
            id: {
                "party": view.party,
                "utility": view.utility,
                "reservation": view.reservation,
                "acceptance": view.acceptance.chance,
                "range": [view.acceptance.low, view.acceptance.high],
                "contributions": dict(view.contributions),
            }
            for id, view in answer.players.items()
        },
        "parties": {id: likely.chance for id, likely in answer.parties.items()},
        "joint_acceptance": answer.joint.chance,
        "standard_error": answer.joint.error,
        "range": [answer.joint.low, answer.joint.high],
        "draws": answer.draws,
    }


def solutions(model: Model) -> dict[str, Any]:
    """Say what the deal space holds; of deals that tie for a solution, the first and how many."""
    found = survey(model)
    return {
        "outcomes": found.size,
        "pareto_size": len(found.frontier),
        "zopa_size": found.zopa_size,
        "zopa_estimated": found.estimated,
        "solutions": {name: _first(model, deals) for name, deals in found.solutions.items()},
        "closest": None if found.closest is None else _first(model, found.closest),
    }


def _first(model: Model, deals: Deals) -> dict[str, Any] | None:
    if not len(deals):
        return None
    ids = list(model.central.players)
    return {
        "deal": model.space.deal(deals.positions[0]),
        "utilities": dict(zip(ids, map(float, deals.utilities[0]), strict=True)),
        "ties": len(deals),
    }


def history(model: Model) -> dict[str, Any]:
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
            for each in readings(model)
        ],
        "reading_range": read and asdict(read),
        "separations": [
            {"issue": each.issue, "apart": dict(each.apart), "moved": each.moved}
            for each in separations(model)
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
