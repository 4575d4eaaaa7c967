"""A teacher's console and the projector's board, without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from classroom.records import LiveClass
from classroom.service import attempts, clock, tables
from classroom.service.classes import by_code, everything, open_class
from classroom.service.codes import shown
from classroom.service.people import join
from classroom.service.progress import progress
from classroom.service.scenarios import model
from classroom.service.seats import deal, move, seat_the_rest
from classroom.service.tables import offer
from classroom.storage import database as databases
from classroom.storage.database import VARIABLE, Database
from simulator.scenario.parameters import parameter_entries
from tests.simulator.scenario.test_rules import RULE, ruled
from tests.support import SCENARIOS, shipped
from tests.ui.pages import page, page_text
from ui.components.qr import qr
from ui.pages.teacher import page as classroom
from ui.server import addresses
from ui.session.share import Shared, pack

DOLLAR = (SCENARIOS / "divide_the_dollar.yaml").read_text("utf-8")
NASTY = "<b>*Kim*</b> :smile:"


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database of its own in the place of the installation's."""
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path / 'classes.sqlite'}")
    databases._opened.cache_clear()
    yield databases.database()
    databases.database().close()
    databases._opened.cache_clear()


def console(live: LiveClass, key: str) -> AppTest:
    return page("teacher", address={"class": live.code, "key": key})


def asked(test: AppTest, name: str) -> str:
    """What the page's address says."""
    value = test.query_params[name]
    return value if isinstance(value, str) else value[0]


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception
    return test


def test_a_class_from_its_opening_to_its_deletion(db: Database) -> None:
    test = press(page("teacher", scenario="divide_the_dollar"), "class_open")
    code, key = asked(test, "class"), asked(test, "key")
    assert "This page's address is your key" in page_text(test)
    assert "s" not in test.query_params
    assert test.button(key="class_start_talks").disabled
    press(test, "class_noted")
    assert "This page's address is your key" not in page_text(test)

    for name in ("Ann", "Ben", "Cleo", NASTY):
        join(db, code, name, "test")
    live = by_code(db, code, "test").id
    press(test.run(), "class_deal")
    assert "4 students joined, 4 with a role" in page_text(test)
    test.number_input(key="class_minutes").set_value(12).run()
    test.text_area(key="class_brief_ann_0").set_value("Ask for half.").run()
    held = progress(db, live).live.settings
    assert (held.minutes, held.briefs) == (12, {"ann": "Ask for half."})
    press(test, "class_reset_ann")
    assert progress(db, live).live.settings.briefs == {}

    press(test, "class_start_talks")
    press(test, "class_more_5")
    press(test, "class_pause")
    assert progress(db, live).live.seconds == 17 * 60
    assert "The talks are paused" in page_text(test)
    press(test, "class_go_on")
    press(test, "class_end_now")
    assert progress(db, live).live.phase == "over"
    assert "None of 2 tables signed." in page_text(test)

    test.text_input(key="class_delete_code").set_value("WRONG1")
    press(test, "class_delete_yes")
    assert "This is not the code of the class." in page_text(test)
    assert progress(db, live)
    test.text_input(key="class_delete_code").set_value(shown(code).lower())
    press(test, "class_delete_yes")
    assert "has been deleted, with everything in it" in page_text(test)
    assert "key" not in test.query_params
    gone = page("teacher", address={"class": code, "key": key})
    assert "part of it is missing, or the class has been deleted" in page_text(gone)


def test_a_wrong_key_opens_nothing(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classroom, "visitor", lambda: "here")
    live, _ = open_class(db, DOLLAR)
    join(db, live.code, "Zenobia", "test")
    test = console(live, "guessed")
    assert "part of it is missing, or the class has been deleted" in page_text(test)
    assert "Zenobia" not in page_text(test)
    assert live.title not in page_text(test)
    assert not test.dataframe
    monkeypatch.setattr(attempts, "WRONG_A_MINUTE", 5)
    for _ in range(12):  # more than twice the limit: a minute may end in between
        test.run()
        if "Too many tries from here" in page_text(test):
            break
    assert "Too many tries from here" in page_text(test)


