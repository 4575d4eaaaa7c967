"""Intervals by drawing what was seen again, with replacement [EfronTibshirani1993]_."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.randomness import ONCE

RESAMPLES = 1000


@dataclass(frozen=True)
class Interval:
    """A figure and the range that holds 95 % of its bootstrap values."""

    value: float
    low: float
    high: float

    @property
    def beyond_noise(self) -> bool:
        """Whether the whole range lies on one side of 0."""
        return self.low > 0 or self.high < 0


def resamples(group: IntArray, seed: int = ONCE) -> IntArray:
    """Draw whole groups with replacement: how often each is drawn, shape (RESAMPLES, n_groups).

    Parameters
    ----------
    group
        Which group each row belongs to, numbered from 0, shape (n,).
    """
    groups = int(group.max()) + 1
    rng = np.random.default_rng(seed)
    return rng.multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)


def interval(value: float, resampled: FloatArray) -> Interval:
    """Put a figure beside the middle 95 % of its resampled values, shape (RESAMPLES,)."""
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Interval(float(value), float(low), float(high))


def mean_interval(values: FloatArray, group: IntArray, drawn: IntArray) -> Interval:
    """Return the mean of values, and its interval over groups drawn by `resamples`."""
    totals, sizes = np.bincount(group, weights=values), np.bincount(group)
    return interval(values.mean(), (drawn @ totals) / (drawn @ sizes))


def resampled_interval(values: FloatArray, seed: int = ONCE) -> Interval:
    """Return the mean of independent values, and its interval."""
    group = np.arange(len(values))
    return mean_interval(values, group, resamples(group, seed))
