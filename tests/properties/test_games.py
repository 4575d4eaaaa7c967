"""Equilibria and quantal response on random games, ties likely."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.games.dominance import dominated
from simulator.games.equilibria import equilibria
from simulator.games.game import Game, best_replies, expected, pure_equilibria, regret, replies
from simulator.games.quantal_response import quantal_response
from tests.support import examples


@st.composite
def games(draw: st.DrawFn, most: int = 4, players: int = 2) -> Game:
    counts = [draw(st.integers(1, most)) for _ in range(players)]
    size = players * int(np.prod(counts))
    payoffs = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
    return Game(
        tuple("ABC"[:players]),
        tuple(tuple(f"s{n}" for n in range(count)) for count in counts),
        np.array(payoffs, dtype=float).reshape(players, *counts),
    )


ANY = st.one_of(games(), games(most=2, players=3))


def keys(game: Game) -> set[tuple[float, ...]]:
    return {
        tuple(np.round(np.concatenate(equilibrium.profile), 4) + 0.0)
        for equilibrium in equilibria(game).equilibria
    }


@given(ANY)
def test_nobody_gains_by_leaving_an_equilibrium(game: Game) -> None:
    solutions = equilibria(game).equilibria
    assert len(solutions) > 0 or len(game.players) == 3
    for equilibrium in solutions:
        assert regret(game, equilibrium.profile) < 1e-5
        assert np.allclose(equilibrium.payoffs, expected(game, equilibrium.profile))
        for own in equilibrium.profile:
            assert own.min() >= 0
            assert np.isclose(own.sum(), 1)


@given(ANY)
def test_the_pure_equilibria_are_those_of_an_enumeration(game: Game) -> None:
    pure = {
        tuple(int(own.argmax()) for own in equilibrium.profile)
        for equilibrium in equilibria(game).equilibria
        if equilibrium.pure
    }
    plain = set()
    for cell in np.ndindex(*game.counts):
        alone = [
            game.payoffs[(n, *cell[:n], other, *cell[n + 1 :])] <= game.payoffs[(n, *cell)]
            for n, count in enumerate(game.counts)
            for other in range(count)
        ]
        if all(alone):
            plain.add(cell)
    assert pure == plain == {tuple(map(int, cell)) for cell in pure_equilibria(game)}


@examples(40)
@given(games(most=3), st.data())
def test_relabelling_strategies_relabels_the_equilibria(game: Game, data) -> None:
    orders = [data.draw(st.sampled_from(list(permutations(range(n))))) for n in game.counts]
    turned = Game(game.players, game.strategies, game.payoffs[np.ix_(range(2), *orders)])
    renamed = {
        tuple(
            np.round(
                np.concatenate(
                    [own[list(o)] for own, o in zip(equilibrium.profile, orders, strict=True)]
                ),
                4,
            )
            + 0.0
        )
        for equilibrium in equilibria(game).equilibria
    }
    assert keys(turned) == renamed


@examples(40)
@given(games(most=3), st.integers(1, 40), st.integers(-30, 30))
def test_units_of_payoff_do_not_matter(game: Game, factor: int, shift: int) -> None:
    payoffs = game.payoffs.copy()
    payoffs[0] = payoffs[0] * factor / 8 + shift
    assert keys(Game(game.players, game.strategies, payoffs)) == keys(game)


@given(ANY)
def test_dominated_strategies_are_worse_against_everything(game: Game) -> None:
    for dominance in dominated(game):
        worth = game.payoffs_of(dominance.player).reshape(game.counts[dominance.player], -1)
        ahead = dominance.by @ worth - worth[dominance.strategy]
        assert (ahead > 0).all() if dominance.strict else ((ahead >= 0).all() and (ahead > 0).any())


@given(ANY)
def test_everyone_has_a_best_reply_to_everything(game: Game) -> None:
    for player, best in enumerate(best_replies(game)):
        assert best.any(axis=player).all()


@examples(30)
@given(ANY, st.floats(0, 4))
def test_quantal_response_is_a_fixed_point_of_the_logit_reply(game: Game, precision: float) -> None:
    branch = quantal_response(game)
    # On the path itself; between its points a straight line is taken.
    near = int(np.abs(branch.precision - precision).argmin())
    at = float(branch.precision[near])
    profile = branch.at(at)
    for player, own in enumerate(profile):
        worth = at * replies(game, profile, player)
        logit = np.exp(worth - worth.max())
        assert np.allclose(own, logit / logit.sum(), atol=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_three_players_of_three_without_ties_have_an_odd_number(seed: int) -> None:
    """Wilson 1971; so it is not one alone that was missed."""
    payoffs = np.random.default_rng(seed).random((3, 3, 3, 3))
    game = Game(tuple("ABC"), (tuple("abc"),) * 3, payoffs)
    assert len(equilibria(game).equilibria) % 2 == 1
