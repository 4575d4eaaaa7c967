"""What each number does, where it flips an answer, and two at once; against asking the model."""

import numpy as np
import pytest

from simulator.explain.sensitivity import flip
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.uncertainty import NINETIETH
from simulator.sensitivity.one_deal import DEAL, OneDeal, Responder
from simulator.sensitivity.shares import variance_shares
from simulator.sensitivity.switching import CLOSE, EVEN, Switch, nearest_switch, switches
from simulator.sensitivity.tornado import STOPS, tornado
from simulator.sensitivity.two_way import two_way
from tests.support import model_of, two_player_data, water

DEAL_OF_WATER: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
FARMERS = ("party", "farmers")

SURE = {
    "steepness": {"value": 8.0, "assumption": "t"},
    "threshold": {"value": 0.0, "assumption": "t"},
}


@pytest.fixture(scope="module")
def one() -> OneDeal:
    return OneDeal(Model(water()), DEAL_OF_WATER)


def test_the_ends_are_what_the_deal_is_worth_with_the_number_there(one: OneDeal) -> None:
    bars = list(tornado(one))
    assert {bar.parameter for bar in bars} == set(one.parameters)
    for bar in bars:
        low = one.moved({bar.parameter: -NINETIETH})
        assert bar.low == low[DEAL].mean()
        high = one.moved({bar.parameter: STOPS[-1]})
        assert bar.chances[FARMERS][-1] == high[FARMERS].mean()


def test_those_that_matter_most_come_early(one: OneDeal) -> None:
    bars = list(tornado(one))
    widest = sorted(bars, key=lambda bar: -bar.reach)[:3]
    assert all(bars.index(bar) < 6 for bar in widest)


def test_a_credible_promise_speaks_for_a_deal_that_holds_it(one: OneDeal) -> None:
    (promise,) = [e for e in tornado(one) if e.parameter.path == ("credibilities", "promise")]
    assert promise.chances[FARMERS] == tuple(sorted(promise.chances[FARMERS]))
    assert promise.ends == ("50 %", "85 %")


def hesitant() -> OneDeal:
    """A deal that the farmers are of two minds about, if not so evenly that any number turns their answer."""
    deals = (
        {"price": float(price), "flow": flow, "judge": judge}
        for price in range(1, 11)
        for flow in ("none", "summer", "always")
        for judge in ("court", "panel")
    )
    doubts = {
        one: doubt
        for deal in deals
        if (doubt := abs((one := OneDeal(Model(water()), deal)).chances[FARMERS].mean() - EVEN))
        > 0.02
    }
    return min(doubts, key=doubts.__getitem__)


def test_an_answer_is_even_at_its_switching_value_and_flips_beyond() -> None:
    one = hesitant()
    turns = switches(one, tornado(one), FARMERS)
    assert turns
    now = one.chances[FARMERS].mean() >= EVEN
    for switch in turns:
        at = one.moved({switch.parameter: switch.deviate})[FARMERS].mean()
        # Who decides is one of a few kinds: there the answer turns from one kind to the next.
        if not switch.parameter.is_who_decides:
            assert at == pytest.approx(EVEN, abs=0.005)
        # Mostly away from the number's value; towards it, where that by itself is another answer.
        away = -0.05 if switch.falls else 0.05
        beyond = one.moved({switch.parameter: switch.deviate + away})
        assert (beyond[FARMERS].mean() >= EVEN) is not bool(now)
        assert switch.to_yes is not bool(now)
    assert [e.likelihood for e in turns] == sorted((e.likelihood for e in turns), reverse=True)


@pytest.mark.parametrize("apart", [0.01, 0.1, 1.0])
def test_where_an_answer_turns_is_written_so_that_it_differs_from_what_is_now(apart: float) -> None:
    uncertain = [bar.parameter for bar in tornado(hesitant()) if not bar.parameter.is_who_decides]
    assert uncertain
    for parameter in uncertain:
        at, now = parameter.written_apart(apart, 0.0)
        assert at != now
        shown = (float(number.removesuffix(" %")) for number in (at, now))
        assert (next(shown) > next(shown)) == (parameter.value(apart) > parameter.value(0.0))
        words = flip(Switch(parameter, FARMERS, apart, True, False))
        assert words.endswith(f"rose above {at} (now {now})")


