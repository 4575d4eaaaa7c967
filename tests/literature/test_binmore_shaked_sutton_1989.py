"""Binmore, Shaked and Sutton, Quarterly Journal of Economics 104 (1989): the outside option principle."""

import numpy as np
import pytest

from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions.nash import nash
from simulator.simulation.equilibrium.alternating_offers import Rules, fallback, stahl, walk_out
from simulator.simulation.equilibrium.rubinstein import rubinstein

DOLLAR = np.stack([np.arange(1001), 1000 - np.arange(1001)], axis=1) / 1000


def share(rules: Rules) -> float:
    solution = rubinstein(DOLLAR, rules)
    assert solution is not None
    assert solution.fine is not None
    return float(solution.fine[0, 0])


@pytest.mark.parametrize(("option", "expected"), [(0.3, 0.526316), (0.5, 0.5), (0.6, 0.4)])
def test_an_outside_option_matters_only_when_it_binds(option: float, expected: float) -> None:
    """The proposer gets min(1/(1+δ), 1 − w)."""
    assert share(walk_out([0.9, 0.9], [0, option])) == pytest.approx(expected, abs=1e-6)


def test_the_same_worth_as_a_fallback_shifts_the_split() -> None:
    """At w = 0.3 Nash's solution from w gives (1 − w)/2 = 0.35; patient talks agree with it."""
    time = 1e-6
    assert share(fallback([0.9**time, 0.9**time], [0, 0.3])) == pytest.approx(0.35, abs=1e-4)
    (row,) = nash(BargainingProblem(DOLLAR, np.array([0, 0.3])))
    assert DOLLAR[row, 0] == pytest.approx(0.35)
    assert share(walk_out([0.9**time, 0.9**time], [0, 0.3])) == pytest.approx(0.5, abs=1e-4)


def test_the_path_says_where_walking_out_binds() -> None:
    for option, binds in ((0.3, False), (0.6, True)):
        path = stahl(DOLLAR, walk_out([0.9, 0.9], [0, option]), 31)
        assert path is not None
        assert bool(path.walks[0, 1]) is binds


def test_a_chance_of_breakdown_works_like_impatience() -> None:
    """With risk p and nothing left after a breakdown, gains keep (1 − p)δ [Binmore 1986]."""
    assert share(fallback([0.95, 0.95], [0, 0], risk=0.1)) == pytest.approx(
        share(fallback([0.855, 0.855], [0, 0])), abs=1e-6
    )


def test_where_leaving_is_better_for_someone_there_is_no_deal() -> None:
    for rules in (walk_out([0.9, 0.9], [0.6, 0.6]), fallback([0.9, 0.9], [0.6, 0.6])):
        assert stahl(DOLLAR, rules, 3) is None
        assert rubinstein(DOLLAR, rules) is None
