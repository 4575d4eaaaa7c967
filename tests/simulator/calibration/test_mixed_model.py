"""The within-person curve on answers that it has not seen."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from simulator.calibration.mixed_model import check_within, person_chances, within_person_fit
from tests.simulator.calibration.simulated import simulated


def test_people_who_differ_are_predicted_better_from_their_own_answers() -> None:
    record = check_within(simulated(80, 16, spread=2.0))
    better = record.person.better_than_simpler
    assert better is not None
    assert better.low > 0
    assert record.person.slope is not None
    assert record.person.slope.low < 1 < record.person.slope.high
    assert record.population.log_loss.value - record.person.log_loss.value == pytest.approx(
        better.value
    )


def test_people_who_are_alike_are_not() -> None:
    better = check_within(simulated(80, 16)).person.better_than_simpler
    assert better is not None
    assert better.value == pytest.approx(0, abs=0.003)


def test_a_person_is_predicted_as_bayes_would() -> None:
    """The last answer of one person from the one before, by numerical integration over leanings."""
    decisions = simulated(200, 2, spread=2.0)
    first = np.arange(len(decisions)) % 2 == 0
    rows = np.flatnonzero(first)
    fit = within_person_fit(decisions)

    def chance(row: int, lean: float) -> float:
        x = fit.precision * decisions.gain[row] - fit.disadvantageous * decisions.behind[row] + lean
        return float(expit(x))

    def weighed(lean: float, person: int, with_next: bool) -> float:
        row = 2 * person
        seen = chance(row, lean) if decisions.accepted[row] == 1 else 1 - chance(row, lean)
        more = chance(row + 1, lean) if with_next else 1.0
        return float(norm.pdf(lean, scale=fit.leaning) * seen * more)

    values = np.array([fit.precision, fit.disadvantageous, np.log(fit.leaning)])
    predicted = person_chances(decisions, first, values)
    for person in range(5):
        above = quad(weighed, -20, 20, args=(person, True))[0]
        below = quad(weighed, -20, 20, args=(person, False))[0]
        assert predicted[rows[person] + 1] == pytest.approx(above / below, abs=1e-3)
