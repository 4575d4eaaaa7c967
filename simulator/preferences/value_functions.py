"""Single-issue value functions: what each option is worth to a player, 0 the worst and 1 the best.

The forms are those of multi-attribute value theory [KeeneyRaiffa1976]_. Each is normalised on the
issue's domain, whatever its parameters are drawn as.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import expit

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import Scale
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.issues import Issue
from simulator.scenario.value_functions import (
    ExponentialValue,
    LevelsValue,
    LinearValue,
    PiecewiseValue,
    PowerValue,
    TargetValue,
    ThresholdValue,
    ValueFunction,
)

Read = Callable[[KeyPath, Range, Scale], FloatArray]


def option_utilities(
    function: ValueFunction,
    issue: Issue,
    options: Sequence[float | str],
    path: KeyPath,
    read: Read,
) -> FloatArray:
    """Value every option of an issue, shape (n_options, n_draws), each in [0, 1].

    Parameters
    ----------
    path
        The keys that lead to the function in the scenario; its parameters' paths start with it.
    read
        Gives a parameter's draws, shape (n_draws,).
    """
    if isinstance(function, LevelsValue):
        # One dimension for the whole table: a player who values the middle more than we think
        # does so all along, and the order of the levels is never broken by chance.
        return np.stack(
            [read((*path, "table"), function.table[str(option)], Scale.SHARE) for option in options]
        )
    x = np.array(options, dtype=float)[:, None]
    if isinstance(function, PiecewiseValue):
        at = np.array([point.at for point in function.points])
        drawn = np.stack(
            [read((*path, "points"), point.worth, Scale.SHARE) for point in function.points]
        )
        # Between two points worth is their weighted mean: one matrix for all draws.
        shares = np.stack([np.interp(x[:, 0], at, point) for point in np.eye(len(at))], axis=1)
        return np.asarray(shares @ drawn)
    assert issue.kind == "continuous"
    low, high = issue.min, issue.max
    if isinstance(function, TargetValue):
        peak = np.clip(read((*path, "peak"), function.peak, Scale.PLAIN), low, high)
        return np.asarray(1 - np.abs(x - peak) / np.maximum(peak - low, high - peak))
    way = (x - low) / (high - low)
    if function.best == "low":
        way = 1 - way
    if isinstance(function, LinearValue):
        return way
    if isinstance(function, PowerValue):
        exponent = read((*path, "exponent"), function.exponent, Scale.POSITIVE)
        return np.asarray(way**exponent)
    if isinstance(function, ExponentialValue):
        tolerance = read((*path, "risk_tolerance"), function.risk_tolerance, Scale.POSITIVE)
        bend = (high - low) / tolerance
        return np.asarray(np.expm1(-bend * way) / np.expm1(-bend))
    assert isinstance(function, ThresholdValue)
    return _step(function, x, low, high, path, read)


def _step(
    function: ThresholdValue, x: FloatArray, low: float, high: float, path: KeyPath, read: Read
) -> FloatArray:
    """Value a logistic step, stretched so that the ends of the domain are worth 0 and 1."""
    sign = 1.0 if function.best == "high" else -1.0
    at = np.clip(read((*path, "at"), function.at, Scale.PLAIN), low, high)
    width = read((*path, "width"), function.width, Scale.POSITIVE)

    def logistic(amount: FloatArray | float) -> FloatArray:
        return np.asarray(expit(sign * (amount - at) / width))

    worst, best = (logistic(low), logistic(high)) if sign > 0 else (logistic(high), logistic(low))
    return np.asarray((logistic(x) - worst) / (best - worst))
