"""Scores against their definitions."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logit

from simulator.arrays import FloatArray
from simulator.bootstrap import RESAMPLES, resampled_interval, resamples
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import logistic_fit
from simulator.calibration.metrics import areas, lines, tally
from simulator.calibration.scoring import MODELS, compare, cross_validated, held_out, reliability
from tests.simulator.calibration.simulated import game, simulated

pytestmark = pytest.mark.exhaustive


def answered(answers: FloatArray, per_person: int = 1) -> Decisions:
    """Decisions with these answers, so many a person."""
    return replace(
        simulated(len(answers) // per_person, per_person), accepted=np.asarray(answers, float)
    )


def ordered(chances: FloatArray, accepted: FloatArray) -> float:
    """The share of pairs in order, ties counted half, pair by pair."""
    return float(
        np.mean(
            [
                (p > q) + 0.5 * (p == q)
                for p in chances[accepted == 1]
                for q in chances[accepted == 0]
            ]
        )
    )


def test_auc_is_the_share_of_pairs_in_order() -> None:
    rng = np.random.default_rng(0)
    chances, accepted = rng.integers(1, 6, 60) / 6, rng.integers(0, 2, 60).astype(float)
    assert held_out(answered(accepted), chances).auc.value == pytest.approx(
        ordered(chances, accepted)
    )
    assert held_out(answered(np.ones(60)), chances).auc.value == 0.5


def test_auc_compares_only_what_the_same_fit_predicted() -> None:
    chances = np.array([0.9, 0.8, 0.2, 0.1])
    answers = np.array([0.0, 1.0, 0.0, 1.0])
    within = held_out(answered(answers), chances, fit=np.array([0, 0, 1, 1]))
    assert within.auc.value == 0  # each fit has its one pair in the wrong order
    assert held_out(answered(answers), chances).auc.value == 0.25


def test_a_constant_puts_nothing_in_order() -> None:
    decisions = simulated(200, 5, spread=1.0)
    auc = compare(decisions)["constant_rate"].auc
    assert (auc.value, auc.low, auc.high) == (0.5, 0.5, 0.5)


def test_log_loss_and_brier_by_hand() -> None:
    chances = np.array([0.9, 0.2, 0.5, 0.6])
    scores = held_out(answered(np.array([1.0, 0.0, 1.0, 0.0])), chances)
    assert scores.log_loss.value == pytest.approx(-np.mean(np.log([0.9, 0.8, 0.5, 0.4])))
    assert scores.brier.value == pytest.approx(np.mean([0.01, 0.04, 0.25, 0.36]))
    assert scores.log_loss.low <= scores.log_loss.value <= scores.log_loss.high


def test_slope_and_auc_of_each_bootstrap_sample_are_those_of_its_rows() -> None:
    """Counting answers by probability gives what writing every drawn row out gives."""
    rng = np.random.default_rng(3)
    group = np.repeat(np.arange(40), 5)
    chances = rng.choice([0.1, 0.3, 0.5, 0.7, 0.9], 200)
    answers = (rng.random(200) < chances).astype(float)
    fit = (np.arange(200) // 100).astype(int)
    counts = tally(logit(chances), answers, group, fit)
    drawn = resamples(group)[:8]
    yes, no = counts.resampled(drawn)
    slopes = lines(counts.odds, yes, no)
    area = areas(counts.fit, yes, no)
    for sample, times in enumerate(drawn):
        rows = np.repeat(np.arange(200), times[group])
        odds = np.stack([logit(chances[rows]), np.ones(len(rows))], axis=1)
        line = logistic_fit(odds, answers[rows], np.arange(len(rows))).values
        assert slopes[sample] == pytest.approx(line, abs=1e-3)
        pairs, right = 0.0, 0.0
        for half in (0, 1):
            predicted, actual = chances[rows[fit[rows] == half]], answers[rows[fit[rows] == half]]
            here = actual.sum() * (1 - actual).sum()
            pairs, right = pairs + here, right + here * ordered(predicted, actual)
        assert area[sample] == pytest.approx(right / pairs)


@pytest.mark.parametrize(("too_high", "width"), [(2.5, 1.0), (3.0, 0.5), (3.5, 1.5), (4.75, 3.0)])
def test_the_slope_of_predictions_that_are_far_too_high(too_high: float, width: float) -> None:
    """About 50 points off. A whole step of Newton's goes from (1, 0) to (−1, 2) and back, for ever."""
    odds = too_high + np.linspace(-width, width, 7)
    rate = expit(0.68 * (odds - too_high) - 0.3)
    assert expit(odds).mean() - rate.mean() > 0.45
    yes, no = 100 * rate, 100 * (1 - rate)

    def loss(line: FloatArray) -> float:
        lean = line[0] * odds + line[1]
        return -float(yes @ log_expit(lean) + no @ log_expit(-lean))

    (line,) = lines(odds, yes[None], no[None])
    assert line == pytest.approx([0.68, -0.68 * too_high - 0.3], abs=1e-4)
    assert loss(line) <= minimize(loss, [0.5, 0.0], method="BFGS").fun + 1e-9


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """95 % of 200 intervals for a mean, give or take what chance allows (four standard errors)."""
    rng = np.random.default_rng(11)
    hold = [
        (interval := resampled_interval(rng.normal(2, 1, 80))).low <= 2 <= interval.high
        for _ in range(200)
    ]
    assert 0.95 - 4 * np.sqrt(0.05 * 0.95 / 200) < np.mean(hold)


