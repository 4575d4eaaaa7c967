"""The acceptance curve by itself: the chance of a yes against the gain over no deal."""

import numpy as np

from simulator.arrays import FloatArray


def logistic(x: FloatArray) -> FloatArray:
    """Return ``Λ(x) = 1 / (1 + exp(−x))``, shape of `x`."""
    # As `scipy.special.expit`, a fifth faster in single precision, where searches spend their time. exp
    # overflows below about −700; there the chance is 0 to every digit that is shown.
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -80, 80))))


def acceptance_curve(
    gain: FloatArray, precision: float, disadvantageous: float = 0.0, behind: float = 0.0
) -> FloatArray:
    """Return ``Λ(β · gain − a · behind)``, the chance of a yes, shape of `gain`.

    Parameters
    ----------
    gain
        Utility above the reservation value, −1 to 1.
    behind
        How much better off the other side is, 0 to 1.
    """
    return logistic(precision * gain - disadvantageous * behind)
