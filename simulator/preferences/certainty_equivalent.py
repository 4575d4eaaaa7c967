"""What a lottery over no-deal futures is worth to a player who may be averse to risk."""

import numpy as np

from simulator.arrays import FloatArray


def certainty_equivalent(
    probability: FloatArray, worth: FloatArray, aversion: FloatArray | None
) -> FloatArray:
    """Return what a lottery over futures is worth, shape (n_draws,); its mean without an aversion (CARA)."""
    if aversion is None:
        return np.asarray((probability * worth).sum(axis=0))
    # Near zero the certainty equivalent tends to the mean, but its formula divides by zero.
    aversion = np.where(np.abs(aversion) < 1e-6, 1e-6, aversion)
    spoiled = (probability * np.exp(-aversion * worth)).sum(axis=0)
    return np.asarray(-np.log(spoiled) / aversion)
