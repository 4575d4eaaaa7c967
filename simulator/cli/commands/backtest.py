"""`backtest`: what the model says of the real proposals."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from simulator.bargaining.survey import survey
from simulator.bootstrap import Interval
from simulator.cli.options import columns, file_argument, print_json
from simulator.explain.deal import HAPPENED
from simulator.explain.stated_reasons import agreement_in_words
from simulator.formatting import minus, percent, percents
from simulator.history.agreed_terms import AgreedTerms, agreed_terms, called
from simulator.history.backtest import backtest
from simulator.history.baselines import FORECASTS
from simulator.history.coding_sensitivity import coding_variants, reading_range, term_discrimination
from simulator.history.hindsight import resting_on_later
from simulator.history.path import HistoryPath, history_path
from simulator.history.prediction import Prediction
from simulator.history.prequential import CALLED
from simulator.history.responses import answers, answers_score
from simulator.history.score_test import score_test
from simulator.history.scores import Score
from simulator.history.stated_reasons import Agreement, agreement, stated_reasons
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import ScenarioDocument, load_document
from simulator.scenario.scenario import Scenario

HELP = "What the model says of the real proposals, and how well it scores."
ANSWERS = {
    "all": "This model, player by player",
    "without_own_proposals": "The same, without answers to one's own proposal",
}

arguments = file_argument


def run(args: Namespace) -> int:
    """Print each proposal with its chance and what happened, then the scores."""
    document = load_document(args.file)
    answer = _as_data(Model(document.scenario))
    if args.json:
        print_json(answer)
        return 0
    if answer["proposals"]:
        print("\n".join(_lines(answer, document)))
    else:
        print("The scenario has no real proposals.")
    return 0


def _as_data(model: Model) -> dict[str, Any]:
    """Predict every real proposal; null where the record leaves terms open."""
    tested = backtest(model)
    responses = answers(model, tested.predictions)
    tested_score = score_test(tested.predictions)
    span = reading_range(model, tested.predictions)
    stated = stated_reasons(model.scenario, tested.predictions)
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
        "prequential": [
            {
                "id": forecast.id,
                "chance": forecast.chance,
                "joint": forecast.evaluation.joint.chance,
                "answers": forecast.answers,
                "effective": forecast.effective,
                "too_few": forecast.too_few,
            }
            for forecast in tested.prequential
        ],
        "prequential_score": tested.prequential_score and _score(tested.prequential_score),
        "given_tabled": tested.given_tabled and _score(tested.given_tabled),
        "agreed_terms": _terms(agreed_terms(model, survey(model))),
        "score_test": tested_score and asdict(tested_score),
        "coding_variants": [
            {
                "proposal": variant.proposal,
                "coding": variant.coding,
                "joint": variant.prediction.evaluation
                and variant.prediction.evaluation.joint.chance,
                "score": variant.score and _score(variant.score),
            }
            for variant in coding_variants(model, tested.predictions)
        ],
        "reading_range": span and asdict(span),
        "term_discrimination": [
            {"issue": term.issue, "apart": dict(term.apart), "moved": term.moved}
            for term in term_discrimination(model, tested.predictions)
        ],
        "stated_reasons": [asdict(reason) | {"day": reason.day.isoformat()} for reason in stated],
        "agreement": asdict(agreement(stated)) if stated else None,
        "path": _path(history_path(model)),
        "resting_on_later_sources": len(resting_on_later(model.scenario)),
    }


def _terms(agreed: AgreedTerms | None) -> dict[str, Any] | None:
    if agreed is None:
        return None
    return {
        "proposal": agreed.proposal,
        "issues": agreed.issues,
        "scores": {
            score.by: {"log": score.log, "right": score.right, "deals": score.deals}
            for score in agreed.scores
        },
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
        "shares": evaluation
        and {
            id: [view.vote.share.chance, view.vote.share.low, view.vote.share.high]
            for id, view in evaluation.players.items()
            if view.vote is not None
        },
        "joint": evaluation and evaluation.joint.chance,
        "scored_chance": prediction.chance,
        "given_tabled": prediction.tabled,
        "alike": prediction.alike,
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


def _lines(data: Mapping[str, Any], document: ScenarioDocument) -> Iterator[str]:
    """Write what `_as_data` returns, a line at a time."""
    scenario = document.scenario
    yield from columns(list(_proposal_rows(data, scenario)))
    yield "In brackets: the 10–90 % range."
    yield ""
    if "extends" in document.own:
        yield (
            "Not scored: this scenario changes the circumstances in which the real proposals were answered."
        )
        return
    yield from columns(list(_score_rows(data, scenario)))
    yield (
        "In brackets: the 95 % interval. The closer both scores are to 0, the better. Texts coded alike "
        "count as one."
    )
    yield from _score_test_lines(data)
    yield from _learning_lines(data)
    yield from _coding_lines(data, scenario)
    if data["agreement"]:
        yield ""
        yield agreement_in_words(Agreement(**data["agreement"]))
    yield from _terms_lines(data, scenario)


def _learning_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """Say what each text is held to be once the answers before it are known."""
    plain = {proposal["id"]: proposal["scored_chance"] for proposal in data["proposals"]}
    rows = [
        (
            forecast["id"],
            percent(plain[forecast["id"]]),
            percent(forecast["chance"]),
            str(forecast["answers"]),
            f"{forecast['effective']:,.0f}" + (" (too few)" if forecast["too_few"] else ""),
        )
        for forecast in data["prequential"]
    ]
    yield ""
    yield from columns(
        [("Id", "Scored chance", "Knowing the answers before", "Answers", "Effective draws"), *rows]
    )
    yield (
        "Scored is the chance that all whose answer the record could tell say yes; “All sign” counts all "
        "who have a vote."
    )


def _proposal_rows(data: Mapping[str, Any], scenario: Scenario) -> Iterator[tuple[str, ...]]:
    players = list(scenario.players)
    names = (scenario.players[id].name_and_role for id in players)
    yield ("Date", "Id", *names, "All sign", "What happened")
    for proposal in data["proposals"]:
        if proposal["predicted"]:
            chances = [(proposal["predicted"][id], proposal["ranges"][id]) for id in players]
            cells = [_chance(*cell) for cell in [*chances, (proposal["joint"], proposal["range"])]]
            for id, (share, *ends) in proposal["shares"].items():
                cells[players.index(id)] += f"; votes for it {_chance(share, (ends[0], ends[1]))}"
        else:
            cells = ["an event, no terms" if proposal["event"] else "not coded in full"]
            cells += [""] * len(players)
        yield (proposal["date"], proposal["id"], *cells, HAPPENED[proposal["happened"]])


def _chance(chance: float, span: tuple[float, float]) -> str:
    return f"{percent(chance)} ({percents(*span)})"


def _score_rows(data: Mapping[str, Any], scenario: Scenario) -> Iterator[tuple[str, ...]]:
    headline = next((issue.name for issue in scenario.issues.values() if issue.headline), "")
    yield (
        "Who predicts",
        "Log score",
        "Brier score",
        "Texts",
        "Model's log score minus this one",
    )
    for name, score in data["scores"].items():
        yield (FORECASTS[name].called(headline), *_figures(score), _better(score))
    if data["prequential_score"]:
        yield (CALLED, *_figures(data["prequential_score"]), _better(data["prequential_score"]))
    for name, score in data["answer_scores"].items():
        yield (ANSWERS[name], *_figures(score), "")
    if data["given_tabled"]:
        yield (
            "The same model, given that those who tabled a text would sign",
            *_figures(data["given_tabled"]),
            "",
        )


def _better(score: Mapping[str, Any]) -> str:
    better = score["model_better"]
    return f"{minus(better[0], '+.3f')} to {minus(better[1], '+.3f')}" if better else ""


def _figures(score: Mapping[str, Any]) -> tuple[str, str, str]:
    return _figure(score, "log"), _figure(score, "brier"), str(score["n"])


def _figure(score: Mapping[str, Any], name: str) -> str:
    span = score[f"{name}_range"]
    return minus(score[name]) + (f" ({minus(span[0])} to {minus(span[1])})" if span else "")


def _terms_lines(data: Mapping[str, Any], scenario: Scenario) -> Iterator[str]:
    """Say how well the agreed terms were foreseen."""
    agreed = data["agreed_terms"]
    if agreed:
        yield ""
        label = scenario.history[agreed["proposal"]].label
        yield f"Terms really agreed ({agreed['proposal']}, {label}):"
        rows = [("Who predicts the terms", "Log score", f"Terms right, of {agreed['issues']}")]
        rows += [
            (called(by), minus(score["log"]), f"{score['right']:.1f}")
            for by, score in agreed["scores"].items()
        ]
        yield from columns(rows)


def _score_test_lines(data: Mapping[str, Any]) -> Iterator[str]:
    test = data["score_test"]
    if test:
        yield (
            f"If the model's probabilities were right, its log score would be {minus(test['expected'])} on "
            f"average, and {minus(test['low'])} to {minus(test['high'])} nine times out of ten; a score as "
            f"low as it got, or lower, had a chance of {percent(test['as_bad'])}."
        )


def _coding_lines(data: Mapping[str, Any], scenario: Scenario) -> Iterator[str]:
    rows = [
        (
            variant["proposal"],
            scenario.history[variant["proposal"]].codings[variant["coding"]].label,
            minus(variant["score"]["log"]),
        )
        for variant in data["coding_variants"]
        if variant["score"] is not None
    ]
    if rows:
        yield ""
        yield from columns([("Id", "Other coding of the text", "Model's log score"), *rows])
    span = data["reading_range"]
    if span and span["combinations"] > 1:
        yield (
            f"Across all {span['combinations']:,} combinations of codings: log score "
            f"{minus(span['log'][0])} to {minus(span['log'][1])}, Brier score "
            f"{span['brier'][0]:.3f} to {span['brier'][1]:.3f}."
        )
