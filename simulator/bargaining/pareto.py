"""Dominance, and the Pareto frontier.

An outcome is dominated when another is worth at least as much to everyone and more to someone.
Utilities that differ by less than `TOLERANCE` count as equal, so that rounding in the last digits
neither hides a tie nor makes one outcome dominate its twin.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray, Rows
from simulator.errors import FrontierError
from simulator.limits import CANDIDATES, HELD, SORTED, WIDEST, Comparisons

DECIMALS = 10
TOLERANCE = 10.0**-DECIMALS
"""Relative to the largest utility."""
CHUNK = 1 << 18
"""Rows screened at once; their columns fit the processor's cache."""
BINS = 1 << 13
SCOUTS = 1 << 14
SMALL = 1 << 15
"""Below this many rows sorting at once is as fast as screening first."""


def undominated(utilities: FloatArray, budget: Comparisons | None = None) -> Rows:
    """Find the Pareto frontier.

    Parameters
    ----------
    utilities
        Shape (n_outcomes, n_parties). Fastest with contiguous columns.
    budget
        What may be spent between three parties or more, where rows are compared with each other.

    Returns
    -------
    Rows
        The rows that no other row dominates, in ascending order. Equal rows are all kept.

    Raises
    ------
    FrontierError
        If that takes more than the budget, or between two parties more has to be sorted than may be.
    """
    n, parties = utilities.shape
    if n == 0:
        return np.empty(0, dtype=np.intp)
    if parties == 1:
        return np.flatnonzero(utilities[:, 0] >= utilities[:, 0].max() - _slack(utilities))
    if parties > 2:
        return _undominated_among_many(utilities, budget or Comparisons())
    rows = np.arange(n) if n <= SMALL else _screened(utilities)
    if len(rows) > CANDIDATES:
        raise FrontierError
    return rows[_staircase(utilities[rows])]


def _slack(utilities: FloatArray) -> float:
    return TOLERANCE * max(1.0, float(np.abs(utilities).max(initial=0.0)))


