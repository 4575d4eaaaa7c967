"""Draws from the ranges of the estimates.

An estimate's low and high are its 10th and 90th percentile and its value is its median, on the
scale that suits what it measures: shares and probabilities on the logit scale (logit-normal),
positive amounts on the log scale, the rest as they are. Below and above the median the spread may
differ (a two-piece normal), so that lopsided ranges are kept as they were given.

The draws are the same for every user and every visit (common random numbers): independent
scrambled Sobol sequences [Owen1997]_, whose means differ by exactly the sampling error.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum

import numpy as np
from scipy.special import expit, logit, ndtri

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.deviates import DRAWS, DRAWS_EACH, REPLICATES, normal_deviates
from simulator.scenario.base import KeyPath, Range

NINETIETH = float(ndtri(0.9))
"""How many standard deviations the 90th percentile lies above the median."""


class Scale(Enum):
    """The scale on which an estimate is normal."""

    SHARE = "share"
    """Strictly between 0 and 1."""
    POSITIVE = "positive"
    PLAIN = "plain"


Read = Callable[[KeyPath, Range, Scale], FloatArray]
"""Gives a number's draws, shape (n_draws,), by the keys that lead to it in the scenario."""

_SCALES: Mapping[Scale, tuple[Callable[..., FloatArray], Callable[..., FloatArray]]] = {
    Scale.SHARE: (logit, expit),
    Scale.POSITIVE: (np.log, np.exp),
    Scale.PLAIN: (np.asarray, np.asarray),
}


def quantile(estimate: Range, scale: Scale, deviates: FloatArray) -> FloatArray:
    """Return the values of an estimate at standard normal deviates, in the estimate's unit."""
    if estimate.low is None or estimate.high is None or estimate.low == estimate.high:
        return np.full(deviates.shape, estimate.value)
    if estimate.value < 0 and scale is Scale.POSITIVE:
        return -quantile(
            Range(value=-estimate.value, low=-estimate.high, high=-estimate.low), scale, -deviates
        )
    forward, back = _SCALES[scale]
    low, middle, high = (float(forward(at)) for at in (estimate.low, estimate.value, estimate.high))
    below, above = (middle - low) / NINETIETH, (high - middle) / NINETIETH
    drawn: FloatArray = back(middle + np.where(deviates < 0, below, above) * deviates)
    return drawn


class AtEstimates:
    """Reads every number at its value: one 'draw', the model without uncertainty."""

    def __call__(self, path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
        """Return the value, shape (1,)."""
        return np.array([estimate.value])


class Recorder(AtEstimates):
    """Reads numbers at their values and remembers which were asked for."""

    def __init__(self) -> None:
        self.paths: set[KeyPath] = set()

    def __call__(self, path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
        """Return the value, shape (1,), and note the path."""
        self.paths.add(path)
        return super().__call__(path, estimate, scale)


class Sample:
    """Reads every number as DRAWS draws, one dimension of the sample for each number of a house.

    What is not known about one player of a party is not known about the others either: numbers of the
    same name are drawn together, so that a copy of a player changes nothing. They are numbered in
    alphabetical order and numbers without a range keep their dimension, so neither the order of a file
    nor a changed range moves any other number's draws.

    Parameters
    ----------
    chosen
        Which points of the sequences to take, shape (DRAWS,); None: their beginnings.
    """

    def __init__(self, paths: Iterable[KeyPath], chosen: IntArray | None = None) -> None:
        self._row = draw_rows(paths)
        self._deviates = drawn_deviates(self._row, chosen)

    def draws_like(self, other: "Sample") -> bool:
        """Tell whether a point of the sequences is the same numbers' draws in another sample."""
        return self._row == other._row

    def __call__(self, path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
        """Return draws, shape (DRAWS,)."""
        return quantile(estimate, scale, self._deviates[self._row[path]])


def draw_rows(paths: Iterable[KeyPath]) -> dict[KeyPath, int]:
    """Return by path which dimension of the sample a number is drawn from: one for each name in a house."""
    paths = tuple(paths)
    rows = {name: row for row, name in enumerate(sorted(set(map(_within_party, paths))))}
    return {path: rows[_within_party(path)] for path in paths}


def drawn_deviates(rows: Mapping[KeyPath, int], chosen: IntArray | None = None) -> FloatArray:
    """Return the sample that `draw_rows` counts in, shape (n_rows, DRAWS).

    Parameters
    ----------
    chosen
        Points to take, counted through one block of `DRAWS` after the other, shape (DRAWS,); None: the
        first block.
    """
    dimensions = len(set(rows.values()))
    if chosen is None:
        return normal_deviates(dimensions, 0)
    blocks, at = np.divmod(chosen, DRAWS)
    deviates = np.empty((dimensions, len(chosen)))
    for block in np.unique(blocks):
        deviates[:, blocks == block] = normal_deviates(dimensions, int(block))[
            :, at[blocks == block]
        ]
    return deviates


def _within_party(path: KeyPath) -> KeyPath:
    """Return the keys that lead to a number, without the player's."""
    match path:
        case ("parties", party, "players", _, "groups", _, *rest):
            return ("parties", party, "players", *rest)
        case ("parties", party, "players", _, *rest):
            return ("parties", party, "players", *rest)
    return path


def standard_error(draws: FloatArray) -> FloatArray:
    """Return the standard error of the mean over the last axis, of length DRAWS.

    The sample is REPLICATES independent scramblings, so the spread of their means is what chance
    does to the overall mean. Of a single 'draw' it is 0.
    """
    if draws.shape[-1] == 1:
        return np.zeros(draws.shape[:-1])
    means = draws.reshape(*draws.shape[:-1], REPLICATES, DRAWS_EACH).mean(axis=-1)
    error: FloatArray = means.std(axis=-1, ddof=1) / np.sqrt(REPLICATES)
    return error
