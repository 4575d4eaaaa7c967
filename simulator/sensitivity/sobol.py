"""How much of the variance each input explains: Sobol's indices [Sobol2001]_.

First-order: by itself. Total: with all that it does together with others [Saltelli2010]_. Samples come in
batches, each a scrambled sequence of its own, so that a first answer stands after a moment; each answer
rests on twice the points of the one before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulator.arrays import FloatArray
from simulator.randomness import ONCE

BATCH = 64
"""Base points of a batch; each costs two evaluations more than there are inputs."""
AT_ONCE = 64
"""Inputs for which a batch is evaluated at once: for all of 500 together it would take 600 MB."""
HALF = float(ndtri(0.975))
"""How many standard errors half of a 95 % interval has."""


@dataclass(frozen=True)
class Indices:
    """Sobol indices of every input.

    Attributes
    ----------
    first, total
        Shape (n_inputs,). Estimates may stray below 0 by their error.
    first_error, total_error
        Half of a 95 % interval as if points were independent, shape (n_inputs,). A scrambled
        sequence does better, so they err on the large side.
    points
        How many base points stand behind them.
    """

    first: FloatArray
    first_error: FloatArray
    total: FloatArray
    total_error: FloatArray
    points: int


def sobol_indices(
    function: Callable[[FloatArray], FloatArray], inputs: int, doublings: int, seed: int = ONCE
) -> Iterator[Indices]:
    """Yield the indices of a function of independent uniform inputs, better and better ones.

    Parameters
    ----------
    function
        Takes points of the unit cube, shape (n, n_inputs) with n at most `AT_ONCE` times `BATCH`, and
        returns its values, shape (n,).
    doublings
        How often the base points, `BATCH` at first, are doubled.
    """
    # Imported here: it takes a second.
    from scipy.stats import qmc

    values: list[FloatArray] = []
    for doubling in range(doublings + 1):
        for batch in range(len(values), 2**doubling):
            # By `seed`, as these points have always been; by `rng` SciPy draws others.
            sequence = qmc.Sobol(2 * inputs, seed=seed + batch)
            values.append(_evaluated(function, sequence.random(BATCH)))
        yield _indices(np.concatenate(values, axis=1))


def _evaluated(function: Callable[[FloatArray], FloatArray], points: FloatArray) -> FloatArray:
    """Return the values at points a, at points b, and at a with each input in turn from b."""
    a, b = np.split(points, 2, axis=1)
    inputs = np.arange(a.shape[1])
    taken = [inputs < 0, inputs >= 0, *(inputs == k for k in inputs)]
    parts = (taken[at : at + AT_ONCE] for at in range(0, len(taken), AT_ONCE))
    values = [function(np.concatenate([np.where(of_b, b, a) for of_b in part])) for part in parts]
    return np.concatenate(values).reshape(-1, len(points))


def _indices(values: FloatArray) -> Indices:
    """Estimate as in table 2 (b) and (f) of [Saltelli2010]_; SciPy's own does not take one input."""
    a, b, *mixed = values
    points, turned = len(a), np.array(mixed)
    if np.ptp(values) == 0:
        nothing = np.zeros(len(turned))
        return Indices(nothing, nothing, nothing, nothing, points)
    middle = np.mean([a, b])
    square = ((a - middle) ** 2 + (b - middle) ** 2) / 2

    def estimate(parts: FloatArray) -> tuple[FloatArray, FloatArray]:
        # A mean over points, divided by the variance, which is one too.
        index = parts.mean(axis=1) / square.mean()
        residuals = (parts - index[:, None] * square) / square.mean()
        return index, np.asarray(HALF * residuals.std(axis=1, ddof=1) / np.sqrt(points))

    first, first_error = estimate((b - middle) * (turned - a))
    total, total_error = estimate((turned - a) ** 2 / 2)
    return Indices(first, first_error, total, total_error, points)
