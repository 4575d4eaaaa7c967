"""What a played negotiation comes to, once it is over: both sides' numbers, the path, what was left.

All worths are those of the leads at the estimates' values, as the scenario stands in the round in
question. What else could have been had is taken from the negotiation set of
`simulator.bargaining.survey`: the deals that leave nobody, at home either, below no deal, that
cross no red line which is probably real, and that no other of them is better than for all leads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from simulator.acceptance.acceptance import accept
from simulator.arrays import TOLERANCE, FloatArray, IntArray
from simulator.bargaining.survey import Survey, survey
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.utility import lead_utilities
from simulator.scenario.deals import proposal_deal
from simulator.simulation.human.revealed import Revealed, revealed
from simulator.simulation.human.scripted import PlayError
from simulator.simulation.human.session import PlayedGame
from simulator.simulation.protocol import Ending

POINTS = ("nash", "kalai_smorodinsky")
"""Of the solutions those that a debrief compares with."""


@dataclass(frozen=True)
class PlayedOffer:
    """One offer, seen from all sides.

    Attributes
    ----------
    worth, none
        Of it and of no deal to each party's lead in its round, shape (n_parties,).
    home
        How likely everyone at home would have said yes, once the leads had: in each party its most
        reluctant player, by the acceptance curve, all numbers at their values.
    """

    round: int
    party: str
    deal: Deal
    worth: FloatArray
    none: FloatArray
    home: float
    reason: str

    @property
    def acceptable(self) -> bool:
        """Whether no lead would have been worse off with it than without a deal."""
        return bool((self.worth >= self.none - TOLERANCE).all())


@dataclass(frozen=True)
class Landmark:
    """A deal to compare with, and what it is worth to each lead, shape (n_parties,)."""

    name: str
    deal: Deal
    worth: FloatArray


@dataclass(frozen=True)
class Debrief:
    """What a played negotiation comes to.

    Attributes
    ----------
    parties
        In the order of columns.
    person
        The place of the party that the person played.
    offers
        In order.
    ending, agreed
        How it ended, and the deal that the leads agreed on, ratified or not; None: none.
    outcome
        What each lead got, a signed deal or no deal, shape (n_parties,).
    none
        What no deal is worth to each at the end, shape (n_parties,).
    frontier
        The deals that could have been had, shape (n_deals, n_parties); empty where no deal leaves
        everyone at least as well off as none.
    open
        How many deals leave nobody below no deal.
    most
        How much more each lead could have had while no other got less, shape (n_parties,).
    mutual
        How much more all leads could have had at once: the largest smallest gain; 0 on the frontier.
    better
        The deal that brings it; None where there is none.
    landmarks
        Nash, Kalai–Smorodinsky, and what was really signed, where there is such a deal.
    revealed
        What the person's moves gave away.
    """

    parties: tuple[str, ...]
    person: int
    offers: tuple[PlayedOffer, ...]
    ending: Ending
    agreed: Deal | None
    outcome: FloatArray
    none: FloatArray
    frontier: FloatArray
    open: int
    most: FloatArray
    mutual: float
    better: Landmark | None
    landmarks: tuple[Landmark, ...]
    revealed: tuple[Revealed, ...]

    @property
    def signed(self) -> bool:
        """Whether a deal was signed by everyone."""
        return self.ending is Ending.AGREED


def debrief(game: PlayedGame, held: Survey | None = None) -> Debrief:
    """Look back on a game that is over.

    Parameters
    ----------
    held
        What the deal space holds at the end, where it has been worked out.

    Raises
    ------
    PlayError
        If the talks go on.
    """
    if game.ending is None:
        raise PlayError("The talks are not over: there is nothing to look back on yet.")
    model = game.phase.model
    space = held or survey(model)
    columns = model.central.lead_columns
    frontier = space.negotiation_set.utilities[:, columns]
    most, mutual, at = left_on_the_table(game.worth, frontier)
    better = None
    if at is not None and mutual > TOLERANCE:
        deal = model.space.deal(space.negotiation_set.positions[at])
        better = Landmark("better for all", deal, frontier[at])
    return Debrief(
        parties=game.table.parties,
        person=game.table.parties.index(game.table.person),
        offers=tuple(_offer(game, n) for n in range(len(game.offers))),
        ending=game.ending,
        agreed=model.space.deal(game.agreed) if game.agreed else None,
        outcome=game.worth,
        none=model.central.lead_reservations,
        frontier=frontier,
        open=space.rational,
        most=most,
        mutual=mutual,
        better=better,
        landmarks=landmarks(model, space),
        revealed=revealed(game),
    )


def left_on_the_table(
    outcome: FloatArray, frontier: FloatArray
) -> tuple[FloatArray, float, int | None]:
    """Return what could have been had beyond an outcome.

    Parameters
    ----------
    outcome
        What each party got, shape (n_parties,).
    frontier
        What could have been had, shape (n_deals, n_parties).

    Returns
    -------
    most
        How much more each could have had while no other got less, shape (n_parties,).
    mutual
        The largest gain that all could have had at once.
    row
        The row of the frontier that brings it, the largest sum among equals; None where no row leaves
        everyone at least as well off.
    """
    gains = frontier - outcome
    no_worse = np.asarray((gains >= -TOLERANCE).all(axis=1))
    rows = np.flatnonzero(no_worse)
    if not len(rows):
        return np.zeros(len(outcome)), 0.0, None
    smallest = gains[rows].min(axis=1)
    ties = rows[smallest >= smallest.max() - TOLERANCE]
    row = int(ties[gains[ties].sum(axis=1).argmax()])
    return np.maximum(gains[rows].max(axis=0), 0.0), max(float(smallest.max()), 0.0), row


def _worth(model: Model, positions: IntArray) -> FloatArray:
    return np.asarray(lead_utilities(model.central, positions[None, :])[0])


def _offer(game: PlayedGame, place: int) -> PlayedOffer:
    offer = game.offers[place]
    model = game.table.prepared.at(offer.round).model
    positions = np.array(offer.deal)
    return PlayedOffer(
        offer.round,
        offer.party,
        model.space.deal(positions),
        _worth(model, positions),
        model.central.lead_reservations,
        _all_at_home(model, positions),
        offer.reason,
    )


def at_home(model: Model, positions: IntArray) -> Mapping[str, float]:
    """Return how likely each voter at home says yes to a deal, all numbers at their values."""
    chances = accept(model.certain, positions[None, :]).players
    return {
        id: float(chances[id].mean[0])
        for id in model.central.voters.players
        if id not in model.central.leads
    }


def _all_at_home(model: Model, positions: IntArray) -> float:
    """Return how likely all at home say yes: in each party its most reluctant player decides."""
    chances = at_home(model, positions)
    houses = (
        [chances[id] for id in ids if id in chances] for ids in model.central.parties.values()
    )
    return prod(min(house) for house in houses if house)


def landmarks(model: Model, space: Survey) -> tuple[Landmark, ...]:
    """Return the deals to compare with: `POINTS`, as far as there are any, and the last real one."""
    columns, marks = model.central.lead_columns, []
    for name in POINTS:
        deals = space.solutions[name]
        if len(deals):
            marks.append(
                Landmark(name, model.space.deal(deals.positions[0]), deals.utilities[0, columns])
            )
    history = model.scenario.history
    real = [id for id in history if history[id].happened == "accepted"]
    for id in sorted(real, key=lambda id: history[id].date, reverse=True):
        deal = proposal_deal(model.scenario, id)
        if deal is not None:
            placed = model.at(deal)
            marks.append(Landmark("real", deal, _worth(placed.model, placed.positions)))
            break
    return tuple(marks)
