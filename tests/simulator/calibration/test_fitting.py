"""What is put into simulated decisions comes out of the fits."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from simulator.calibration.answers import counted
from simulator.calibration.calibrate import calibrate
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import (
    Fit,
    _between,
    logistic_fit,
    random_effects_mean,
    threshold_fit,
)
from simulator.calibration.mixed_model import normal_thresholds
from simulator.errors import CalibrationError
from tests.simulator.calibration.simulated import BETA, A, game, normal_people, simulated


def test_the_curve_comes_back_within_its_errors() -> None:
    decisions = simulated(3000, 1)
    fit = logistic_fit(
        np.stack([decisions.gain, -decisions.behind], axis=1), decisions.accepted, decisions.group
    )
    assert np.abs(fit.values - [BETA, A]).max() < 3 * fit.errors.max()
    assert (np.abs(fit.values - [BETA, A]) < 3 * fit.errors).all()


def test_the_errors_are_the_spread_over_repetitions() -> None:
    fits = []
    for seed in range(60):
        decisions = simulated(150, 4, spread=1.0, seed=seed)
        fits.append(
            logistic_fit(
                np.stack([decisions.gain, -decisions.behind], axis=1),
                decisions.accepted,
                decisions.group,
            )
        )
    seen = np.std([fit.values for fit in fits], axis=0, ddof=1)
    estimated = np.mean([fit.errors for fit in fits], axis=0)
    assert estimated == pytest.approx(seen, rel=0.3)


def test_decisions_that_are_alike_count_for_less() -> None:
    """Twice the same rows tell nothing new: clustered errors stay, naive ones would shrink by √2."""
    decisions = simulated(400, 1)
    twice = np.tile(np.arange(400), 2)
    design = np.stack([decisions.gain, -decisions.behind], axis=1)
    once = logistic_fit(design, decisions.accepted, decisions.group)
    doubled = logistic_fit(design[twice], decisions.accepted[twice], decisions.group[twice])
    assert doubled.values == pytest.approx(once.values, rel=1e-3)
    assert doubled.errors == pytest.approx(once.errors, rel=1e-3)


def test_steepness_and_threshold_come_back_within_their_errors() -> None:
    decisions = game(np.full(2000, 0.17), np.full(2000, 10.0), 1)
    fit = threshold_fit(decisions)
    assert np.abs((fit.values - [10.0, 0.17]) / fit.errors).max() < 3
    assert (fit.errors < [0.6, 0.02]).all()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (lambda d: replace(d, accepted=np.ones(len(d))), "every answer is yes"),
        (lambda d: replace(d, gain=np.full(len(d), 0.3)), "every offer gives the same"),
        (lambda d: replace(d, accepted=1 - d.accepted), "Is `accepted` 1 for yes"),
    ],
)
def test_answers_that_have_no_curve_are_refused_in_words(
    changed: Callable[[Decisions], Decisions], says: str
) -> None:
    with pytest.raises(CalibrationError, match=f"game: .*{says}"):
        calibrate([changed(game(np.full(30, 0.2), np.full(30, 20.0), 10))])


def test_the_population_is_flatter_than_its_people() -> None:
    """Differences between people look like noise in it."""
    decisions = game(*normal_people(250, 25.0, 0.15, 0.15), 20)
    assert (
        threshold_fit(decisions).values[0] < 0.6 * normal_thresholds(counted(decisions)).values[0]
    )


def one(value: float, error: float) -> Fit:
    return Fit(np.array([value]), np.array([[error**2]]))


def test_the_random_effects_mean_by_hand() -> None:
    """DerSimonian and Laird: Q = 8, so τ² = (8 − 1) / (2 − 1) = 7 and the variances are 8."""
    pooled = random_effects_mean([one(2.0, 1.0), one(6.0, 1.0)])
    assert pooled.values == pytest.approx([4.0])
    assert pooled.spread == pytest.approx([np.sqrt(7)])
    assert pooled.errors == pytest.approx([np.sqrt(8 / 2)])


def test_settings_that_agree_are_averaged_by_precision() -> None:
    pooled = random_effects_mean([one(5.0, 0.1), one(5.1, 1.0)])
    assert pooled.spread == [0]
    assert pooled.values == pytest.approx([(5.0 / 0.01 + 5.1) / (1 / 0.01 + 1)])


def test_what_is_tied_within_a_setting_is_pooled_together() -> None:
    """By hand: of two settings that agree about x − y, each knows that far better than x or y.

    One by one the means would be 2 and 2.5; together they keep the difference of 1.
    """
    tied = np.array([[1.0, 0.999], [0.999, 1.0]])
    loose = np.array([[1.0, 0.0], [0.0, 4.0]])
    settings = [Fit(np.array([1.0, 0.0]), tied), Fit(np.array([3.0, 4.0]), loose)]
    weights = [np.linalg.inv(fit.covariance) for fit in settings]
    expected = np.linalg.solve(
        weights[0] + weights[1],
        weights[0] @ settings[0].values + weights[1] @ settings[1].values,
    )
    # Nine times as uncertain, so that they agree within chance.
    pooled = random_effects_mean([Fit(fit.values, 9 * fit.covariance) for fit in settings])
    assert pooled.spread == pytest.approx([0, 0], abs=1e-6)
    assert pooled.values == pytest.approx(expected)
    assert pooled.values[0] - pooled.values[1] == pytest.approx(1, abs=0.01)
    alone = random_effects_mean(settings[:1])
    assert alone.values.tolist() == settings[0].values.tolist()
    assert alone.errors == pytest.approx(settings[0].errors)


def test_what_settings_differ_by_comes_back_with_its_direction() -> None:
    """300 settings whose two coefficients differ in opposite directions; three standard errors of each."""
    rng = np.random.default_rng(2)
    between = np.array([[4.0, -1.5], [-1.5, 1.0]])
    within = np.array([[1.0, 0.4], [0.4, 0.5]])
    values = rng.multivariate_normal([5.0, 2.0], between + within, 300)
    fits = [Fit(value, within) for value in values]
    off = np.abs(_between(values, np.tile(within, (300, 1, 1))) - between)
    assert (off < [[1.2, 0.5], [0.5, 0.4]]).all()
    pooled = random_effects_mean(fits)
    assert pooled.values == pytest.approx([5, 2], abs=4 * pooled.errors.max())
    assert pooled.spread == pytest.approx([2, 1], rel=0.2)


@pytest.fixture(scope="module")
def data() -> list[Decisions]:
    return [
        game(*normal_people(50, 18.0, 0.17, 0.1), 8, setting="one"),
        simulated(600, 1, refusal=2.0, seed=3, setting="two", talk=True),
        simulated(200, 1, seed=4, elicitation="implicit", setting="three", talk=True),
    ]


def test_all_together(data: list[Decisions]) -> None:
    calibration = calibrate(data)
    record = calibration.record
    assert [s.pooled for s in record.settings] == [True, True, False]
    assert [s.within_person is not None for s in record.settings] == [True, False, False]
    assert calibration.kinds is not None
    assert calibration.refusals is not None
    setting, value, error = calibration.refusals
    assert setting == "two"
    assert value == pytest.approx(2.0, abs=3 * error)
    assert "with_earlier_refusals" not in record.settings[0].scores
    assert "with_inequality" not in record.settings[0].scores, "it is the threshold, in a game"
    assert record.settings[1].within_check is None
    tests = (*record.transfers, *record.questions)
    assert {test.checked_on: test.fitted_on for test in tests} == {
        "one": ("two",),
        "two": ("one",),
        "three": ("one", "two"),
    }
    for test, checked in zip(tests, data, strict=True):
        assert sum(point.decisions for point in test.bins) == test.decisions == len(checked)
        # By hand: the curve of the others, and what it gets wrong on the whole.
        others = [threshold_fit(other) for other in data if other.setting in test.fitted_on]
        steepness, threshold = random_effects_mean(others).values
        predicted = expit(steepness * (checked.gain - threshold))
        assert test.bias.value == pytest.approx(predicted.mean() - checked.accepted.mean())
        assert test.bias.low < test.bias.value < test.bias.high
    for rates, decisions in zip([s.rates for s in record.settings], data, strict=True):
        assert sum(rate.decisions for rate in rates) == len(decisions)
        assert sum(rate.decisions * rate.accepted for rate in rates) == pytest.approx(
            decisions.accepted.sum()
        )
    with pytest.raises(CalibrationError, match="direct answers"):
        calibrate(data[2:])


def test_games_alone_predict_no_talks() -> None:
    assert calibrate([simulated(60, 1), simulated(60, 1, seed=2)]).record.transfers == ()
