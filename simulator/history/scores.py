"""Proper scores of probabilities: the mean logarithm of what happened, and Brier's mean squared error."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.bootstrap import Interval, resampled_interval

ENOUGH = 3
"""Proposals from which resampling them says anything."""
SUREST = 0.01
"""The nearest to certainty that a probability is scored at, so that one surprise is not fatal."""


@dataclass(frozen=True)
class Score:
    """How good a set of probabilities was.

    Attributes
    ----------
    log
        Mean log probability of what happened, natural logarithm; 0 is perfect.
    brier
        Mean squared error; 0 is perfect.
    n
        How many different texts were scored.
    log_range, brier_range
        95 % bootstrap intervals over texts; None where there are fewer than `ENOUGH`.
    model_better
        How much higher the model's log score is than this one; None for the model, or with too few.
    """

    log: float
    brier: float
    n: int
    log_range: Interval | None = None
    brier_range: Interval | None = None
    model_better: Interval | None = None


def log_scores(chances: FloatArray, accepted: FloatArray) -> FloatArray:
    """Return the log probability given to each answer, at most as sure as `SUREST`."""
    bounded = np.clip(chances, SUREST, 1 - SUREST)
    return np.asarray(np.log(np.where(accepted == 1, bounded, 1 - bounded)))


def by_group(values: FloatArray, group: IntArray | None) -> FloatArray:
    """Return the mean of each group, numbered from 0, shape (n_groups,); each by itself if there are none."""
    if group is None or not len(values):
        return values
    return np.asarray(np.bincount(group, weights=values) / np.bincount(group))


def score(
    chances: FloatArray,
    accepted: FloatArray,
    model: FloatArray | None = None,
    group: IntArray | None = None,
) -> Score:
    """Score probabilities, shape (n,).

    Parameters
    ----------
    accepted
        1 or 0 for what happened.
    model
        The model's probabilities, to be set beside these.
    group
        Texts that are coded alike have the same number, from 0: they count as one, with their mean.
    """
    logs = by_group(log_scores(chances, accepted), group)
    squares = by_group((chances - accepted) ** 2, group)
    enough = len(logs) >= ENOUGH
    return Score(
        log=float(logs.mean()),
        brier=float(squares.mean()),
        n=len(logs),
        log_range=resampled_interval(logs) if enough else None,
        brier_range=resampled_interval(squares) if enough else None,
        model_better=resampled_interval(by_group(log_scores(model, accepted), group) - logs)
        if enough and model is not None
        else None,
    )
