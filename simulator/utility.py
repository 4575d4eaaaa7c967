"""What a deal is worth to a player, 0 to 1.

The two-attribute multilinear form [KeeneyRaiffa1976]_:
``U(x) = Σ_k w_k v_k(x_k) + Σ_{k<l} c_kl v_k(x_k) v_l(x_l)`` with ``Σw + Σc = 1``.
"""

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences import PlayerPreferences, Preferences


def utilities(player: PlayerPreferences, deals: IntArray) -> FloatArray:
    """Value deals in every draw, or in one alone.

    Parameters
    ----------
    deals
        Positions of the options, shape (n_deals, n_issues).

    Returns
    -------
    FloatArray
        Shape (n_deals, n_draws), or (n_deals,) in one draw; each in [0, 1].
    """
    total: FloatArray = player.weighted[0][deals[:, 0]]
    for k in range(1, deals.shape[1]):
        total = total + player.weighted[k][deals[:, k]]
    for (k, m), strength in zip(player.pairs, player.strength, strict=True):
        total = total + strength * player.worth[k][deals[:, k]] * player.worth[m][deals[:, m]]
    return total


def everyone(preferences: Preferences, deals: IntArray) -> FloatArray:
    """Value deals to each player, in one draw, shape (n_deals, n_players)."""
    worth = [utilities(player, deals) for player in preferences.players.values()]
    return np.stack(worth, axis=1)


def to_leads(preferences: Preferences, deals: IntArray) -> FloatArray:
    """Value deals to each party's lead, in one draw, shape (n_deals, n_parties)."""
    worth = [utilities(preferences.players[lead], deals) for lead in preferences.leads]
    return np.stack(worth, axis=1)


def grid(
    player: PlayerPreferences,
    dtype: type[np.floating] = np.float64,
    out: FloatArray | None = None,
) -> FloatArray:
    """Value every deal of the space, in one draw, shape (n_deals,), last issue fastest.

    The issues are split in two halves of about equal size, each half is valued by itself, and one
    matrix product adds the halves up and multiplies the interactions that couple them: the cost is
    one pass over the result, however many issues there are.

    Parameters
    ----------
    out
        Where to put the result, shape (n_deals,), contiguous; None: a new array.
    """
    left, right = (half.astype(dtype, copy=False) for half in halves(player))
    shape = len(left), right.shape[1]
    into = None if out is None else out.reshape(shape)
    return np.asarray(np.matmul(left, right, out=into).reshape(-1))


def halves(player: PlayerPreferences) -> tuple[FloatArray, FloatArray]:
    """Return the two factors of `grid`, shapes (n_left, rank) and (rank, n_right)."""
    counts = [len(worth) for worth in player.worth]
    total = int(np.prod(counts))
    cut = next(k for k in range(1, len(counts) + 1) if np.prod(counts[:k]) ** 2 >= total)
    first, second = _Half(player, 0, cut), _Half(player, cut, len(counts))
    crossing = [
        (player.strength[n], first.of(k), second.of(m))
        for n, (k, m) in ((n, sorted(pair)) for n, pair in enumerate(player.pairs))
        if k < cut <= m
    ]
    left = [first.own(), np.ones(first.size), *(c * v for c, v, _ in crossing)]
    right = [np.ones(second.size), second.own(), *(v for _, _, v in crossing)]
    return np.stack(left, axis=1), np.stack(right)


class _Half:
    """Some neighbouring issues, and every combination of their options."""

    def __init__(self, player: PlayerPreferences, start: int, stop: int) -> None:
        self._player, self._issues = player, range(start, stop)
        self._counts = tuple(len(player.worth[k]) for k in self._issues)
        self.size = int(np.prod(self._counts))

    def _spread(self, k: int, values: FloatArray) -> FloatArray:
        """Repeat an issue's values over the combinations of the other issues."""
        shape = [1] * len(self._counts)
        shape[k - self._issues.start] = -1
        return np.broadcast_to(values.reshape(shape), self._counts).reshape(-1)

    def of(self, k: int) -> FloatArray:
        """Return the worth of issue k in every combination."""
        return self._spread(k, self._player.worth[k])

    def own(self) -> FloatArray:
        """Return what the half adds to utility by itself."""
        total = np.zeros(self.size)
        for k in self._issues:
            total += self._spread(k, self._player.weighted[k])
        for (k, m), strength in zip(self._player.pairs, self._player.strength, strict=True):
            if k in self._issues and m in self._issues:
                total += strength * self.of(k) * self.of(m)
        return total
