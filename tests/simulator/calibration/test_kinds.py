"""Kinds of people that were put in come out, with no shape assumed."""

import numpy as np
import pytest

from simulator.arrays import FloatArray
from simulator.calibration.answers import Answers, counted
from simulator.calibration.kinds import MOST, kind_chances, kinds_of_people
from simulator.preferences.curve_defaults import KindsOfPeople
from tests.simulator.calibration.simulated import OFFERS, game

SLIP = 0.01
TRUE = KindsOfPeople(
    threshold=np.array([0.0, 0.2, 0.4]),
    steepness=np.array([100.0, 10.0, 40.0]),
    weight=np.array([0.3, 0.5, 0.2]),
    slip=np.full(3, SLIP),
)


def people(number: int, seed: int = 3) -> tuple[FloatArray, FloatArray]:
    """Thresholds and steepness of people of the true kinds."""
    kind = np.random.default_rng(seed).choice(3, number, p=TRUE.weight)
    return TRUE.threshold[kind], TRUE.steepness[kind]


def log_likelihood(answers: Answers, kinds: KindsOfPeople) -> float:
    """Of a person, person by person."""
    yes, no, chances = answers.yes.toarray(), answers.no.toarray(), kinds.chances(answers.gain)
    likelihoods = [
        kinds.weight @ np.prod(chances.T**said_yes * (1 - chances.T) ** said_no, axis=1)
        for said_yes, said_no in zip(yes, no, strict=True)
    ]
    return float(np.mean(np.log(likelihoods)))


@pytest.fixture(scope="module")
def answers() -> Answers:
    return counted(game(*people(400), 60, SLIP))


@pytest.fixture(scope="module")
def kinds(answers: Answers) -> KindsOfPeople:
    return kinds_of_people([answers])


def test_no_other_distribution_makes_the_answers_likelier(
    answers: Answers, kinds: KindsOfPeople
) -> None:
    """Not the true one either, as its kinds lie close to the grid."""
    assert log_likelihood(answers, kinds) > log_likelihood(answers, TRUE)


def test_the_average_and_the_slips_come_back(kinds: KindsOfPeople) -> None:
    """Four standard errors of a share among 400 people are 0.1 at most; the answers tell far more."""
    assert kinds.population_curve(OFFERS) == pytest.approx(TRUE.population_curve(OFFERS), abs=0.06)
    assert kinds.weight.sum() == pytest.approx(1)
    assert kinds.slip == pytest.approx(SLIP, rel=0.3)


def test_each_kind_comes_back_in_its_share(kinds: KindsOfPeople) -> None:
    for threshold, share in zip(TRUE.threshold, TRUE.weight, strict=True):
        near = np.abs(kinds.threshold - threshold) <= 0.1
        assert kinds.weight[near].sum() == pytest.approx(share, abs=0.08)
    steep = kinds.steepness[(kinds.threshold > 0.1) & (kinds.threshold < 0.3)]
    assert np.median(steep) == pytest.approx(10, rel=0.5)


def test_dropping_kinds_costs_nothing() -> None:
    """People all different: under the grid as a whole their answers are as likely as under 36 kinds."""
    rng = np.random.default_rng(4)
    threshold, steepness = rng.normal(0.2, 0.15, 80), 40 * np.exp(rng.normal(0, 1, 80))
    various = counted(game(threshold, steepness, 60))
    few, many = kinds_of_people([various]), kinds_of_people([various], most=150)
    assert len(few.weight) <= MOST
    assert log_likelihood(various, few) > log_likelihood(various, many) - 0.02


def test_each_setting_counts_alike_and_the_unknown_do_not() -> None:
    hard = game(np.full(300, 0.4), np.full(300, 80.0), 20)
    soft = game(np.full(30, 0.1), np.full(30, 80.0), 20)
    known = soft.group < 15
    kinds = kinds_of_people([counted(hard), counted(soft, known)])
    assert kinds.weight[kinds.threshold > 0.25].sum() == pytest.approx(0.5, abs=0.01)


def test_a_person_is_predicted_as_bayes_would(answers: Answers) -> None:
    chances = TRUE.chances(answers.gain)
    posterior = TRUE.weight * np.prod(
        chances.T ** answers.yes.toarray()[0] * (1 - chances.T) ** answers.no.toarray()[0], axis=1
    )
    expected = chances[answers.offer[0]] @ posterior / posterior.sum()
    assert kind_chances(answers, TRUE)[0] == pytest.approx(expected)
