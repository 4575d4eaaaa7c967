"""Textbook games and quantal response, against the values that textbooks give."""

import numpy as np
import pytest

from simulator.games.dominance import dominated, eliminated
from simulator.games.equilibria import Equilibria, equilibria
from simulator.games.game import Game
from simulator.games.quantal_response import quantal_response


def two(first: object, second: object) -> Game:
    payoffs = np.array([first, second], dtype=float)
    return Game(("Row", "Column"), tuple(map(labels, payoffs.shape[1:])), payoffs)


def three(payoffs: np.ndarray) -> Game:
    return Game(("A", "B", "C"), tuple(map(labels, payoffs.shape[1:])), payoffs)


def labels(count: int) -> tuple[str, ...]:
    return tuple(f"s{n}" for n in range(count))


PRISONERS = two([[3, 0], [5, 1]], [[3, 5], [0, 1]])
CHICKEN = two([[0, 7], [2, 6]], [[0, 2], [7, 6]])
SEXES = two([[2, 0], [0, 1]], [[1, 0], [0, 2]])
PENNIES = two([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
RPS = two([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0, 1, -1], [-1, 0, 1], [1, -1, 0]])
STAG = two([[4, 0], [3, 3]], [[4, 3], [0, 3]])


def profiles(solution: Equilibria) -> list[list[list[float]]]:
    return [
        [np.round(own, 6).tolist() for own in equilibrium.profile]
        for equilibrium in solution.equilibria
    ]


def close(solution: Equilibria, expected: list[list[list[float]]]) -> bool:
    every = sorted(profiles(solution))
    return len(every) == len(expected) and all(
        np.allclose(np.concatenate(a), np.concatenate(b), atol=1e-5)
        for a, b in zip(every, sorted(expected), strict=True)
    )


FIRST, SECOND = [1.0, 0.0], [0.0, 1.0]


@pytest.mark.parametrize(
    ("game", "expected"),
    [
        (PRISONERS, [[SECOND, SECOND]]),
        # Dare against swerve, and daring with 1/3.
        (CHICKEN, [[FIRST, SECOND], [SECOND, FIRST], [[1 / 3, 2 / 3], [1 / 3, 2 / 3]]]),
        (SEXES, [[FIRST, FIRST], [SECOND, SECOND], [[2 / 3, 1 / 3], [1 / 3, 2 / 3]]]),
        (PENNIES, [[[0.5, 0.5], [0.5, 0.5]]]),
        (RPS, [[[1 / 3] * 3, [1 / 3] * 3]]),
        (STAG, [[FIRST, FIRST], [SECOND, SECOND], [[0.75, 0.25], [0.75, 0.25]]]),
    ],
    ids=["prisoners", "chicken", "sexes", "pennies", "rock-paper-scissors", "stag"],
)
def test_every_equilibrium_of_the_textbook_game_is_found(game, expected) -> None:
    solution = equilibria(game)
    assert close(solution, expected)
    assert solution.complete
    assert not any(equilibrium.degenerate for equilibrium in solution.equilibria)


def test_what_equilibria_are_worth() -> None:
    (only,) = equilibria(PRISONERS).equilibria
    assert only.payoffs.tolist() == [1, 1]
    mixed = equilibria(CHICKEN).equilibria[-1]
    assert not mixed.pure
    assert mixed.payoffs == pytest.approx([14 / 3, 14 / 3])
    assert equilibria(SEXES).equilibria[-1].payoffs == pytest.approx([2 / 3, 2 / 3])


def volunteers(cost: float = 0.25) -> Game:
    """Three bystanders; if at least one volunteers, at a cost, all have 1 [Diekmann 1985]."""
    payoffs = np.zeros((3, 2, 2, 2))
    for cell in np.ndindex(2, 2, 2):
        for n in range(3):
            payoffs[(n, *cell)] = float(0 in cell) - cost * (cell[n] == 0)
    return three(payoffs)


def test_volunteers_dilemma_of_three() -> None:
    """Each alone; two that mix with 3/4 while the third looks on; all three with 1 − √cost = 1/2."""
    two_mix = [0.75, 0.25]
    expected = [
        [FIRST, SECOND, SECOND], [SECOND, FIRST, SECOND], [SECOND, SECOND, FIRST],
        [two_mix, two_mix, SECOND], [two_mix, SECOND, two_mix], [SECOND, two_mix, two_mix],
        [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]],
    ]  # fmt: skip
    assert close(equilibria(volunteers()), expected)


def test_three_who_must_meet() -> None:
    """Worth 2 at the first place, 1 at the second, else 0: p² · 2 = (1 − p)² in between."""
    meet = np.zeros((2, 2, 2))
    meet[0, 0, 0], meet[1, 1, 1] = 2, 1
    p = 1 / (1 + 2**0.5)
    solution = equilibria(three(np.stack([meet] * 3)))
    assert close(solution, [[FIRST] * 3, [SECOND] * 3, [[p, 1 - p]] * 3])


def test_three_by_three_by_three_with_a_mixed_answer() -> None:
    """Everyone gets 1 for being where neither other is: mixing evenly is an equilibrium."""
    payoffs = np.zeros((3, 3, 3, 3))
    for cell in np.ndindex(3, 3, 3):
        for n in range(3):
            payoffs[(n, *cell)] = cell.count(cell[n]) == 1
    solution = equilibria(three(payoffs))
    assert any(np.allclose(equilibrium.profile, 1 / 3) for equilibrium in solution.equilibria)
    assert not solution.complete


