"""One steepness for all and normal thresholds, against brute force and against what was put in."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp
from scipy.stats import norm

from simulator.arrays import FloatArray
from simulator.calibration.answers import counted
from simulator.calibration.decisions import Decisions
from simulator.calibration.mixed_model import normal_thresholds, person_chances
from tests.simulator.calibration.simulated import OFFERS, game, normal_people

STEEPNESS, THRESHOLD, SPREAD = 15.0, 0.15, 0.18
"""About what the game with 140 answers a person has."""


def brute_force(decisions: Decisions, values: FloatArray) -> float:
    """Minus the log likelihood, on thresholds a fifth of the fit's step apart."""
    deviates = np.linspace(-10, 10, 4001)
    prior = norm.logpdf(deviates) + np.log(deviates[1] - deviates[0])
    leans = values[0] * (OFFERS[:, None] - values[1] - values[2] * deviates)
    offer = np.argmin(np.abs(decisions.gain[:, None] - OFFERS), axis=1)
    total = 0.0
    for person in range(decisions.groups):
        answers = [
            np.bincount(offer[(decisions.group == person) & (decisions.accepted == answer)],
                        minlength=len(OFFERS))
            for answer in (1, 0)
        ]  # fmt: skip
        likely = answers[0] @ log_expit(leans) + answers[1] @ log_expit(-leans)
        total -= float(logsumexp(likely + prior))
    return total


def test_the_fit_is_where_brute_force_has_its_top() -> None:
    """With 140 answers a person a fixed quadrature of 41 nodes finds another top from every start."""
    decisions = game(*normal_people(8, STEEPNESS, THRESHOLD, SPREAD), 140)
    fit = normal_thresholds(counted(decisions))

    def loss(values: FloatArray) -> float:
        return brute_force(decisions, values)

    top = minimize(
        loss,
        np.array([STEEPNESS, THRESHOLD, SPREAD]),
        method="Nelder-Mead",
        tol=1e-5,
    )
    assert fit.values == pytest.approx(top.x, rel=1e-3)
    assert brute_force(decisions, fit.values) <= top.fun + 1e-5


@pytest.mark.parametrize("per_person", [20, 140])
def test_what_is_put_in_comes_out_within_its_errors(per_person: int) -> None:
    decisions = game(*normal_people(150, STEEPNESS, THRESHOLD, SPREAD), per_person)
    fit = normal_thresholds(counted(decisions))
    assert np.abs((fit.values - [STEEPNESS, THRESHOLD, SPREAD]) / fit.errors).max() < 3
    assert (fit.errors < [2.5, 0.03, 0.03]).all()


def test_the_errors_are_the_spread_over_repetitions_where_people_differ_in_steepness_too() -> None:
    """The curve knows nothing of that, so the curvature at the top alone would be too sure."""
    fits = []
    for seed in range(50):
        threshold, _ = normal_people(40, STEEPNESS, THRESHOLD, SPREAD, seed)
        steepness = 25 * np.exp(np.random.default_rng([seed, 2]).normal(0, 1.2, 40))
        fits.append(normal_thresholds(counted(game(threshold, steepness, 60, seed=seed))))
    seen = np.std([fit.values for fit in fits], axis=0, ddof=1)
    assert np.median([fit.errors for fit in fits], axis=0) == pytest.approx(seen, rel=0.4)


def test_a_person_is_predicted_as_bayes_would() -> None:
    """The last answer of one person from the one before, by numerical integration over thresholds."""
    decisions = game(*normal_people(200, STEEPNESS, THRESHOLD, SPREAD), 2)
    first = np.arange(len(decisions)) % 2 == 0
    values = np.array([STEEPNESS, THRESHOLD, SPREAD])
    predicted = person_chances(counted(decisions, first), values)

    def chance(row: int, threshold: float) -> float:
        return float(expit(STEEPNESS * (decisions.gain[row] - threshold)))

    def weighed(threshold: float, person: int, with_next: bool) -> float:
        row = 2 * person
        seen = chance(row, threshold) if decisions.accepted[row] else 1 - chance(row, threshold)
        more = chance(row + 1, threshold) if with_next else 1.0
        return float(norm.pdf(threshold, THRESHOLD, SPREAD) * seen * more)

    for person in range(5):
        above = quad(weighed, -1.5, 1.8, args=(person, True))[0]
        below = quad(weighed, -1.5, 1.8, args=(person, False))[0]
        assert predicted[2 * person + 1] == pytest.approx(above / below, abs=1e-6)
