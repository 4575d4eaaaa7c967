"""Each real text forecast from the answers before it alone [Dawid1984]_.

What is learned from an answer (`acceptance.learning`) is used for all later texts and never for its own, so
that the forecasts can be scored like plain ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.acceptance.learning import Learned
from simulator.history.known_answers import known_answers, learned_by
from simulator.history.prediction import Prediction, known_chances
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal

CALLED = "This model, knowing the answers before each text"


@dataclass(frozen=True)
class PrequentialForecast:
    """A text as the model would have seen it, had it learned from the answers before.

    Attributes
    ----------
    evaluation, chance
        As those of a `Prediction`.
    answers
        How many answers of a house are known before the text.
    effective
        How many independent draws they leave.
    too_few
        Whether that is so few that nothing is learned and the plain forecast stays.
    """

    id: str
    evaluation: Evaluation
    chance: float
    answers: int
    effective: float
    too_few: bool


def prequential(
    model: Model, scored: Sequence[Prediction], until: date = date.max
) -> list[PrequentialForecast]:
    """Forecast texts, each knowing what was answered until the day before it, and no later than a day."""
    by_day: dict[date, Learned] = {}
    forecasts = []
    for prediction in scored:
        eve = min(until, prediction.date - timedelta(days=1))
        known = known_answers(model.scenario, eve)
        # What is known changes only where an answer comes in.
        last = max((answer.day for answer in known), default=date.min)
        if last not in by_day:
            by_day[last] = learned_by(model, eve)
        learned, deal = by_day[last], proposal_deal(model.scenario, prediction.id)
        assert deal is not None
        chance, _ = known_chances(learned.model, prediction.id, deal)
        forecasts.append(
            PrequentialForecast(
                prediction.id,
                evaluate(learned.model, deal),
                chance,
                len(known),
                learned.effective,
                learned.too_few,
            )
        )
    return forecasts
