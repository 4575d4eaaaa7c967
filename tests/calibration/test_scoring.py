"""Scores against their definitions."""

import numpy as np
import pytest

from simulator.calibration.scoring import (
    MODELS,
    auc,
    compare,
    cross_validated,
    held_out,
    reliability,
)
from tests.calibration.test_fitting import simulated


def test_auc_is_the_share_of_pairs_in_order() -> None:
    rng = np.random.default_rng(0)
    chances, accepted = rng.integers(0, 6, 60) / 6, rng.integers(0, 2, 60).astype(float)
    pairs = [
        (p > q) + 0.5 * (p == q) for p in chances[accepted == 1] for q in chances[accepted == 0]
    ]
    assert auc(chances, accepted) == pytest.approx(np.mean(pairs))
    assert auc(chances, np.ones(60)) == 0.5


def test_log_loss_and_brier_by_hand() -> None:
    made = simulated(4, 1)
    chances = np.array([0.9, 0.2, 0.5, 0.6])
    answers = np.array([1.0, 0.0, 1.0, 0.0])
    made = type(made)(made.setting, made.elicitation, made.group, *[answers] * 5)
    scores = held_out(made, chances)
    assert scores.log_loss.value == pytest.approx(-np.mean(np.log([0.9, 0.8, 0.5, 0.4])))
    assert scores.brier.value == pytest.approx(np.mean([0.01, 0.04, 0.25, 0.36]))
    assert scores.log_loss.low <= scores.log_loss.value <= scores.log_loss.high


def test_nobody_is_predicted_from_their_own_answers() -> None:
    """With answers that are noise, held-out predictions cannot beat the truth."""
    made = simulated(300, 5)
    noise = np.random.default_rng(9).integers(0, 2, len(made)).astype(float)
    made = type(made)(
        made.setting, made.elicitation, made.group, made.gain, made.behind, made.ahead,
        made.refusals, noise,
    )  # fmt: skip
    chances = cross_validated(made, MODELS["with_inequality"])
    assert held_out(made, chances).log_loss.value > np.log(2) - 0.003


def test_true_probabilities_have_slope_1_and_intercept_0() -> None:
    rng = np.random.default_rng(4)
    made = simulated(6000, 1)
    chances = rng.uniform(0.05, 0.95, 6000)
    answers = (rng.random(6000) < chances).astype(float)
    made = type(made)(made.setting, made.elicitation, made.group, *[answers] * 5)
    scores = held_out(made, chances)
    assert scores.slope == pytest.approx(1, abs=0.1)
    assert scores.intercept == pytest.approx(0, abs=0.1)
    for each in reliability(chances, answers):
        assert each.accepted == pytest.approx(each.predicted, abs=0.08)


def test_what_drives_the_answers_earns_its_place_and_noise_does_not() -> None:
    scores = compare(simulated(1500, 1, refusal=0.9))
    assert list(scores) == list(MODELS)
    for name in ("own_utility", "with_inequality", "with_earlier_refusals"):
        better = scores[name].better_than_simpler
        assert better is not None
        assert better.low > 0, name
    assert scores["constant_rate"].slope is None
    assert scores["with_earlier_refusals"].auc > scores["own_utility"].auc
