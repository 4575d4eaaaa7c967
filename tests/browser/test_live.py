"""The push channel and the clock in the browser, on a page of its own with two fragments."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import update

from classroom.changes import student_version
from classroom.classes import delete_class, open_class
from classroom.clock import start
from classroom.database import Database, now
from classroom.people import join
from classroom.records import LiveClass, Person, Settings
from classroom.schema import classes
from classroom.store import person, tell_table, tell_teacher
from tests.browser.server import serve
from tests.support import ROOT, WATER_TEXT

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from classroom.changes import class_version, student_version
from classroom.database import database
from classroom.store import class_row, live_class
from ui.live import Clock, live, whole_page

CODE, CLASS, ME, PERSON = {code!r}, {class_id!r}, {me!r}, {person!r}

def counted(name):
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return f"{{name}} {{st.session_state[name]}}"

@st.fragment
def student():
    with database().reading() as connection:
        drawn = student_version(connection, PERSON)
        if drawn == "gone":
            st.text("No such class any more.")
            return
        found = live_class(connection, class_row(connection, CLASS))
    st.text(counted("student run"))
    st.text(f"student sees {{drawn}}, {{found.phase}}")
    clock = Clock(found.left, found.phase == "running", found.seconds)
    live({{"class": CODE, "me": ME}}, drawn, clock, "student_live")

@st.fragment
def board():
    with database().reading() as connection:
        drawn = class_version(connection, CLASS)
    st.text(counted("board run"))
    st.text(f"board sees {{drawn}}")
    live({{"class": CODE}}, drawn, None, "board_live", shown=False)

if __name__ == "__main__":
    st.text(counted("page run"))
    st.text_input("Note")
    whole_page()
    student()
    board()
"""
SERVED = """
else:
    from ui.serving import lifespan, routes
    app = st.App(__file__, routes=routes(), lifespan=lifespan)
"""
Class = tuple[Database, LiveClass, Person]


def written(folder: Path, tail: str) -> tuple[Class, str]:
    """A running class, and a page on it."""
    db = Database(f"sqlite:///{folder / 'classes.sqlite'}")
    live, _ = open_class(db, WATER_TEXT, Settings(minutes=10))
    who = join(db, live.code, "Ada", "test")
    join(db, live.code, "Bob", "test")
    start(db, live.id)
    with db.reading() as connection:
        who = person(connection, who.id)
    script = folder / "live_page.py"
    script.write_text(
        SCRIPT.format(root=str(ROOT), code=live.code, class_id=live.id, me=who.code, person=who.id)
        + tail,
        "utf-8",
    )
    return (db, live, who), str(script)


def move(db: Database, who: Person) -> None:
    """Something happens at a table, in another process than the server."""
    assert who.table is not None
    with db.writing() as connection:
        tell_table(connection, who.table)


def version(db: Database, who: Person) -> str:
    with db.reading() as connection:
        return student_version(connection, who.id)


def left(page: Page) -> int:
    minutes, seconds = page.locator(".live-digits").first.inner_text().split(":")
    return 60 * int(minutes) + int(seconds)


def set_clock(db: Database, live: LiveClass, seconds: float) -> None:
    with db.writing() as connection:
        connection.execute(
            update(classes)
            .where(classes.c.id == live.id)
            .values(ends=now(connection) + seconds, version=classes.c.version + 1)
        )


def test_a_change_runs_only_the_fragments_that_show_it(
    tmp_path: Path, tab: Callable[..., Page]
) -> None:
    (db, live, who), script = written(tmp_path, SERVED)
    page = tab(phone=True)
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )
    with serve(script, tmp_path) as url:
        page.goto(url)
        changes_come(page, db, live, who)
        assert said == []
    # The server stops and starts again, and knows nothing of the page any more.
    expect(page.get_by_role("status").first).to_have_text("Reconnecting …")
    with serve(script, tmp_path, port=int(url.rpartition(":")[2])):
        expect(page.get_by_role("status").first).to_have_text("Live")
        move(db, who)
        expect(page.get_by_text(f"student sees {version(db, who)}")).to_be_visible()
        expect(page.get_by_label("Note")).to_have_value("half a sent")
        delete_class(db, live.id)
        expect(page.get_by_text("No such class any more.")).to_be_visible()


def changes_come(page: Page, db: Database, live: LiveClass, who: Person) -> None:
    expect(page.get_by_role("status").first).to_have_text("Live")
    expect(page.get_by_text("student run 1")).to_be_visible()
    page.get_by_label("Note").fill("half a sent")

    # A move at the table concerns both.
    asked = time.monotonic()
    move(db, who)
    expect(page.get_by_text("student run 2")).to_be_visible(timeout=2_000)
    expect(page.get_by_text("board run 2")).to_be_visible(timeout=2_000)
    assert time.monotonic() - asked < 2

    # Who joins concerns the board alone.
    with db.writing() as connection:
        tell_teacher(connection, live.id)
    expect(page.get_by_text("board run 3")).to_be_visible(timeout=2_000)

    # The clock runs on by itself.
    before, at = left(page), time.monotonic()
    page.wait_for_timeout(2_500)
    passed = time.monotonic() - at
    assert passed - 1.2 <= before - left(page) <= passed + 1.2
    assert 500 < before <= 600
    expect(page.locator(".live-word").first).to_have_text("left")
    expect(page.get_by_text("student run 2")).to_be_visible()
    expect(page.get_by_text("board run 3")).to_be_visible()

    # The last minute, then the end: the table is closed and all see it, though nobody clicks.
    set_clock(db, live, 62)
    expect(page.locator(".live-word").first).to_have_text("last minute", timeout=8_000)
    expect(page.locator(".live-said").first).to_have_text("1 minute left")
    set_clock(db, live, 3)
    expect(page.locator(".live-said").first).to_have_text("Time is over", timeout=8_000)
    expect(page.get_by_text(", over")).to_be_visible(timeout=4_000)
    expect(page.locator(".live-word").first).to_have_text("time is over")

    # Not once did the whole page run, and what is being typed is still there.
    expect(page.get_by_text("page run 1")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("half a sent")


def test_without_the_websocket_a_change_still_comes(
    tmp_path: Path, tab: Callable[..., Page]
) -> None:
    (db, _, who), script = written(tmp_path, "")
    page = tab()
    with serve(script, tmp_path) as url:
        page.goto(url)
        expect(page.get_by_role("status").first).to_have_text("Updated every 2 seconds")
        expect(page.get_by_text(f"student sees {version(db, who)}")).to_be_visible()
        move(db, who)
        expect(page.get_by_text(f"student sees {version(db, who)}")).to_be_visible(timeout=4_000)
        expect(page.get_by_text("page run 1")).to_be_visible()
