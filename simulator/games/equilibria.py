"""Every Nash equilibrium of a game [Nash1951]_.

How they are found, and when they are sure to be all, stands in `simulator.games.nash_two` and
`simulator.games.nash_three`. Strictly dominated strategies are struck out first, as they are in
no equilibrium.
"""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.games.dominance import eliminated
from simulator.games.game import (
    TIE,
    Game,
    expected,
    normalised,
    pure_equilibria,
    pure_profile,
    regret,
    replies,
)
from simulator.games.nash_three import three_player_profiles
from simulator.games.nash_two import distinct, two_player_profiles

REGRET = 1e-6
"""How much a player may seem to gain by changing, from rounding alone, as a share of its range."""


@dataclass(frozen=True)
class Equilibrium:
    """A profile at which nobody gains by changing alone.

    Attributes
    ----------
    profile
        By player, the chance of each strategy.
    payoffs
        What it is worth to each player, shape (n_players,).
    degenerate
        Whether some player has more best replies than it takes: then it may be one end of a whole
        stretch of equilibria.
    """

    profile: tuple[FloatArray, ...]
    payoffs: FloatArray
    degenerate: bool

    @property
    def pure(self) -> bool:
        """Whether nobody mixes."""
        return all(np.count_nonzero(own) == 1 for own in self.profile)


@dataclass(frozen=True)
class Equilibria:
    """The equilibria, pure ones first.

    Attributes
    ----------
    complete
        Whether these are sure to be all, apart from what lies between degenerate ones.
    """

    equilibria: tuple[Equilibrium, ...]
    complete: bool


def equilibria(game: Game) -> Equilibria:
    """Find the Nash equilibria of a game of two or three players."""
    left = eliminated(game)
    solve = two_player_profiles if len(game.players) == 2 else three_player_profiles
    profiles = [pure_profile(game, cell) for cell in pure_equilibria(game)]
    for profile in solve(normalised(left.game)):
        filled = tuple(np.zeros(count) for count in game.counts)
        for chances, own, kept in zip(filled, profile, left.kept, strict=True):
            chances[kept] = own
        profiles.append(filled)
    solutions = tuple(
        Equilibrium(profile, expected(game, profile), _degenerate(game, profile))
        for profile in distinct(profiles)
        if regret(game, profile) <= REGRET
    )
    return Equilibria(solutions, len(game.players) == 2 or _sure(left.game, solutions))


def _degenerate(game: Game, profile: tuple[FloatArray, ...]) -> bool:
    taken = [np.count_nonzero(own) for own in profile]
    best = []
    for player, span in enumerate(game.spans):
        worth = replies(game, profile, player)
        best.append(np.count_nonzero(worth >= worth.max() - 10 * REGRET * span))
    # Between two, a player's best replies are counted against what the other mixes over.
    against = taken[::-1] if len(taken) == 2 else taken
    return any(more > few for more, few in zip(best, against, strict=True))


def _sure(game: Game, solutions: tuple[Equilibrium, ...]) -> bool:
    """Whether the equilibria of three players are sure to be all.

    Where each has two strategies at most and nothing ties, every equilibrium stands alone and the
    solver finds it; their number is then odd [Wilson1971]_.
    """
    alone = not any(equilibrium.degenerate for equilibrium in solutions)
    return alone and len(solutions) % 2 == 1 and max(game.counts) <= 2 and not _ties(game)


def _ties(game: Game) -> bool:
    """Whether some player does not care which of two strategies it takes against some choices."""
    for player, span in enumerate(game.spans):
        ordered = np.sort(game.payoffs_of(player), axis=0)
        if (np.diff(ordered, axis=0) <= TIE * span).any():
            return True
    return False
