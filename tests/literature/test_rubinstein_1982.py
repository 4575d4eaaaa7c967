"""Rubinstein, Econometrica 50 (1982), 97-109: alternating offers without a deadline."""

from math import log

import numpy as np
import pytest

from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions.nash import nash
from simulator.simulation.equilibrium.alternating_offers import Rules, fallback, stahl
from simulator.simulation.equilibrium.rubinstein import Stationary, rubinstein

CENTS = np.stack([np.arange(101), 100 - np.arange(101)], axis=1) / 100


def dollar(steps: int) -> np.ndarray:
    return np.stack([np.arange(steps + 1), steps - np.arange(steps + 1)], axis=1) / steps


def solved(utilities: np.ndarray, rules: Rules) -> Stationary:
    solution = rubinstein(utilities, rules)
    assert solution is not None
    return solution


def fine(utilities: np.ndarray, rules: Rules) -> np.ndarray:
    offers = solved(utilities, rules).fine
    assert offers is not None
    return offers


@pytest.mark.parametrize(
    ("patience", "share"),
    [((0.9, 0.9), 0.526316), ((0.9, 0.8), 5 / 7), ((0.5, 0.5), 2 / 3), ((0.99, 0.99), 0.502513)],
)
def test_the_first_proposer_gets_the_share_of_the_paper(patience, share) -> None:
    first, second = fine(CENTS, fallback(patience, [0, 0]))
    assert first == pytest.approx([share, 1 - share], abs=1e-6)
    # The other party's offer leaves the first what it would get by waiting.
    assert second[0] == pytest.approx(patience[0] * share, abs=1e-6)


@pytest.mark.parametrize("patience", [(0.9, 0.9), (0.9, 0.8), (0.5, 0.7)])
def test_on_ever_finer_deals_the_answer_is_the_papers(patience) -> None:
    share = (1 - patience[1]) / (1 - patience[0] * patience[1])
    for steps in (100, 1000, 10_000):
        solution = solved(dollar(steps), fallback(patience, [0, 0]))
        # Both roundings lose at most a step at each turn, and turns are discounted.
        slack = 2 / steps / (1 - patience[0] * patience[1])
        assert solution.utilities[0, 0] == pytest.approx(share, abs=slack)
        assert share - slack <= solution.least[0] <= solution.most[0] <= share + slack


def test_far_deadlines_lead_to_the_outermost_answers() -> None:
    """Cents at a patience of 0.9 leave six answers, 50 to 55, as a pencil shows."""
    rules = fallback([0.9, 0.9], [0, 0])
    solution = solved(CENTS, rules)
    assert (solution.least[0], solution.most[0]) == (0.50, 0.55)
    for rounds, end in ((201, solution.most), (200, solution.least)):
        path = stahl(CENTS, rules, rounds)
        assert path is not None
        assert path.utilities[:2, 0] == pytest.approx(end)


def test_offers_would_be_repeated_for_ever() -> None:
    """Each gives the other at least what waiting for its own offer is worth, and a step less would not."""
    solution = solved(CENTS, fallback([0.9, 0.8], [0, 0]))
    mine, theirs = solution.utilities
    assert 0 <= mine[1] - 0.8 * theirs[1] < 0.01
    assert 0 <= theirs[0] - 0.9 * mine[0] < 0.01


@pytest.mark.parametrize(
    ("time", "share"), [(1, 0.714286), (0.1, 0.682843), (0.01, 0.679630), (0.001, 0.679308)]
)
def test_frequent_offers(time: float, share: float) -> None:
    first, _ = fine(CENTS, fallback([0.9**time, 0.8**time], [0, 0]))
    assert first[0] == pytest.approx(share, abs=2e-6)


@pytest.mark.parametrize("no_deal", [(0.0, 0.0), (0.1, 0.2)])
def test_the_limit_of_frequent_offers_is_the_asymmetric_nash_solution(no_deal) -> None:
    """Both parts of the code give ln δ₂ / (ln δ₁ + ln δ₂) of what there is to share."""
    power = log(0.8) / (log(0.9) + log(0.8))
    assert power == pytest.approx(0.679272, abs=1e-6)
    deals = dollar(10_000)
    time = 1e-6
    offers = fine(deals, fallback([0.9**time, 0.8**time], no_deal))
    problem = BargainingProblem(deals, np.array(no_deal), powers=np.array([power, 1 - power]))
    (row,) = nash(problem)
    assert offers[0] == pytest.approx(deals[row], abs=1.01e-4)  # one step of the grid
    assert offers[0] == pytest.approx(offers[1], abs=1e-5)


def test_who_is_averse_to_risk_gets_a_third() -> None:
    """u₁ = √x against u₂ = 1 − x: a/(a + b) = (1/2) / (3/2) of the dollar, as by Nash."""
    share = np.linspace(0, 1, 20_001)
    deals = np.stack([np.sqrt(share), 1 - share], axis=1)
    time = 1e-6
    offer = fine(deals, fallback([0.9**time, 0.9**time], [0, 0]))[0]
    assert offer[0] ** 2 == pytest.approx(1 / 3, abs=1e-4)
    (row,) = nash(BargainingProblem(deals, np.zeros(2)))
    assert share[row] == pytest.approx(1 / 3, abs=1e-4)


def test_endless_patience_is_read_as_its_limit() -> None:
    assert fine(CENTS, fallback([1.0, 1.0], [0, 0]))[0] == pytest.approx([0.5, 0.5], abs=1e-6)


@pytest.mark.parametrize("patience", [0.5, 0.8, 0.9])
def test_among_three_the_first_gets_the_stationary_share(patience: float) -> None:
    """1 / (1 + δ + δ²), δ of that for the next to propose, δ² for the last."""
    steps = 60
    deals = np.array(
        [(a, b, steps - a - b) for a in range(steps + 1) for b in range(steps + 1 - a)]
    ) / steps  # fmt: skip
    solution = solved(deals, fallback([patience] * 3, [0, 0, 0]))
    assert solution.settled
    shares = np.array([1, patience, patience**2]) / (1 + patience + patience**2)
    # Two responders are rounded up by up to a step in each of three turns.
    assert solution.utilities[0] == pytest.approx(shares, abs=2 / steps / (1 - patience**3))
    for proposer in range(3):
        for responder in {0, 1, 2} - {proposer}:
            later = solution.utilities[(proposer + 1) % 3, responder]
            over = solution.utilities[proposer, responder] - patience * later
            assert -1e-9 <= over < 1 / steps + 1e-9
