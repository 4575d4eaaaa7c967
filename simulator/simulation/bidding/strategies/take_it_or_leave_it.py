"""The best take-it-or-leave-it offer, made again and again."""

from dataclasses import dataclass

from simulator.arrays import FloatArray, IntArray
from simulator.simulation.bidding.strategy import BiddingStrategy, View, strategy


@strategy
@dataclass(frozen=True)
class TakeItOrLeaveIt(BiddingStrategy):
    """Offers ``argmax U_i P + r_i (1 − P)``, P the chance that everyone else signs, and stays there.

    P is what the scenario says of the others' acceptance over all its uncertainty.
    """

    name = "take_it_or_leave_it"
    label = "Take it or leave it"
    description = "Makes one offer and never moves: the one with its highest expected gain."

    def aspiration(self, view: View) -> FloatArray:
        """The worth of that offer."""
        return view.worth(self.offer(view))

    def offer(self, view: View) -> IntArray:
        """The same offer in every round."""
        return view.tables.ultimatum[view.draw]
