"""What a teacher takes away: the same numbers, no formulas, and no names where none are wanted."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from classroom.debrief.export import Sheet, anonymised, csv_text, moves, results
from classroom.debrief.report import document
from classroom.debrief.results import class_debrief
from simulator.reporting.html import page
from simulator.reporting.pdf import plain_data, sheets
from simulator.scenario.teaching import Prompt
from simulator.simulation.human.brief import brief
from tests.classroom.made_class import (
    CHEAP,
    DEAR,
    GOOD,
    NASTY,
    TALKS,
    Sat,
    everything,
    lively,
    nasty_class,
    signed,
    three,
    valley,
)
from tests.simulator.reporting.made import HOSTILE, Page, spoilt, strings
from tests.support import model_of, shipped, water_data

MADE = date(2026, 3, 12)


def read(sheet: Sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(sheet))))


def test_every_move_is_a_row_with_its_terms_and_worths() -> None:
    model = valley()
    rows = read(moves(model, everything(model, [Sat(TALKS, "deal", 2, 40.0), signed(GOOD)])))
    assert len(rows) == 6
    first, answer = rows[0], rows[3]
    assert (first["table"], first["party"], first["name"], first["kind"]) == ("1", "The city", "city 1", "offer")  # fmt: skip
    assert (first["Price"], first["price (value)"]) == ("$10 /m³", "10.0")
    assert (first["Guaranteed flow"], first["flow (value)"]) == ("None", "none")
    assert float(first["utility, The farmers"]) == pytest.approx(brief(model, "union").worth(DEAR))
    assert first["what became of the offer"] == "replaced"
    assert (answer["kind"], answer["offer number"], answer["Price"]) == ("accept", "3", "")
    assert float(answer["seconds of talks"]) == 40


def test_every_table_is_a_row_with_its_result() -> None:
    model = valley()
    records = everything(model, [Sat(TALKS, "deal", 2, 40.0), Sat(state="walked", clock=90.0)])
    look = class_debrief(model, records)
    deal, none = read(results(look, model, records))
    assert (deal["result"], none["result"]) == ("deal", "walked away")
    assert (deal["The city"], deal["The farmers"]) == ("city 1", "farmers 1")
    assert deal["price (value)"] == "5.0"
    assert none["price (value)"] == none["chance that all sign"] == none["on the frontier"] == ""
    assert float(none["minutes of talks"]) == 1.5
    assert float(deal["utility, The city"]) == pytest.approx(look.tables[0].worth[0])
    assert float(deal["left for all"]) == pytest.approx(look.tables[0].mutual)
    chance = look.tables[0].acceptance
    assert chance is not None
    assert float(deal["chance, The council"]) == pytest.approx(chance.players["council"].chance)
    own = deal["first offer, utility of The farmers itself"]
    assert float(own) == pytest.approx(brief(model, "union").worth(CHEAP))


def test_no_text_becomes_a_formula_and_numbers_stay_numbers() -> None:
    model = valley()
    records = nasty_class(model)
    for sheet in (moves(model, records), results(class_debrief(model, records), model, records)):
        for row in csv.reader(io.StringIO(csv_text(sheet))):
            assert not any(cell.lstrip()[:1] in "=+-@" and cell.strip() for cell in row), row
    assert "'=cmd()" in csv_text(moves(model, records))
    assert csv_text(Sheet(("a", "b"), ((-1.5, "-1.5"),))) == "a,b\n-1.5,'-1.5\n"


def test_two_columns_of_the_same_name_are_told_apart() -> None:
    data = water_data()
    data["issues"]["flow"]["label"] = data["issues"]["judge"]["label"] = "Price"
    model = model_of(data)
    head = moves(model, everything(model, [])).head
    assert len(set(head)) == len(head)
    assert {"Price", "Price (2)", "Price (3)"} <= set(head)


def numbers(sheet: Sheet) -> list[list[object]]:
    return [[cell for cell in row if isinstance(cell, int | float)] for row in sheet.rows]


def test_without_names_nobody_can_be_found_and_every_number_stays() -> None:
    model = three()
    tables = lively(model, 6, note="It is me, Zoltan")
    named = [replace(t, names={p: [f"Zoltan {n}{p}"] for p in model.scenario.parties}) for n, t in enumerate(tables)]  # fmt: skip
    records = everything(model, named)
    bare = anonymised(records)
    look = class_debrief(model, records)
    assert numbers(moves(model, records)) == numbers(moves(model, bare))
    assert numbers(results(look, model, records)) == numbers(results(look, model, bare))
    debrief = document(look, bare, model, [], MADE)
    written = [
        csv_text(moves(model, bare)),
        csv_text(results(look, model, bare)),
        page(debrief),
        json.dumps(plain_data(debrief)),
    ]
    for text in written:
        assert "Zoltan" not in text
        assert "Student 1" in text
        assert records.live.code not in text
        assert not any(person.code in text.split() for person in records.people)
    assert "Zoltan" in page(document(look, records, model, [], MADE))
    assert [person.name for person in bare.people] == [f"Student {n}" for n in range(1, 19)]
    assert {person.code for person in bare.people} == {bare.live.code} == {""}
    assert all(person in bare.people for talks in bare.talks for person in talks.people)


def test_what_people_write_is_text_in_the_page_and_on_paper() -> None:
    model = model_of(spoilt(water_data()))
    records = nasty_class(model)
    look = class_debrief(model, records)
    debrief = document(look, records, model, [Prompt(ask=NASTY[0], then=HOSTILE)], MADE)
    made = page(debrief)
    read = Page(made)
    tags = {tag for tag, _ in read.tags}
    assert not tags & {"script", "img", "b", "iframe", "object", "link"}
    for _, attributes in read.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert not str(attributes.get("href", "")).startswith("javascript")
        assert "src" not in attributes
    for text in NASTY[:4]:
        assert text in read.text
    texts = [text.replace("\u200b", "") for text in strings(plain_data(debrief))]
    assert any(NASTY[0] in text for text in texts)
    assert sheets(debrief, MADE).startswith(b"%PDF-")


def test_the_page_says_what_came_of_it() -> None:
    model = shipped("us_ukraine_minerals")
    records = everything(model, lively(model, 5))
    look = class_debrief(model, records)
    made = page(document(look, records, model, [], MADE))
    read = Page(made)
    assert f"{len(look.deals)} of 5 tables signed." in read.text
    assert read.figures["Tables with a deal"] == f"{len(look.deals)} of 5"
    assert made.count("<svg") == 3 + len(model.scenario.issues)
    for result in look.tables:
        row = next(row for row in read.cells if row and row[0] == str(result.number))
        assert row[2] == f"{result.worth[0]:.2f}"
    assert "http" not in made.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")


@pytest.mark.parametrize("tables", [[], [Sat()]])
def test_an_idle_class_makes_a_page_too(tables: list[Sat]) -> None:
    model = valley()
    records = everything(model, tables)
    debrief = document(class_debrief(model, records), records, model, [], MADE)
    assert ("No tables have been set up." if not tables else "The one table did not sign.") in page(
        debrief
    )
    assert sheets(debrief, MADE).startswith(b"%PDF-")
