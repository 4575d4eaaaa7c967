"""Standard normal draws: independent scrambled Sobol sequences [Owen1997]_."""

from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from simulator.arrays import FloatArray
from simulator.randomness import ONCE

REPLICATES = 16
"""Independent scramblings; their means give the standard error."""
DRAWS_EACH = 256
DRAWS = REPLICATES * DRAWS_EACH


@lru_cache(maxsize=8)
def normal_deviates(parameters: int, block: int = 0) -> FloatArray:
    """Return standard normal draws, shape (n_parameters, DRAWS), the same on every call.

    Parameters
    ----------
    block
        Which part of the sequences: 0 for their beginnings, 1 for what comes next, and so on.
    """
    # Imported here: it takes a second, which checking a file need not pay.
    from scipy.stats import qmc

    uniform = np.empty((parameters, DRAWS))
    for replicate in range(REPLICATES):
        rng = np.random.default_rng([ONCE, replicate])
        start = replicate * DRAWS_EACH
        sobol = qmc.Sobol(parameters, scramble=True, rng=rng)
        if block:
            sobol.fast_forward(block * DRAWS_EACH)
        uniform[:, start : start + DRAWS_EACH] = sobol.random(DRAWS_EACH).T
    # A scrambled point may fall on 0 itself, where the normal quantile is infinite.
    np.clip(uniform, 2.0**-33, 1 - 2.0**-33, out=uniform)
    deviates: FloatArray = ndtri(uniform, out=uniform)
    deviates.flags.writeable = False
    return deviates
