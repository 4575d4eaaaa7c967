"""What must hold where a party chooses among its own futures (docs/model.md, section 2)."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.bargaining.feasibility import feasibility_changes
from simulator.errors import ScenarioError
from simulator.explain.futures import chosen_words, future_chances
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import utilities
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.sensitivity.one_deal import OneDeal
from tests.properties.test_acceptance import reordered
from tests.support import COUNCIL, MAYOR, examples, keeps_lines, model_of, water, water_data

ARGUED = {"assumption": "test"}
DEAL: dict[str, float | str] = {"price": 5.0, "flow": "summer", "judge": "panel"}
few_examples = examples(25)
shares = st.floats(0.05, 0.95)


def chosen(
    worths: dict[str, float] | None = None,
    steepness: float | None = None,
    weights: dict[str, float] | None = None,
) -> dict[str, Any]:
    """The small scenario, with both futures for the city to choose; numbers that are given are certain."""
    data = water_data()
    for id, future in data["futures"].items():
        future["chosen_by"] = "city"
        if weights:
            future["probability"] = {"value": weights[id], **ARGUED}
    players = data["parties"]["city"]["players"]
    for id, worth in (worths or {}).items():
        players["mayor"]["no_deal"][id] = {"value": worth, **ARGUED}
    if steepness is not None:
        data["parties"]["city"]["choice_steepness"] = {"value": steepness, **ARGUED}
    return data


def chances(data: dict[str, Any]) -> dict[str, float]:
    return {id: likely.chance for id, likely in future_chances(model_of(data)).items()}


def test_what_no_deal_is_worth_equals_a_computation_by_hand() -> None:
    model = model_of(chosen(steepness=10.0))
    deals = model.space.unravel(np.flatnonzero(keeps_lines(model)))
    mayor, union = (utilities(model.central.players[id], deals) for id in ("mayor", "union"))
    span = mayor.max() - mayor[union >= union.max() - 1e-9].max()
    odds = 0.6 / 0.4 * np.exp(10.0 * (0.45 - 0.3) / span)
    rain = odds / (1 + odds)
    assert chances(chosen(steepness=10.0))["rain"] == pytest.approx(rain)
    council = model.central.players["council"].reservation
    assert council == pytest.approx(0.2 * (1 - rain) + 0.3 * rain)


@few_examples
@given(shares, shares, shares, st.floats(0.01, 60))
def test_a_future_that_is_worth_more_to_whoever_chooses_is_more_likely(
    drought: float, rain: float, more: float, steepness: float
) -> None:
    worse, better = sorted((rain, more))
    before = chances(chosen({"drought": drought, "rain": worse}, steepness))
    after = chances(chosen({"drought": drought, "rain": better}, steepness))
    assert after["rain"] >= before["rain"] - 1e-12
    assert sum(before.values()) == pytest.approx(1)


@few_examples
@given(shares, shares, shares)
def test_without_steepness_the_stated_weights_hold_and_with_much_the_best_is_taken(
    drought: float, rain: float, weight: float
) -> None:
    worths, weights = {"drought": drought, "rain": rain}, {"drought": 1 - weight, "rain": weight}
    assert chances(chosen(worths, 1e-12, weights))["rain"] == pytest.approx(weight)
    if abs(drought - rain) > 0.01:
        sure = chances(chosen(worths, 1e5, weights))["rain"]
        assert sure == pytest.approx(float(rain > drought), abs=1e-6)


@few_examples
@given(shares, shares, st.floats(0.1, 30))
def test_a_future_that_is_split_in_two_alike_changes_nothing(
    drought: float, rain: float, steepness: float
) -> None:
    data = chosen({"drought": drought, "rain": rain}, steepness, {"drought": 0.4, "rain": 0.6})
    split = chosen({"drought": drought, "rain": rain}, steepness, {"drought": 0.4, "rain": 0.25})
    split["futures"]["more_rain"] = {**split["futures"]["rain"]}
    split["futures"]["more_rain"]["probability"] = {"value": 0.35, **ARGUED}
    for party in split["parties"].values():
        for player in party["players"].values():
            player["no_deal"]["more_rain"] = player["no_deal"]["rain"]
    assert chances(split)["drought"] == pytest.approx(chances(data)["drought"])
    one, two = model_of(data).central, model_of(split).central
    assert two.reservations == pytest.approx(one.reservations)


def test_the_order_of_futures_does_not_matter() -> None:
    data = chosen()
    one, two = model_of(data), model_of(reordered(data, ("futures", "no_deal")))
    assert two.sample.probability[::-1] == pytest.approx(one.sample.probability)


def test_what_nature_decides_keeps_its_chance_in_every_draw() -> None:
    data = chosen()
    data["futures"]["flood"] = {
        "label": "A flood",
        "description": "Nobody chooses it.",
        "probability": {"value": 0.2, "low": 0.1, "high": 0.3, **ARGUED},
    }
    for id in ("drought", "rain"):
        data["futures"][id]["probability"] = {"value": 0.4, "low": 0.3, "high": 0.5, **ARGUED}
    for party in data["parties"].values():
        for player in party["players"].values():
            player["no_deal"]["flood"] = {"value": 0.9, **ARGUED}
    with_choice = model_of(data).sample
    for future in data["futures"].values():
        future.pop("chosen_by", None)
    nobody = model_of(data).sample
    assert with_choice.probability.sum(axis=0) == pytest.approx(1)
    assert with_choice.probability[2].mean() == pytest.approx(
        nobody.probability[2].mean(), abs=0.01
    )
    assert (with_choice.probability[0].mean()) < nobody.probability[0].mean() - 0.05


def test_a_number_that_decides_what_is_chosen_moves_every_players_answer() -> None:
    """What a drought is worth to the mayor alone moves the council's no deal, and so the union's."""
    one = OneDeal(model_of(chosen()), DEAL)
    (drought,) = [n for n in one.parameters if n.path == (*MAYOR, "no_deal", "drought")]
    (steep,) = [n for n in one.parameters if n.path[-1] == "choice_steepness"]
    assert "how surely The city" in steep.phrase or "how surely the city" in steep.phrase
    moved = one.moved({drought: 2.0})
    for player in ("council", "union"):
        assert moved["player", player] != pytest.approx(one.chances["player", player])
    deviates = one.deviates.copy()
    deviates[one.parameters.index(drought)] = 2.0
    assert one.judged(deviates)["deal", ""] == pytest.approx(moved["deal", ""])


def test_words_say_who_chooses_and_how_likely_that_makes_it() -> None:
    model = model_of(chosen())
    likely = future_chances(model)["rain"]
    assert likely.low < likely.chance < likely.high
    words = chosen_words(model.scenario, future_chances(model), "rain")
    assert words.startswith("chosen by the city; probability follows from what it is worth to it: ")
    assert chosen_words(water(), future_chances(Model(water())), "rain") == ""


def test_what_would_open_a_deal_names_no_number_that_decides_what_is_chosen() -> None:
    """Their effect is no line, so they are left out; other numbers open what they are said to open."""
    data = chosen()
    for path in (MAYOR, COUNCIL):
        for id in ("drought", "rain"):
            data["parties"]["city"]["players"][path[3]]["no_deal"][id] = {"value": 0.95, **ARGUED}
    openings = feasibility_changes(model_of(data), DEAL)
    assert openings is not None
    for opening in openings.numbers:
        for change in opening.changes:
            assert change.path[0] != "futures"
            assert change.path[:4] != MAYOR


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("futures", "rain", "chosen_by"), "cty", 'there is no party "cty". Did you mean "city"?'),
        (
            ("futures", "rain", "chosen_by"),
            "city",
            '"city" can choose nothing else; give it two futures or more to choose among',
        ),
        (
            ("parties", "city", "choice_steepness"),
            {"value": 4.0, **ARGUED},
            "only a party that chooses among futures (`chosen_by`) has one",
        ),
    ],
)
def test_a_choice_that_is_none_is_refused(path: tuple[str, ...], value: Any, sentence: str) -> None:
    data = water_data()
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(ScenarioError) as refused:
        assert ScenarioDocument("water.yaml", data).scenario
    assert sentence in str(refused.value)
