"""The acceptance curve by itself: the chance of a yes against the gain over no deal."""

import numpy as np

from simulator.arrays import FloatArray


def logistic(x: FloatArray) -> FloatArray:
    """Return ``Λ(x) = 1 / (1 + exp(−x))``, shape of `x`."""
    # As `scipy.special.expit`, a fifth faster in single precision, where searches spend their time. exp
    # overflows below about −700; there the chance is 0 to every digit that is shown.
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -80, 80))))
