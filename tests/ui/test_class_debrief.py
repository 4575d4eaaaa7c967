"""The debrief of a class as a teacher and a projector see it."""

from streamlit.testing.v1 import AppTest

from tests.twins import SAME, all_differ

SCRIPT = """
import streamlit as st
from classroom.debrief.results import class_debrief
from simulator.scenario.teaching import Prompt
from tests.classroom import made_class
from tests.twins import of_twins
from simulator.preferences.negotiation_model import Model
from tests.classroom.made_class import nasty_class
from ui.pages.teacher.debrief import draw

model = {model}
records = {records}
draw(class_debrief(model, records), records, model, {prompts}, anonymous={anonymous}, files={files})
"""
LIVELY = "made_class.everything(model, made_class.lively(model, 8))"


def shown(
    records: str = LIVELY, model: str = "made_class.valley()", prompts: str = "[]", anonymous: bool = False, files: bool = True
) -> AppTest:  # fmt: skip
    script = SCRIPT.format(
        records=records, model=model, prompts=prompts, anonymous=anonymous, files=files
    )
    made = AppTest.from_string(script, default_timeout=60).run()
    assert not made.exception
    return made


def words(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.info, *page.success, *page.header]
    return "\n".join(part.value for part in parts)


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


def test_it_says_in_words_what_came_of_it_and_offers_it_as_files() -> None:
    page = shown()
    deals = page.metric[0].value
    assert page.header[0].value == f"{deals.partition(' ')[0]} of 8 tables signed."
    assert deals.endswith("of 8")
    assert {metric.label for metric in page.metric} >= {
        "The city: median utility",
        "Left on the table (median deal)",
    }
    table = page.dataframe[0].value
    assert table["table"].tolist() == list(range(1, 9))
    assert (table["result"] == "deal").sum() == int(deals.partition(" ")[0])
    labels = [button.label for button in page.get("download_button") if hasattr(button, "label")]
    assert labels[-4:] == [
        "Debrief (HTML)",
        "Debrief (PDF)",
        "Results (CSV)",
        "All offers and moves (CSV)",
    ]
    assert "the largest product of the sides' gains over no deal" in words(page)


def test_a_guess_comes_before_the_answer_and_one_question_after_the_other() -> None:
    page = shown(prompts="[Prompt(ask='Who drinks?', then='The fields.')]")
    assert not page.info
    assert not page.success
    guess = page.radio[0]
    guess.set_value(1).run()
    assert len([*page.info, *page.success]) == 1
    assert "The largest such gain" in words(page)
    seen = []
    while not page.button(key="debrief_next").disabled:
        press(page, "debrief_next")
        seen.append(next(block.value for block in page.markdown if block.value.startswith("####")))
    assert seen[-1] == "#### Who drinks?"
    assert not page.info
    page.toggle(key=f"debrief_told:{len(seen)}").set_value(True).run()
    assert [notice.value for notice in page.info] == ["The fields."]
    assert len(seen) == len(set(seen))


def test_a_table_is_replayed_offer_by_offer() -> None:
    page = shown("nasty_class(model)")
    assert "**Offer 1 of 3, by The city**" in words(page)
    page.slider[0].set_value(3).run()
    text = words(page)
    assert "**Offer 3 of 3, by The city**" in text
    assert "The farmers accepted in minute 0.7. It became the deal in minute 0.7." in text
    terms = page.dataframe[1].value
    assert terms["changed"].tolist() == ["● changed"] * 3
    page.selectbox[0].set_value(2).run()
    assert "Nobody made an offer at this table." in words(page)


def test_what_people_wrote_shows_as_it_was_written() -> None:
    page = shown("nasty_class(model)")
    text = words(page)
    assert r"\<script\>" in text
    assert "<script>" not in text
    page.slider[0].set_value(3).run()
    assert r"\[x\](javascript\:alert(1))" in words(page)


def test_without_names_neither_names_nor_notes_reach_the_screen() -> None:
    page = shown("nasty_class(model)", anonymous=True, files=False)
    tables = "\n".join(table.value.to_csv() for table in page.dataframe)
    for text in (words(page), tables):
        assert "script" not in text
        assert "cmd" not in text
    assert "Student 1" in words(page)
    assert not [
        button for button in page.get("download_button") if "CSV)" in getattr(button, "label", "")
    ]


def test_three_sides_choose_which_two_are_drawn() -> None:
    page = shown(model="made_class.three()")
    across = page.selectbox[0]
    assert across.options == ["The city", "The farmers", "The province"]
    across.set_value(2).run()
    assert not page.exception
    assert page.selectbox[1].options == ["The city", "The farmers"]


def test_a_class_without_tables_and_one_without_deals_say_so() -> None:
    empty = shown("made_class.everything(model, [])")
    assert empty.header[0].value == "No tables have been set up."
    idle = shown("made_class.everything(model, [made_class.Sat()] * 3)")
    assert idle.header[0].value == "None of 3 tables signed."
    assert "3 ran out of time." in words(idle)
    assert len(idle.metric) == 1


def test_two_sides_of_one_name_are_told_apart() -> None:
    page = shown(model="Model(of_twins())")
    medians = [metric.label for metric in page.metric if metric.label.endswith("median utility")]
    assert medians == [f"{SAME}: median utility", f"{SAME} (2): median utility"]
    for table in page.dataframe:
        assert all_differ(list(table.value.columns))
        assert table.value.index.is_unique
