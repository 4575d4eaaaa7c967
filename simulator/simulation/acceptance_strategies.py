"""How a lead answers an offer: three rules, found by name.

`next_offer`
    Accepts what is worth at least its own next offer (AC-next [Baarslag2014]_); the gain over no deal
    that the next offer would bring is counted a round later, discounted by its patience and by the
    chance that the talks break off before. To the last offer there is no next one: accepts whatever
    is no worse than no deal.
`aspiration`
    Accepts what is worth at least what its strategy asks for at that time.
`model`
    Accepts as the scenario's acceptance curve says (`simulator.simulation.stochastic_acceptance`),
    whatever the strategy asks for. The only rule by which a lead may sign what is worth less to it than no
    deal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.simulation.bidding.strategy import Accepts, BiddingStrategy, View
from simulator.simulation.party_view import SLACK


@dataclass(frozen=True)
class OfferInHand:
    """An offer, and what the one who answers needs to know.

    Attributes
    ----------
    view
        What it sees, at the time of its own next offer.
    offer, counter
        The deal that is offered and the one it would offer next, rows, shape (n_runs,).
    retained
        What is left of a gain one round later, shape (n_runs,).
    last
        Whether no offer can follow.
    consent
        Says in which runs the acceptance curve gives a yes, shape (n_runs,).
    """

    view: View
    strategy: BiddingStrategy
    offer: IntArray
    counter: IntArray
    retained: FloatArray
    last: bool
    consent: Callable[[], BoolArray]


def _next_offer(in_hand: OfferInHand) -> BoolArray:
    view = in_hand.view
    gain = view.worth(in_hand.offer) - view.reservation
    if in_hand.last:
        return np.asarray(gain >= -SLACK)
    wait = in_hand.retained * (view.worth(in_hand.counter) - view.reservation)
    return np.asarray(gain >= np.maximum(wait, 0) - SLACK)


def _aspiration(in_hand: OfferInHand) -> BoolArray:
    least = in_hand.strategy.aspiration(in_hand.view)
    return np.asarray(in_hand.view.worth(in_hand.offer) >= least - SLACK)


def _model(in_hand: OfferInHand) -> BoolArray:
    return in_hand.consent()


ACCEPTANCE_STRATEGIES: Mapping[Accepts, Callable[[OfferInHand], BoolArray]] = {
    "next_offer": _next_offer,
    "aspiration": _aspiration,
    "model": _model,
}
ACCEPTS: tuple[Accepts, ...] = get_args(Accepts)