def test_a_whole_stretch_of_equilibria_shows_by_its_ends() -> None:
    """Column gets 1 anyway while Row stays out; Row does if Column's second has at least 1/2."""
    solution = equilibria(two([[1, 1], [2, 0]], [[1, 1], [0, 3]]))
    assert close(solution, [[FIRST, [0.5, 0.5]], [FIRST, SECOND]])
    assert all(equilibrium.degenerate for equilibrium in solution.equilibria)


def test_the_prisoners_dilemma_is_solved_by_dominance() -> None:
    elimination = eliminated(PRISONERS)
    assert [kept.tolist() for kept in elimination.kept] == [[1], [1]]
    assert {(d.player, d.strategy, d.strict) for d in elimination.rounds[0]} == {
        (0, 0, True),
        (1, 0, True),
    }


def test_dominance_by_a_mixture() -> None:
    """[Pearce 1984]: neither of 4 or 0, 0 or 4 beats 1 or 1, but half and half does."""
    game = two([[4, 0], [0, 4], [1, 1]], np.ones((3, 2)))
    (dominance,) = [dominance for dominance in dominated(game) if dominance.strict]
    assert (dominance.player, dominance.strategy) == (0, 2)
    assert dominance.by == pytest.approx([0.5, 0.5, 0], abs=1e-6)


def test_iterated_dominance_needs_several_rounds() -> None:
    """Gibbons, Game Theory for Applied Economists (1992), figure 1.1.1: right, then down, then left."""
    elimination = eliminated(two([[1, 1, 0], [0, 0, 2]], [[0, 2, 1], [3, 1, 0]]))
    struck = [[(d.player, d.strategy) for d in together] for together in elimination.rounds]
    assert struck == [[(1, 2)], [(0, 1)], [(1, 0)]]
    assert [kept.tolist() for kept in elimination.kept] == [[0], [1]]


def test_weak_dominance_is_told_from_strict() -> None:
    (dominance,) = [
        dominance
        for dominance in dominated(two([[1, 1], [1, 0]], [[1, 0], [0, 1]]))
        if dominance.player == 0
    ]
    assert (dominance.strategy, dominance.strict) == (1, False)
    assert eliminated(two([[1, 1], [1, 0]], [[1, 0], [0, 1]])).rounds == ()


# --- quantal response [McKelvey and Palfrey 1995] -----------------------------------------------


@pytest.mark.parametrize("game", [PRISONERS, CHICKEN, SEXES, RPS, volunteers()])
def test_at_zero_all_strategies_are_equally_likely(game: Game) -> None:
    for own in quantal_response(game).at(0):
        assert own == pytest.approx(np.full(len(own), 1 / len(own)))


@pytest.mark.parametrize("game", [PRISONERS, STAG, RPS, PENNIES, volunteers()])
def test_the_path_ends_near_a_nash_equilibrium(game: Game) -> None:
    branch = quantal_response(game)
    end = np.concatenate(branch.at(branch.precision[-1]))
    every = [np.concatenate(equilibrium.profile) for equilibrium in equilibria(game).equilibria]
    assert min(np.abs(end - profile).max() for profile in every) < 1e-3


@pytest.mark.parametrize("prize", [4.0, 9.0])
@pytest.mark.parametrize("precision", [0.2, 1.0, 3.0])
def test_asymmetric_matching_pennies(prize: float, precision: float) -> None:
    """Their game with one payoff raised to 4 or 9; two logit equations, solved here by halving.

    Nash has Row mix evenly whatever the prize; quantal response has it take the prize more often.
    """

    def logistic(x: float) -> float:
        return float(1 / (1 + np.exp(-x)))

    low, high = 0.0, 1.0
    for _ in range(80):
        p = (low + high) / 2
        q = logistic(precision * (1 - 2 * p))  # Column wins where they differ
        low, high = (p, high) if logistic(precision * (prize * q - (1 - q))) > p else (low, p)
    row, column = quantal_response(two([[prize, 0], [0, 1]], [[0, 1], [1, 0]])).at(precision)
    assert row[0] == pytest.approx(p, abs=2e-3)
    assert column[0] == pytest.approx(q, abs=2e-3)
    assert row[0] > 0.5


@pytest.mark.parametrize("more", [1e-4, 0.01, 0.5])
@pytest.mark.parametrize("risk", [-0.5, 0.0, 0.7])
def test_the_path_leads_to_the_risk_dominant_equilibrium(more: float, risk: float) -> None:
    """[Turocy 2005]: so it does between two by two, however little the one dominates the other.

    Who leaves the first place alone loses 1 and `more`, who leaves the second 1.
    """
    own = [[1 + more, risk], [0, 1 + risk]]
    branch = quantal_response(two(own, np.transpose(own)))
    for chances in branch.at(200.0):
        assert chances == pytest.approx([1, 0], abs=1e-3)


def test_where_paths_cross_it_goes_straight_on() -> None:
    """Meeting at either of two places: mixing evenly replies to itself at every λ; others do from 2."""
    meet = np.eye(2)
    branch = quantal_response(two(meet, meet))
    assert branch.precision[-1] > 20
    for own in branch.chances:
        assert own == pytest.approx(np.full(own.shape, 0.5), abs=1e-9)


def test_a_step_along_the_path_is_small_enough_to_be_drawn_straight() -> None:
    """Prisoners: the gain from defecting is 2 against the one and 1 against the other."""
    branch = quantal_response(PRISONERS)
    for precision in np.linspace(0, 4, 41):
        low, high = 0.0, 1.0
        for _ in range(60):  # the chance to cooperate that replies to itself
            p = (low + high) / 2
            reply = 1 / (1 + np.exp(precision * (2 * p + (1 - p))))
            low, high = (p, high) if reply > p else (low, p)
        for own in branch.at(precision):
            assert own[0] == pytest.approx(p, abs=1e-4)
