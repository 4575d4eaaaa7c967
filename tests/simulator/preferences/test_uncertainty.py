import numpy as np
import pytest
from scipy.special import logit

from simulator.preferences.deviates import DRAWS, REPLICATES, normal_deviates
from simulator.preferences.negotiation_model import Model
from simulator.preferences.uncertainty import Scale, quantile, standard_error
from simulator.scenario.base import Range
from tests.support import UNION, water

STANDARD = np.random.default_rng(3).standard_normal(400_000)


@pytest.mark.parametrize(
    ("estimate", "scale"),
    [
        (Range(value=0.3, low=0.2, high=0.5), Scale.SHARE),
        (Range(value=0.97, low=0.9, high=0.99), Scale.SHARE),
        (Range(value=5, low=3, high=9), Scale.POSITIVE),
        (Range(value=-5, low=-9, high=-3), Scale.POSITIVE),
        (Range(value=0.0, low=-1.0, high=4.0), Scale.PLAIN),
    ],
)
def test_low_value_and_high_are_the_10th_50th_and_90th_percentile(
    estimate: Range, scale: Scale
) -> None:
    drawn = quantile(estimate, scale, STANDARD)
    expected = [estimate.low, estimate.value, estimate.high]
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(expected, abs=0.02)


def test_shares_are_logit_normal() -> None:
    drawn = logit(quantile(Range(value=0.5, low=0.25, high=0.75), Scale.SHARE, STANDARD))
    assert drawn.mean() == pytest.approx(0, abs=0.01)
    assert drawn.std() == pytest.approx(logit(0.75) / 1.2815515655, abs=0.01)


def test_without_a_range_a_number_is_certain() -> None:
    assert (quantile(Range(value=0.4), Scale.SHARE, STANDARD) == 0.4).all()


def test_the_sample_is_balanced_and_the_same_every_time() -> None:
    drawn = normal_deviates(7)
    assert drawn.shape == (7, DRAWS)
    assert np.abs(drawn.mean(axis=1)).max() < 2e-3
    assert drawn.std(axis=1) == pytest.approx(np.ones(7), abs=0.01)
    normal_deviates.cache_clear()
    assert np.array_equal(drawn, normal_deviates(7))


def test_changing_one_number_moves_no_other_numbers_draws() -> None:
    before = Model(water()).sample
    changed = {
        (*UNION, "weights", "judge"): {"value": 0.1, "low": 0.05, "high": 0.2, "assumption": "x"}
    }
    after = Model(water(changed)).sample
    assert np.array_equal(before.players["mayor"].reservation, after.players["mayor"].reservation)
    assert np.array_equal(before.probability, after.probability)


def test_weights_and_probabilities_add_up_in_every_draw() -> None:
    sample = Model(water()).sample
    for player in sample.players.values():
        total = player.weight.sum(axis=0) + player.strength.sum(axis=0)
        assert total == pytest.approx(np.ones_like(total))
    assert sample.probability.sum(axis=0) == pytest.approx(np.ones(DRAWS))


def test_the_standard_error_is_the_spread_of_the_repetitions_means() -> None:
    rng = np.random.default_rng(1)
    means = rng.normal(size=REPLICATES)
    draws = np.repeat(means, DRAWS // REPLICATES)
    assert standard_error(draws) == pytest.approx(means.std(ddof=1) / np.sqrt(REPLICATES))
    assert standard_error(np.array([[0.3]])) == 0


def test_for_plain_random_draws_the_standard_error_is_the_usual_one() -> None:
    draws = np.random.default_rng(2).normal(size=(2000, DRAWS))
    assert np.sqrt((standard_error(draws) ** 2).mean()) == pytest.approx(
        1 / np.sqrt(DRAWS), rel=0.05
    )
