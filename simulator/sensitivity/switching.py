"""Switching values: where one number, moved by itself, flips an answer.

An answer counts as a yes when its likely acceptance is one half or more. All other numbers stay as
uncertain as they are. What is looked at reaches from the 1st to the 99th percentile of the number.

The answer as it stands is the mean over all draws, of this number too. Where that is near one half, the
number held at its own value may already be on the other side: then the switching value lies on the side
of its value where the answer stays.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from scipy.special import ndtr

from simulator.roots import root
from simulator.sensitivity.one_deal import OneDeal, Responder
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.tornado import STOPS, TornadoBar, leverages

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
    falls
        Whether beyond it is below it, rather than above.
    """

    parameter: Parameter
    whose: Responder
    deviate: float
    to_yes: bool
    falls: bool

    @property
    def written(self) -> str:
        """The switching value as it is written."""
        return self.parameter.written(self.deviate)

    @property
    def likelihood(self) -> float:
        """The probability, by the number's own range, that it lies beyond."""
        return float(ndtr(self.deviate if self.falls else -self.deviate))


@dataclass(frozen=True)
class _MovedAnswer:
    """An answer, as one number is moved."""

    one_deal: OneDeal
    parameter: Parameter
    whose: Responder
    chance: Callable[[float], float]
    """The chance of a yes with the number at a standard normal deviate."""

    @property
    def is_yes(self) -> bool:
        """Whether it is a yes as it stands."""
        return bool(self.one_deal.chances[self.whose].mean() >= EVEN)

    def flipped(self, deviate: float) -> bool:
        """Whether it is another with the number there."""
        return (self.chance(deviate) >= EVEN) != self.is_yes

    def turn(self, *stops: float) -> Switch | None:
        """Find where it flips between neighbours of some stops, in ascending order; the nearest to 0."""
        flips = []
        for start, stop in pairwise(stops):
            falls = self.flipped(start)
            if falls == self.flipped(stop):
                continue
            at = root(lambda at: self.chance(at) - EVEN, start, stop, CLOSE)
            if at is not None:
                flips.append(Switch(self.parameter, self.whose, at, not self.is_yes, falls))
        return min(flips, key=lambda flip: abs(flip.deviate), default=None)


def _answer(
    one_deal: OneDeal,
    parameter: Parameter,
    whose: Responder,
    known: dict[float, float] | None = None,
) -> _MovedAnswer:
    known = known or {}

    @cache
    def chance(deviate: float) -> float:
        if deviate in known:
            return known[deviate]
        return float(one_deal.moved({parameter: deviate})[whose].mean())

    return _MovedAnswer(one_deal, parameter, whose, chance)


def switch(one_deal: OneDeal, bar: TornadoBar, whose: Responder) -> Switch | None:
    """Find where a number flips an answer, nearest to its value; None where it does not."""
    known = dict(zip(STOPS, bar.chances[whose], strict=True))
    answer = _answer(one_deal, bar.parameter, whose, known)
    least, low, high, most = STOPS
    # With the answer the same at both ends of the range, it is taken to be the same between them.
    between = (0.0,) if answer.flipped(low) or answer.flipped(high) else ()
    return answer.turn(least, low, *between, high, most)


def switches(one_deal: OneDeal, bars: Iterable[TornadoBar], whose: Responder) -> list[Switch]:
    """Find every number that flips an answer by itself, the likeliest to do so first."""
    flips = (switch(one_deal, bar, whose) for bar in bars)
    return sorted(filter(None, flips), key=lambda flip: -flip.likelihood)


def nearest_switch(one_deal: OneDeal, whose: Responder) -> Switch | None:
    """Tell where the number that an answer follows most closely flips it; None where it does not.

    For a sentence at every move of a slider: it looks no further than the slope over the draws says is
    worth looking. Numbers that say how people answer, rather than what the situation is, are passed over.
    """
    slopes = np.where(
        [parameter.is_behavioural for parameter in one_deal.parameters],
        0.0,
        leverages(one_deal, whose),
    )
    if not slopes.any():
        return None
    steepest = int(np.abs(slopes).argmax())
    guess = (EVEN - float(one_deal.chances[whose].mean())) / slopes[steepest]
    if abs(guess) > HOPELESS:
        return None
    answer = _answer(one_deal, one_deal.parameters[steepest], whose)
    near, far = (float(np.copysign(stop, guess)) for stop in STOPS[2:])
    if not answer.flipped(near):
        return answer.turn(*sorted((near, far)))
    # Flipped at its own value already: what turns it lies on the other side.
    return answer.turn(*sorted((0.0, -near if answer.flipped(0.0) else near)))
