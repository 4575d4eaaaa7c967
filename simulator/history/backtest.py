"""The model's likely acceptance for each real proposal, beside what happened.

Scores are proper ones: the mean logarithm of the probability given to what happened (0 is perfect,
lower is worse) and Brier's mean squared error (0 is perfect). A proposal that the record does not
code in full, or that was neither accepted nor refused on its terms, is shown but not scored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.arrays import FloatArray
from simulator.bootstrap import Interval, resampled_interval
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from simulator.scenario.record import Outcome

ENOUGH = 3
"""Proposals from which resampling them says anything."""
SUREST = 0.01
"""The nearest to certainty that a probability is scored at, so that one surprise is not fatal."""


@dataclass(frozen=True)
class Prediction:
    """One proposal, the model's view of it, and what happened.

    `evaluation` is None where the record leaves terms open. `event` says that it is no proposal at all:
    nobody made it and it has no terms.
    """

    id: str
    date: date
    proposer: tuple[str, ...]
    evaluation: Evaluation | None
    happened: Outcome
    event: bool = False

    @property
    def scored(self) -> bool:
        """Whether the proposal was answered on its terms and is coded in full."""
        return self.evaluation is not None and self.happened != "other"


@dataclass(frozen=True)
class Score:
    """How good a set of probabilities was.

    Attributes
    ----------
    log
        Mean log probability of what happened, natural logarithm; 0 is perfect.
    brier
        Mean squared error; 0 is perfect.
    n
        How many proposals were scored.
    log_range, brier_range
        95 % bootstrap intervals over proposals; None where there are fewer than `ENOUGH`.
    model_better
        How much higher the model's log score is than this one; None for the model, or with too few.
    """

    log: float
    brier: float
    n: int
    log_range: Interval | None = None
    brier_range: Interval | None = None
    model_better: Interval | None = None


@dataclass(frozen=True)
class Backtest:
    """Predictions in order of date, and scores of the model and of naive baselines by name."""

    predictions: tuple[Prediction, ...]
    scores: Mapping[str, Score]


def backtest(model: Model) -> Backtest:
    """Predict every real proposal in a scenario's history and score what can be scored."""
    predictions = []
    for id, proposal in model.scenario.history.items():
        deal = proposal_deal(model.scenario, id)
        predictions.append(
            Prediction(
                id=id,
                date=proposal.date,
                proposer=proposal.proposer,
                evaluation=None if deal is None else evaluate(model, deal),
                happened=proposal.happened,
                event=not proposal.proposer and not proposal.terms,
            )
        )
    predictions.sort(key=lambda prediction: prediction.date)
    scored = [prediction for prediction in predictions if prediction.scored]
    return Backtest(tuple(predictions), _scores(model, scored) if scored else {})


def _scores(model: Model, scored: Sequence[Prediction]) -> dict[str, Score]:
    _, accepted = scored_evaluations(scored)
    headline = next((id for id, issue in model.scenario.issues.items() if issue.headline), "")
    forecasts = {
        id: np.array(forecast.chances(scored, headline))
        for id, forecast in FORECASTS.items()
        if headline or "{term}" not in forecast.name
    }
    shown: dict[str, FloatArray] = {}
    for name, chances in forecasts.items():
        # One that predicts what another does already would be the same defeat, or victory, told twice.
        if not any(np.allclose(chances, before) for before in shown.values()):
            shown[name] = chances
    return {
        name: score(chances, accepted, None if name == "model" else shown["model"])
        for name, chances in shown.items()
    }


def model_score(predictions: Sequence[Prediction]) -> Score | None:
    """Score the model's own probabilities; None where no proposal can be scored."""
    evaluations, accepted = scored_evaluations(predictions)
    if not evaluations:
        return None
    return score(np.array([evaluation.joint.chance for evaluation in evaluations]), accepted)


def scored_evaluations(predictions: Sequence[Prediction]) -> tuple[list[Evaluation], FloatArray]:
    """Return the model's views of what can be scored, and 1 or 0 for accepted or refused."""
    scored = [prediction for prediction in predictions if prediction.scored]
    return [prediction.evaluation for prediction in scored if prediction.evaluation], np.array(
        [prediction.happened == "accepted" for prediction in scored], dtype=float
    )


