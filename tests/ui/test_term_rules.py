"""What a visitor sees of rules between terms: why an option is closed, and what choosing it does."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from simulator.explain.rules import closed
from simulator.simulation.human.scripted import PersonsMove
from tests.simulator.scenario.test_rules import RULE, ruled
from tests.support import WATER_TEXT, scenario_from
from tests.ui.pages import page, page_text
from ui.cache import engine
from ui.session.play import PlaySetting
from ui.session.play import pack as pack_game
from ui.session.share import Shared, pack
from ui.text import plain
from ui.work import opened

TEXT = ruled(RULE)
MIDDLE: dict[str, float | str] = {"price": 5, "flow": "summer", "judge": "panel"}
WHY = "Nobody pays that much with nobody to turn to."


def desk(deal: dict[str, float | str]) -> AppTest:
    return page("desk", link=pack(Shared("water", TEXT, {}, deal)))


def on_table(test: AppTest) -> dict[str, float | str]:
    return dict(test.session_state["desk"].deal)


def read(test: AppTest) -> str:
    """All that a page says, as a reader sees it."""
    return page_text(test).replace("\\", "")


def choose(test: AppTest, issue: str, option: float | str) -> AppTest:
    drawn = [*test.select_slider, *test.selectbox]
    control = next(control for control in drawn if control.key == f"term:{issue}")
    return control.set_value(option).run()


def test_a_closed_option_says_why_it_is_closed() -> None:
    closed = "Not with the other terms as they stand"
    assert closed not in read(desk(MIDDLE))
    for deal, options in (
        ({"price": 9}, "‘Nobody’"),
        ({"judge": "nobody"}, "‘$6 /m³’ to ‘$10 /m³’"),
    ):
        (caption,) = (text for text in desk({**MIDDLE, **deal}).caption if closed in text.value)
        assert caption.value.endswith(f"{closed}: {plain(options)}.")
        assert caption.help == WHY


def test_two_rules_that_close_the_same_options_say_so_once_with_both_reasons() -> None:
    other = "A ruling costs more than cheap water saves."
    second = f"""  second:
    when: {{price: {{at_least: 6}}}}
    require: {{judge: [court, panel]}}
    because: {other}
"""
    scenario = scenario_from(ruled(RULE + second))
    shut = closed(scenario, {**MIDDLE, "price": 9}, "judge", ["nobody", "panel", "court"])
    assert list(shut) == [("Not with the other terms as they stand: ‘Nobody’.", f"{WHY} {other}")]


def test_choosing_it_moves_the_least_and_says_so_and_undo_takes_it_back() -> None:
    test = choose(desk({**MIDDLE, "price": 9}), "judge", "nobody")
    assert not test.exception
    assert on_table(test) == {**MIDDLE, "price": 5, "judge": "nobody"}
    moved = "‘Price’ moved from ‘$9 /m³’ to ‘$5 /m³’ to go with ‘Who settles disputes: Nobody’."
    assert f"{moved} {WHY}" in read(test)
    test.button(key="undo_button").click().run()
    assert on_table(test) == {**MIDDLE, "price": 9}
    assert moved not in read(test)


def test_a_link_with_a_deal_that_rules_exclude_opens_with_the_nearest_and_says_so() -> None:
    pins: dict[str, dict[str, float | str]] = {
        "fine": MIDDLE,
        "lawless": {**MIDDLE, "price": 8, "judge": "nobody"},
    }
    edits: dict[tuple[str, ...], float] = {("parties", "farmers", "power", "value"): 0.5}
    link = pack(Shared("water", TEXT, edits, {**MIDDLE, "price": 5.5, "judge": "nobody"}, pins))
    test = page("desk", link=link)
    assert not test.exception
    assert on_table(test) == {**MIDDLE, "price": 5, "judge": "nobody"}
    desk_now = test.session_state["desk"]
    assert desk_now.edits == edits
    assert desk_now.pins["fine"] == MIDDLE
    assert desk_now.pins["lawless"] == {**MIDDLE, "price": 5, "judge": "nobody"}
    why = f"is not one that the rules allow: {WHY} ‘Price’ moved from"
    assert f"The deal {why} ‘$5.5 /m³’ to ‘$5 /m³’." in read(test)
    assert f"The deal ‘lawless’ {why} ‘$8 /m³’ to ‘$5 /m³’." in read(test)


def test_a_game_moves_what_a_rule_requires_and_takes_no_link_that_breaks_one() -> None:
    at = {"s": pack(Shared("water", TEXT, {}, MIDDLE))}
    setting = PlaySetting("city", "even", 9, "city", True, False, False, 7, 0)
    game = page("play", address={**at, "game": pack_game(setting, ())})
    game.select_slider(key="play:price").set_value(9.0).run()
    game.selectbox(key="play:judge").set_value("nobody").run()
    assert not game.exception
    assert game.select_slider(key="play:price").value == 5
    assert f"to go with ‘Who settles disputes: Nobody’. {WHY}" in read(game)
    # Price 9, no flow, nobody to settle disputes.
    lawless = PersonsMove("offer", (9, 0, 2))
    refused = page("play", address={**at, "game": pack_game(setting, (lawless,))})
    assert not refused.exception
    assert f"excludes this deal: {WHY} Here is a fresh start." in read(refused)


def test_a_variant_with_other_rules_takes_the_deal_as_near_as_they_allow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "water.yaml").write_text(WATER_TEXT, "utf-8")
    (tmp_path / "dry.yaml").write_text(f"extends: water\ntitle: Dry\n{RULE}", "utf-8")
    for module in (opened, engine):
        monkeypatch.setattr(module, "SCENARIOS", tmp_path)

    def script() -> None:
        from dataclasses import replace

        import streamlit as st

        from ui.pages.desk.page import page
        from ui.session import state, variants

        if "desk" not in st.session_state:
            lawless: dict[str, float | str] = {"price": 9.0, "flow": "summer", "judge": "nobody"}
            st.session_state.desk = replace(state.fresh("water"), deal=lawless)
            st.session_state.undo, st.session_state.redo = [], []
            variants.choose("dry")
        page()

    test = AppTest.from_function(script, default_timeout=60).run()
    assert not test.exception
    assert test.session_state.desk.scenario == "dry"
    assert on_table(test) == {**MIDDLE, "price": 9, "judge": "panel"}
    assert f"The deal is not one that the rules allow: {WHY}" in read(test)


def test_preferences_list_the_rules_under_the_terms() -> None:
    link = pack(Shared("water", TEXT, {}, MIDDLE))
    rule = "If Price is above $5 /m³: Who settles disputes must be ‘A court’ or ‘A panel’."
    assert f"{rule} {WHY}" in read(page("preferences", link=link))
