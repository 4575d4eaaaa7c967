"""One deal under any numbers, against the model that values every option."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.acceptance import acceptance
from simulator.acceptance.acceptance import draw_chances
from simulator.acceptance.evaluation import evaluate
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.uncertainty import NINETIETH
from simulator.preferences.utility import utilities
from simulator.sensitivity.one_deal import DEAL, OneDeal
from tests.strategies import negotiations
from tests.support import UNION, examples, model_of, shipped, water, with_stakes_of

DEAL_OF_WATER: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
ARGUED = {"assumption": "test"}


@examples(20)
@given(negotiations(), st.data())
def test_every_answer_is_the_one_that_the_whole_model_gives_draw_by_draw(data, pick) -> None:
    model = model_of(data)
    deal = model.space.deal(
        model.space.unravel(np.array([pick.draw(st.integers(0, model.space.size - 1))]))[0]
    )
    by_model = draw_chances(model.sample, model.space.positions(deal))
    one = OneDeal(model, deal)
    for whose, chances in by_model.items():
        assert np.allclose(one.chances[whose], chances, atol=1e-12)


def test_promises_red_lines_and_futures_that_name_other_options_are_kept() -> None:
    model = shipped("us_ukraine_minerals")
    for ends in (np.zeros(len(model.space.issues), dtype=int), np.array(model.space.counts) - 1):
        deal = model.space.deal(ends)
        assert OneDeal(model, deal).chances[DEAL].mean() == pytest.approx(
            evaluate(model, deal).joint.chance, abs=1e-12
        )


def test_a_number_put_somewhere_answers_as_a_scenario_that_holds_it_there() -> None:
    path = ("credibilities", "promise")
    model = Model(water())
    one = OneDeal(model, DEAL_OF_WATER)
    (parameter,) = [parameter for parameter in one.parameters if parameter.path == path]
    for deviate in (-NINETIETH, 0.0, 1.0):
        held = {path: {"label": "x", "value": parameter.value(deviate), **ARGUED}}
        there = with_stakes_of(Model(water(held)), model)
        answer = evaluate(there, DEAL_OF_WATER).joint.chance
        assert one.moved({parameter: deviate})[DEAL].mean() == pytest.approx(answer, abs=1e-9)


def test_the_number_of_one_player_leaves_the_other_sides_answer_alone() -> None:
    one = OneDeal(Model(water()), {**DEAL_OF_WATER, "price": 9.0})
    (firmness,) = [
        parameter
        for parameter in one.parameters
        if parameter.path == (*UNION, "red_lines", "dear", "firmness")
    ]
    moved = one.moved({firmness: 1.0})
    assert not np.array_equal(moved["party", "farmers"], one.chances["party", "farmers"])
    assert np.array_equal(moved["party", "city"], one.chances["party", "city"])


def test_for_the_number_of_one_player_the_deal_is_valued_to_that_player_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    valued: list[PlayerPreferences] = []

    def noted(player: PlayerPreferences, deals: np.ndarray) -> np.ndarray:
        valued.append(player)
        return utilities(player, deals)

    one = OneDeal(Model(water()), DEAL_OF_WATER)
    assert len(one.chances) > 3
    monkeypatch.setattr(acceptance, "utilities", noted)
    for parameter in one.parameters:
        valued.clear()
        one.moved({parameter: 1.0})
        of_one_player = parameter.path[2:3] == ("players",)
        assert len(valued) == (1 if of_one_player else len(one.scenario.players)), parameter.path


def test_judging_the_scenarios_own_draws_gives_its_own_chances() -> None:
    one = OneDeal(Model(water()), DEAL_OF_WATER)
    judged = one.judged(one.deviates)
    for whose, chances in one.chances.items():
        assert np.allclose(judged[whose], chances, atol=1e-12)


def test_only_what_is_uncertain_is_a_parameter_and_each_has_its_own_name() -> None:
    one = OneDeal(Model(water()), DEAL_OF_WATER)
    paths = {parameter.path for parameter in one.parameters}
    assert ("futures", "drought", "probability") in paths
    assert (*UNION, "weights", "judge") not in paths
    assert len({parameter.label for parameter in one.parameters}) == len(one.parameters)


def test_a_share_is_shown_as_it_counts_once_all_add_up() -> None:
    one = OneDeal(Model(water()), DEAL_OF_WATER)
    (drought,) = [e for e in one.parameters if e.path == ("futures", "drought", "probability")]
    assert drought.value(0.0) == pytest.approx(drought.estimate.value)
    low = drought.estimate.low
    assert low is not None
    assert drought.value(-NINETIETH) == pytest.approx(low / (low + 1 - drought.estimate.value))
