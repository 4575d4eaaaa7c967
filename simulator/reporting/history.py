"""What a report tells of the history check."""

from dataclasses import dataclass
from datetime import date

from simulator.acceptance.evaluation import Likely
from simulator.explain.deal import HAPPENED
from simulator.history.backtest import backtest
from simulator.history.baselines import FORECASTS
from simulator.history.prediction import Prediction
from simulator.history.prequential import CALLED
from simulator.history.scores import Score
from simulator.preferences.negotiation_model import Model
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class Past:
    """A real proposal, the model's chance that all sign, and what happened.

    `all_sign` is None where the record leaves terms open; `happened` is `neither` where the proposal
    was not answered on its terms.
    """

    date: date
    label: str
    all_sign: Likely | None
    happened: str
    outcome: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """The real proposals by date, and the scores by who predicts.

    `scores` is empty where nothing can be scored; `scored` counts the proposals that can.
    """

    proposals: tuple[Past, ...]
    scores: tuple[tuple[str, Score], ...]
    scored: int


def history(model: Model, scored: bool) -> History:
    """Predict every real proposal.

    Parameters
    ----------
    scored
        Whether to score the predictions. A scenario that changes the circumstances of another cannot
        be: the real proposals were answered in others.
    """
    tested = backtest(model)
    headline = next((issue.label for issue in model.scenario.issues.values() if issue.headline), "")
    scores = [(FORECASTS[id].called(headline), score) for id, score in tested.scores.items()]
    if tested.prequential_score is not None:
        scores.append((CALLED, tested.prequential_score))
    return History(
        tuple(_past(model.scenario, prediction) for prediction in tested.predictions),
        tuple(scores) if scored else (),
        sum(prediction.scored for prediction in tested.predictions) if scored else 0,
    )


def _past(scenario: Scenario, prediction: Prediction) -> Past:
    proposal = scenario.history[prediction.id]
    return Past(
        prediction.date,
        proposal.label,
        prediction.evaluation.joint if prediction.evaluation else None,
        HAPPENED[prediction.happened],
        proposal.outcome,
        proposal.source,
    )
