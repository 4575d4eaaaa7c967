"""The acceptance curve against what theory and the human data say."""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from simulator.acceptance.acceptance import accept
from simulator.acceptance.evaluation import evaluate
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.negotiation_model import Model
from tests.support import model_of, two_player_data


def divide(
    share: float,
    steepness: float,
    disadvantageous: float,
    advantageous: float = 0.0,
    threshold: float = 0.0,
):
    """A responder who is offered a share of a pie; no deal is worth nothing to either, so the pie is at stake."""
    argued = {"assumption": "test"}
    worths = sorted({0.0, share, 1.0})
    at = worths.index(share)
    table = ([1 - w for w in worths], worths)
    data = two_player_data([table], ([1.0], [1.0]), (0.0, 0.0))
    for name in ("a", "b"):
        data["parties"][name]["players"][name]["acceptance"] = {
            "steepness": {"value": steepness, **argued},
            "threshold": {"value": threshold, **argued},
            "disadvantageous": {"value": disadvantageous, **argued},
            "advantageous": {"value": advantageous, **argued},
        }
    return evaluate(model_of(data), {"i0": f"o{at}"})


@pytest.mark.parametrize(
    ("alpha", "threshold"), [(0.0, 0.0), (0.5, 1 / 4), (1.0, 1 / 3), (4.0, 4 / 9)]
)
def test_fehr_and_schmidts_threshold(alpha: float, threshold: float) -> None:
    """A responder accepts a share s < ½ iff s ≥ α / (1 + 2α): the curve's limit as s grows."""
    steep = 1e4
    for distance in (-0.02, 0.02):
        share = threshold + distance
        if not 0 < share < 0.5:
            continue
        answer = divide(share, steep, alpha * steep).players["b"].acceptance.chance
        assert answer == pytest.approx(1.0 if distance > 0 else 0.0, abs=1e-6)


def test_without_steepness_every_answer_is_a_coin_toss() -> None:
    """Quantal response: as s → 0 the choice no longer depends on worth."""
    for share in (0.1, 0.4, 0.9):
        assert divide(share, 1e-9, 0.0).players["b"].acceptance.chance == pytest.approx(0.5)


def test_with_endless_steepness_the_better_option_is_taken() -> None:
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


@pytest.mark.parametrize("share", [0.05, 0.2, 0.35, 0.5])
@pytest.mark.parametrize(("beta", "a"), [(6.3, 1.7), (13.7, 3.2), (4.0, 0.0)])
def test_being_behind_is_a_threshold_in_a_game_for_a_pie(
    share: float, beta: float, a: float
) -> None:
    """``Λ(βx − a(1 − 2x))`` is ``Λ(s(x − τ))`` with s = β + 2a and τ = a / s."""
    behind = divide(share, beta, a).players["b"].acceptance.chance
    steepness = beta + 2 * a
    asked = divide(share, steepness, 0.0, threshold=a / steepness).players["b"].acceptance.chance
    assert behind == pytest.approx(asked, rel=1e-9)


def pie(worths: list[float], **player: Any) -> Model:
    """Two sides divide a pie in one of some ways; what the second gets is given."""
    table = ([1 - worth for worth in worths], worths)
    return model_of(two_player_data([table], ([1.0], [1.0]), (0.0, 0.0), **player))


def test_averaged_over_decision_makers_the_answer_is_the_populations() -> None:
    """Nothing but who decides is uncertain; slips, which the engine leaves out, are the difference."""
    people = acceptance_defaults().kinds_of_people
    worths = [0.0, *np.arange(0.05, 0.96, 0.05), 1.0]
    model = pie(worths)
    answer = accept(model.sample, np.arange(len(worths))[:, None], model.by_kind)
    expected = people.population_curve(np.array(worths))
    assert answer.players["b"].mean == pytest.approx(expected, abs=people.slip.max() + 0.004)
    without_slips = people.weight @ (
        1 / (1 + np.exp(people.steepness[:, None] * (people.threshold[:, None] - np.array(worths))))
    )
    assert answer.players["b"].low == pytest.approx(without_slips, abs=1e-5)
    assert answer.players["b"].high == pytest.approx(without_slips, abs=1e-5)


def test_decision_makers_are_drawn_in_their_shares() -> None:
    people = acceptance_defaults().kinds_of_people
    deviates = ndtri((np.arange(100_000) + 0.5) / 100_000)
    threshold, steepness = people.drawn(deviates)
    assert np.all(np.diff(threshold) >= 0)
    for kind in range(len(people.weight)):
        of_kind = (threshold == people.threshold[kind]) & (steepness == people.steepness[kind])
        assert of_kind.mean() == pytest.approx(people.weight[kind], abs=2e-5)


def test_nothing_jumps_when_a_range_goes_to_zero() -> None:
    """Who decides is drawn whether or not anything else is."""
    table = [([1.0, 0.7, 0.4, 0.0], [0.0, 0.3, 0.6, 1.0])]
    certain = two_player_data(table, ([1.0], [1.0]), (0.2, 0.2))
    drawn = deepcopy(certain)
    worth = {"value": 0.2, "low": 0.2 - 1e-7, "high": 0.2 + 1e-7, "assumption": "test"}
    drawn["parties"]["b"]["players"]["b"]["no_deal"]["stay"] = worth
    for option in ("o0", "o1", "o2", "o3"):
        one = evaluate(model_of(certain), {"i0": option}).players["b"].acceptance.chance
        other = evaluate(model_of(drawn), {"i0": option}).players["b"].acceptance.chance
        assert one == pytest.approx(other, abs=1e-4)