def test_whole_groups_are_drawn() -> None:
    drawn = resamples(np.array([0, 0, 0, 1, 2]))
    assert drawn.shape == (RESAMPLES, 3)
    assert (drawn.sum(axis=1) == 3).all()


def test_nobody_is_predicted_from_their_own_answers() -> None:
    """With answers that are noise, held-out predictions cannot beat the truth."""
    noise = np.random.default_rng(9).integers(0, 2, 1500).astype(float)
    decisions = answered(noise, 5)
    chances = cross_validated(decisions, MODELS["with_threshold"])
    assert held_out(decisions, chances).log_loss.value > np.log(2) - 0.003


def test_true_probabilities_have_slope_1_and_intercept_0() -> None:
    rng = np.random.default_rng(4)
    chances = rng.uniform(0.05, 0.95, 3000)
    answers = (rng.random(3000) < chances).astype(float)
    scores = held_out(answered(answers), chances)
    assert scores.slope is not None
    assert scores.intercept is not None
    assert scores.slope.low < 1 < scores.slope.high
    assert scores.intercept.low < 0 < scores.intercept.high
    assert scores.slope.high - scores.slope.low < 0.35
    for point in reliability(chances, answers):
        assert point.accepted == pytest.approx(point.predicted, abs=0.08)


def test_predictions_that_are_too_sure_have_a_slope_below_1() -> None:
    rng = np.random.default_rng(4)
    odds = rng.normal(0, 1, 2500)
    answers = (rng.random(2500) < 1 / (1 + np.exp(-odds))).astype(float)
    slope = held_out(answered(answers), 1 / (1 + np.exp(-2 * odds))).slope
    assert slope is not None
    assert slope.value == pytest.approx(0.5, abs=0.1)  # four standard errors
    assert slope.high < 1


def test_what_drives_the_answers_earns_its_place_and_noise_does_not() -> None:
    decisions = simulated(1500, 1, refusal=2.0)
    turn = np.random.default_rng(5).permutation(1500) % 20.0
    scores = compare(replace(decisions, turn=turn))
    assert list(scores) == list(MODELS)
    for name in ("with_threshold", "with_inequality", "with_earlier_refusals"):
        better = scores[name].better_than_simpler
        assert better is not None
        assert better.low > 0, name
    late = scores["with_round"].better_than_simpler
    assert late is not None
    assert late.low < 0 < late.high + 0.001
    assert scores["constant_rate"].slope is None
    assert scores["with_earlier_refusals"].auc.value > scores["with_threshold"].auc.value


def test_being_behind_gains_nothing_where_a_threshold_made_the_answers() -> None:
    """Against a rival without a constant it would seem to: it stands for the threshold."""
    decisions = simulated(1500, 1)
    rng = np.random.default_rng(8)
    rate = expit(12 * (decisions.gain - 0.25))
    decisions = replace(decisions, accepted=(rng.random(1500) < rate).astype(float))
    scores = compare(decisions)
    behind = scores["with_inequality"].better_than_simpler
    assert behind is not None
    assert behind.low < 0
    assert behind.value < 0.002
    own = decisions.gain[:, None]
    alone = held_out(decisions, cross_validated(decisions, lambda _: own))
    without = scores["without_threshold"].log_loss
    assert alone.log_loss.value - without.value > 0.02
    worse = scores["without_threshold"].better_than_simpler
    assert worse is not None
    assert worse.high < 0


def test_in_a_game_being_behind_is_the_threshold() -> None:
    scores = compare(game(np.full(300, 0.2), np.full(300, 12.0), 1))
    assert "with_inequality" not in scores
    same = scores["without_threshold"].better_than_simpler
    assert same is not None
    assert same.value == pytest.approx(0, abs=1e-4)


def test_the_round_earns_its_place_where_it_drives_the_answers() -> None:
    decisions = simulated(1500, 1)
    rng = np.random.default_rng(6)
    turn = rng.integers(1, 21, 1500).astype(float)
    lean = 12 * decisions.gain - 3 * decisions.behind - 0.2 * (turn - 10.5)
    answers = (rng.random(1500) < 1 / (1 + np.exp(-lean))).astype(float)
    scores = compare(replace(decisions, turn=turn, accepted=answers))
    better = scores["with_round"].better_than_simpler
    assert better is not None
    assert better.low > 0


def test_a_place_in_the_talk_that_never_differs_is_left_out() -> None:
    decisions = simulated(200, 1)
    assert "with_round" not in compare(decisions)
