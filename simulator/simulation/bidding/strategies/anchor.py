"""A stubborn anchor: one demand, held to the end."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.simulation.bidding.strategy import BiddingStrategy, View, strategy


@strategy
@dataclass(frozen=True)
class Anchor(BiddingStrategy):
    """Asks for the same worth in every round and takes nothing less.

    Attributes
    ----------
    claim
        How far up from no deal to its best deal that is, 0 to 1.
    """

    name = "anchor"
    label = "Holds out (stubborn anchor)"
    description = "Asks for half of the most it could gain, and never accepts less."
    accepts = "aspiration"
    claim: float = 0.5

    def aspiration(self, view: View) -> FloatArray:
        """Stay at the claim."""
        return np.asarray(view.reservation + self.claim * (view.best - view.reservation))
