"""What an opponent says with its offers and answers, made from its own numbers without telling them.

What may be told, and no more:

- of an offer it refuses: that it crosses a red line, and on which terms; that it is worth less to it than
  no deal, no better for it than the one before, or better and still not enough; that nothing has moved;
- of an offer it makes: on which terms it gave way, and the one term on which the offer it was made last
  costs it most.

Numbers, the order of all other terms, and how near a yes is stay with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.formatting import HARDLY, in_a_sentence, listed
from simulator.preferences.firm_lines import crosses_firmly
from simulator.preferences.negotiation_model import Model
from simulator.simulation.bidding.strategy import View

MOST_TERMS = 3
"""More terms than these in one sentence nobody takes in."""


@dataclass(frozen=True)
class Mind:
    """What one lead knows when it speaks.

    Attributes
    ----------
    model, lead
        The negotiation as it stands, and who speaks.
    view
        What it sees.
    deals
        The shortlist, positions of shape (n_deals, n_issues).
    """

    model: Model
    lead: str
    view: View
    deals: IntArray

    def of_refusal(self, offer: int, before: Sequence[tuple[int, int]]) -> str:
        """Say why it refuses an offer.

        Parameters
        ----------
        before
            The same side's earlier offers, each its round and its row.
        """
        worth, none = self._worth(offer), float(self.view.reservation[0])
        again = [at for at, row in before if row == offer]
        since = (
            f" You have not moved since round {again[-1]}."
            if again and before[-1][1] == offer
            else ""
        )
        if worth < 0:
            return f"Your offer on {self._crossed(offer)} crosses one of our red lines.{since}"
        if worth < none:
            return "We would be better off walking away." + since
        if since:
            return "Still not enough." + since
        if not before:
            return "This is better than no deal, but we want more."
        gain = worth - max(self._worth(before[-1][1]), 0.0)
        if gain > HARDLY:
            return "You moved towards us. It is not enough yet."
        if gain < -HARDLY:
            return "This is worse for us than your last offer."
        return "This is no better for us than your last offer."

    def of_offer(self, offer: int, before: int | None, theirs: int | None) -> str:
        """Say what an offer gives and asks.

        Parameters
        ----------
        before
            Its own latest offer, a row; None: this is its first.
        theirs
            The latest offer that it was made.
        """
        asks = self._asks(offer, theirs)
        if before is None:
            return "This is where we start." + (f" What we need most is {asks}." if asks else "")
        if before == offer:
            return "Our offer is unchanged." + (f" We ask you to move on {asks}." if asks else "")
        change = self._by_term(offer) - self._by_term(before)
        conceded = [int(k) for k in np.argsort(change) if change[k] < -HARDLY / MOST_TERMS]
        if not conceded:
            return "Here is another version of our offer." + (
                f" We ask you to move on {asks}." if asks else ""
            )
        words = f"We moved on {self._names(conceded[:MOST_TERMS])}"
        return words + (f" and ask you to move on {asks}." if asks else ".")

    def _asks(self, offer: int, theirs: int | None) -> str:
        """Name the term that costs it most in the latest offer it was made; empty: none does."""
        if theirs is None:
            return ""
        loss = self._by_term(offer) - self._by_term(theirs)
        worst = int(loss.argmax())
        return self._names([worst]) if loss[worst] > HARDLY else ""

    def _crossed(self, row: int) -> str:
        """Name the terms on which an offer crosses one of its red lines that is real."""
        scenario, space = self.model.scenario, self.model.space
        terms = enumerate(zip(space.issues, space.options, self.deals[row], strict=True))
        return self._names(
            [
                k
                for k, (issue, options, at) in terms
                if crosses_firmly(scenario, self.lead, issue, options)[at]
            ]
        )

    def _worth(self, row: int) -> float:
        return float(self.view.worth(np.array([row]))[0])

    def _by_term(self, row: int) -> FloatArray:
        weighted = zip(self.model.central.players[self.lead].weighted, self.deals[row], strict=True)
        return np.array([worths[at] for worths, at in weighted])

    def _names(self, places: Sequence[int]) -> str:
        issues = list(self.model.scenario.issues.values())
        return listed(in_a_sentence(issues[k].name) for k in places)
