"""Each page on each scenario, without a browser."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from simulator.acceptance.evaluation import evaluate
from simulator.formatting import percent
from simulator.history.backtest import backtest
from simulator.history.score_test import score_test
from simulator.scenario.deals import proposal_deal, start_deal
from tests.support import WATER_TEXT, shipped, water_data
from tests.ui.pages import FILES, PAGES, metrics, page
from ui.session.share import Shared, pack
from ui.text import plain

FIRST = "us_ukraine_minerals"
SCENARIOS = [
    pytest.param(file, id=file.stem, marks=() if file.stem == FIRST else pytest.mark.exhaustive)
    for file in FILES
]


@pytest.mark.parametrize("file", SCENARIOS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_on_every_scenario(name: str, file: Path) -> None:
    test = page(name, file.stem)
    assert not test.exception
    assert not test.error


def test_the_desk_shows_what_the_engine_says() -> None:
    model = shipped("us_ukraine_minerals")
    answer = evaluate(model, start_deal(model.scenario))
    shown = metrics(page("desk", "us_ukraine_minerals"))
    assert shown["All sign"] == percent(answer.joint.chance)
    for id, likely in answer.parties.items():
        assert shown[f"{model.scenario.parties[id].name} accepts"] == percent(likely.chance)


def test_a_chance_has_a_range_beside_it_only_where_some_number_is_not_known() -> None:
    for name, known in (("us_ukraine_minerals", False), ("nash_barter_1950", True)):
        desk, insight = page("desk", name), page("insight", name)
        assert all((not metric.delta) == known for metric in desk.metric)
        cards = [text.value for text in insight.markdown if text.value.startswith("All sign: ")]
        assert cards
        assert all(("in eight cases out of ten" not in card) == known for card in cards)


def test_a_what_if_says_how_something_changes() -> None:
    desk = page("desk", "nash_barter_1950")
    chips = [button.label for button in desk.button if (button.key or "").startswith("chip:")]
    assert chips
    for label in chips:
        before, _, after = label.split(": ")[1].replace("*", "").partition(" → ")
        assert before != after
        assert " 1 times" not in label


def test_moving_a_term_evaluates_that_deal() -> None:
    model = shipped("divide_the_dollar")
    test = page("desk", "divide_the_dollar")
    slider = test.select_slider(key="term:share")
    slider.set_value(30.0).run()
    answer = evaluate(model, {"share": 30.0})
    assert metrics(test)["All sign"] == percent(answer.joint.chance)
    test.button(key="undo_button").click().run()
    assert test.select_slider(key="term:share").value == 50.0


def test_every_starting_point_is_in_one_list() -> None:
    test = page("desk", "us_ukraine_minerals")
    scenario = shipped("us_ukraine_minerals").scenario
    known = [id for id, text in scenario.history.items() if set(text.terms) == set(scenario.issues)]
    starts = test.selectbox(key="starts")
    assert len(starts.options) == 1 + len(scenario.presets) + len(known)
    assert starts.value == "d3"
    starts.select("d1").run()
    assert test.select_slider(key="term:control").value == "us_decides"
    assert test.selectbox(key="starts").value == "d1"
    # Of one's own: it can't be chosen, and is what any other deal is called.
    test.selectbox(key="starts").select("").run()
    assert test.selectbox(key="starts").value == "d1"
    test.select_slider(key="term:control").set_value("parity").run()
    assert test.selectbox(key="starts").value == ""
    test.button(key="undo_button").click().run()
    assert test.selectbox(key="starts").value == "d1"


def test_another_scenario_from_the_menu() -> None:
    test = page("desk", "us_ukraine_minerals")
    test.selectbox(key="menu").select("divide_the_dollar").run()
    assert not test.exception
    assert "Ann accepts" in metrics(test)
    # A step back returns to the minerals deal.
    test.button(key="undo_button").click().run()
    assert "Kyiv accepts" in metrics(test)


def test_the_same_deal_on_another_day_stays_on_the_table_with_the_numbers_changed() -> None:
    test = page("desk", "us_ukraine_minerals")
    test.selectbox(key="starts").select("d7").run()
    before = metrics(test)
    test.selectbox(key="menu").select("us_ukraine_aid_paused").run()
    assert not test.exception
    assert test.selectbox(key="starts").value == "d7"
    model = shipped("us_ukraine_aid_paused")
    answer = evaluate(model, proposal_deal(model.scenario, "d7") or {})
    assert metrics(test)["All sign"] == percent(answer.joint.chance) != before["All sign"]
    test.button(key="undo_button").click().run()
    assert metrics(test) == before


def test_numbers_that_do_not_fit_another_day_are_its_own_again_and_that_is_said() -> None:
    def script() -> None:
        from dataclasses import replace

        import streamlit as st

        from ui.pages.desk.page import page
        from ui.session import state, variants

        if "desk" not in st.session_state:
            minerals = state.desk()
            # A number that the variant does not have.
            st.session_state.desk = replace(
                minerals, edits={("futures", "nowhere", "probability", "value"): 0.5}
            )
            variants.choose("us_ukraine_ceasefire")
        page()

    test = AppTest.from_function(script, default_timeout=60).run()
    assert not test.exception
    assert test.session_state.desk.scenario == "us_ukraine_ceasefire"
    assert not test.session_state.desk.edits
    assert any("do not fit this variant" in warning.value for warning in test.warning)


def test_a_preference_changed_is_listed_and_reset() -> None:
    test = page("preferences", "divide_the_dollar")
    key = "edit:parties.ann.players.ann.no_deal.walk_away.value"
    test.slider(key=key).set_value(0.3).run()
    assert any("1 number changed" in block.value for block in test.markdown)
    assert any("0.1 → **0.3**" in block.value for block in test.markdown)
    test.button(key="reset_all").click().run()
    assert test.slider(key=key).value == pytest.approx(0.1)


def test_two_moves_at_once_both_count_and_nothing_else_does() -> None:
    """A fast hand moves a second slider before the page has answered the first."""
    test = page("preferences", "divide_the_dollar")
    at = "edit:parties.ann.players.ann.no_deal"
    test.slider(key=f"{at}.walk_away.value").set_value(0.3)
    test.slider(key=f"{at}.other_partner.value").set_value(0.4)
    test.run()
    assert not test.exception
    assert {path[-2]: value for path, value in test.session_state["desk"].edits.items()} == {
        "walk_away": 0.3,
        "other_partner": 0.4,
    }
    desk = page("desk", "us_ukraine_minerals")
    desk.select_slider(key="term:security").set_value("none")
    desk.select_slider(key="term:control").set_value("parity")
    desk.run()
    deal = desk.session_state["desk"].deal
    assert (deal["security"], deal["control"]) == ("none", "parity")


def test_what_cannot_be_is_refused_and_the_old_value_stays() -> None:
    test = page("preferences", "us_ukraine_minerals")
    sliders = [
        s for s in test.slider if s.key and s.key.endswith(".value") and ".weights." in s.key
    ]
    for slider in sliders[:2]:
        test.slider(key=str(slider.key)).set_value(0.6).run()
    assert not test.exception
    first, second = (test.slider(key=str(slider.key)).value for slider in sliders[:2])
    assert first == 0.6
    assert isinstance(second, float)
    assert second < 0.4
    assert any("That cannot be" in warning.value for warning in test.warning)


def test_an_offer_goes_on_the_table_and_locked_terms_stay() -> None:
    test = page("insight", "us_ukraine_minerals")
    before = dict(test.session_state["desk"].deal)
    test.slider(key="wanted").set_value(60).run()
    test.multiselect(key="locked").set_value(["future_aid", "offtake"]).run()
    assert not test.exception
    test.button(key="offer:route:1").click().run()
    after = test.session_state["desk"].deal
    changed = {issue for issue in before if before[issue] != after[issue]}
    assert 1 <= len(changed) <= 3
    assert not changed & {"future_aid", "offtake"}
    answer = evaluate(shipped("us_ukraine_minerals"), after)
    assert answer.joint.chance >= 0.6


def test_what_is_out_of_reach_is_said() -> None:
    test = page("insight", "us_ukraine_minerals")
    test.slider(key="wanted").set_value(95).run()
    assert any("No change of at most" in notice.value for notice in test.info)


def test_a_link_that_names_no_scenario_is_a_fresh_start() -> None:
    assert not page("desk", "../../etc/passwd").exception


def test_variants_are_not_scored_against_a_record_of_other_circumstances() -> None:
    assert any(
        "Not scored here" in notice.value for notice in page("history", "us_ukraine_ceasefire").info
    )
    assert not any(
        "Not scored" in notice.value for notice in page("history", "us_ukraine_minerals").info
    )


def test_the_history_is_told_in_order_and_says_what_no_term_explains() -> None:
    test = page("history", "us_ukraine_minerals")
    assert [header.value for header in test.header] == [
        "What the talks were about",
        "What happened, text by text",
        "What the model would have said",
        "What it got right and wrong",
        "Discriminating terms",
        "Not explained by the terms",
        "Sampling uncertainty: what 6 texts can show",
        "Details",
    ]
    text = "\n".join(block.value for block in test.markdown)
    assert "**The Oval Office quarrel, signing called off.**" in text
    assert "**Share never moved.**" in text
    model = shipped("us_ukraine_minerals")
    tested = backtest(model)
    score = tested.scores["model"].log
    assert f"This model gets **{score:.2f}**".replace("-", "−") in text
    spoken = score_test(tested.predictions)
    assert spoken is not None
    assert f"had a chance of {percent(spoken.as_bad)}" in text


def test_a_record_whose_numbers_were_revised_afterwards_shows_the_score_before() -> None:
    test = page("history", "us_ukraine_minerals")
    assert any("revised once the answers were known" in block.value for block in test.markdown)
    assert any("rest only on sources from after 26 February 2025" in b.value for b in test.markdown)
    shown = next(table.value for table in test.dataframe if "log score" in table.value)
    assert list(shown["log score"]) == ["−0.37", "−0.69", "−0.78"]
    assert list(shown["D3: all sign"]) == ["33 %", "19 %", "11 %"]


def test_how_long_an_answer_took_is_told() -> None:
    texts = [block.value for block in page("history", "us_ukraine_minerals").markdown]
    assert any(text.endswith("11 April. The answer took 5 days.") for text in texts)
    assert any(text.endswith("on the 28th. The answer took 1 day.") for text in texts)


def uploaded(name: str, text: str) -> AppTest:
    """A page on a scenario that a visitor brought."""

    def script(page: str, text: str) -> None:
        import importlib

        from ui.session import state

        if state.desk().text is None:
            state.update(state.fresh("mine", text))
        importlib.import_module(f"ui.pages.{page}.page").page()

    test = AppTest.from_function(script, args=(name, text), default_timeout=60).run()
    assert not test.exception
    assert not test.error
    return test


def test_a_short_history_that_was_brought_is_told_too() -> None:
    test = uploaded("history", WATER_TEXT)
    assert "Sampling uncertainty: what 3 texts can show" in [header.value for header in test.header]
    assert any("its file does not say" in block.value for block in test.markdown)
    assert "Not explained by the terms" not in [header.value for header in test.header]


def test_the_desk_puts_nothing_forward_that_kyiv_refused_without_saying_so() -> None:
    test = page("desk", "us_ukraine_minerals")
    chips = [button.label for button in test.button if (button.key or "").startswith("chip:")]
    assert chips
    assert not any("refused" in label for label in chips)
    # It has a red line on what it would owe, so that owing it makes no deal likelier.
    left = [text.value for text in test.caption if text.value.startswith("Left out: ")]
    assert not any("Owes double" in text for text in (*chips, *left))


def test_what_was_refused_by_name_is_marked_and_comes_last() -> None:
    data = water_data()
    data["history"]["first"]["refused"] = {
        "city": {
            "flow": {"options": ["summer", "always"], "source": "minutes"},
            "price": {"options": [0, 6], "source": "minutes"},
        }
    }
    data["start"] = {"terms": {"price": 6, "flow": "none", "judge": "court"}}
    text = yaml.safe_dump(data, allow_unicode=True)
    chips = [button.label for button in uploaded("desk", text).button if "→" in button.label]
    marked = ["(The city refused " in label for label in chips]
    for words in ("(The city refused this in May 2023)", "in May 2023; this lies between)"):
        assert any(words in label for label in chips)
    assert any(marked)
    assert not all(marked)
    assert marked == sorted(marked)
    cards = [caption.value for caption in uploaded("insight", text).caption]
    assert any(
        "The city refused ‘Guaranteed flow: In summer’ in May 2023." in card for card in cards
    )


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ({"letter"}, "none that is both stated in full and answered"),
        ({"signed"}, "1 text can be scored"),
        ({"signed", "letter"}, "The record has 2 entries"),
    ],
)
def test_a_history_of_next_to_nothing_says_so(kept: set[str], says: str) -> None:
    data = water_data()
    data["history"] = {id: entry for id, entry in data["history"].items() if id in kept}
    test = uploaded("history", yaml.safe_dump(data, allow_unicode=True))
    assert any(says in block.value for block in test.markdown)


def test_method_says_whose_curve_is_another_and_from_where() -> None:
    data = water_data()
    data["parties"]["farmers"]["players"]["union"]["acceptance"] = {
        "steepness": {"value": 9, "low": 7, "high": 12, "source": "survey"}
    }
    blocks = [block.value for block in uploaded("method", yaml.safe_dump(data)).markdown]
    (line,) = (block for block in blocks if "replaces some of these" in block)
    union = data["parties"]["farmers"]["players"]["union"]["label"]
    assert f"**{plain(union)}**, steepness s = 9 (7 – 12): **Source:**" in line
    assert plain(data["sources"]["survey"]["title"]) in line
    plainly = page("method", "us_ukraine_minerals")
    assert any("draws everyone’s decision maker" in caption.value for caption in plainly.caption)


def test_locked_terms_that_stand_in_the_way_are_unlocked_by_one_press() -> None:
    test = page("insight", "us_ukraine_minerals")
    assert not any("What would create a ZOPA" in header.value for header in test.header)
    put = {"claim": 500.0, "past_aid": "recoverable", "us_interest": "until_recovered"}
    desk = test.session_state["desk"]
    test.session_state["desk"] = replace(desk, deal={**desk.deal, **put})
    test.multiselect(key="locked").set_value([*put]).run()
    assert any("What would create a ZOPA" in header.value for header in test.header)
    test.button(key="open:terms:0").click().run()
    assert not test.exception
    assert not any("What would create a ZOPA" in header.value for header in test.header)
    assert test.session_state["desk"].deal["claim"] <= 100
    assert test.multiselect(key="locked").value == ["us_interest"]


def test_a_deal_between_the_steps_shows_on_its_slider_and_can_be_left_again() -> None:
    link = pack(Shared("divide_the_dollar", deal={"share": 42.5}, pins={"aside": {"share": 10.25}}))
    desk = page("desk", "divide_the_dollar", link)
    assert desk.select_slider(key="term:share").value == 42.5
    assert desk.session_state["desk"].pins == {"aside": {"share": 10.25}}
    answer = evaluate(shipped("divide_the_dollar"), {"share": 42.5})
    assert metrics(desk)["All sign"] == percent(answer.joint.chance)
    desk.select_slider(key="term:share").set_value(43.0).run()
    assert desk.session_state["desk"].deal == {"share": 43.0}
    desk.button(key="undo_button").click().run()
    assert desk.select_slider(key="term:share").value == 42.5
    assert not desk.exception


def test_two_deals_may_be_pinned_under_one_name() -> None:
    desk = page("desk", "divide_the_dollar")
    for n, share in enumerate((10.0, 20.0)):
        desk.select_slider(key="term:share").set_value(share).run()
        desk.text_input(key=f"pin_name:{n}").set_value("Ours").run()
        desk.button(key="pin").click().run()
    assert desk.session_state["desk"].pins == {"Ours": {"share": 10.0}, "Ours (2)": {"share": 20.0}}
    assert not desk.exception


@pytest.mark.parametrize("share", [-0.5, 100.5, "half"])
def test_a_link_to_what_lies_outside_is_refused(share: float | str) -> None:
    test = page(
        "desk", "divide_the_dollar", pack(Shared("divide_the_dollar", deal={"share": share}))
    )
    assert not test.exception
    assert any("could not be opened" in warning.value for warning in test.warning)
    assert test.session_state["desk"].deal == {"share": 50.0}
