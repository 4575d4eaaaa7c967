"""How much of the variance each input explains: Sobol's indices [Sobol2001]_, estimated by SALib.

First-order: by itself. Total: with all that it does together with others [Saltelli2010]_. Samples come in
batches, each a scrambled sequence of its own, so that a first answer stands after a moment; each answer
rests on twice the points of the one before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.arrays import FloatArray

BATCH = 64
"""Base points of a batch; each costs two evaluations more than there are inputs."""
RESAMPLES = 100


@dataclass(frozen=True)
class Indices:
    """Sobol indices of every input.

    Attributes
    ----------
    first, total
        Shape (n_inputs,). Estimates may stray below 0 by their error.
    first_error, total_error
        Half of a 95 % bootstrap interval, shape (n_inputs,).
    points
        How many base points stand behind them.
    """

    first: FloatArray
    first_error: FloatArray
    total: FloatArray
    total_error: FloatArray
    points: int


def sobol_indices(
    function: Callable[[FloatArray], FloatArray], inputs: int, doublings: int, seed: int = 1950
) -> Iterator[Indices]:
    """Yield the indices of a function of independent uniform inputs, better and better ones.

    Parameters
    ----------
    function
        Takes points of the unit cube, shape (n, n_inputs), and returns its values, shape (n,).
    doublings
        How often the base points, `BATCH` at first, are doubled.
    """
    # Imported here: SALib brings Matplotlib along, which takes a second.
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem: dict[str, Any] = {
        "num_vars": inputs,
        "names": [str(n) for n in range(inputs)],
        "bounds": [[0.0, 1.0]] * inputs,
    }
    values: list[FloatArray] = []
    for doubling in range(doublings + 1):
        for batch in range(len(values), 2**doubling):
            points = sampling.sample(problem, BATCH, calc_second_order=False, seed=seed + batch)
            values.append(function(points))
        together = np.concatenate(values)
        if np.ptp(together) == 0:
            nothing = np.zeros(inputs)
            yield Indices(nothing, nothing, nothing, nothing, BATCH * len(values))
            continue
        found = analysis.analyze(
            problem, together, calc_second_order=False, num_resamples=RESAMPLES, seed=seed
        )
        first, first_error, total, total_error = (
            np.asarray(found[key]) for key in ("S1", "S1_conf", "ST", "ST_conf")
        )
        yield Indices(first, first_error, total, total_error, BATCH * len(values))
