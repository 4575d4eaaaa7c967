"""What a strategy is, what it sees at its turn, and the registry by which a file names one."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.simulation.party_view import PartyView

Accepts = Literal["next_offer", "aspiration", "model"]


@dataclass(frozen=True)
class View:
    """What one party sees when it is about to make an offer, in all runs at once.

    Attributes
    ----------
    tables
        Its own tables.
    draw
        Each run's draw, shape (n_runs,).
    time
        How much of the talks is over, from 0 to 1.
    turns
        How many offers the party can make in the talks, if nothing ends them before.
    offers
        The deals offered so far, rows of the shortlist, each of shape (n_runs,).
    proposers
        Who made each, its place among the parties, of length n_offers.
    me
        The party's own place.
    sent, received
        How many different deals it has offered, and been offered (by the other who has offered
        fewest), shape (n_runs,).
    rng
        For strategies that leave something to chance.
    """

    tables: PartyView
    draw: IntArray
    time: float
    turns: int
    offers: Sequence[IntArray]
    proposers: tuple[int, ...]
    me: int
    sent: IntArray
    received: IntArray
    rng: np.random.Generator

    @property
    def reservation(self) -> FloatArray:
        """What no deal is worth, shape (n_runs,)."""
        return self.tables.reservation[self.draw]

    @property
    def best(self) -> FloatArray:
        """What the best deal is worth, shape (n_runs,)."""
        return self.tables.best[self.draw]

    def worth(self, rows: IntArray) -> FloatArray:
        """Value deals, one in each run, shape (n_runs,)."""
        return self.tables.worth[self.draw, rows]

    def made_by(self, party: int) -> list[IntArray]:
        """Return a party's offers so far, the first one first."""
        return [offer for offer, by in zip(self.offers, self.proposers, strict=True) if by == party]

    def likeliest(self, least: FloatArray) -> IntArray:
        """Of the deals worth at least so much, return the one it thinks the others likeliest to sign.

        Where no deal is that good, the best one.
        """
        place = np.maximum(self.tables.count(self.draw, least) - 1, 0)
        return self.tables.likeliest[self.draw, place]

    def nearest(self, least: FloatArray) -> IntArray:
        """Of the deals worth at least so much, return the one that is worth least.

        Where no deal is that good, the best one.
        """
        return self.ranked(self.tables.count(self.draw, least) - 1)

    def ranked(self, place: IntArray) -> IntArray:
        """Return the deal in a place of the party's own order, 0 its best, shape (n_runs,)."""
        deals = self.tables.order.shape[1]
        return self.tables.order[self.draw, np.clip(place, 0, deals - 1)]


class BiddingStrategy(ABC):
    """A way of making offers.

    A strategy says at each turn what the deal must be worth to it at the least (`aspiration`), and by
    default offers, of the deals that are worth it, the one that the others are likeliest to sign.
    It never asks for less than no deal is worth.
    """

    name: ClassVar[str]
    """By which files and the command line call it."""
    label: ClassVar[str]
    """For the screen."""
    description: ClassVar[str]
    """What it does, in a sentence for someone who knows no theory."""
    accepts: Accepts = "next_offer"
    """How it answers offers, where nothing else is said (`simulator.simulation.acceptance_strategies`)."""

    @abstractmethod
    def aspiration(self, view: View) -> FloatArray:
        """Return what a deal must be worth to it now, shape (n_runs,)."""

    def offer(self, view: View) -> IntArray:
        """Return the deal it offers now, rows of the shortlist, shape (n_runs,)."""
        return view.likeliest(self.aspiration(view))


STRATEGIES: dict[str, BiddingStrategy] = {}
"""Every strategy by name, as `simulator.simulation.bidding.strategies` has found them."""


def strategy(make: Callable[[], BiddingStrategy]) -> Callable[[], BiddingStrategy]:
    """Register a strategy; decorates its class, or a subclass with other settings."""
    instance = make()
    STRATEGIES[instance.name] = instance
    return make