def test_the_console_says_who_has_no_seat_and_what_stands_empty(db: Database) -> None:
    live, key = open_class(db, DOLLAR)
    people = [join(db, live.code, name, "test") for name in ("Ann", "Ben", "Cleo", NASTY)]
    deal(db, live.id, 1)
    move(db, live.id, people[3].id, None)
    test = console(live, key)
    warned = test.warning[0].value
    assert warned.startswith("Without a role: ")
    assert r"\<b\>\*Kim\*\</b\>" in warned
    assert ":smile:" not in warned
    assert "The computer plays them once the talks start." in page_text(test)
    press(test, "class_seat_rest")
    assert not test.warning
    assert not progress(db, live.id).unseated


def test_a_class_is_opened_with_the_numbers_that_were_changed(db: Database) -> None:
    _, number, *_ = parameter_entries(shipped("divide_the_dollar").scenario)
    link = pack(Shared("divide_the_dollar", None, {number.value_path: 0.123}, {"share": 50.0}))
    test = press(page("teacher", link=link), "class_open")
    opened = everything(db, by_code(db, asked(test, "class"), "test").id)
    _, kept, *_ = parameter_entries(model(opened.live.scenario).scenario)
    assert number.value != 0.123
    assert kept.value == 0.123


def test_seating_the_rest_lays_tables_for_those_who_fill_them(db: Database) -> None:
    live, _ = open_class(db, DOLLAR)
    for name in ("Ann", "Ben"):
        join(db, live.code, name, "test")
    deal(db, live.id, 1)
    before = {person.id: (person.table, person.party) for person in progress(db, live.id).people}
    for name in ("Cleo", "Dan", "Eva"):
        move(db, live.id, join(db, live.code, name, "test").id, None)
    seat_the_rest(db, live.id)
    now = progress(db, live.id)
    assert len(now.statuses) == 2
    assert not now.unseated
    assert len(now.sitting) == 4
    assert all((person.table, person.party) == before[person.id] for person in now.people[:2])


def test_progress_counts_offers_and_holds_no_terms(db: Database) -> None:
    live, _ = open_class(db, DOLLAR)
    one, _two = (join(db, live.code, name, "test") for name in ("Ann", "Ben"))
    clock.start(db, live.id, 1)
    before = progress(db, live.id)
    assert (before.statuses[0].offers, before.statuses[0].last_offer) == (0, None)
    offer(db, one.id, {"share": 50.0}, "a secret note")
    now = progress(db, live.id)
    assert now.statuses[0].offers == 1
    assert now.version != before.version
    assert "secret" not in repr((now.statuses, now.people))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "AT_ONCE", 0)
        tables.withdraw(db, one.id)
    again = progress(db, live.id).statuses[0]
    assert again.offers == 1
    assert again.last_move is not None
    assert again.last_offer is not None
    assert again.last_move >= again.last_offer


def test_the_board_shows_who_has_joined_and_not_what_is_offered(db: Database) -> None:
    live, key = open_class(db, DOLLAR)
    one, _two = (join(db, live.code, name, "test") for name in ("Ann", NASTY))
    test = page("teacher.board", address={"class": live.code})
    assert "2 students joined" in page_text(test)
    assert r"\<b\>\*Kim\*\</b\>" in page_text(test)
    clock.start(db, live.id, 1)
    offer(db, one.id, {"share": 37.0}, "a secret note")
    drawn = page("teacher.board", address={"class": live.code})
    assert not drawn.exception
    tree = repr(drawn.main) + "".join(str(block.proto) for block in drawn.get("html"))
    assert "1 offer" in tree
    for private in (key, "secret", "37", one.code):
        assert private not in tree
    assert everything(db, live.id).talks[0].offers


