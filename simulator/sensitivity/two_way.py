"""The likely acceptance over two uncertain numbers at once."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import NINETIETH
from simulator.sensitivity.one_deal import OneDeal, Responder
from simulator.sensitivity.parameters import Parameter

CELLS = 9


@dataclass(frozen=True)
class TwoWay:
    """A chance over two numbers, from the low to the high end of each range.

    Attributes
    ----------
    deviates
        Where both numbers are put, in standard normal deviates, shape (n_cells,).
    chances
        First number along the first axis, shape (n_cells, n_cells); all others as uncertain as they are.
    """

    first: Parameter
    second: Parameter
    deviates: FloatArray
    chances: FloatArray


def two_way(
    one_deal: OneDeal, first: Parameter, second: Parameter, whose: Responder, cells: int = CELLS
) -> TwoWay:
    """Judge a deal under every pair of values of two numbers; not the same number twice."""
    deviates = np.linspace(-NINETIETH, NINETIETH, cells)
    chances = [
        [one_deal.moved({first: float(a), second: float(b)})[whose].mean() for b in deviates]
        for a in deviates
    ]
    return TwoWay(first, second, deviates, np.array(chances))
