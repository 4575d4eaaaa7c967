"""What is a product is valued as one: nothing of anything is worth, or costs, nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import ScenarioError
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import utilities
from tests.support import model_of, two_player_data

ARGUED = {"assumption": "x"}
shares = st.floats(0.1, 0.8)


STEPS = [0, 0.25, 0.5, 0.75, 1]


def money(gain: float, cost: float) -> Model:
    """One gets, and the other pays, a share of a base; each cares for one more thing."""
    rising, falling = list(STEPS), STEPS[::-1]
    data = two_player_data([(rising, falling)] * 3, ([0, 0, 1], [0, 0, 1]), (0.2, 0.2))
    sides = [party["players"] for party in data["parties"].values()]
    for players, size, either in zip(sides, (gain, cost), (False, True), strict=True):
        (player,) = players.values()
        player["weights"] = {
            "i2": {"value": 1 - size, "low": 0.9 * (1 - size), "high": 1 - 0.9 * size, **ARGUED}
        }
        player["interactions"] = {
            "money": {
                "between": ["i0", "i1"],
                "value": size,
                "low": size * 0.6,
                "high": 1 - (1 - size) * 0.6,
                "either": either,
                **ARGUED,
            }
        }
    return model_of(data)


@settings(max_examples=12)
@given(shares, shares)
def test_nothing_of_anything_is_nothing_and_money_is_one_number(gain: float, cost: float) -> None:
    model = money(gain, cost)
    grid = np.array([(share, base, 2) for share in range(5) for base in range(5)])
    share, base = grid[:, 0] / 4, grid[:, 1] / 4
    ann, bob = model.central.players.values()
    assert utilities(ann, grid) == pytest.approx((1 - gain) / 2 + gain * share * base)
    assert utilities(bob, grid) == pytest.approx((1 - cost) / 2 + cost * (1 - share * base))
    # In every draw, whatever the ranges bring.
    for player, worth in zip(model.sample.players.values(), (0, 1), strict=True):
        nothing = utilities(player, grid[(grid[:, 0] == 0) | (grid[:, 1] == 0)])
        assert np.ptp(nothing, axis=0).max() < 1e-9
        steps = np.diff(utilities(player, grid[5:10]), axis=0)
        assert (steps >= -1e-12).all() if worth == 0 else (steps <= 1e-12).all()


@settings(max_examples=12)
@given(shares)
def test_salience_adds_up_and_shares_a_product_evenly(size: float) -> None:
    for player in money(size, size).sample.players.values():
        assert player.salience.sum(axis=0) == pytest.approx(1)
        assert player.salience[0] == pytest.approx(player.salience[1])


def test_what_cannot_be_is_said() -> None:
    data = two_player_data([([0, 1], [1, 0])] * 2, ([0.5, 0.5], [0.5, 0.5]), (0.2, 0.2))
    (player, *_) = (p for party in data["parties"].values() for p in party["players"].values())
    player["interactions"] = {
        "x": {"between": ["i0", "nothing"], "value": -0.1, "either": True, **ARGUED}
    }
    with pytest.raises(ScenarioError) as caught:
        model_of(data)
    assert "with `either` it must be 0 or more; found -0.1" in str(caught.value)
    assert 'no issue with a value function "nothing"' in str(caught.value)
