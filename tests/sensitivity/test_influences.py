"""What each number does, where it flips an answer, and two at once; against asking the model."""

import numpy as np
import pytest

from simulator.model import Model
from simulator.outcomes import Deal
from simulator.sensitivity.influences import STOPS, influences
from simulator.sensitivity.one_deal import DEAL, OneDeal
from simulator.sensitivity.shares import variance_shares
from simulator.sensitivity.switching import EVEN, nearest_switch, switches
from simulator.sensitivity.two_way import two_way
from simulator.uncertainty import NINETIETH
from tests.support import model_of, two_player_data, water

DEAL_OF_WATER: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
FARMERS = ("party", "farmers")


@pytest.fixture(scope="module")
def one() -> OneDeal:
    return OneDeal(Model(water()), DEAL_OF_WATER)


def test_the_ends_are_what_the_deal_is_worth_with_the_number_there(one: OneDeal) -> None:
    found = list(influences(one))
    assert {each.parameter for each in found} == set(one.parameters)
    for each in found:
        low = one.moved({each.parameter: -NINETIETH})
        assert each.low == low[DEAL].mean()
        high = one.moved({each.parameter: STOPS[-1]})
        assert each.chances[FARMERS][-1] == high[FARMERS].mean()


def test_those_that_matter_most_come_early(one: OneDeal) -> None:
    found = list(influences(one))
    widest = sorted(found, key=lambda each: -each.reach)[:3]
    assert all(found.index(each) < 6 for each in widest)


def test_a_credible_promise_speaks_for_a_deal_that_holds_it(one: OneDeal) -> None:
    (promise,) = [e for e in influences(one) if e.parameter.path == ("credibilities", "promise")]
    assert promise.chances[FARMERS] == tuple(sorted(promise.chances[FARMERS]))
    assert promise.ends == ("50 %", "85 %")


def hesitant() -> OneDeal:
    """A deal that the farmers are of two minds about."""
    deals = (
        {"price": float(price), "flow": flow, "judge": judge}
        for price in range(1, 11)
        for flow in ("none", "summer", "always")
        for judge in ("court", "panel")
    )
    found = (OneDeal(Model(water()), deal) for deal in deals)
    return min(found, key=lambda each: abs(each.chances[FARMERS].mean() - EVEN))


def test_an_answer_is_even_at_its_switching_value_and_flips_beyond() -> None:
    one = hesitant()
    found = switches(one, influences(one), FARMERS)
    assert found
    now = one.chances[FARMERS].mean() >= EVEN
    for each in found:
        at = one.moved({each.parameter: each.deviate})[FARMERS].mean()
        assert at == pytest.approx(EVEN, abs=0.005)
        beyond = one.moved({each.parameter: each.deviate + np.copysign(0.05, each.deviate)})
        assert (beyond[FARMERS].mean() >= EVEN) is not bool(now)
        assert each.to_yes is not bool(now)
        assert each.falls == (each.deviate < 0)
    assert [e.likelihood for e in found] == sorted((e.likelihood for e in found), reverse=True)


def test_a_number_that_flips_nothing_has_no_switching_value() -> None:
    one = hesitant()
    flipping = {each.parameter for each in switches(one, influences(one), FARMERS)}
    for parameter in set(one.parameters) - flipping:
        path = [one.moved({parameter: at})[FARMERS].mean() for at in (*STOPS, 0.0)]
        assert all(each >= EVEN for each in path) or all(each < EVEN for each in path)


def test_the_switch_that_the_desk_names_is_one_of_those_that_insight_lists() -> None:
    one = hesitant()
    named = nearest_switch(one, FARMERS)
    assert named is not None
    assert named in switches(one, influences(one), FARMERS)
    assert not named.parameter.is_temper


def test_two_at_once_are_what_the_deal_is_worth_with_both_there(one: OneDeal) -> None:
    first, second = one.parameters[0], one.parameters[-1]
    found = two_way(one, first, second, DEAL, cells=3)
    assert found.deviates.tolist() == pytest.approx([-NINETIETH, 0, NINETIETH])
    both = one.moved({first: float(found.deviates[2]), second: float(found.deviates[0])})
    assert found.chances[2, 0] == both[DEAL].mean()


def test_shares_of_the_variance_are_those_of_a_deal_that_hangs_on_one_number() -> None:
    """Everything certain but one no-deal worth, and the curve: what does nothing explains nothing."""
    table = ([1.0, 0.0], [0.0, 1.0])
    data = two_player_data([table], ([1.0], [1.0]), (0.4, 0.4))
    worth = {"value": 0.4, "low": 0.1, "high": 0.8, "assumption": "test"}
    data["parties"]["a"]["players"]["a"]["no_deal"]["stay"] = worth
    curve = {"precision": {"value": 8.0, "assumption": "t"}} | {
        name: {"value": 0.0, "assumption": "t"} for name in ("disadvantageous", "advantageous")
    }
    data["acceptance"] = curve
    one = OneDeal(model_of(data), {"i0": "o0"})
    assert [each.path[4] for each in one.parameters] == ["no_deal"]
    *_, found = variance_shares(one, 2)
    assert found.first == pytest.approx([1.0], abs=0.05)
    assert found.total == pytest.approx([1.0], abs=0.05)


def test_a_scenario_without_uncertainty_has_nothing_to_tell() -> None:
    curve = {
        name: {"value": value, "assumption": "t"}
        for name, value in (("precision", 8.0), ("disadvantageous", 0.0), ("advantageous", 0.0))
    }
    data = two_player_data([([1.0, 0.0], [0.0, 1.0])], ([1.0], [1.0]), (0.4, 0.4))
    one = OneDeal(model_of({**data, "acceptance": curve}), {"i0": "o0"})
    assert not one.parameters
    assert not list(influences(one))
    assert not list(variance_shares(one, 1))
    assert nearest_switch(one, DEAL) is None
