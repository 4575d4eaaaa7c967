"""How much of what is not known about a deal's chance each uncertain number explains."""

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtri

from simulator.arrays import FloatArray
from simulator.sensitivity.one_deal import DEAL, OneDeal
from simulator.sensitivity.sobol import Indices, sobol_indices

DOUBLINGS = 4
EDGE = 2.0**-33
"""A scrambled point may fall on 0 or 1, where the normal quantile is infinite."""


def variance_shares(one_deal: OneDeal, doublings: int = DOUBLINGS) -> Iterator[Indices]:
    """Yield Sobol indices of the chance that all accept, in the order of the deal's parameters."""

    def chance(points: FloatArray) -> FloatArray:
        return one_deal.judged(ndtri(np.clip(points.T, EDGE, 1 - EDGE)))[DEAL]

    if one_deal.parameters:
        yield from sobol_indices(chance, len(one_deal.parameters), doublings)
