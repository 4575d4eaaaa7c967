"""Where a function passes zero: the one place that asks SciPy, and never without a bracket."""

from collections.abc import Callable
from functools import cache

import numpy as np
from scipy.optimize import brentq

EXACT = 2e-12


def root(
    of: Callable[[float], float], start: float, end: float, close: float = EXACT
) -> float | None:
    """Find where a continuous function passes zero between two places.

    Parameters
    ----------
    close
        How exactly, in the unit of the places.

    Returns
    -------
    float or None
        None where it has the same sign at both ends, or none at all (NaN): an answer, not an error.
    """
    of = cache(of)
    if not np.sign(of(start)) * np.sign(of(end)) <= 0:
        return None
    return float(brentq(of, start, end, xtol=close))
