"""What the axioms say of each solution, on random problems."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.solutions.kalai_smorodinsky import kalai_smorodinsky
from simulator.bargaining.solutions.nash import nash
from tests.strategies import WORTH, point_sets

RESERVATION = st.tuples(WORTH, WORTH).map(np.array)


def values(problem: BargainingProblem, rows: np.ndarray) -> set[tuple[float, ...]]:
    return {tuple(np.round(row, 7)) for row in problem.utilities[rows]}


def test_no_two_solutions_are_called_or_drawn_alike() -> None:
    for field in ("label", "meaning", "symbol", "place"):
        assert len({getattr(rule, field) for rule in SOLUTIONS.values()}) == len(SOLUTIONS), field


@given(point_sets(), RESERVATION)
def test_every_solution_is_efficient_and_leaves_nobody_worse_off(
    utilities: np.ndarray, reservation: np.ndarray
) -> None:
    problem = BargainingProblem(utilities, reservation)
    for name, concept in SOLUTIONS.items():
        chosen = concept(problem)
        assert bool(len(chosen)) == bool(problem.zopa.any()), name
        for row in utilities[chosen]:
            assert (row >= reservation - 1e-9).all()
            assert not ((utilities >= row).all(axis=1) & (utilities > row).any(axis=1)).any()


@given(
    point_sets(),
    RESERVATION,
    st.tuples(st.integers(1, 50), st.integers(1, 50)),
    st.tuples(st.integers(-5, 5), st.integers(-5, 5)),
)
def test_nash_and_kalai_smorodinsky_do_not_depend_on_units(
    utilities: np.ndarray,
    reservation: np.ndarray,
    scale: tuple[int, int],
    shift: tuple[int, int],
) -> None:
    a, b = np.array(scale) / 10, np.array(shift, dtype=float)
    here, there = (
        BargainingProblem(utilities, reservation),
        BargainingProblem(utilities * a + b, reservation * a + b),
    )
    for concept in (nash, kalai_smorodinsky):
        assert set(concept(here)) == set(concept(there))


def test_egalitarian_depends_on_units() -> None:
    utilities = np.array([[0.6, 0.3], [0.4, 0.4], [0.2, 0.9]])
    one = BargainingProblem(utilities, np.zeros(2))
    other = BargainingProblem(utilities * [1, 3], np.zeros(2))
    assert set(SOLUTIONS["egalitarian"](one)) != set(SOLUTIONS["egalitarian"](other))


@given(point_sets(), RESERVATION, st.randoms(use_true_random=False))
def test_nash_does_not_mind_the_loss_of_what_it_did_not_choose(
    utilities: np.ndarray, reservation: np.ndarray, random: object
) -> None:
    problem = BargainingProblem(utilities, reservation)
    chosen = nash(problem)
    assume(len(chosen))
    # A party that can gain nothing changes what the product is taken over.
    assume((problem.ideal_gains > 1e-6).all())
    assume(problem.gains.prod(axis=1).max() > 1e-6)
    kept = np.array(
        [row in chosen or random.random() < 0.5 for row in range(len(utilities))]  # type: ignore[attr-defined]
    )
    fewer = BargainingProblem(utilities[kept], reservation)
    assert values(fewer, nash(fewer)) == values(problem, chosen)


@given(point_sets(), point_sets())
def test_the_smaller_share_never_falls_when_outcomes_are_added(
    utilities: np.ndarray, more: np.ndarray
) -> None:
    """Kalai–Smorodinsky monotonicity, with the ideal point unchanged."""
    corners = np.array([[1.0, 0.0], [0.0, 1.0]])
    before = BargainingProblem(np.concatenate([corners, utilities]), np.zeros(2))
    after = BargainingProblem(np.concatenate([corners, utilities, more]), np.zeros(2))

    def smaller(problem: BargainingProblem) -> float:
        return float(problem.utilities[kalai_smorodinsky(problem)[0]].min())

    assert smaller(after) >= smaller(before) - 1e-9


@given(point_sets())
def test_on_a_symmetric_set_with_lotteries_the_rules_agree(utilities: np.ndarray) -> None:
    both = np.concatenate([utilities, utilities[:, ::-1]])
    shares = np.linspace(0, 1, 41)
    mixed = np.concatenate(
        [(1 - t) * both[:, None, :] + t * both[None, :, :] for t in shares]
    ).reshape(-1, 2)
    problem = BargainingProblem(mixed, np.zeros(2))
    assume((problem.ideal_gains > 1e-6).all())
    for concept in (nash, kalai_smorodinsky, SOLUTIONS["egalitarian"]):
        chosen = mixed[concept(problem)[0]]
        assert chosen[0] == pytest.approx(chosen[1], abs=1e-6)


@given(point_sets(), RESERVATION, st.integers(1, 9))
def test_more_power_never_gives_less(
    utilities: np.ndarray, reservation: np.ndarray, tenths: int
) -> None:
    def first(power: float) -> float:
        problem = BargainingProblem(utilities, reservation, powers=np.array([power, 1 - power]))
        chosen = nash(problem)
        return float(utilities[chosen, 0].max()) if len(chosen) else 0.0

    assert first(tenths / 10 + 0.05) >= first(tenths / 10) - 1e-9
