"""The acceptance curve by itself: the chance of a yes against the gain over no deal."""

import numpy as np
from scipy.special import expit

from simulator.arrays import FloatArray


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
    return np.asarray(expit(precision * gain - disadvantageous * behind))
