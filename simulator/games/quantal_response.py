"""Logit quantal response: players who see differences in payoff, the clearer the larger they are.

At λ = 0 all strategies are equally likely; as λ grows, mistakes grow rare, and the path that starts
there leads to a Nash equilibrium [McKelveyPalfrey1995]_. Gambit follows it [Turocy2005]_.
"""

from dataclasses import dataclass

import numpy as np
import pygambit

from simulator.arrays import FloatArray
from simulator.games.game import Game
from simulator.games.two_players import profiles_of


@dataclass(frozen=True)
class Branch:
    """The path of quantal response equilibria from λ = 0.

    Attributes
    ----------
    precision
        λ, per unit of payoff, ascending from 0, shape (n_points,). Where the path turns back on
        itself the part that runs backward is left out, so chances may jump there.
    chances
        By player, the chance of each strategy, shape (n_points, n_strategies).
    """

    precision: FloatArray
    chances: tuple[FloatArray, ...]

    def at(self, precision: float) -> tuple[FloatArray, ...]:
        """Return every player's chances at some λ, straight between two points of the path."""
        return tuple(
            np.array([np.interp(precision, self.precision, each) for each in own.T])
            for own in self.chances
        )


def quantal_response(game: Game) -> Branch:
    """Follow the quantal response equilibria of a game until they are as good as Nash."""
    # Gambit's steps suit payoffs of about 1; λ is per unit of payoff, so it scales the other way.
    scale = float(game.spans.max())
    made = pygambit.Game.from_arrays(*(game.payoffs / scale))
    points = pygambit.qre.logit_solve_branch(made, first_step=0.01, max_accel=1.02)
    precision = np.array([point.lam for point in points]) / scale
    forward = precision >= np.maximum.accumulate(precision)
    profiles = profiles_of(made, [p.profile for p, on in zip(points, forward, strict=True) if on])
    chances = tuple(np.array(own) for own in zip(*profiles, strict=True))
    return Branch(precision[forward], chances)
