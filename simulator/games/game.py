"""A game in strategic form: what each combination of strategies is worth to each player."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.errors import GameError
from simulator.scenario.scenario import MOST_STANCES

TIE = 1e-9
"""Payoffs closer than this, relative to a player's range of payoffs, are equal."""
Profile = Sequence[FloatArray]
"""For each player, the chance of each of its strategies."""


@dataclass(frozen=True)
class Game:
    """Players, their strategies, and payoffs.

    Attributes
    ----------
    players
        Names, two or three.
    strategies
        By player, the labels of its strategies.
    payoffs
        Shape (n_players, n_strategies of the first player, of the second, …).

    Raises
    ------
    GameError
        If the shapes do not fit, a payoff is not a number, or the game is too large.
    """

    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: FloatArray

    def __post_init__(self) -> None:
        counts = tuple(len(labels) for labels in self.strategies)
        if len(self.players) not in MOST_STANCES:
            raise GameError(f"A game is for two or three players; found {len(self.players)}.")
        most = MOST_STANCES[len(self.players)]
        if not all(1 <= count <= most for count in counts):
            raise GameError(
                f"With {len(self.players)} players each has 1 to {most} strategies; found "
                f"{', '.join(map(str, counts))}."
            )
        if self.payoffs.shape != (len(self.players), *counts):
            raise GameError(f"{self.payoffs.shape} payoffs do not fit {counts} strategies.")
        if not np.isfinite(self.payoffs).all():
            raise GameError("Every payoff must be a number.")

    @property
    def counts(self) -> tuple[int, ...]:
        """How many strategies each player has."""
        return self.payoffs.shape[1:]

    @cached_property
    def spans(self) -> FloatArray:
        """Each player's range of payoffs, 1 where all are equal, shape (n_players,)."""
        flat = self.payoffs.reshape(len(self.players), -1)
        span = flat.max(axis=1) - flat.min(axis=1)
        return np.where(span > 0, span, 1.0)

    def payoffs_of(self, player: int) -> FloatArray:
        """Return a player's payoffs by its own strategy first, then the others' in order."""
        return np.moveaxis(self.payoffs[player], player, 0)


def normalised(game: Game) -> FloatArray:
    """Return payoffs from 0 to 1 for each player, rounded so that ties are ties.

    Equilibria do not change: what counts is each player's own differences.
    """
    axes = tuple(range(1, game.payoffs.ndim))
    low = game.payoffs.min(axis=axes, keepdims=True)
    spans = game.spans.reshape(-1, *[1] * len(axes))
    return np.asarray(np.round((game.payoffs - low) / spans, 9))


def best_replies(game: Game) -> BoolArray:
    """Tell where each player could do no better alone, the shape of `payoffs`; ties are all kept."""
    best = [
        payoffs >= payoffs.max(axis=player, keepdims=True) - TIE * span
        for player, (payoffs, span) in enumerate(zip(game.payoffs, game.spans, strict=True))
    ]
    return np.stack(best)


def stable(game: Game) -> BoolArray:
    """Tell where every player plays a best reply [Nash1951]_, shape (n_strategies, …)."""
    return np.asarray(best_replies(game).all(axis=0))


def pure_equilibria(game: Game) -> IntArray:
    """List the combinations that are `stable`, shape (n_found, n_players)."""
    return np.argwhere(stable(game))


def replies(game: Game, profile: Profile, player: int) -> FloatArray:
    """Return what each of a player's strategies is worth against the others' chances."""
    worth = game.payoffs_of(player)
    others = [chances for other, chances in enumerate(profile) if other != player]
    for chances in reversed(others):
        worth = worth @ chances
    return np.asarray(worth)


def expected(game: Game, profile: Profile) -> FloatArray:
    """Return what a profile is worth to each player, shape (n_players,)."""
    return np.array([replies(game, profile, n) @ own for n, own in enumerate(profile)])


def regret(game: Game, profile: Profile) -> float:
    """Return the most that a player could gain by changing alone, as a share of its range."""
    gains = [
        (worth.max() - worth @ own) / span
        for own, span, worth in (
            (own, game.spans[n], replies(game, profile, n)) for n, own in enumerate(profile)
        )
    ]
    return float(max(gains))


def pure_profile(game: Game, cell: Sequence[int] | IntArray) -> tuple[FloatArray, ...]:
    """Return a combination of strategies as chances of 0 and 1."""
    return tuple(np.eye(count)[at] for count, at in zip(game.counts, cell, strict=True))
