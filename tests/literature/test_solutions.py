"""Solutions of textbook bargaining problems, against the values that the literature gives."""

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest

from simulator.bargaining.pareto import merge, undominated
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions.egalitarian import egalitarian
from simulator.bargaining.solutions.equal_loss import equal_loss
from simulator.bargaining.solutions.kalai_smorodinsky import kalai_smorodinsky
from simulator.bargaining.solutions.nash import nash
from simulator.bargaining.solutions.utilitarian import utilitarian
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from tests.support import shipped

# Worth to Bill and to Jack [Nash 1950, p. 161]; Bill owns the first five, Jack the rest.
BILLS = np.array([[2, 4], [2, 2], [2, 1], [2, 2], [4, 1]], dtype=float)
JACKS = np.array([[10, 1], [4, 1], [6, 2], [2, 2]], dtype=float)


def swaps() -> np.ndarray:
    """Gains of Bill and Jack from every one of the 512 swaps."""
    changes = np.concatenate([BILLS * [-1, 1], JACKS * [1, -1]])
    taken = (np.arange(512)[:, None] >> np.arange(9)) & 1
    return taken @ changes


def points(problem: BargainingProblem, rows: np.ndarray) -> list[tuple[float, ...]]:
    return sorted({tuple(np.round(row, 6)) for row in problem.utilities[rows]})


def barter() -> BargainingProblem:
    return BargainingProblem(swaps(), np.zeros(2))


def test_bill_and_jack_have_the_frontier_of_the_paper() -> None:
    problem = barter()
    assert len({tuple(row) for row in problem.utilities}) == 126
    assert int((problem.utilities >= 0).all(axis=1).sum()) == 293
    inside = points(problem, problem.negotiation_set)
    assert inside == [(2, 8), (6, 7), (8, 6), (12, 5), (14, 4), (16, 2), (18, 0)]


@pytest.mark.parametrize(
    ("concept", "expected"),
    [
        (nash, [(12, 5)]),
        (kalai_smorodinsky, [(12, 5)]),
        (egalitarian, [(8, 6)]),
        (utilitarian, [(14, 4), (16, 2), (18, 0)]),  # welfare 18, three ways
    ],
)
def test_bill_and_jack_solutions(concept, expected) -> None:
    problem = barter()
    assert points(problem, concept(problem)) == expected


def test_the_shipped_barter_scenario_is_the_papers() -> None:
    model = shipped("nash_barter_1950")
    surveyed = survey(model)
    assert surveyed.size == 512
    bill, jack = surveyed.solutions["nash"].utilities[0]
    r_bill, r_jack = (player.reservation for player in model.central.players.values())
    assert (bill - r_bill) * 34 == pytest.approx(12)
    assert (jack - r_jack) * 16 == pytest.approx(5)
    deal = model.space.deal(surveyed.solutions["nash"].positions[0])
    moved = {issue for issue, option in deal.items() if option == "moves"}
    assert moved == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}


def divided(
    steps: int,
    u1=lambda x: x,
    u2=lambda x: x,
    d=(0.0, 0.0),
    powers=None,
) -> BargainingProblem:
    x = np.linspace(0, 1, steps + 1)
    return BargainingProblem(
        np.stack([u1(x), u2(1 - x)], axis=1),
        np.array(d),
        powers=None if powers is None else np.array(powers),
    )


@pytest.mark.parametrize(
    ("tau", "d1", "d2", "expected"),
    [(0.7, 0.1, 0.2, 0.59), (2 / 3, 0.0, 0.25, 0.5), (0.5, 0.16, 0.3, 0.43)],
)
def test_asymmetric_nash_divides_the_surplus_by_power(
    tau: float, d1: float, d2: float, expected: float
) -> None:
    """Kalai 1977: x₁ = d₁ + τ (1 − d₁ − d₂)."""
    problem = divided(10_000, d=(d1, d2), powers=(tau, 1 - tau))
    (row,) = nash(problem)
    assert problem.utilities[row, 0] == pytest.approx(expected, abs=1e-4)


def test_the_risk_averse_gets_less() -> None:
    """u₁ = √x, u₂ = 1 − x: Nash gives x = 1/3, Kalai–Smorodinsky √x = 1 − x."""
    problem = divided(30_000, u1=np.sqrt)
    (row,) = nash(problem)
    assert row / 30_000 == pytest.approx(1 / 3, abs=1e-4)
    (row,) = kalai_smorodinsky(problem)
    assert row / 30_000 == pytest.approx((3 - sqrt(5)) / 2, abs=1e-4)


