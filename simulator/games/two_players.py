"""The Nash equilibria of two players, with Gambit.

It enumerates vertices [Mangasarian1964]_ in exact fractions, and so finds every extreme equilibrium.
They are all that there are, unless some player has more best replies than the other mixes over; then
whatever lies between some of them may be an equilibrium too.
"""

from collections.abc import Iterable

import numpy as np
import pygambit

from simulator.arrays import FloatArray
from simulator.games.game import Profile

PLAYED = 1e-7
"""A chance below this is none."""


def two_player_profiles(payoffs: FloatArray) -> list[tuple[FloatArray, ...]]:
    """Find the extreme equilibria of two players, payoffs of shape (2, n_first, n_second)."""
    game = pygambit.Game.from_arrays(*payoffs)
    return profiles_of(game, pygambit.nash.enummixed_solve(game).equilibria)


def profiles_of(game: pygambit.Game, found: Iterable[object]) -> list[tuple[FloatArray, ...]]:
    """Return Gambit's profiles as arrays."""
    return [
        tuple(
            np.array([float(each[strategy]) for strategy in player.strategies])  # type: ignore[index]
            for player in game.players
        )
        for each in found
    ]


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
