"""The kinds of people that ship, against the population's curve and against what people did."""

import numpy as np
import pytest

from simulator.preferences.curve_defaults import acceptance_defaults

DEFAULTS = acceptance_defaults()
KINDS = DEFAULTS.kinds_of_people
SHARES = np.arange(1, 11) / 20

OFF_THE_DATA = 0.03
"""Of the two games' rates, whose offers the kinds were fitted on with 561 people: one standard error."""
OFF_THE_POPULATION = 0.06
"""The population's curve is logistic and rests on the campsite talks too. At 5 % of the pie, where people
accept more often than any logistic curve says, it lies 5 points below the games' rates itself."""


def test_there_are_a_few_dozen_kinds_in_order() -> None:
    assert 2 <= len(KINDS.weight) <= 36
    assert KINDS.weight.sum() == pytest.approx(1)
    assert (KINDS.weight > 0).all()
    assert (np.diff(KINDS.threshold) >= 0).all()
    assert (KINDS.steepness > 0).all()
    assert ((KINDS.slip > 0) & (KINDS.slip < 0.01)).all()


def test_their_average_is_what_people_did() -> None:
    """Both games count alike, whatever their size."""
    games = [setting for setting in DEFAULTS.record.settings if setting.within_person]
    assert len(games) == 2
    assert set(DEFAULTS.decision_makers.slip.source or ()) == {game.name for game in games}
    for game in games:
        assert [rate.gain for rate in game.rates] == pytest.approx(SHARES)
    accepted = np.mean([[rate.accepted for rate in game.rates] for game in games], axis=0)
    assert KINDS.population_curve(SHARES) == pytest.approx(accepted, abs=OFF_THE_DATA)


def test_their_average_is_the_population_curve() -> None:
    curve = DEFAULTS.single_offer
    fitted = 1 / (1 + np.exp(-curve.steepness.value * (SHARES - curve.threshold.value)))
    assert KINDS.population_curve(SHARES) == pytest.approx(fitted, abs=OFF_THE_POPULATION)


def test_normal_thresholds_have_the_same_average() -> None:
    """The other reading of how people differ, averaged over thresholds drawn at random."""
    makers = DEFAULTS.decision_makers
    from_middle = np.random.default_rng(1).standard_normal(20_000)
    thresholds = makers.threshold.value + makers.spread.value * from_middle
    lean = makers.steepness.value * (SHARES[:, None] - thresholds)
    average = (1 / (1 + np.exp(-lean))).mean(axis=1)
    assert average == pytest.approx(KINDS.population_curve(SHARES), abs=OFF_THE_POPULATION)


def test_a_kind_answers_by_its_own_curve() -> None:
    gain = np.array([[-0.3, 0.1], [0.4, 0.9]])
    chances = KINDS.chances(gain)
    assert chances.shape == (2, 2, len(KINDS.weight))
    k = len(KINDS.weight) // 2
    within = 1 / (1 + np.exp(-KINDS.steepness[k] * (0.4 - KINDS.threshold[k])))
    slip = KINDS.slip[k]
    assert chances[1, 0, k] == pytest.approx((1 - slip) * within + slip * (1 - within))
    assert (np.diff(KINDS.population_curve(np.linspace(-1, 1, 201))) >= 0).all()


def test_earlier_refusals_lower_a_yes() -> None:
    refusals = DEFAULTS.earlier_refusals
    assert refusals is not None
    assert refusals.low is not None
    assert refusals.low > 0
