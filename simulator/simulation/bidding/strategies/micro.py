"""MiCRO: concede one deal for each new deal that the other offers [DeJonge2022]_."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.simulation.bidding.strategy import BiddingStrategy, View, strategy


@strategy
@dataclass(frozen=True)
class Micro(BiddingStrategy):
    """Goes down its own list of deals, a step whenever the others have offered no fewer new ones.

    Otherwise it repeats one of its earlier offers, by chance. It accepts what is at least as good as
    the least that it would offer now. With several others it counts the one that has offered fewest
    [AguileraLuzon2025]_. The list ends where no deal is as good.

    Attributes
    ----------
    step
        How many deals one step passes. As published it is 1. None: 1 where the talks have as many
        turns as the list has deals; else as many as bring it to the end of the list with its last
        offer, since it would hardly move before the deadline.
    """

    name = "micro"
    label = "Concession for concession (MiCRO)"
    description = (
        "Makes one new offer for each new offer by the other side, down its own ranking of deals."
    )
    accepts = "aspiration"
    step: int | None = None

    def aspiration(self, view: View) -> FloatArray:
        """The worth of its next new offer, or of the last one when it waits."""
        place = np.where(self._moves(view), view.sent, view.sent - 1)
        return np.maximum(view.worth(self._at(view, place)), view.reservation)

    def offer(self, view: View) -> IntArray:
        """Offer the next deal of the list, or an earlier one again."""
        again = (view.rng.random(len(view.draw)) * view.sent).astype(np.intp)
        return self._at(view, np.where(self._moves(view), view.sent, again))

    def _moves(self, view: View) -> np.ndarray:
        return np.asarray(
            (view.sent <= view.received) & (view.sent * self._step(view) < self._length(view))
        )

    def _length(self, view: View) -> IntArray:
        return view.tables.acceptable[view.draw]

    def _step(self, view: View) -> IntArray:
        """Return how many deals one step passes, shape (n_runs,)."""
        if self.step is not None:
            return np.full(len(view.draw), self.step)
        return np.maximum(-(-self._length(view) // view.turns), 1)

    def _at(self, view: View, steps: IntArray) -> IntArray:
        return view.ranked(np.maximum(steps, 0) * self._step(view))
