"""What a deal is worth to a player, 0 to 1."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.limits import ENUMERABLE, VALUED
from simulator.preferences.multilinear import multilinear
from simulator.preferences.outcome_space import DealSpace
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences

EXCLUDED = -1.0
"""What a deal that a rule excludes is worth where all are valued: less to everybody than any other."""
COUPLINGS = 8
"""Interactions that cost as much as one more player where every deal is valued."""


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
    return multilinear(
        lambda k: player.weighted_at(k, deals[:, k]),
        lambda k: player.worth[k][deals[:, k]],
        range(deals.shape[1]),
        player.pairs,
        player.strength,
    )


def folded(player: PlayerPreferences, deal: IntArray, loose: Sequence[int]) -> PlayerPreferences:
    """Fold the terms that stay into one issue, which comes first, of weight 1 and with one option.

    What couples a term that stays with a loose one becomes part of that one's weight. The options of
    the loose issues are left out.

    Parameters
    ----------
    deal
        Positions of the terms, shape (n_issues,).
    loose
        The issues that stay loose, and follow the first.
    """
    stay = [k for k in range(len(deal)) if k not in loose]
    rest = np.zeros(player.weight.shape[1])
    if stay:
        rest = rest + multilinear(
            lambda k: player.weighted[k][deal[k]],
            lambda k: player.worth[k][deal[k]],
            stay,
            player.pairs,
            player.strength,
        )
    weight = {k: player.weight[k] for k in loose}
    pairs, strength = [], []
    for (k, m), coupling in zip(player.pairs, player.strength, strict=True):
        if k in loose and m in loose:
            pairs.append((1 + loose.index(k), 1 + loose.index(m)))
            strength.append(coupling)
        elif k in loose or m in loose:
            moving, fixed = (k, m) if k in loose else (m, k)
            weight[moving] = weight[moving] + coupling * player.worth[fixed][deal[fixed]]
    kept = [no_veto[deal[k]] for k in stay if (no_veto := player.no_veto[k]) is not None]
    draws = player.weight.shape[1]
    return replace(
        player,
        worth=(rest[None, :],),
        weight=np.stack(np.broadcast_arrays(np.ones(draws), *(weight[k] for k in loose))),
        pairs=tuple(pairs),
        strength=np.array(strength).reshape(len(pairs), draws),
        no_veto=(np.prod(np.broadcast_arrays(*kept), axis=0)[None, :] if kept else None,),
    )


def members(player: PlayerPreferences) -> list[tuple[float, str, PlayerPreferences]]:
    """List what a player is made of, in one draw: itself, or a body's groups.

    Each with its part of those who vote, the key of its preferences in `Body.kinds` (empty: the player's
    own), and these.
    """
    body = player.body
    if body is None:
        return [(1.0, "", player)]
    parts = body.votes / body.votes.sum()
    return [
        (float(part), kind, body.kinds.get(kind, player))
        for part, kind in zip(parts, body.groups.values(), strict=True)
    ]


def player_utilities(preferences: Preferences, deals: IntArray) -> FloatArray:
    """Value deals to each player, in one draw, shape (n_deals, n_players); to a body, its members' mean."""
    worth = [
        sum((part * utilities(holder, deals) for part, _, holder in members(player)), np.zeros(1))
        for player in preferences.players.values()
    ]
    return np.stack(worth, axis=1)


def lead_utilities(preferences: Preferences, deals: IntArray) -> FloatArray:
    """Value deals to each party's lead, in one draw, shape (n_deals, n_parties)."""
    worth = [utilities(preferences.players[lead], deals) for lead in preferences.leads]
    return np.stack(worth, axis=1)


def is_enumerable(preferences: Preferences) -> bool:
    """Whether every deal can be valued to every player, interactions between them included."""
    holders = [
        holder
        for player in preferences.players.values()
        for holder in (player, *(player.body.kinds.values() if player.body else ()))
    ]
    couplings = sum(len(holder.pairs) for holder in holders)
    terms = len(holders) + couplings // COUPLINGS
    return preferences.space.size <= ENUMERABLE and preferences.space.size * terms <= VALUED


def grid(
    space: DealSpace,
    player: PlayerPreferences,
    dtype: type[np.floating] = np.float64,
    out: FloatArray | None = None,
) -> FloatArray:
    """Value every row of a space, in one draw, shape (n_rows,), last issue fastest; rules: `EXCLUDED`.

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
    worth = np.asarray(np.matmul(left, right, out=into).reshape(-1))
    if space.excluded is not None:
        worth[space.excluded] = EXCLUDED
    return worth


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
        of = self._player
        if not self._issues:
            return np.zeros(self.size)
        return multilinear(
            lambda k: self._spread(k, of.weighted[k]), self.of, self._issues, of.pairs, of.strength
        )
