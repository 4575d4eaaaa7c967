"""Single-issue value functions: what each option is worth to a player, 0 the worst and 1 the best.

The forms are those of multi-attribute value theory [KeeneyRaiffa1976]_. Each is normalised on the
issue's domain, whatever its parameters are drawn as.
"""

from collections.abc import Callable, Sequence
from functools import singledispatch

import numpy as np
from scipy.special import expit

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import Scale
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.issues import ContinuousIssue, Issue
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
Options = Sequence[float | str]


@singledispatch
def option_utilities(
    function: ValueFunction, issue: Issue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    """Value every option of an issue, shape (n_options, n_draws), each in [0, 1].

    Parameters
    ----------
    path
        The keys that lead to the function in the scenario; its parameters' paths start with it.
    read
        Gives a parameter's draws, shape (n_draws,).
    """
    raise NotImplementedError(function)


@option_utilities.register
def _levels(
    function: LevelsValue, issue: Issue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    # One dimension for the whole table: a player who values the middle more than we think
    # does so all along, and the order of the levels is never broken by chance.
    return np.stack(
        [read((*path, "table"), function.table[str(option)], Scale.SHARE) for option in options]
    )


@option_utilities.register
def _piecewise(
    function: PiecewiseValue, issue: Issue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    x, at = np.array(options, dtype=float), np.array([point.at for point in function.points])
    drawn = np.stack(
        [read((*path, "points"), point.worth, Scale.SHARE) for point in function.points]
    )
    # Between two points worth is their weighted mean: one matrix for all draws.
    shares = np.stack([np.interp(x, at, point) for point in np.eye(len(at))], axis=1)
    return np.asarray(shares @ drawn)


@option_utilities.register
def _target(
    function: TargetValue, issue: ContinuousIssue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    low, high = issue.min, issue.max
    peak = np.clip(read((*path, "peak"), function.peak, Scale.PLAIN), low, high)
    return np.asarray(1 - np.abs(_column(options) - peak) / np.maximum(peak - low, high - peak))


@option_utilities.register
def _linear(
    function: LinearValue, issue: ContinuousIssue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    return _way(function, issue, options)


@option_utilities.register
def _power(
    function: PowerValue, issue: ContinuousIssue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    exponent = read((*path, "exponent"), function.exponent, Scale.POSITIVE)
    return np.asarray(_way(function, issue, options) ** exponent)


@option_utilities.register
def _exponential(
    function: ExponentialValue, issue: ContinuousIssue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    tolerance = read((*path, "risk_tolerance"), function.risk_tolerance, Scale.POSITIVE)
    bend = (issue.max - issue.min) / tolerance
    return np.asarray(np.expm1(-bend * _way(function, issue, options)) / np.expm1(-bend))


@option_utilities.register
def _threshold(
    function: ThresholdValue, issue: ContinuousIssue, options: Options, path: KeyPath, read: Read
) -> FloatArray:
    """Value a logistic step, stretched so that the ends of the domain are worth 0 and 1."""
    low, high = issue.min, issue.max
    sign = 1.0 if function.best == "high" else -1.0
    at = np.clip(read((*path, "at"), function.at, Scale.PLAIN), low, high)
    width = read((*path, "width"), function.width, Scale.POSITIVE)

    def logistic(amount: FloatArray | float) -> FloatArray:
        return np.asarray(expit(sign * (amount - at) / width))

    worst, best = (logistic(low), logistic(high)) if sign > 0 else (logistic(high), logistic(low))
    return np.asarray((logistic(_column(options)) - worst) / (best - worst))


def _column(options: Options) -> FloatArray:
    """Return amounts as a column, to be set against draws."""
    return np.array(options, dtype=float)[:, None]


def _way(
    function: LinearValue | PowerValue | ExponentialValue, issue: ContinuousIssue, options: Options
) -> FloatArray:
    """Return how far each option lies on the way from the worst end to the best, as a column."""
    way = (_column(options) - issue.min) / (issue.max - issue.min)
    return np.asarray(way if function.best == "high" else 1 - way)