def mixtures(corners: list[tuple[float, float]], steps: int = 20_000) -> np.ndarray:
    """Lotteries between neighbouring corners."""
    t = np.linspace(0, 1, steps + 1)[:, None]
    ends = np.array(corners)
    return np.concatenate([a + t * (b - a) for a, b in pairwise(ends)])


def test_kalai_and_smorodinskys_example() -> None:
    """Nash gives the second party less although the set grew; Kalai–Smorodinsky does not."""
    small = BargainingProblem(mixtures([(0, 1), (0.75, 0.75), (1, 0)]), np.zeros(2))
    for concept in (nash, kalai_smorodinsky):
        assert small.utilities[concept(small)[0]] == pytest.approx([0.75, 0.75], abs=1e-4)
    large = BargainingProblem(mixtures([(0, 1), (1, 0.7), (1, 0)]), np.zeros(2))
    assert large.utilities[nash(large)[0]] == pytest.approx([1, 0.7], abs=1e-4)
    assert large.utilities[kalai_smorodinsky(large)[0]] == pytest.approx([10 / 13] * 2, abs=1e-4)


def test_four_rules_differ_on_one_example() -> None:
    problem = BargainingProblem(mixtures([(60, 80), (50, 110), (30, 150)]), np.zeros(2))

    def at(concept) -> np.ndarray:
        return problem.utilities[concept(problem)[0]]

    assert at(nash) == pytest.approx([50, 110], abs=0.01)
    assert at(kalai_smorodinsky) == pytest.approx([140 / 3, 350 / 3], abs=0.01)
    assert at(egalitarian) == pytest.approx([60, 80], abs=0.01)
    assert at(utilitarian) == pytest.approx([30, 150], abs=0.01)
    # Equal losses from the ideal (60, 150), on the segment from (50, 110) to (30, 150).
    assert at(equal_loss) == pytest.approx([40, 130], abs=0.01)
    losses = np.array([60, 150]) - at(equal_loss)
    assert losses[0] == pytest.approx(losses[1], abs=0.01)


def test_fearons_bargaining_range() -> None:
    """Fearon 1995: with a war lottery p and costs c, peace is possible from p − c_A to p + c_B."""
    p, cost_a, cost_b = 0.6, 0.1, 0.2
    problem = divided(1000, d=(p - cost_a, 1 - p - cost_b))
    inside = np.flatnonzero(problem.zopa) / 1000
    assert (inside.min(), inside.max()) == pytest.approx((0.5, 0.8))
    assert inside.max() - inside.min() == pytest.approx(cost_a + cost_b)


def test_a_better_outside_option_gives_more_in_divide_the_dollar() -> None:
    shares = []
    for own in (0.0, 0.1, 0.2, 0.3, 0.4):
        problem = divided(1000, d=(own, 0.2))
        shares.append(problem.utilities[nash(problem)[0], 0])
    assert shares == sorted(shares)
    assert shares == pytest.approx([(1 + own - 0.2) / 2 for own in (0.0, 0.1, 0.2, 0.3, 0.4)])


def test_divide_the_dollar_as_shipped_gives_what_its_preset_says() -> None:
    model: Model = shipped("divide_the_dollar")
    surveyed = survey(model)
    assert model.space.deal(surveyed.solutions["nash"].positions[0]) == {"share": 43.0}


def test_no_zopa_has_no_solution() -> None:
    problem = divided(100, d=(0.7, 0.6))
    assert not problem.zopa.any()
    for concept in (nash, kalai_smorodinsky, egalitarian, utilitarian, equal_loss):
        assert len(concept(problem)) == 0


def test_bill_and_jack_merged_block_by_block() -> None:
    """Swaps add up, so the frontier needs no enumeration: nine blocks of two."""
    changes = np.concatenate([BILLS * [-1, 1], JACKS * [1, -1]])
    merged = merge([np.stack([np.zeros(2), change]) for change in changes])
    whole = swaps()
    expected = sorted({tuple(row) for row in whole[undominated(whole)]})
    assert sorted(map(tuple, merged.utilities)) == expected
