"""The switch by which chances know what was really answered so far."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from simulator.acceptance.evaluation import evaluate
from simulator.explain.learning import answers_by_day, beliefs, what_changed
from simulator.formatting import percent
from simulator.history.backtest import backtest
from simulator.history.known_answers import learned_by, learned_elsewhere
from simulator.preferences.negotiation_model import Model
from simulator.reporting.contents import Request, report
from simulator.reporting.html import html
from simulator.scenario.deals import proposal_deal, start_deal
from simulator.scenario.reading.loading import load_document
from tests.support import MINERALS, shipped, water
from tests.ui.pages import metrics, page, page_text
from ui.session.share import BadLink, Shared, pack, unpack

SWITCH = "Knowing what was answered so far"
SIGNED = "2025-02-25"


def switch(test: AppTest) -> Any:
    return next((box for box in test.selectbox if box.label == SWITCH), None)


def test_the_desk_knows_the_answers_and_keeps_them_in_its_address() -> None:
    test = page("desk", "us_ukraine_minerals")
    assert switch(test).value == ""
    model = shipped("us_ukraine_minerals")
    deal = start_deal(model.scenario)
    assert metrics(test)["All sign"] == percent(evaluate(model, deal).joint.chance)
    learned = learned_by(model, date.fromisoformat(SIGNED))
    known = evaluate(learned.model, deal).joint.chance
    switch(test).set_value(SIGNED).run()
    assert not test.exception
    assert (
        metrics(test)["All sign"] == percent(known) != percent(evaluate(model, deal).joint.chance)
    )
    text = page_text(test)
    assert "With all answers up to 25 February known, the model puts" in text
    assert f"{learned.effective:,.0f} of {learned.weighed:,} draws are left" in text
    (link,) = (
        test.query_params["s"]
        if isinstance(test.query_params["s"], list)
        else [test.query_params["s"]]
    )
    assert unpack(link).known == SIGNED
    again = page("desk", link=link)
    assert metrics(again)["All sign"] == percent(known)
    switch(again).set_value("").run()
    assert metrics(again)["All sign"] == metrics(page("desk", "us_ukraine_minerals"))["All sign"]


def test_a_chance_for_a_text_whose_own_answer_is_known_says_so() -> None:
    deal = proposal_deal(shipped("us_ukraine_minerals").scenario, "d7")
    assert deal is not None
    told = "Told what was answered to these terms, the model gives that acceptance a chance"
    for known, says in (("", False), (SIGNED, False), ("2025-04-30", True)):
        shared = Shared("us_ukraine_minerals", deal=deal, known=known)
        text = page_text(page("desk", link=pack(shared)))
        assert "gives that acceptance a chance" in text
        assert (told in text) == says


def test_other_pages_say_that_answers_are_known() -> None:
    model = shipped("us_ukraine_minerals")
    link = pack(Shared("us_ukraine_minerals", deal=start_deal(model.scenario), known=SIGNED))
    for name in ("history", "talks"):
        test = page(name, link=link)
        assert not test.exception
        assert switch(test).value == SIGNED
    assert "what was really answered up to 25 February 2025" in page_text(page("method", link=link))
    # The record's own score is that of the file all the same.
    score = backtest(model).scores["model"].log
    text = page_text(page("history", link=link))
    assert f"This model gets **{score:.2f}**".replace("-", "−") in text


def test_a_link_to_a_day_without_an_answer_is_a_fresh_start() -> None:
    deal = start_deal(shipped("us_ukraine_minerals").scenario)
    test = page("desk", link=pack(Shared("us_ukraine_minerals", deal=deal, known="2025-02-24")))
    assert "nothing was answered" in page_text(test)
    assert switch(test).value == ""
    with pytest.raises(BadLink):
        unpack(pack(Shared("us_ukraine_minerals", known=7)))  # type: ignore[arg-type]


def test_where_nothing_was_answered_there_is_no_switch() -> None:
    assert switch(page("desk", "divide_the_dollar")) is None


def test_what_changed_names_the_number_that_moved_most() -> None:
    model = shipped("us_ukraine_minerals")
    answers = answers_by_day(model.scenario)
    days = list(answers)
    assert answers[days[1]] == "the refusal of 23 February"
    refused = learned_by(model, days[1])
    assert "next to nothing" in what_changed(model, refused, days[1])
    learned = learned_by(model, days[2])
    shifts = [abs(belief.shift) for belief in beliefs(model, learned)]
    assert shifts == sorted(shifts, reverse=True)
    top = beliefs(model, learned)[0].parameter
    assert top.phrase in what_changed(model, learned, days[2])
    assert beliefs(model, replace(learned, model=model)) == []
    nothing = Model(water())
    early = date(2020, 1, 1)
    assert "Nothing was answered" in what_changed(nothing, learned_by(nothing, early), early)


def test_a_report_says_so_and_judges_the_record_without_its_answers() -> None:
    document = load_document(MINERALS)
    model = Model(document.scenario)
    day = date.fromisoformat(SIGNED)
    request = Request(start_deal(model.scenario), date(2026, 1, 1), known=day)
    contents = report(learned_by(model, day).model, document, request)
    assert contents.history is not None
    assert contents.history.scores[0][1] == backtest(model).scores["model"]
    assert "Chances know what was really answered up to 25 February 2025" in html(contents)


def test_a_variant_knows_the_same_people_on_another_day() -> None:
    """What is learned is learned in the circumstances in which the texts were answered."""
    base, variant = shipped("us_ukraine_minerals"), shipped("us_ukraine_ceasefire")
    deal = start_deal(base.scenario)
    learned = learned_by(base, date.fromisoformat(SIGNED)).model
    known = evaluate(variant.with_draws(learned.chosen), deal).joint.chance
    test = page("desk", link=pack(Shared("us_ukraine_ceasefire", deal=deal, known=SIGNED)))
    assert not test.exception
    assert metrics(test)["All sign"] == percent(known)
    assert "With all answers up to 25 February known, the model puts" in page_text(test)
    in_variant = learned_by(variant, date.fromisoformat(SIGNED)).model
    assert known != evaluate(in_variant, deal).joint.chance


def test_points_mean_the_same_only_where_the_numbers_do() -> None:
    model = shipped("us_ukraine_minerals")
    for name in ("aid_paused", "ceasefire", "china_supply_shock", "european_partners"):
        assert model.reader.draws_like(shipped(f"us_ukraine_{name}").reader)
    other = Model(water())
    assert not model.reader.draws_like(other.reader)
    learned = learned_elsewhere(other, model, date.fromisoformat(SIGNED))
    assert learned.model.chosen is None
    assert "cannot be carried over" in what_changed(model, learned, date.fromisoformat(SIGNED))
