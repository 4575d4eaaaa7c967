"""Standard normal draws: independent scrambled Sobol sequences [Owen1997]_, as SciPy makes them.

They are made here, number for number what `scipy.stats.qmc.Sobol` makes, so that no process has to load
SciPy's statistics to value a deal, which takes longer than all else that it does; and so that a
later SciPy draws no others.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from simulator.arrays import FloatArray
from simulator.randomness import ONCE

REPLICATES = 16
"""Independent scramblings; their means give the standard error."""
DIGITS = 8
"""Binary digits of a point before it is scrambled."""
DRAWS_EACH = 2**DIGITS
DRAWS = REPLICATES * DRAWS_EACH
SCRAMBLED = 30
"""Binary digits of a point when it has been scrambled."""
DIRECTIONS = Path(__file__).with_name("data") / "sobol_directions.npy"
"""The leading digits of the direction numbers of [JoeKuo2008]_, shape (n_parameters, DIGITS): from
`qmc.Sobol(2560, scramble=False)._sv[:, :8] >> 22`."""


@lru_cache(maxsize=8)
def normal_deviates(parameters: int) -> FloatArray:
    """Return standard normal draws, shape (n_parameters, DRAWS), the same on every call."""
    points = _points(np.load(DIRECTIONS)[:parameters])
    uniform = np.empty((parameters, DRAWS))
    for replicate in range(REPLICATES):
        (rng,) = np.random.default_rng([ONCE, replicate]).spawn(1)
        start = replicate * DRAWS_EACH
        uniform[:, start : start + DRAWS_EACH] = _scrambled(points, rng)
    # A scrambled point may fall on 0 itself, where the normal quantile is infinite.
    np.clip(uniform, 2.0**-33, 1 - 2.0**-33, out=uniform)
    deviates: FloatArray = ndtri(uniform, out=uniform)
    deviates.flags.writeable = False
    return deviates


def _points(directions: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a plain Sobol sequence in the order of Gray's code, shape (n_parameters, DRAWS_EACH)."""
    order = np.arange(DRAWS_EACH)
    code = order ^ (order >> 1)
    points = np.zeros((len(directions), DRAWS_EACH), np.uint8)
    for digit in range(DIGITS):
        points ^= directions[:, digit, None] * (code >> digit & 1).astype(np.uint8)
    return points


def _scrambled(points: NDArray[np.uint8], rng: np.random.Generator) -> FloatArray:
    """Scramble digits by a random triangular matrix and shift them, points in [0, 1) of the same shape."""
    parameters, rising = len(points), 2 ** np.arange(SCRAMBLED, dtype=np.uint32)
    shift = rng.integers(2, size=(parameters, SCRAMBLED), dtype=np.uint32) @ rising
    drawn = rng.integers(2, size=(parameters, SCRAMBLED, SCRAMBLED), dtype=np.uint32)
    matrix = np.tril(drawn[:, :, :DIGITS], -1) + np.eye(SCRAMBLED, DIGITS, dtype=np.uint32)
    columns = np.einsum("npq,p->qn", matrix, rising[::-1])
    scrambled = np.repeat(shift[:, None], DRAWS_EACH, axis=1)
    for digit, column in enumerate(columns):
        scrambled ^= column[:, None] * (points >> DIGITS - 1 - digit & 1)
    return scrambled / 2.0**SCRAMBLED
