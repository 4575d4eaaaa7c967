"""Strategies that no one who looks at the payoffs would take."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from simulator.arrays import FloatArray, IntArray
from simulator.games.game import TIE, Game


@dataclass(frozen=True)
class Dominated:
    """A strategy that another, or a mix of others, always does better than.

    Attributes
    ----------
    player, strategy
        Whose, and which.
    by
        The chances of the player's strategies in what dominates it, shape (n_strategies,).
    strict
        Whether it does worse whatever the others do; else it never does better and sometimes worse.
    """

    player: int
    strategy: int
    by: FloatArray
    strict: bool


@dataclass(frozen=True)
class Elimination:
    """What is left when strictly dominated strategies are struck out, again and again.

    Attributes
    ----------
    rounds
        What was struck out together; strategies are numbered as in the whole game.
    kept
        By player, the strategies left, ascending.
    game
        The game between those.
    """

    rounds: tuple[tuple[Dominated, ...], ...]
    kept: tuple[IntArray, ...]
    game: Game


def dominated(game: Game) -> list[Dominated]:
    """Find every strategy dominated by another one, or strictly by a mix of others [Pearce1984]_."""
    strategies = []
    for player, count in enumerate(game.counts):
        worth = game.payoffs_of(player).reshape(count, -1)
        slack = TIE * game.spans[player]
        for strategy in range(count):
            by = _by_one(worth, strategy, slack) or _by_mix(worth, strategy, slack)
            if by is not None:
                strategies.append(Dominated(player, strategy, *by))
    return strategies


def _by_one(worth: FloatArray, strategy: int, slack: float) -> tuple[FloatArray, bool] | None:
    """Look for one strategy that dominates; a strict one first."""
    ahead = worth - worth[strategy]
    strict = np.flatnonzero((ahead > slack).all(axis=1))
    weak = np.flatnonzero((ahead >= -slack).all(axis=1) & (ahead > slack).any(axis=1))
    if len(strict):
        return np.eye(len(worth))[strict[0]], True
    if len(weak):
        # A mix may do worse still by it.
        return _by_mix(worth, strategy, slack) or (np.eye(len(worth))[weak[0]], False)
    return None


def _by_mix(worth: FloatArray, strategy: int, slack: float) -> tuple[FloatArray, bool] | None:
    """Find the mix of the others whose smallest lead over a strategy is largest."""
    others = np.delete(np.arange(len(worth)), strategy)
    if len(others) < 2:
        return None
    ahead = (worth[others] - worth[strategy]) / (slack / TIE)
    answer = linprog(
        c=np.append(np.zeros(len(others)), -1.0),
        A_ub=np.column_stack([-ahead.T, np.ones(ahead.shape[1])]),
        b_ub=np.zeros(ahead.shape[1]),
        A_eq=np.append(np.ones(len(others)), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, 1)] * len(others) + [(None, None)],
    )
    assert answer.x is not None  # any mix will do, so there is an answer
    # The solver is exact to about 1e-9; what it cannot tell from a tie is no dominance.
    if answer.x[-1] <= 1e-7:
        return None
    mix = np.zeros(len(worth))
    mix[others] = answer.x[:-1]
    return mix, True


def eliminated(game: Game) -> Elimination:
    """Strike out strictly dominated strategies until there are none.

    The order does not matter, and no equilibrium is lost.
    """
    kept = tuple(np.arange(count) for count in game.counts)
    rounds = []
    left = game
    while struck := [candidate for candidate in dominated(left) if candidate.strict]:
        rounds.append(tuple(_numbered(struck, kept, game)))
        gone = [[d.strategy for d in struck if d.player == n] for n in range(len(kept))]
        kept = tuple(np.delete(own, out) for own, out in zip(kept, gone, strict=True))
        left = reduced_game(game, kept)
    return Elimination(tuple(rounds), kept, left)


def _numbered(
    struck: list[Dominated], kept: tuple[IntArray, ...], game: Game
) -> Iterator[Dominated]:
    """Number strategies as in the whole game."""
    for out in struck:
        by = np.zeros(game.counts[out.player])
        by[kept[out.player]] = out.by
        yield Dominated(out.player, int(kept[out.player][out.strategy]), by, out.strict)


def reduced_game(game: Game, kept: tuple[IntArray, ...]) -> Game:
    """Return the game in which only some strategies can be taken."""
    return Game(
        game.players,
        tuple(
            tuple(labels[at] for at in own)
            for labels, own in zip(game.strategies, kept, strict=True)
        ),
        game.payoffs[np.ix_(np.arange(len(game.players)), *kept)],
    )
