"""Each value function against its formula, at the ends and between."""

import numpy as np
import pytest

from simulator.preferences.negotiation_model import Model
from tests.support import MAYOR, water

PRICES = np.arange(11) / 10


def worth(function: dict[str, object]) -> np.ndarray:
    """What the mayor's ten prices are worth, with another value function."""
    function = {"assumption": "test", **function}
    model = Model(water({(*MAYOR, "values", "price"): function}))
    return model.central.players["mayor"].worth[0]


def test_linear() -> None:
    assert worth({"kind": "linear", "best": "high"}) == pytest.approx(PRICES)
    assert worth({"kind": "linear", "best": "low"}) == pytest.approx(1 - PRICES)


def test_power() -> None:
    assert worth({"kind": "power", "best": "high", "exponent": 2}) == pytest.approx(PRICES**2)
    assert worth({"kind": "power", "best": "low", "exponent": 0.5}) == pytest.approx(
        np.sqrt(1 - PRICES)
    )


def test_exponential_has_a_constant_risk_tolerance() -> None:
    """Certainty equivalent of a fair gamble on the ends: ρ-dependent, the same formula both ways."""
    tolerance = 4.0
    v = worth({"kind": "exponential", "best": "high", "risk_tolerance": tolerance})
    amounts = 10 * PRICES
    expected = (1 - np.exp(-amounts / tolerance)) / (1 - np.exp(-10 / tolerance))
    assert v == pytest.approx(expected)
    convex = worth({"kind": "exponential", "best": "high", "risk_tolerance": -tolerance})
    assert convex == pytest.approx(1 - v[::-1])
    nearly_linear = worth({"kind": "exponential", "best": "high", "risk_tolerance": 1e6})
    assert nearly_linear == pytest.approx(PRICES, abs=1e-5)


def test_piecewise() -> None:
    points = [{"at": 0, "worth": 0}, {"at": 4, "worth": 0.9}, {"at": 10, "worth": 1}]
    v = worth({"kind": "piecewise", "points": points})
    assert v[[0, 2, 4, 7, 10]] == pytest.approx([0, 0.45, 0.9, 0.95, 1])


def test_levels() -> None:
    model = Model(water())
    assert model.central.players["mayor"].worth[1] == pytest.approx([1, 0.6, 0])


def test_target() -> None:
    v = worth({"kind": "target", "peak": 4})
    assert v[[0, 4, 7, 10]] == pytest.approx([1 - 4 / 6, 1, 0.5, 0])


def test_threshold_is_a_logistic_step_from_0_to_1() -> None:
    v = worth({"kind": "threshold", "best": "high", "at": 5, "width": 1})
    assert (v[0], v[5], v[10]) == pytest.approx((0, 0.5, 1))
    assert v[6] - v[5] == pytest.approx((1 / (1 + np.exp(-1)) - 0.5) / (1 - 2 / (1 + np.exp(5))))
    falling = worth({"kind": "threshold", "best": "low", "at": 5, "width": 1})
    assert falling == pytest.approx(v[::-1])


def test_drawn_worths_keep_their_order_and_ends() -> None:
    drawn = Model(water()).sample.players["union"].worth[1]
    promise_kept = drawn[:, :] / drawn[2]
    assert (drawn[0] == 0).all()
    assert (np.diff(promise_kept, axis=0) >= 0).all()
    price = Model(water()).sample.players["union"].worth[0]
    assert price[0] == pytest.approx(1)
    assert price[-1] == pytest.approx(0)


def test_a_promise_counts_for_as_much_as_it_is_believed() -> None:
    model = Model(water())
    assert model.central.players["union"].worth[1] == pytest.approx([0, 0.7 * 0.7, 0.7])
    # Only the farmers doubt it.
    assert model.central.players["mayor"].worth[1] == pytest.approx([1, 0.6, 0])


def test_a_doubted_promise_falls_back_to_what_the_scenario_says() -> None:
    doubt = {"parameter": "promise", "fallback": "summer", "concerns": ["farmers"]}
    model = Model(water({("issues", "flow", "credibility"): doubt}))
    flow = model.central.players["union"].worth[1]
    assert flow == pytest.approx([0.3 * 0.7, 0.7, 0.7 + 0.3 * 0.7])