def _screened(utilities: FloatArray) -> Rows:
    """Drop rows of two columns that are dominated by a scout; most are, and no sort is needed.

    The frontier of a few scouts is spread over bins of the first utility. A row is dropped when a
    scout to the right of its bin is worth more to the second party.
    """
    first, second = utilities[:, 0], utilities[:, 1]
    scouts = utilities[:: max(1, len(utilities) // SCOUTS)]
    scouts = np.ascontiguousarray(scouts[_staircase(scouts)])
    low, high = float(first.min()), float(first.max())
    if high <= low:
        return np.arange(len(utilities))
    scale = (BINS - 1) / (high - low)
    # A scout is worth more, to the first party, than every row in the bins below its own.
    below = np.floor((scouts[:, 0] - low) * scale).astype(np.intp) - 1
    bar = np.full(BINS, -np.inf)
    np.maximum.at(bar, below[below >= 0], scouts[below >= 0, 1])
    bar = np.maximum.accumulate(bar[::-1])[::-1] - 1e-6 * max(1.0, float(np.abs(scouts).max()))
    bar = bar.astype(utilities.dtype)
    kept = [rows for rows in _above(first, second, low, scale, bar) if len(rows)]
    return np.concatenate(kept)


def _above(
    first: FloatArray, second: FloatArray, low: float, scale: float, bar: FloatArray
) -> Iterator[Rows]:
    for start in range(0, len(first), CHUNK):
        bins = ((first[start : start + CHUNK] - low) * scale).astype(np.int32)
        yield np.flatnonzero(second[start : start + CHUNK] >= bar.take(bins, mode="clip")) + start


def _staircase(utilities: FloatArray) -> BoolArray:
    """Tell which rows of two columns are undominated, by sorting."""
    scale = max(1.0, float(np.abs(utilities).max(initial=0.0)))
    steps = np.rint(utilities / (scale * TOLERANCE))
    first, second = steps[:, 0], steps[:, 1]
    order = np.lexsort((-second, -first))
    sorted_first, sorted_second = first[order], second[order]
    starts = np.concatenate([[True], sorted_first[1:] != sorted_first[:-1]])
    group = np.cumsum(starts) - 1
    # The best that the second party gets at each of the first party's utilities, and further up.
    best = sorted_second[starts]
    further = np.concatenate([[-np.inf], np.maximum.accumulate(best)[:-1]])
    kept = np.empty(len(utilities), dtype=bool)
    kept[order] = (sorted_second == best[group]) & (best > further)[group]
    return kept


def _undominated_among_many(utilities: FloatArray, budget: Comparisons) -> Rows:
    """Filter three columns or more: candidates by falling sum, each against those kept so far."""
    scale = max(1.0, float(np.abs(utilities).max(initial=0.0)))
    steps = np.rint(utilities / (scale * TOLERANCE))
    points, member = np.unique(steps, axis=0, return_inverse=True)
    order = np.argsort(-points.sum(axis=1), kind="stable")
    alive = points[order]
    kept = np.empty((0, points.shape[1]))
    kept_at: list[IntArray] = []
    at = order
    while len(alive):
        # Nothing later in the order can dominate what is earlier: its sum is not larger.
        block, block_at = alive[:256], at[:256]
        budget.spend(len(block), len(kept) + len(block), points.shape[1])
        survives = ~_dominated(block, kept) & ~_dominated(block, block)
        kept = np.concatenate([kept, block[survives]])
        kept_at.append(block_at[survives])
        budget.spend(len(alive) - len(block), int(survives.sum()), points.shape[1])
        rest = ~_dominated(alive[256:], block[survives])
        alive, at = alive[256:][rest], at[256:][rest]
    frontier = np.zeros(len(points), dtype=bool)
    frontier[np.concatenate(kept_at)] = True
    return np.flatnonzero(frontier[member.reshape(-1)])


def _dominated(points: FloatArray, by: FloatArray) -> BoolArray:
    """Tell which points some row of `by` dominates; a row is the same as one of the other at most.

    A rival no worse for anyone is the point itself, or dominates it.
    """
    columns, own = np.ascontiguousarray(points.T), by is points
    dominated = np.zeros(len(points), dtype=bool)
    for start in range(0, len(by), 64):
        rivals = by[start : start + 64]
        for first in range(0, len(points), 8192):
            no_worse = rivals[:, :1] >= columns[0, first : first + 8192]
            for party in range(1, len(columns)):
                no_worse &= rivals[:, party, None] >= columns[party, first : first + 8192]
            if own and first <= start < first + 8192:
                rows = np.arange(len(rivals))
                no_worse[rows, start - first + rows] = False
            dominated[first : first + 8192] |= no_worse.any(axis=0)
    return dominated


@dataclass(frozen=True)
class MergedFrontier:
    """A frontier built from blocks whose utilities add up.

    Attributes
    ----------
    utilities
        Shape (n, n_parties).
    choices
        The row taken in each block, shape (n, n_blocks).
    """

    utilities: FloatArray
    choices: IntArray


def merge(blocks: Sequence[FloatArray], most: int | None = None) -> MergedFrontier:
    """Build the frontier of all sums of one row from each block, without enumerating them.

    Dominated partial sums are dropped block by block: whatever is added later, they stay
    dominated. Of partial sums that are equal for everyone one is kept, so each point of the
    frontier comes with one of the outcomes that reach it.

    Parameters
    ----------
    blocks
        Each of shape (n_options, n_parties).
    most
        How many sums to go on with at each block, evenly thinned: what comes out may then be
        dominated by sums that were left out. None: all of them.

    Raises
    ------
    FrontierError
        If the frontier, or what has to be compared for it, outgrows what may be held or spent.
    """
    budget = Comparisons() if most is None else Comparisons(sys.maxsize)  # bounded by `most`
    parties = blocks[0].shape[1]
    utilities, choices = np.zeros((1, parties)), np.empty((1, 0), dtype=np.intp)
    for block in blocks:
        own = np.arange(len(block))
        own = own if most is None else _spread(own, block, most)
        own = own[_distinct(block[own], budget)]
        if most is not None and len(utilities) * len(own) > most:
            own = _spread(own, block, max(2, most // len(utilities)))
            some = _spread(np.arange(len(utilities)), utilities, max(1, most // len(own)))
            utilities, choices = utilities[some], choices[some]
        held = len(utilities) * len(own) * parties
        if most is None and held > (HELD if parties <= 2 else SORTED):
            raise FrontierError
        cells = np.empty((parties, len(utilities), len(own)))
        for total, before, added in zip(cells, utilities.T, block[own].T, strict=True):
            np.add.outer(before, added, out=total)
        sums = cells.reshape(parties, -1).T
        kept = _distinct(sums, budget)
        row, taken = np.divmod(kept, len(own))
        if len(kept) > WIDEST:
            raise FrontierError
        utilities = sums[kept]
        choices = np.concatenate([choices[row], own[taken][:, None]], axis=1)
    order = np.lexsort(utilities.T[::-1])
    return MergedFrontier(utilities[order], choices[order])


def _spread(rows: Rows, utilities: FloatArray, most: int) -> Rows:
    """Thin rows evenly, in the order of their utilities."""
    ordered = rows[np.lexsort(utilities[rows].T[::-1])]
    places = np.linspace(0, len(rows) - 1, min(most, len(rows)))
    return np.asarray(ordered[places.round().astype(np.intp)])


def _distinct(utilities: FloatArray, budget: Comparisons) -> Rows:
    """Find the frontier, one row for each of its points."""
    rows = undominated(utilities, budget)
    points = np.round(utilities[rows], DECIMALS)
    # On a frontier between two, who gets the same leaves the other the same.
    points, axis = (points[:, 0], None) if points.shape[1] <= 2 else (points, 0)
    _, first = np.unique(points, axis=axis, return_index=True)
    return rows[np.sort(first)]
