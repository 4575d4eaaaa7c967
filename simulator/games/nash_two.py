"""The Nash equilibria of two players, by enumeration of vertices [Mangasarian1964]_.

Every extreme equilibrium is found. They are all that there are, unless some player has more best
replies than the other mixes over; then whatever lies between some of them may be an equilibrium too.
"""

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from simulator.arrays import BoolArray, FloatArray
from simulator.games.game import Profile

PLAYED = 1e-7
"""A chance below this is none."""
TIGHT = 1e-8
"""A bound is met where no more than this is left of it; payoffs are known to 1e-9."""
PARALLEL = 1e-6
"""Bounds that meet at a smaller angle (as singular values go) meet in no single point."""


def two_player_profiles(payoffs: FloatArray) -> list[tuple[FloatArray, ...]]:
    """Find the extreme equilibria of two players, payoffs of shape (2, n_first, n_second).

    Each is a pair of vertices at which every strategy is either not taken or a best reply.
    """
    # Above zero, so that what the bounds enclose has an end. Equilibria stay where they are.
    first, second = payoffs - payoffs.min(axis=(1, 2), keepdims=True) + 1.0
    ours, tight = _vertices(second.T)
    theirs, opposite = _vertices(first)
    # The second player's strategies come first on its own side: turn that to the other's order.
    labels = np.roll(opposite, len(first), axis=1)
    pairs = np.argwhere(~(~tight[:, None] & ~labels).any(axis=2))
    return [(ours[one] / ours[one].sum(), theirs[two] / theirs[two].sum()) for one, two in pairs]


def _vertices(worth: FloatArray) -> tuple[FloatArray, BoolArray]:
    """List the vertices of {x ≥ 0, worth x ≤ 1} but 0, and which of these bounds each meets."""
    replies, size = worth.shape
    sides = np.concatenate([np.eye(size), worth])
    bound = np.repeat([0.0, 1.0], [size, replies])
    chosen = np.array(list(combinations(range(size + replies), size)))
    chosen = chosen[np.linalg.svd(sides[chosen], compute_uv=False)[:, -1] > PARALLEL]
    points = np.linalg.solve(sides[chosen], bound[chosen][..., None])[..., 0]
    inside = (points >= -TIGHT).all(axis=1) & (points @ worth.T <= 1 + TIGHT).all(axis=1)
    points = points[inside & (points.sum(axis=1) > TIGHT)]
    tight = np.abs(points @ sides.T - bound) <= TIGHT
    # Where more bounds meet than are needed, the same vertex is found several times.
    tight, once = np.unique(tight, axis=0, return_index=True)
    return np.where(tight[:, :size], 0.0, points[once]), tight


def distinct(profiles: Iterable[Profile]) -> list[tuple[FloatArray, ...]]:
    """Drop repetitions; the fewer strategies are mixed, the earlier a profile comes."""
    once: dict[tuple[float, ...], tuple[FloatArray, ...]] = {}
    for profile in profiles:
        played = tuple(np.where(own < PLAYED, 0.0, own) for own in profile)
        key = tuple(np.round(np.concatenate(played), 6) + 0.0)
        once.setdefault(key, tuple(own / own.sum() for own in played))
    return sorted(once.values(), key=_order)


def _order(profile: tuple[FloatArray, ...]) -> tuple[int, tuple[float, ...]]:
    return sum(int(np.count_nonzero(own)) for own in profile), tuple(-np.concatenate(profile))
