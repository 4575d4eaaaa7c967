"""Switching values: where one number, moved by itself, flips an answer.

An answer counts as a yes when its likely acceptance is one half or more. All other numbers stay as
uncertain as they are. What is looked at reaches from the 1st to the 99th percentile of the number.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from simulator.sensitivity.influences import STOPS, Influence, leverages
from simulator.sensitivity.one_deal import OneDeal, Whose
from simulator.sensitivity.parameters import Parameter
from simulator.uncertainty import NINETIETH

EVEN = 0.5
HOPELESS = 4.0
"""Where the slope puts a switching value this many standard deviations away, there is none."""
CLOSE = 0.005
"""How exactly a switching value is found, in standard normal deviates."""


@dataclass(frozen=True)
class Switch:
    """Where a number flips an answer.

    Attributes
    ----------
    whose
        A party's answer, a player's, or everyone's.
    deviate
        Where the number flips it, in standard normal deviates.
    to_yes
        Whether the answer turns to a yes beyond it.
    """

    parameter: Parameter
    whose: Whose
    deviate: float
    to_yes: bool

    @property
    def written(self) -> str:
        """The switching value as it is written."""
        return self.parameter.written(self.deviate)

    @property
    def falls(self) -> bool:
        """Whether the number would have to fall below it, rather than rise above."""
        return self.deviate < 0

    @property
    def likelihood(self) -> float:
        """The probability, by the number's own range, that it lies beyond."""
        return float(ndtr(-abs(self.deviate)))

    @property
    def within_range(self) -> bool:
        """Whether it lies between the number's low and high."""
        return abs(self.deviate) <= NINETIETH


def switch(one: OneDeal, found: Influence, whose: Whose) -> Switch | None:
    """Find where a number flips an answer, nearest to its value; None where it does not."""
    middle = float(one.chances[whose].mean())
    stops = (*STOPS[:2], 0.0, *STOPS[2:])
    surplus = np.array([*found.chances[whose][:2], middle, *found.chances[whose][2:]]) - EVEN
    crossings = [
        _crossing(one, found.parameter, whose, stops[n], stops[n + 1])
        for n in range(len(stops) - 1)
        if (surplus[n] < 0) != (surplus[n + 1] < 0)
    ]
    if not crossings:
        return None
    return Switch(found.parameter, whose, min(crossings, key=abs), to_yes=middle < EVEN)


def _crossing(one: OneDeal, parameter: Parameter, whose: Whose, start: float, stop: float) -> float:
    return float(
        brentq(
            lambda at: float(one.moved({parameter: at})[whose].mean()) - EVEN,
            start,
            stop,
            xtol=CLOSE,
        )
    )


def switches(one: OneDeal, found: Iterable[Influence], whose: Whose) -> list[Switch]:
    """Find every number that flips an answer by itself, the likeliest to do so first."""
    every = (switch(one, each, whose) for each in found)
    return sorted((each for each in every if each), key=lambda each: -each.likelihood)


def nearest_switch(one: OneDeal, whose: Whose) -> Switch | None:
    """Tell where the number that an answer follows most closely flips it; None where it does not.

    For a sentence at every move of a slider: it looks no further than the slope over the draws says is
    worth looking. Numbers that say how people answer, rather than what the situation is, are passed over.
    """
    slopes = np.where([each.is_temper for each in one.parameters], 0.0, leverages(one, whose))
    if not slopes.any():
        return None
    steepest = int(np.abs(slopes).argmax())
    middle = float(one.chances[whose].mean())
    guess = (EVEN - middle) / slopes[steepest]
    if abs(guess) > HOPELESS:
        return None
    parameter, way = one.parameters[steepest], np.copysign(1.0, guess)
    near = 0.0
    for stop in STOPS[2:]:
        there = float(one.moved({parameter: way * stop})[whose].mean())
        if (there < EVEN) != (middle < EVEN):
            at = _crossing(one, parameter, whose, *sorted((way * near, way * stop)))
            return Switch(parameter, whose, at, to_yes=middle < EVEN)
        near = stop
    return None
