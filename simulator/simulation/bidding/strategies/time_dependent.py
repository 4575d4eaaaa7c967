"""Strategies that give way as the deadline nears, whatever the others do [Faratin1998]_."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.simulation.bidding.strategy import BiddingStrategy, View, strategy


def concession(
    time: float,
    beta: float,
    opening: float = 0.0,
    form: Literal["polynomial", "exponential"] = "polynomial",
) -> float:
    """Return α(t), the share of the way from its best to its limit that a party has gone.

    Parameters
    ----------
    time
        How much of the talks is over, t from 0 to 1.
    beta
        β: below 1 it gives way late (Boulware), above 1 early (Conceder).
    opening
        κ: how far it goes with its first offer, 0 to 1. The exponential form needs κ > 0.
    form
        ``κ + (1 − κ) t^(1/β)`` or ``exp((1 − t)^β ln κ)``.
    """
    if form == "exponential":
        return float(np.exp((1 - time) ** beta * np.log(opening)))
    return float(opening + (1 - opening) * time ** (1 / beta))


@dataclass(frozen=True)
class TimeDependent(BiddingStrategy):
    """Asks for its best deal at first, and for no more than no deal is worth at the deadline.

    Attributes
    ----------
    beta, opening, form
        Of its `concession`.
    offers
        Which of the deals that are good enough it offers: the one that the others are likeliest to
        sign, or the one whose worth is nearest to what it asks for.
    """

    beta: float = 1.0
    opening: float = 0.0
    form: Literal["polynomial", "exponential"] = "polynomial"
    offers: Literal["likeliest", "nearest"] = "likeliest"

    def aspiration(self, view: View) -> FloatArray:
        """Go from the best deal towards no deal by `concession`."""
        conceded = concession(view.time, self.beta, self.opening, self.form)
        return np.asarray(view.best - conceded * (view.best - view.reservation))

    def offer(self, view: View) -> IntArray:
        """Offer a deal that is good enough, by `offers`."""
        least = self.aspiration(view)
        return view.likeliest(least) if self.offers == "likeliest" else view.nearest(least)


@strategy
@dataclass(frozen=True)
class Linear(TimeDependent):
    """β = 1."""

    name = "linear"
    label = "Even steps (linear)"
    description = "Concedes the same amount each round until the deadline."


@strategy
@dataclass(frozen=True)
class Boulware(TimeDependent):
    """β = ¼."""

    name = "boulware"
    label = "Concedes late (Boulware)"
    description = "Holds out for most of the talks and concedes shortly before the deadline."
    beta: float = 0.25


@strategy
@dataclass(frozen=True)
class Conceder(TimeDependent):
    """β = 4."""

    name = "conceder"
    label = "Concedes early (Conceder)"
    description = "Makes most of its concessions in the first rounds."
    beta: float = 4.0
