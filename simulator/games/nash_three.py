"""The Nash equilibria of three players.

A solver that divides space until each solution stands alone (Gambit's, say) does not come to an end
where equilibria form a stretch, as is usual among stances, where every clash is worth the same. So
three players are taken apart:

- where somebody does not mix, the other two play a game of two, which is solved exactly;
- where all three mix over two strategies each, a quadratic equation has every answer;
- where all three mix and one over three or more, Newton's method from many starting points. What
  has been found is an equilibrium, but one could be missed; so these are not said to be all.
"""

from itertools import combinations, product

import numpy as np
from numpy.polynomial import Polynomial

from simulator import randomness
from simulator.arrays import FloatArray
from simulator.games.nash_two import PLAYED, distinct, two_player_profiles

STARTS = 24
STEPS = 20
CONVERGED = 1e-9
Solved = list[tuple[FloatArray, ...]]


def three_player_profiles(payoffs: FloatArray) -> Solved:
    """Find equilibria of three players, payoffs of shape (3, n_first, n_second, n_third).

    Candidates are returned too that fail somebody's best reply; the caller drops them.
    """
    profiles: Solved = []
    for player, count in enumerate(payoffs.shape[1:]):
        for strategy in range(count):
            profiles += _fixed(payoffs, player, strategy)
    supports = [
        [s for size in range(2, count + 1) for s in combinations(range(count), size)]
        for count in payoffs.shape[1:]
    ]
    for support in product(*supports):
        inner = payoffs[np.ix_(range(3), *support)]
        solve = _two_each if inner.size == 24 else _newton
        profiles += [_spread(profile, support, payoffs.shape[1:]) for profile in solve(inner)]
    return profiles


def _fixed(payoffs: FloatArray, player: int, strategy: int) -> Solved:
    """Solve the game of the other two when one player's strategy is given."""
    others = [n for n in range(3) if n != player]
    slice_ = np.take(payoffs[others], strategy, axis=player + 1)
    own = np.eye(payoffs.shape[player + 1])[strategy]
    return [(*pair[:player], own, *pair[player:]) for pair in two_player_profiles(slice_)]


def _two_each(inner: FloatArray) -> Solved:
    """Solve three players who each mix over two: their indifference comes down to a quadratic.

    With p, q, r the chances of the second strategies, each player's two are worth the same where
    a₀ + a₁ q + a₂ r + a₃ q r = 0, and so for b in p and r, c in p and q. The first two give q and p
    as fractions in r.
    """
    x, y, z = (np.moveaxis(inner[n], n, 0) for n in range(3))
    a, b, c = (_bilinear(table[1] - table[0]) for table in (x, y, z))
    top_q, low_q = Polynomial([-a[0], -a[2]]), Polynomial([a[1], a[3]])
    top_p, low_p = Polynomial([-b[0], -b[2]]), Polynomial([b[1], b[3]])
    quadratic = (
        c[0] * low_p * low_q + c[1] * top_p * low_q + c[2] * top_q * low_p + c[3] * top_p * top_q
    )
    profiles: Solved = []
    for root in quadratic.trim(1e-12).roots():
        r = float(root.real)
        if abs(root.imag) > 1e-6 or min(abs(low_p(r)), abs(low_q(r))) < 1e-12:
            continue
        chances = np.array([top_p(r) / low_p(r), top_q(r) / low_q(r), r])
        if chances.min() > PLAYED and chances.max() < 1 - PLAYED:
            profiles.append(tuple(np.array([1 - p, p]) for p in chances))
    return profiles


def _bilinear(ahead: FloatArray) -> tuple[float, float, float, float]:
    """Return the constant, both slopes and the twist of a 2 × 2 table of differences."""
    constant = ahead[0, 0]
    first, second = ahead[1, 0] - constant, ahead[0, 1] - constant
    return constant, first, second, ahead[1, 1] - constant - first - second


def _spread(
    profile: tuple[FloatArray, ...], support: tuple[tuple[int, ...], ...], counts: tuple[int, ...]
) -> tuple[FloatArray, ...]:
    """Put chances back among the strategies that are not taken."""
    spread = tuple(np.zeros(count) for count in counts)
    for chances, own, taken in zip(spread, profile, support, strict=True):
        chances[list(taken)] = own
    return spread


def _newton(inner: FloatArray) -> Solved:
    """Find chances that leave all three indifferent among all their strategies."""
    counts = inner.shape[1:]
    rng = np.random.default_rng(randomness.STARTS)
    point = np.concatenate([rng.dirichlet(np.ones(n), STARTS)[:, 1:] for n in counts], axis=1)
    damping = 1e-13 * np.eye(point.shape[1])
    for _ in range(STEPS):
        gap, slope = _indifference(inner, point)
        turned = slope.transpose(0, 2, 1)
        # The damping keeps singular slopes solvable, and is too small to be felt elsewhere.
        step = np.linalg.solve(turned @ slope + damping, turned @ gap[:, :, None])
        point = np.clip(point - step[:, :, 0], -2, 3)
    gap, slope = _indifference(inner, point)
    own = _split(point, counts)
    inside = np.all([chances.min(axis=1) > PLAYED for chances in own], axis=0)
    solved = np.flatnonzero(inside & (np.abs(gap).max(axis=1) < CONVERGED))
    alone = np.linalg.svd(slope[solved], compute_uv=False)[:, -1] > 1e-6
    # Of a whole stretch one is enough.
    kept = [*solved[alone], *solved[~alone][:1]]
    return distinct(tuple(chances[at] for chances in own) for at in kept)


def _split(point: FloatArray, counts: tuple[int, ...]) -> list[FloatArray]:
    """Return each player's chances, the first so that they add up to 1."""
    ends = np.cumsum([n - 1 for n in counts])[:-1]
    parts = np.split(point, ends, axis=1)
    return [np.concatenate([1 - p.sum(axis=1, keepdims=True), p], axis=1) for p in parts]


def _indifference(inner: FloatArray, point: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how far each player's strategies are from being worth the same, and the slopes.

    Shapes (n_starts, n_unknowns) and (n_starts, n_unknowns, n_unknowns).
    """
    x, y, z = _split(point, inner.shape[1:])
    first, second, third = (
        np.moveaxis(inner[n], n, 0)[1:] - np.moveaxis(inner[n], n, 0)[:1] for n in range(3)
    )
    gaps = [
        np.einsum("aij,si,sj->sa", first, y, z),
        np.einsum("aij,si,sj->sa", second, x, z),
        np.einsum("aij,si,sj->sa", third, x, y),
    ]
    blocks = [
        [None, np.einsum("aij,sj->sai", first, z), np.einsum("aij,si->saj", first, y)],
        [np.einsum("aij,sj->sai", second, z), None, np.einsum("aij,si->saj", second, x)],
        [np.einsum("aij,sj->sai", third, y), np.einsum("aij,si->saj", third, x), None],
    ]
    rows = []
    for player, row in enumerate(blocks):
        wide = [
            np.zeros((len(point), inner.shape[player + 1] - 1, inner.shape[other + 1] - 1))
            if block is None
            # The first chance is what the others leave.
            else block[:, :, 1:] - block[:, :, :1]
            for other, block in enumerate(row)
        ]
        rows.append(np.concatenate(wide, axis=2))
    return np.concatenate(gaps, axis=1), np.concatenate(rows, axis=1)
