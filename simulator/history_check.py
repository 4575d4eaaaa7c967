"""What in the record tells accepted proposals from refused ones, and what hangs on how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulator.backtest import Prediction, Score, backtest, model_score
from simulator.contributions import contributions
from simulator.deals import proposal_deal
from simulator.evaluation import evaluate
from simulator.model import Model


@dataclass(frozen=True)
class Reading:
    """The record with one proposal read in another way that the sources allow.

    Attributes
    ----------
    proposal, coding
        Which, by id.
    prediction
        The model's view of the proposal so read.
    score
        The model's score on the whole record so read; None if nothing can be scored.
    """

    proposal: str
    coding: str
    prediction: Prediction
    score: Score | None


def readings(model: Model) -> list[Reading]:
    """Score the record again for every disputed coding, one at a time."""
    predictions = backtest(model).predictions
    found = []
    for place, before in enumerate(predictions):
        for coding in model.scenario.history[before.id].codings:
            deal = proposal_deal(model.scenario, before.id, coding)
            if deal is None:
                continue
            after = replace(before, evaluation=evaluate(model, deal))
            record = [*predictions[:place], after, *predictions[place + 1 :]]
            found.append(Reading(before.id, coding, after, model_score(record)))
    return found


@dataclass(frozen=True)
class Separation:
    """How far a term sets accepted proposals apart from refused ones.

    Attributes
    ----------
    apart
        For each lead, the term's mean contribution to the gap to no deal among the accepted minus that
        among the refused, in utility.
    moved
        Whether the term differed between any two of the proposals at all.
    """

    issue: str
    apart: Mapping[str, float]
    moved: bool

    @property
    def weight(self) -> float:
        """The largest difference that the term makes to anyone."""
        return max(map(abs, self.apart.values()))


def separations(model: Model) -> list[Separation]:
    """Tell which terms separate what was accepted from what was refused, the widest apart first.

    Empty unless the record holds both.
    """
    scored = [each for each in backtest(model).predictions if each.scored and each.evaluation]
    accepted = np.array([each.happened == "accepted" for each in scored], dtype=bool)
    if not accepted.any() or accepted.all():
        return []
    deals = [model.space.positions(each.evaluation.deal) for each in scored if each.evaluation]
    split = {
        lead: np.stack([contributions(model.central.players[lead], deal)[:, 0] for deal in deals])
        for lead in model.central.leads
    }
    found = [
        Separation(
            issue,
            {
                lead: float(each[accepted, k].mean() - each[~accepted, k].mean())
                for lead, each in split.items()
            },
            len({int(deal[k]) for deal in deals}) > 1,
        )
        for k, issue in enumerate(model.space.issues)
    ]
    return sorted(found, key=lambda each: -each.weight)
