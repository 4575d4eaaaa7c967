"""The game table, without a browser."""

import json
from copy import deepcopy

import pytest

from simulator.bargaining.survey import survey
from simulator.games.demand_game import demand_game
from tests.support import shipped, two_player_data
from tests.ui.pages import page, page_text
from ui.session.share import Shared, pack


def test_it_shows_the_stances_of_the_scenario_and_what_they_rest_on() -> None:
    test = page("demand_game", "us_ukraine_minerals")
    model = shipped("us_ukraine_minerals")
    own = demand_game(model, survey(model))
    assert own is not None
    for party, stances in own.stances.items():
        for (_, stance), asked in zip(stances.items(), own.demands[party], strict=True):
            assert f"**{stance.label}** (utility of at least {asked:.2f})" in page_text(test)
    assert "Nobody gains by changing alone" in page_text(test)


def test_a_textbook_game_is_explained() -> None:
    test = page("demand_game", "divide_the_dollar")
    test.selectbox(key="game").select("Prisoner's dilemma").run()
    assert not test.exception
    text = page_text(test)
    assert (
        "“Cooperate” is strictly dominated for Row: “Defect” is better whatever the others do."
        in text
    )
    assert "All would be better off with “Cooperate” and “Cooperate”" in text


def test_the_slider_of_quantal_response_says_the_chances() -> None:
    test = page("demand_game", "divide_the_dollar")
    test.selectbox(key="game").select("Prisoner's dilemma").run()
    (slider,) = (slider for slider in test.slider if "λ" in slider.label)
    slider.set_value(0.0).run()
    assert "**Row**: Cooperate 50 %, Defect 50 %" in page_text(test)
    slider.set_value(slider.max).run()
    # λ = 4: 1 / (1 + e^4.07), the other defecting almost surely.
    assert slider.max == 4
    assert "**Row**: Cooperate 2 %, Defect 98 %" in page_text(test)


@pytest.mark.parametrize("name", ["Chicken", "Matching pennies", "Rock, paper, scissors"])
def test_other_textbook_games_open(name: str) -> None:
    test = page("demand_game", "divide_the_dollar")
    test.selectbox(key="game").select(name).run()
    assert not test.exception
    assert "Mixed strategies" in page_text(test)


def test_three_parties_are_shown_one_choice_of_the_third_at_a_time() -> None:
    tables = [([1, 0, 0.6], [0, 1, 0.6]), ([0, 1, 0.5], [1, 0, 0.5])]
    data = two_player_data(tables, ([0.6, 0.4], [0.5, 0.5]), (0.1, 0.1))
    third = deepcopy(data["parties"]["b"]) | {"label": "c", "lead": "c"}
    third["players"] = {"c": third["players"]["b"]}
    data["parties"]["c"] = third
    shared = Shared("own", json.dumps(data), {}, {"i0": "o0", "i1": "o0"}, {})
    test = page("demand_game", "", pack(shared))
    assert not test.exception
    assert len(test.segmented_control) == 3  # the format of downloads, and two tables
    assert "c chooses" in page_text(test)
