"""What is put into simulated decisions comes out of the fits."""

import numpy as np
import pytest
from scipy.special import expit

from simulator.calibration.calibrate import calibrate
from simulator.calibration.fitting import logistic_fit, random_effects_mean
from simulator.calibration.mixed_model import within_person_fit
from simulator.errors import CalibrationError
from tests.simulator.calibration.simulated import BETA, A, simulated


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


def test_people_are_told_apart_from_noise() -> None:
    decisions = simulated(250, 25, spread=2.0)
    within = within_person_fit(decisions)
    assert within.precision == pytest.approx(BETA, abs=3 * within.precision_error)
    assert within.disadvantageous == pytest.approx(A, abs=3 * within.disadvantageous_error)
    assert within.leaning == pytest.approx(2.0, rel=0.15)
    assert within.threshold_spread == pytest.approx(2.0 / (BETA + 2 * A), rel=0.2)
    # The population's curve is flatter: differences between people look like noise in it.
    population = logistic_fit(
        np.stack([decisions.gain, -decisions.behind], axis=1), decisions.accepted, decisions.group
    )
    assert population.values[0] < 0.85 * within.precision


def test_the_random_effects_mean_by_hand() -> None:
    """DerSimonian and Laird: Q = 8, so τ² = (8 − 1) / (2 − 1) = 7 and the variances are 8."""
    pooled = random_effects_mean([(2.0, 1.0), (6.0, 1.0)])
    assert pooled.value == pytest.approx(4.0)
    assert pooled.spread == pytest.approx(np.sqrt(7))
    assert pooled.error == pytest.approx(np.sqrt(8 / 2))


def test_settings_that_agree_are_averaged_by_precision() -> None:
    pooled = random_effects_mean([(5.0, 0.1), (5.1, 1.0)])
    assert pooled.spread == 0
    assert pooled.value == pytest.approx((5.0 / 0.01 + 5.1) / (1 / 0.01 + 1))


def test_all_together() -> None:
    data = [
        simulated(60, 12, spread=1.5, seed=2, setting="one"),
        simulated(600, 1, refusal=0.9, seed=3, setting="two", talk=True),
        simulated(200, 1, seed=4, elicitation="implicit", setting="three", talk=True),
    ]
    record = calibrate(data).record
    assert [s.pooled for s in record.settings] == [True, True, False]
    assert [s.within_person is not None for s in record.settings] == [True, False, False]
    assert {transfer.checked_on: transfer.fitted_on for transfer in record.transfers} == {
        "one": ("two",),
        "two": ("one",),
    }
    assert record.earlier_refusals is not None
    assert record.earlier_refusals["value"] == pytest.approx(
        0.9, abs=3 * record.earlier_refusals["error"]
    )
    assert "with_earlier_refusals" not in record.settings[0].scores
    assert record.settings[1].within_check is None
    for transfer, checked in zip(record.transfers, data[:2], strict=True):
        assert sum(point.decisions for point in transfer.bins) == transfer.decisions == len(checked)
        # By hand: the other setting's own curve, and what it gets wrong on the whole.
        setting = next(s for s in record.settings if s.name in transfer.fitted_on)
        predicted = expit(
            setting.precision[0] * checked.gain - setting.disadvantageous[0] * checked.behind
        )
        assert transfer.bias.value == pytest.approx(predicted.mean() - checked.accepted.mean())
        assert transfer.bias.low < transfer.bias.value < transfer.bias.high
    with pytest.raises(CalibrationError, match="direct answers"):
        calibrate(data[2:])


def test_games_alone_predict_no_talks() -> None:
    assert calibrate([simulated(60, 1), simulated(60, 1, seed=2)]).record.transfers == ()
