"""Relative tit-for-tat: gives way in the proportion in which the others do [Faratin1998]_."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.simulation.bidding.strategy import BiddingStrategy, View, strategy


@strategy
@dataclass(frozen=True)
class TitForTat(BiddingStrategy):
    """Cuts its claim by the proportion by which the other has cut its own.

    The range that is haggled over lies between what the other offered first and one's own best deal.
    A party's own claim is how far up that range it asks for; the other's claim is how far down from the
    top its latest offer leaves one. Each time the own claim is multiplied by the proportion by which the
    other's has shrunk: altogether, after a first step, both are the same share of the range. The
    aspiration is the mean over several others, and lies between no deal and the best deal. An other
    that takes back what it gave is answered in kind.

    Attributes
    ----------
    first_step
        By which share it cuts its claim once, after its first offer, before it has seen anyone move:
        without it two such parties would never start.
    """

    name = "tit_for_tat"
    label = "Tit for tat"
    description = (
        "Concedes in proportion to the other side's concessions, after a small first step."
    )
    first_step: float = 0.1

    def aspiration(self, view: View) -> FloatArray:
        """Turn the claim into a worth."""
        others = set(view.proposers) - {view.me}
        if not view.made_by(view.me) or not others:
            return view.best
        claims = []
        for other in others:
            offers = view.made_by(other)
            first, latest = (np.maximum(view.worth(rows), 0) for rows in (offers[0], offers[-1]))
            claims.append(first + (1 - self.first_step) * (view.best - latest))
        return np.asarray(np.clip(np.mean(claims, axis=0), view.reservation, view.best))
