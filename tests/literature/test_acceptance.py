"""The acceptance curve against what theory and the human data say."""

import numpy as np
import pytest

from simulator.acceptance.curve import acceptance_curve
from simulator.acceptance.evaluation import evaluate
from simulator.preferences.curve_defaults import acceptance_defaults
from tests.support import model_of, two_player_data


def divide(share: float, precision: float, disadvantageous: float, advantageous: float = 0.0):
    """A responder who is offered a share of a pie; no deal is worth nothing to either."""
    argued = {"assumption": "test"}
    worths = sorted({0.0, share, 1.0})
    at = worths.index(share)
    table = ([1 - w for w in worths], worths)
    data = two_player_data([table], ([1.0], [1.0]), (0.0, 0.0))
    for name in ("a", "b"):
        data["parties"][name]["players"][name]["acceptance"] = {
            "precision": {"value": precision, **argued},
            "disadvantageous": {"value": disadvantageous, **argued},
            "advantageous": {"value": advantageous, **argued},
        }
    return evaluate(model_of(data), {"i0": f"o{at}"})


@pytest.mark.parametrize(
    ("alpha", "threshold"), [(0.0, 0.0), (0.5, 1 / 4), (1.0, 1 / 3), (4.0, 4 / 9)]
)
def test_fehr_and_schmidts_threshold(alpha: float, threshold: float) -> None:
    """A responder accepts a share s < ½ iff s ≥ α / (1 + 2α): the curve's limit as β grows."""
    steep = 1e4
    for distance in (-0.02, 0.02):
        share = threshold + distance
        if not 0 < share < 0.5:
            continue
        answer = divide(share, steep, alpha * steep).players["b"].acceptance.chance
        assert answer == pytest.approx(1.0 if distance > 0 else 0.0, abs=1e-6)


def test_without_precision_every_answer_is_a_coin_toss() -> None:
    """Quantal response: as β → 0 the choice no longer depends on worth."""
    for share in (0.1, 0.4, 0.9):
        assert divide(share, 1e-9, 0.0).players["b"].acceptance.chance == pytest.approx(0.5)


def test_with_endless_precision_the_better_option_is_taken() -> None:
    answer = divide(0.3, 1e6, 0.0)
    assert answer.players["b"].acceptance.chance == pytest.approx(1.0)


def test_advantage_can_weigh_too() -> None:
    even = divide(0.8, 6.6, 0.0, 0.0).players["b"].acceptance.chance
    ashamed = divide(0.8, 6.6, 0.0, 2.0).players["b"].acceptance.chance
    expected = 1 / (1 + np.exp(-(6.6 * 0.8 - 2.0 * 0.6)))
    assert ashamed == pytest.approx(expected)
    assert ashamed < even


def test_the_curve_by_hand() -> None:
    """Level at no deal a coin toss; offered 0.3 of a pie, one gains 0.3 and is 0.4 behind."""
    answer = divide(0.3, 6.6, 1.8).players["b"].acceptance.chance
    assert answer == pytest.approx(1 / (1 + np.exp(-(6.6 * 0.3 - 1.8 * 0.4))))


def test_differences_between_people_are_not_counted_twice() -> None:
    """Averaged over people 0.15 of the pie apart, the within-person curve is the population's.

    In a pie that adds up to 1, someone offered s gains s and is 1 − 2s behind: the smallest share
    that is accepted is a / (β + 2a), and it is this threshold that differs between people. The two
    curves were fitted apart, the population's on one setting more, which leaves 5 points.
    """
    defaults = acceptance_defaults()
    apart = np.random.default_rng(7).normal(0.0, defaults.between_people.value, 200_000)
    within, population = defaults.within_person, defaults.population
    for share in np.arange(0.05, 0.5, 0.05):
        person = acceptance_curve(
            share - apart,
            within.precision.value + 2 * within.disadvantageous.value,
            within.disadvantageous.value,
            1.0,
        )
        fitted = acceptance_curve(
            np.array([share]),
            population.precision.value,
            population.disadvantageous.value,
            1 - 2 * share,
        )
        assert person.mean() == pytest.approx(fitted[0], abs=0.06)


def test_the_steeper_curve_applies_where_preferences_are_drawn() -> None:
    table = ([1.0, 0.0], [0.0, 1.0])
    certain = model_of(two_player_data([table], ([1.0], [1.0]), (0.3, 0.3)))
    drawn = model_of(two_player_data([table], ([1.0], [1.0]), (0.3, 0.3), ranged=True))
    defaults = acceptance_defaults()
    assert certain.central.players["a"].precision == [defaults.population.precision.value]
    assert drawn.central.players["a"].precision == [defaults.within_person.precision.value]
    assert defaults.within_person.precision.value > 1.5 * defaults.population.precision.value
