"""How far each uncertain number moves the likely acceptance by itself.

Each number is put at the low and at the high end of its range, its 10th and 90th percentile, and further
out, at the 1st and 99th, while all others stay as uncertain as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import NINETIETH, standard_error
from simulator.sensitivity.one_deal import DEAL, OneDeal, Responder
from simulator.sensitivity.parameters import Parameter

NINETY_NINTH = float(ndtri(0.99))
"""The 99th percentile, in standard normal deviates."""
STOPS = (-NINETY_NINTH, -NINETIETH, NINETIETH, NINETY_NINTH)


@dataclass(frozen=True)
class TornadoBar:
    """What one uncertain number does to everyone's answer.

    Attributes
    ----------
    chances
        For everyone whose answer it is, the mean chance of a yes with the number at each of `STOPS`.
    error
        The sampling error (one standard error) of the chance that all accept, at either end.
    """

    parameter: Parameter
    chances: Mapping[Responder, tuple[float, ...]]
    error: float

    @property
    def label(self) -> str:
        """Whose number it is and what it says."""
        return self.parameter.label

    @property
    def low(self) -> float:
        """The chance that all accept with the number at the low end of its range."""
        return self.chances[DEAL][1]

    @property
    def high(self) -> float:
        """The chance that all accept with the number at the high end of its range."""
        return self.chances[DEAL][2]

    @property
    def ends(self) -> tuple[str, str]:
        """The number itself at both ends, as it is written."""
        return self.parameter.written(-NINETIETH), self.parameter.written(NINETIETH)

    @property
    def reach(self) -> float:
        """How far apart both chances are."""
        return abs(self.high - self.low)


def influence(one_deal: OneDeal, parameter: Parameter) -> TornadoBar:
    """Tell what one number does."""
    stops = [one_deal.moved({parameter: stop}) for stop in STOPS]
    return TornadoBar(
        parameter,
        {
            whose: tuple(float(chances[whose].mean()) for chances in stops)
            for whose in one_deal.chances
        },
        max(float(standard_error(chances[DEAL])) for chances in stops[1:3]),
    )


def tornado(one_deal: OneDeal) -> Iterator[TornadoBar]:
    """Yield what every uncertain number does, those first that seem to matter most."""
    order = np.argsort(-np.abs(leverages(one_deal, DEAL)), kind="stable")
    return (influence(one_deal, one_deal.parameters[n]) for n in order)


def leverages(one_deal: OneDeal, whose: Responder) -> FloatArray:
    """Return the slope of a chance in every number's deviate over the draws, shape (n_parameters,).

    A first look that costs nothing; it misses what works both ways.
    """
    chance = one_deal.chances[whose]
    return np.asarray(one_deal.deviates @ (chance - chance.mean()) / len(chance))
