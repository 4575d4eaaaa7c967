"""The model's likely acceptance for each real proposal, beside what happened.

Scores are proper ones (`history.scores`). A proposal that the record does not code in full, or that was
neither accepted nor refused on its terms, is shown but not scored. Only answers that are known are scored:
who was never asked is left out. Texts that are coded alike count as one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.acceptance.evaluation import evaluate
from simulator.history.baselines import Record, forecasts
from simulator.history.compromise import compromise_distances
from simulator.history.prediction import (
    Prediction,
    chances_of,
    groups,
    known_chances,
    scored_evaluations,
)
from simulator.history.prequential import PrequentialForecast, prequential
from simulator.history.scores import Score, score
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import Option, proposal_deal


@dataclass(frozen=True)
class Backtest:
    """Predictions in order of date, and scores of the model and of naive baselines by name.

    Attributes
    ----------
    prequential
        The texts that are scored, each forecast knowing the answers before it (`history.prequential`).
    prequential_score
        The score of these; its `model_better` is that of the plain forecasts.
    given_tabled
        The score of `Prediction.tabled`, for the texts to which somebody else's answer is known; None
        where there is none.
    """

    predictions: tuple[Prediction, ...]
    scores: Mapping[str, Score]
    prequential: tuple[PrequentialForecast, ...] = ()
    prequential_score: Score | None = None
    given_tabled: Score | None = None


def backtest(model: Model) -> Backtest:
    """Predict every real proposal in a scenario's history and score what can be scored."""
    predictions, coded = [], dict[tuple[tuple[str, Option], ...], str]()
    by_date = sorted(model.scenario.history.items(), key=lambda dated: dated[1].date)
    for id, proposal in by_date:
        deal = proposal_deal(model.scenario, id)
        chance, tabled = (None, None) if deal is None else known_chances(model, id, deal)
        predictions.append(
            Prediction(
                id=id,
                date=proposal.date,
                proposer=proposal.proposer,
                evaluation=None if deal is None else evaluate(model, deal),
                happened=proposal.happened,
                event=not proposal.proposer and not proposal.terms,
                chance=chance,
                tabled=tabled,
                alike=id if deal is None else coded.setdefault(tuple(deal.items()), id),
            )
        )
    scored = [prediction for prediction in predictions if prediction.scored]
    learning = tuple(prequential(model, scored))
    return Backtest(
        tuple(predictions),
        _scores(model, scored) if scored else {},
        learning,
        prequential_score(scored, learning),
        given_tabled_score(scored),
    )


def _scores(model: Model, scored: Sequence[Prediction]) -> dict[str, Score]:
    evaluations, accepted = scored_evaluations(scored)
    headline = next((id for id, issue in model.scenario.issues.items() if issue.headline), "")
    distances = compromise_distances(model, [evaluation.deal for evaluation in evaluations])
    shown = forecasts(Record(scored, headline, distances))
    return {
        name: score(chances, accepted, None if name == "model" else shown["model"], groups(scored))
        for name, chances in shown.items()
    }


def model_score(predictions: Sequence[Prediction]) -> Score | None:
    """Score the model's own probabilities; None where no proposal can be scored."""
    scored = [prediction for prediction in predictions if prediction.scored]
    if not scored:
        return None
    return score(chances_of(scored), scored_evaluations(scored)[1], group=groups(scored))


def prequential_score(
    scored: Sequence[Prediction], learning: Sequence[PrequentialForecast]
) -> Score | None:
    """Score the forecasts that know the answers before each text; None where nothing can be scored."""
    if not scored:
        return None
    chances = np.array([forecast.chance for forecast in learning])
    _, accepted = scored_evaluations(scored)
    return score(chances, accepted, chances_of(scored), groups(scored))


def given_tabled_score(predictions: Sequence[Prediction]) -> Score | None:
    """Score the chance that the others say yes, given that those who tabled a text would sign it."""
    others = [one for one in predictions if one.scored and one.tabled is not None]
    if not others:
        return None
    chances = np.array([one.tabled for one in others], dtype=float)
    return score(chances, scored_evaluations(others)[1], group=groups(others))
