"""The same equilibria and the same quantal response as Gambit, on random games with and without ties."""

import numpy as np
import pygambit
import pytest

from simulator.games.game import Game, normalised
from simulator.games.nash_two import distinct, two_player_profiles
from simulator.games.quantal_response import Branch, quantal_response
from simulator.scenario.scenario import MOST_STANCES

SEEN = 20
"""Up to which λ, per range of payoffs, the page draws."""


def random_game(seed: int, players: int) -> Game:
    """A game with real payoffs, or with few different whole ones, so that they tie."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, MOST_STANCES[players] + 1, players)
    levels = (0, 2, 3, 4, 7)[seed % 5]
    shape = (players, *counts)
    payoffs = rng.integers(0, levels, shape) if levels else np.round(rng.random(shape), 3)
    labels = tuple(tuple(f"s{n}" for n in range(count)) for count in counts)
    return Game(tuple("ABC"[:players]), labels, payoffs.astype(float))


def arrays(game: pygambit.Game, profile: object) -> tuple[np.ndarray, ...]:
    return tuple(
        np.array([float(profile[strategy]) for strategy in player.strategies])  # type: ignore[index]
        for player in game.players
    )


@pytest.mark.parametrize("seed", range(200))
def test_the_same_extreme_equilibria(seed: int) -> None:
    game = random_game(seed, 2)
    as_gambit = pygambit.Game.from_arrays(*game.payoffs)
    solved = pygambit.nash.enummixed_solve(as_gambit).equilibria
    theirs = distinct(arrays(as_gambit, equilibrium) for equilibrium in solved)
    ours = distinct(two_player_profiles(normalised(game)))
    assert len(ours) == len(theirs)
    every = np.array([np.concatenate(profile) for profile in theirs])
    for one in ours:
        assert np.abs(every - np.concatenate(one)).max(axis=1).min() < 1e-5


@pytest.mark.parametrize("players", [2, 3])
@pytest.mark.parametrize("seed", range(30))
def test_the_same_quantal_response(seed: int, players: int) -> None:
    game = random_game(seed, players)
    ours, theirs = quantal_response(game), branch(game)
    grid = np.linspace(0, SEEN, 241) / game.spans.max()
    for precision in grid:
        # Where the path turns back both jump, each between the points that it happens to have.
        if any(jumps(curve, precision) for curve in (ours, theirs)):
            continue
        for one, other in zip(ours.at(precision), theirs.at(precision), strict=True):
            assert one == pytest.approx(other, abs=1e-3)


def branch(game: Game) -> Branch:
    """The path as Gambit follows it."""
    scale = float(game.spans.max())
    as_gambit = pygambit.Game.from_arrays(*(game.payoffs / scale))
    points = pygambit.qre.logit_solve_branch(as_gambit, first_step=0.01, max_accel=1.02)
    precision = np.array([point.lam for point in points]) / scale
    forward = precision >= np.maximum.accumulate(precision)
    profiles = [arrays(as_gambit, p.profile) for p, on in zip(points, forward, strict=True) if on]
    return Branch(precision[forward], tuple(np.array(own) for own in zip(*profiles, strict=True)))


def jumps(path: Branch, precision: float) -> bool:
    """Whether chances change by much from the point before this λ to the next."""
    after = min(int(np.searchsorted(path.precision, precision)), len(path.precision) - 1)
    before = max(after - 1, 0)
    return any(float(np.abs(own[after] - own[before]).max()) > 0.05 for own in path.chances)