@dataclass(frozen=True)
class Forecast:
    """A way of predicting answers: the model's, or a naive guess.

    Attributes
    ----------
    name
        What it is called; `{term}` stands for the first headline term.
    against
        The same for after "against".
    chances
        Predicts those that are scored; takes the id of the first headline term too.
    """

    name: str
    against: str
    chances: Callable[[Sequence[Prediction], str], list[float]]

    def called(self, term: str) -> str:
        """Return its name, with the first headline term in small letters."""
        return self.name.replace("{term}", term.lower())

    def compared(self, term: str) -> str:
        """Return what the model is set against, with the first headline term in small letters."""
        return self.against.replace("{term}", term.lower())


FORECASTS: Mapping[str, Forecast] = {
    "model": Forecast(
        "This model",
        "this model",
        lambda scored, _: [view.joint.chance for view in scored_evaluations(scored)[0]],
    ),
    "always_refused": Forecast(
        "Always predicts refusal",
        "always predicting refusal",
        lambda scored, _: [0.0] * len(scored),
    ),
    "coin_toss": Forecast(
        "Predicts 50 % each time", "tossing a coin", lambda scored, _: [0.5] * len(scored)
    ),
    "plain_rate": Forecast(
        "Acceptance rate of all these texts",
        "predicting the acceptance rate of all these texts, known afterwards",
        lambda scored, _: [float(scored_evaluations(scored)[1].mean())] * len(scored),
    ),
    "tabled_by_both": Forecast(
        "Acceptance rate of the other texts tabled by as many",
        "asking whether all sides had tabled the text",
        lambda scored, _: _rates(
            scored, lambda one, other: len(set(one.proposer)) == len(set(other.proposer))
        ),
    ),
    "base_rate": Forecast(
        "Acceptance rate of the other texts",
        "predicting the acceptance rate of the other texts",
        lambda scored, _: _rates(scored, lambda one, other: True),
    ),
    "first_headline_term_only": Forecast(
        "The same, among texts with the same {term}",
        "predicting from {term} alone",
        lambda scored, term: _rates(
            scored, lambda one, other: _term(one, term) == _term(other, term)
        ),
    ),
}
"""Every forecast by its id; the last only where a scenario has a headline term.

One that predicts the same as one before it is not scored again.
"""


def _term(prediction: Prediction, issue: str) -> float | str | None:
    return prediction.evaluation.deal[issue] if prediction.evaluation else None


def _rates(
    scored: Sequence[Prediction], alike: Callable[[Prediction, Prediction], bool]
) -> list[float]:
    """Predict each by how often the other proposals like it were accepted, itself left out.

    One acceptance and one refusal are added (Laplace), so that no rate is certain.
    """
    rates = []
    for one in scored:
        others = [other for other in scored if other is not one and alike(one, other)]
        yes = sum(other.happened == "accepted" for other in others)
        rates.append((yes + 1) / (len(others) + 2))
    return rates


def log_scores(chances: FloatArray, accepted: FloatArray) -> FloatArray:
    """Return the log probability given to each answer, at most as sure as `SUREST`."""
    bounded = np.clip(chances, SUREST, 1 - SUREST)
    return np.asarray(np.log(np.where(accepted == 1, bounded, 1 - bounded)))


def score(chances: FloatArray, accepted: FloatArray, model: FloatArray | None = None) -> Score:
    """Score probabilities, shape (n,), beside those of the model if given."""
    logs, squares = log_scores(chances, accepted), (chances - accepted) ** 2
    enough = len(accepted) >= ENOUGH
    return Score(
        log=float(logs.mean()),
        brier=float(squares.mean()),
        n=len(accepted),
        log_range=resampled_interval(logs) if enough else None,
        brier_range=resampled_interval(squares) if enough else None,
        model_better=resampled_interval(log_scores(model, accepted) - logs)
        if enough and model is not None
        else None,
    )
