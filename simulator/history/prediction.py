"""One real proposal and what the model says of the answers to it that the record knows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np

from simulator.acceptance.acceptance import draw_chances
from simulator.acceptance.evaluation import Evaluation
from simulator.arrays import FloatArray, IntArray
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.preference_arrays import Preferences
from simulator.scenario.record import Outcome
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class Prediction:
    """One proposal, the model's view of it, and what happened.

    `evaluation` is None where the record leaves terms open.

    Attributes
    ----------
    chance
        The chance that all whose answer the record could tell say yes (`asked`), in [0, 1]. Who was never
        asked, as a parliament that did not vote, is left out. None where terms are open.
    tabled
        The same, given that the leads who tabled it would sign it; None too where nobody else was asked.
    alike
        The first proposal that is coded in the same terms, by id: itself where there is none before.
    event
        Whether it is no proposal at all: nobody made it and it has no terms.
    """

    id: str
    date: date
    proposer: tuple[str, ...]
    evaluation: Evaluation | None
    happened: Outcome
    event: bool = False
    chance: float | None = None
    tabled: float | None = None
    alike: str = ""

    @property
    def scored(self) -> bool:
        """Whether the proposal was answered on its terms and is coded in full."""
        return self.chance is not None and self.happened != "other"


def asked(scenario: Scenario, id: str) -> frozenset[str]:
    """Return the players with a vote whose answer to a proposal the record could tell.

    The leads, since a text is signed or not; and whoever else answered, by itself or with its party.
    """
    answered = scenario.history[id].answers
    return frozenset(
        player
        for player in scenario.voters
        if player in scenario.leads or player in answered or scenario.party_of[player] in answered
    )


def by_player(model: Model, deal: Deal) -> dict[str, FloatArray]:
    """Return each player's chance of a yes in every draw, each of shape (n_draws,)."""
    placed = model.at(deal)
    chances = draw_chances(placed.model.sample, placed.positions)
    return {id: chance for (kind, id), chance in chances.items() if kind == "player"}


def all_of(
    preferences: Preferences, chances: Mapping[str, FloatArray], who: Collection[str]
) -> FloatArray:
    """Return the chance that some players all say yes, in every draw, shape (n_draws,).

    In each party its most reluctant one decides, and parties are independent given the draw.
    """
    houses = [[chances[id] for id in ids if id in who] for ids in preferences.parties.values()]
    return reduce(np.multiply, [reduce(np.minimum, house) for house in houses if house], np.ones(1))


def known_chances(model: Model, id: str, deal: Deal) -> tuple[float, float | None]:
    """Return `Prediction.chance` and `Prediction.tabled` of a proposal, in some reading of its terms."""
    scenario, chances = model.scenario, by_player(model, deal)
    who = asked(scenario, id)
    tabling = {scenario.parties[party].lead for party in scenario.history[id].proposer}
    signed = all_of(model.sample, chances, who)
    others = None
    if tabling and who - tabling:
        others = float(signed.mean() / all_of(model.sample, chances, tabling).mean())
    return float(signed.mean()), others


def scored_evaluations(predictions: Sequence[Prediction]) -> tuple[list[Evaluation], FloatArray]:
    """Return the model's views of what can be scored, and 1 or 0 for accepted or refused."""
    scored = [prediction for prediction in predictions if prediction.scored]
    return [prediction.evaluation for prediction in scored if prediction.evaluation], np.array(
        [prediction.happened == "accepted" for prediction in scored], dtype=float
    )


def chances_of(scored: Sequence[Prediction]) -> FloatArray:
    """Return the model's chances of what can be scored, shape (n,)."""
    return np.array([one.chance for one in scored if one.chance is not None])


def groups(scored: Sequence[Prediction]) -> IntArray:
    """Number proposals, those that are coded alike the same, from 0, shape (n,)."""
    ids = [prediction.alike or prediction.id for prediction in scored]
    return np.array([list(dict.fromkeys(ids)).index(id) for id in ids], dtype=np.intp)
