"""What must hold of every likely acceptance (docs/model.md, section 3)."""

import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.acceptance.acceptance import (
    accept,
    chances_without,
    draw_chances,
    frechet_bounds,
    mean_chances,
)
from simulator.acceptance.acceptance_map import acceptance_map
from simulator.acceptance.evaluation import evaluate
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.decision_makers import ANYBODY, DECISION_MAKER
from simulator.preferences.deviates import DRAWS
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.uncertainty import Scale
from simulator.preferences.utility import utilities
from simulator.scenario.base import KeyPath
from tests.strategies import houses, negotiations
from tests.support import MAYOR, UNION, examples, model_of, water, water_data

few_examples = examples(25)
ARGUED = {"assumption": "test"}


def every_deal(model: Model) -> np.ndarray:
    return model.space.unravel(np.arange(model.space.size))


def some_deals(model: Model) -> np.ndarray:
    """At most eight, for what takes long."""
    return every_deal(model)[:: max(1, model.space.size // 8)][:8]


def sure(data: dict[str, Any]) -> dict[str, Any]:
    """Let everybody say yes to any gain, and to nothing else."""
    data["acceptance"] = {
        "steepness": {"value": 1e6, **ARGUED},
        "threshold": {"value": 0.0, **ARGUED},
    }
    return data


@few_examples
@given(negotiations(), st.data())
def test_acceptance_rises_when_a_term_moves_in_a_players_favour(
    data: dict[str, Any], pick: st.DataObject
) -> None:
    model = model_of(data)
    deals = every_deal(model)
    answer = accept(model.sample, deals).players["a"].mean
    issue = pick.draw(st.integers(0, len(model.space.issues) - 1))
    worth = model.central.players["a"].worth[issue]
    for row, deal in enumerate(deals):
        for option in np.flatnonzero(worth >= worth[deal[issue]]):
            better = deal.copy()
            better[issue] = option
            assert answer[model.space.row(better)] >= answer[row] - 1e-12


@few_examples
@given(negotiations(ranged=False))
def test_the_certain_and_steep_limit_is_a_yes_exactly_above_no_deal(data: dict[str, Any]) -> None:
    model = model_of(sure(data))
    deals = every_deal(model)
    answer = accept(model.sample, deals)
    for id, player in model.central.players.items():
        gain = utilities(player, deals) - player.reservation
        clear = np.abs(gain) > 1e-4
        assert np.array_equal(answer.players[id].mean[clear] > 0.5, gain[clear] > 0)
        assert np.all(np.abs(answer.players[id].mean[clear] - 0.5) > 0.499)


def reordered(value: Any, keys: tuple[str, ...]) -> Any:
    """Turn the order of every mapping under some keys around."""
    if not isinstance(value, dict):
        return value
    copied = {}
    for key, inner in value.items():
        inner = reordered(inner, keys)
        if key in keys and isinstance(inner, dict):
            inner = dict(reversed(inner.items()))
        copied[key] = inner
    return copied


@few_examples
@given(houses())
def test_the_order_of_issues_parties_and_levels_does_not_matter(data: dict[str, Any]) -> None:
    other = reordered(
        copy.deepcopy(data), ("issues", "parties", "players", "levels", "table", "weights")
    )
    one, two = model_of(data), model_of(other)
    for row in range(0, one.space.size, max(1, one.space.size // 7)):
        deal = one.space.deal(one.space.unravel(np.array([row]))[0])
        first, second = evaluate(one, deal), evaluate(two, deal)
        assert first.joint.chance == pytest.approx(second.joint.chance, abs=1e-12)
        for id in first.players:
            assert first.players[id].utility == pytest.approx(second.players[id].utility)


def test_the_order_of_a_whole_file_does_not_matter() -> None:
    data = water_data()
    other = reordered(
        copy.deepcopy(data), ("issues", "futures", "parties", "players", "red_lines", "weights")
    )
    deal: Deal = {"price": 9.0, "flow": "summer", "judge": "panel"}
    one, two = evaluate(model_of(data), deal), evaluate(model_of(other), deal)
    assert one.joint.chance == pytest.approx(two.joint.chance, abs=1e-12)
    assert {id: v.acceptance.chance for id, v in one.players.items()} == pytest.approx(
        {id: v.acceptance.chance for id, v in two.players.items()}, abs=1e-12
    )


@pytest.mark.parametrize(("scale", "shift"), [(100.0, 0.0), (0.5, 0.0), (1.0, -40.0), (3.0, 7.0)])
def test_units_do_not_matter(scale: float, shift: float) -> None:
    """The price in cents, or counted from another zero."""

    def of(amount: float) -> float:
        return amount * scale + shift

    data = water_data()
    price = data["issues"]["price"]
    price.update(min=of(0), max=of(10), step=scale)
    union = data["parties"]["farmers"]["players"]["union"]
    tolerance = union["values"]["price"]["risk_tolerance"]
    for end in tolerance:
        tolerance[end] *= scale
    union["red_lines"]["dear"]["above"] = of(8)
    union["no_deal"]["rain"]["as_good_as"]["price"] = of(9)
    for entry in (*data["history"].values(), *data["presets"].values(), data["status_quo"]):
        if "price" in entry.get("terms", {}):
            entry["terms"]["price"] = of(entry["terms"]["price"])
    one, two = Model(water()), model_of(data)
    for amount in (0.0, 4.0, 9.0):
        here = evaluate(one, {"price": amount, "flow": "summer", "judge": "panel"})
        there = evaluate(two, {"price": of(amount), "flow": "summer", "judge": "panel"})
        assert there.joint.chance == pytest.approx(here.joint.chance, abs=1e-12)


@few_examples
@given(negotiations())
def test_chances_are_chances_and_all_never_exceed_one(data: dict[str, Any]) -> None:
    model = model_of(data)
    answer = accept(model.sample, every_deal(model))
    joint = answer.joint.mean
    assert ((joint >= 0) & (joint <= 1)).all()
    for chances in (*answer.players.values(), *answer.parties.values()):
        assert (chances.mean >= joint - 1e-12).all()
        assert (chances.error >= 0).all()


def test_the_same_question_has_the_same_answer_twice() -> None:
    deal: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
    assert evaluate(Model(water()), deal) == evaluate(Model(water()), deal)


def test_the_mean_of_products_is_not_the_product_of_means() -> None:
    """Both sides fear a dry year: what they share makes their answers go together."""
    futures = {
        ("futures", "drought", "probability"): {"value": 0.5, "low": 0.01, "high": 0.99, **ARGUED},
        ("futures", "rain", "probability"): {"value": 0.5, "low": 0.01, "high": 0.99, **ARGUED},
        (*UNION, "no_deal", "rain"): {"value": 0.9, **ARGUED},
        (*UNION, "no_deal", "drought"): {"value": 0.1, **ARGUED},
        (*MAYOR, "no_deal", "rain"): {"value": 0.9, **ARGUED},
        (*MAYOR, "no_deal", "drought"): {"value": 0.1, **ARGUED},
    }
    answer = evaluate(Model(water(futures)), {"price": 5.0, "flow": "summer", "judge": "panel"})
    product = np.prod([view.acceptance.chance for view in answer.players.values()])
    assert answer.joint.chance > product + 0.02


def test_the_map_is_what_evaluating_each_cell_gives() -> None:
    model = Model(water())
    deal = model.space.positions({"price": 5.0, "flow": "summer", "judge": "panel"})
    for rows, columns in ((0, 1), (1, 0), (1, 2), (0, 2)):
        chances = acceptance_map(model.sample, deal, rows, columns)
        for i in range(chances.shape[0]):
            for j in range(chances.shape[1]):
                here = deal.copy()
                here[rows], here[columns] = i, j
                one = accept(model.sample, here[None, :]).joint.mean[0]
                assert chances[i, j] == pytest.approx(one, abs=2e-6)


def with_players(preferences: Preferences, **parties: tuple[str, ...]) -> Preferences:
    """Let other players make up some parties; a name that ends in `_clone` is that player again."""
    ids = {**preferences.parties, **parties}
    players = {
        id: preferences.players[id.removesuffix("_clone")] for house in ids.values() for id in house
    }
    return replace(preferences, players=players, parties=ids)


def parties_and_all(preferences: Preferences, deals: np.ndarray) -> dict[str, np.ndarray]:
    answer = accept(preferences, deals)
    return {id: chances.mean for id, chances in answer.parties.items()} | {"": answer.joint.mean}


@few_examples
@given(houses(), st.data())
def test_a_copy_of_a_player_changes_nothing(data: dict[str, Any], pick: st.DataObject) -> None:
    """Drawn with it, for a copy that is drawn by itself is someone else with the same ranges."""
    model = model_of(data)
    sample, deals = model.sample, every_deal(model)
    party = pick.draw(st.sampled_from(["a", "b"]))
    copied = pick.draw(st.sampled_from(sample.parties[party]))
    more = with_players(sample, **{party: (*sample.parties[party], f"{copied}_clone")})
    before, after = parties_and_all(sample, deals), parties_and_all(more, deals)
    for id, chances in before.items():
        assert after[id] == pytest.approx(chances, abs=1e-12)
    lead = sample.parties["b" if party == "a" else "a"][0]
    assert chances_without(more, deals)[lead] == pytest.approx(chances_without(sample, deals)[lead])
    if len(model.space.counts) > 1:
        maps = [acceptance_map(of, deals[0], 0, 1) for of in (sample, more)]
        assert maps[0] == pytest.approx(maps[1], abs=1e-6)


@few_examples
@given(houses(), st.data())
def test_whoever_accepts_whatever_another_accepts_is_absorbed(
    data: dict[str, Any], pick: st.DataObject
) -> None:
    """A player whose chance is in no draw below another's of its party's might as well not be asked."""
    model = model_of(data)
    deal = pick.draw(st.sampled_from(list(every_deal(model))))
    drawn = draw_chances(model.sample, deal)
    for party, ids in model.sample.parties.items():
        for id in ids[1:]:
            rest = tuple(other for other in ids if other != id)
            fewer = draw_chances(with_players(model.sample, **{party: rest}), deal)
            least = np.min(
                [np.broadcast_to(drawn["player", other], DRAWS) for other in rest], axis=0
            )
            absorbed = np.broadcast_to(drawn["player", id], DRAWS) >= least
            for whose in (("party", party), ("deal", "")):
                before, after = (np.broadcast_to(of[whose], DRAWS) for of in (drawn, fewer))
                assert after[absorbed] == pytest.approx(before[absorbed], abs=1e-12)
                assert (before[~absorbed] < after[~absorbed]).all()


@few_examples
@given(houses())
def test_all_sign_lies_within_frechets_bounds_and_the_independent_doubts_below(
    data: dict[str, Any],
) -> None:
    model = model_of(data)
    answer = accept(model.sample, some_deals(model), model.by_kind)
    assert answer.independent is not None
    for row, joint in enumerate(answer.joint.mean):
        least, most = frechet_bounds([chances.mean[row] for chances in answer.parties.values()])
        assert least - 1e-12 <= joint <= most + 1e-12
        assert answer.independent[row] <= joint + 1e-12


@few_examples
@given(negotiations())
def test_parties_of_one_player_are_its_chance(data: dict[str, Any]) -> None:
    model = model_of(data)
    answer = accept(model.sample, some_deals(model), model.by_kind)
    for id in ("a", "b"):
        assert np.array_equal(answer.parties[id].mean, answer.players[id].mean)
    assert answer.joint.mean == pytest.approx(answer.independent, abs=1e-15)


@few_examples
@given(houses())
def test_everyone_else_is_the_rest_of_the_house_and_the_other_parties(data: dict[str, Any]) -> None:
    model = model_of(data)
    deals = every_deal(model)
    others = mean_chances(model.sample, deals, others=True)
    for party, (lead, *home) in model.sample.parties.items():
        for row, deal in enumerate(deals):
            drawn = draw_chances(model.sample, deal)
            chance = np.prod(
                [drawn["party", id] for id in model.sample.parties if id != party], axis=0
            )
            if home:
                chance = chance * np.min(
                    np.broadcast_arrays(*(drawn["player", id] for id in home)), axis=0
                )
            assert others["others", lead][row] == pytest.approx(chance.mean())


@few_examples
@given(houses())
def test_where_only_who_decides_is_not_known_the_range_is_the_chance(data: dict[str, Any]) -> None:
    """A house asks one person, who may like one of its players' deals and not another's."""
    model = model_of(without_ranges(data))
    answer = accept(model.sample, some_deals(model), model.by_kind)
    for chances in (answer.joint, *answer.parties.values(), *answer.players.values()):
        assert chances.low == pytest.approx(chances.high, abs=1e-6)
        assert chances.low == pytest.approx(chances.mean, abs=0.01)


def without_ranges(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: without_ranges(of) for key, of in value.items() if key not in ("low", "high")}


@few_examples
@given(houses(), st.data())
def test_an_audience_costs_its_lead_by_its_displeasure_and_nobody_else(
    data: dict[str, Any], pick: st.DataObject
) -> None:
    """Beside no audience: where it loses nothing nothing changes, elsewhere its lead says yes less often."""
    model = model_of(data)
    sample = model.sample
    party = pick.draw(st.sampled_from(["a", "b"]))
    whose = sample.players[pick.draw(st.sampled_from(list(sample.players)))]
    cost = pick.draw(st.sampled_from([0.0, 0.3, 1.5]))
    ids = (*sample.parties[party], "audience")
    heard = replace(
        sample,
        players={**sample.players, "audience": replace(whose, cost=np.array([cost]))},
        parties={**sample.parties, party: ids},
    )
    deal = pick.draw(st.sampled_from(list(every_deal(model))))
    alone, listening = (
        {whose: np.broadcast_to(chance, DRAWS) for whose, chance in draw_chances(of, deal).items()}
        for of in (sample, heard)
    )
    lead = ("player", ids[0])
    for responder in alone.keys() - {lead, ("party", party), ("deal", "")}:
        assert np.array_equal(alone[responder], listening[responder])
    loses = np.broadcast_to(whose.reservation > utilities(whose, deal[None, :])[0], DRAWS)
    minds = loses & (cost > 0)
    assert np.array_equal(alone[lead][~minds], listening[lead][~minds])
    assert (listening[lead] <= alone[lead]).all()
    # A sure answer stays what it is to the last digit; so does one to next to no displeasure.
    short = np.broadcast_to(whose.reservation - utilities(whose, deal[None, :])[0], DRAWS)
    torn = minds & (short > 1e-6) & (alone[lead] > 1e-6) & (alone[lead] < 1 - 1e-6)
    assert (listening[lead][torn] < alone[lead][torn]).all()
    for together in (("party", party), ("deal", "")):
        assert np.array_equal(alone[together][~minds], listening[together][~minds])
        assert (listening[together] <= alone[together]).all()
    if len(model.space.counts) > 1:
        row = acceptance_map(heard, deal, 0, 1)[deal[0], deal[1]]
        assert row == pytest.approx(listening["deal", ""].mean(), abs=2e-6)


def decision_maker(model: Model, id: str) -> KeyPath:
    return ("parties", model.scenario.party_of[id], "players", id, "acceptance", DECISION_MAKER)


def naive(model: Model, deal: dict[str, float | str]) -> float:
    """The formula of docs/model.md read off draw by draw, without any of the engine's shortcuts."""
    at = model.space.positions(deal)
    players = model.sample.players
    lead_of = {
        id: [lead for lead in model.sample.leads if lead not in ids]
        for ids in model.sample.parties.values()
        for id in ids
    }

    def pick(array: np.ndarray, draw: int) -> float:
        return float(array[..., draw if array.shape[-1] > 1 else 0])

    def worth(id: str, draw: int) -> float:
        player = players[id]
        v = [pick(player.worth[k][at[k]], draw) for k in range(len(at))]
        total = sum(pick(player.weight[k], draw) * v[k] for k in range(len(at)))
        for n, (k, m) in enumerate(player.pairs):
            total += pick(player.strength[n], draw) * v[k] * v[m]
        return total

    people = acceptance_defaults().kinds_of_people
    who = {id: model.reader(decision_maker(model, id), ANYBODY, Scale.PLAIN) for id in players}
    total = 0.0
    for draw in range(DRAWS):
        chances = {}
        for id, player in players.items():
            own, other = worth(id, draw), worth(lead_of[id][0], draw)
            gain = (own - pick(player.reservation, draw)) / model.stakes[id]
            threshold, steepness = people.drawn(who[id][draw])
            lean = steepness * (gain - threshold)
            lean -= pick(player.disadvantageous, draw) * max(other - own, 0)
            lean -= pick(player.advantageous, draw) * max(own - other, 0)
            chances[id] = 1 / (1 + np.exp(-lean))
            for k, keeps in enumerate(player.no_veto):
                if keeps is not None:
                    chances[id] *= pick(keeps[at[k]], draw)
        parties = [min(chances[id] for id in ids) for ids in model.sample.parties.values()]
        total += float(np.prod(parties))
    return total / DRAWS


def test_the_formula_read_off_draw_by_draw() -> None:
    model = Model(water())
    deals: list[dict[str, float | str]] = [
        {"price": 9.0, "flow": "always", "judge": "nobody"},
        {"price": 3.0, "flow": "summer", "judge": "panel"},
    ]
    for deal in deals:
        assert evaluate(model, deal).joint.chance == pytest.approx(naive(model, deal), rel=1e-9)
