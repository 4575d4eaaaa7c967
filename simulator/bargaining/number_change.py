"""How far a share is moved, measured by the range that it may lie in."""

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from simulator.preferences.uncertainty import NINETIETH
from simulator.scenario.base import Estimate, KeyPath

LOGIT_MARGIN = 1e-9
"""How near to 0 and 1 a share is told apart."""


@dataclass(frozen=True)
class NumberChange:
    """One number, and what it would have to be.

    Attributes
    ----------
    path
        The keys that lead to the estimate.
    inside
        Whether the new value lies within its own range, the 10th to the 90th percentile; None where
        it has none.
    size
        How far it moves: in normal deviates of its own distribution, on the logit scale; without a
        range, the distance on that scale itself.
    """

    path: KeyPath
    before: float
    after: float
    inside: bool | None
    size: float


def change_of(path: KeyPath, estimate: Estimate, after: float) -> NumberChange:
    """Measure the change of a share."""
    ends = np.clip([estimate.value, after], LOGIT_MARGIN, 1 - LOGIT_MARGIN)
    way = float(logit(ends[1]) - logit(ends[0]))
    if estimate.low is None or estimate.high is None or estimate.low == estimate.high:
        return NumberChange(path, estimate.value, after, None, abs(way))
    edge = estimate.low if way < 0 else estimate.high
    spread = abs(float(logit(edge) - logit(ends[0]))) / NINETIETH
    size = abs(way) / spread if spread else float("inf")
    return NumberChange(path, estimate.value, after, estimate.low <= after <= estimate.high, size)