def test_a_student_starts_from_the_newest_offer_of_the_side(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 0)
    live, _ = open_class(db, DOLLAR)
    one, _two = (join(db, live.code, name, "test") for name in ("Ann", "Ben"))
    clock.start(db, live.id, 1)
    offer(db, one.id, {"share": 60.0})
    test = page("student", address={"class": live.code, "me": one.code})
    assert test.select_slider(key="seat:share").value == 60
    # In another browser, after this page was drawn.
    offer(db, one.id, {"share": 40.0})
    press(test, "seat_from_best")
    assert test.select_slider(key="seat:share").value not in (40, 60)
    offer(db, one.id, {"share": 45.0})
    press(test, "seat_from_mine")
    assert test.select_slider(key="seat:share").value == 45


def test_a_students_control_moves_what_a_rule_requires_and_says_so(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 0)
    live, _ = open_class(db, ruled(RULE))
    one, _two = (join(db, live.code, name, "test") for name in ("Ann", "Ben"))
    clock.start(db, live.id, 1)
    offer(db, one.id, {"price": 9, "flow": "none", "judge": "court"})
    test = page("student", address={"class": live.code, "me": one.code})
    assert "Not with the other terms as they stand: ‘Nobody’" in page_text(test)
    test.selectbox(key="seat:judge").set_value("nobody").run()
    assert test.select_slider(key="seat:price").value == 5
    assert "to go with ‘Who settles disputes: Nobody’" in page_text(test)
    press(test, "seat_from_mine")
    assert test.select_slider(key="seat:price").value == 9
    assert "to go with" not in page_text(test)


@pytest.mark.parametrize(
    ("url", "network", "server", "address", "note"),
    [
        ("https://desk.example.org/class", "192.0.2.7", "", "https://desk.example.org", ""),
        (
            "https://hub.example.org/user/ann/proxy/8501/class", None, "",
            "https://hub.example.org/user/ann/proxy/8501", "",
        ),
        ("http://localhost:8501/class", "192.0.2.7", "", "http://192.0.2.7:8501", "own network"),
        ("http://localhost:8501/desk/class", "192.0.2.7", "", "http://192.0.2.7:8501/desk", "own network"),
        ("http://[::1]:8501/class", "192.0.2.7", "", "http://192.0.2.7:8501", "own network"),
        ("http://127.0.0.1:8501/class", None, "", "http://127.0.0.1:8501", "Only this computer"),
        (
            "http://127.0.0.1:8501/class", "192.0.2.7", "127.0.0.1",
            "http://127.0.0.1:8501", "Only this computer",
        ),
    ],
)  # fmt: skip
def test_students_get_an_address_that_they_can_reach(
    url: str,
    network: str | None,
    server: str,
    address: str,
    note: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Context:
        pass

    Context.url = url  # type: ignore[attr-defined]
    options = {"server.address": server}
    monkeypatch.setattr(st, "context", Context)
    monkeypatch.setattr(st, "get_option", options.get)
    monkeypatch.setattr(addresses, "network_address", lambda: network)
    monkeypatch.delenv(addresses.VARIABLE, raising=False)
    base = addresses.for_others()
    assert base.address == address
    assert note in base.note
    assert bool(base.note) == bool(note)
    monkeypatch.setenv(addresses.VARIABLE, "https://class.example.org/desk/")
    assert addresses.for_others() == addresses.Base("https://class.example.org/desk", "")


def test_a_qr_code_is_black_on_white_with_its_quiet_zone() -> None:
    drawn = qr("http://192.0.2.7:8501/join?class=ABC234")
    # 29 modules and four of white on each side.
    assert 'viewBox="0 0 37 37"' in drawn
    assert 'fill="#fff" d="M0 0h37v37h-37z"' in drawn
    assert 'stroke="#000"' in drawn


def test_a_lost_phone_gives_way_to_a_new_code(db: Database) -> None:
    live, key = open_class(db, DOLLAR)
    ann = join(db, live.code, "Ann", "test")
    lost = page("student", address={"class": live.code, "me": ann.code})
    assert "Hello, Ann" in page_text(lost)
    test = press(console(live, key), "class_new_code")
    code = re.search(r"Own code: \*\*(\S+)\*\*", page_text(test))
    assert code
    assert "Hello, Ann" in page_text(page("student", address={"class": live.code, "me": code[1]}))
    assert "Nobody in this class has this code" in page_text(lost.run())
    assert "Hello, Ann" not in page_text(lost)