@pytest.mark.parametrize("whose", [FARMERS, ("party", "city")])
def test_a_switch_lies_where_the_answer_turns_and_without_one_it_never_does(
    whose: Responder,
) -> None:
    """On the deals where most is near one half, and the mean and the middle may be on two sides of it."""
    model = Model(water())
    everything = (OneDeal(model, model.space.deal(at)) for at in np.ndindex(model.space.counts))
    for one in sorted(everything, key=lambda deal: abs(deal.chances[whose].mean() - EVEN))[:3]:
        bars = list(tornado(one))
        now = one.chances[whose].mean() >= EVEN
        flips = {switch.parameter: switch for switch in switches(one, bars, whose)}
        for parameter, switch in flips.items():
            beyond = -2 * CLOSE if switch.falls else 2 * CLOSE
            there, here = (
                one.moved({parameter: switch.deviate + by})[whose].mean() >= EVEN
                for by in (beyond, -beyond)
            )
            assert (there, here) == (not now, now)
            assert switch.to_yes is not bool(now)
        for bar in bars:
            if bar.parameter not in flips:
                assert all((chance >= EVEN) == now for chance in bar.chances[whose])
        named = nearest_switch(one, whose)
        assert named is None or named in flips.values()


def test_an_answer_that_is_another_with_the_number_at_its_value_turns_right_there() -> None:
    """Worth 0.41 against 0.4 is a narrow yes; but no deal is far likelier to be worth much more than less."""
    data = two_player_data(
        [([0.41, 1.0, 0.0], [0.5, 0.0, 1.0])],
        ([1.0], [1.0]),
        (0.4, 0.4),
        acceptance=SURE,
    )
    worth = {"value": 0.4, "low": 0.38, "high": 0.9, "assumption": "test"}
    data["parties"]["a"]["players"]["a"]["no_deal"]["stay"] = worth
    one = OneDeal(model_of(data), {"i0": "o0"})
    (moved,) = tornado(one)
    assert (
        one.chances["party", "a"].mean()
        < EVEN
        < one.moved({moved.parameter: 0})["party", "a"].mean()
    )
    (switch,) = switches(one, [moved], ("party", "a"))
    assert switch == nearest_switch(one, ("party", "a"))
    assert moved.parameter.value(switch.deviate) == pytest.approx(0.41, abs=0.005)
    assert (switch.to_yes, switch.falls) == (True, True)
    assert flip(switch) == "the value of ‘f’ to Player 0 fell below 0.41 (now 0.4)"
    assert 0.5 < switch.likelihood < 0.52


def test_two_at_once_are_what_the_deal_is_worth_with_both_there(one: OneDeal) -> None:
    first, second = one.parameters[0], one.parameters[-1]
    table = two_way(one, first, second, DEAL, cells=3)
    assert table.deviates.tolist() == pytest.approx([-NINETIETH, 0, NINETIETH])
    both = one.moved({first: float(table.deviates[2]), second: float(table.deviates[0])})
    assert table.chances[2, 0] == both[DEAL].mean()


def test_shares_of_the_variance_are_those_of_a_deal_that_hangs_on_one_number() -> None:
    """Everything certain but one no-deal worth, and the curve: what does nothing explains nothing."""
    table = ([1.0, 0.0], [0.0, 1.0])
    data = two_player_data([table], ([1.0], [1.0]), (0.4, 0.4))
    worth = {"value": 0.4, "low": 0.1, "high": 0.8, "assumption": "test"}
    data["parties"]["a"]["players"]["a"]["no_deal"]["stay"] = worth
    data["acceptance"] = {**SURE, "threshold": {"value": 1.0, "assumption": "t"}}
    one = OneDeal(model_of(data), {"i0": "o0"})
    assert [parameter.path[4] for parameter in one.parameters] == ["no_deal"]
    *_, shares = variance_shares(one, 2)
    assert shares.first == pytest.approx([1.0], abs=0.05)
    assert shares.total == pytest.approx([1.0], abs=0.05)


def test_a_scenario_without_uncertainty_has_nothing_to_tell() -> None:
    data = two_player_data([([1.0, 0.0], [0.0, 1.0])], ([1.0], [1.0]), (0.4, 0.4))
    one = OneDeal(model_of({**data, "acceptance": SURE}), {"i0": "o0"})
    assert not one.parameters
    assert not list(tornado(one))
    assert not list(variance_shares(one, 1))
    assert nearest_switch(one, DEAL) is None
