"""The push channel and the clock in the browser, on a page of its own with two fragments."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from classroom.records import LiveClass, Person, Settings
from classroom.service.classes import delete_class, open_class
from classroom.service.clock import start
from classroom.service.people import join
from classroom.storage.changes import student_version
from classroom.storage.database import Database
from classroom.storage.schema import classes
from classroom.storage.steady_time import now
from classroom.storage.store import class_row, live_class, person, tell_table, tell_teacher
from tests.browser.app import text_on
from tests.browser.server import Server
from tests.support import ROOT, WATER_TEXT

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from classroom.storage.changes import class_version, student_version
from classroom.storage.database import database
from classroom.storage.store import class_row, live_class
from ui.components.live import Clock, live, whole_page

def counted(name):
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return f"{{name}} {{st.session_state[name]}}"

@st.fragment
def student(asked):
    with database().reading() as connection:
        drawn = student_version(connection, int(asked["person"]))
        if drawn == "gone":
            st.text("No such class any more.")
            return
        found = live_class(connection, class_row(connection, int(asked["id"])))
    st.text(counted("student run"))
    st.text(f"student sees {{drawn}}, {{found.phase}}")
    clock = Clock(found.left, found.phase == "running", found.seconds)
    live({{"class": asked["class"], "me": asked["me"]}}, drawn, clock, "student_live")

@st.fragment
def board(asked):
    with database().reading() as connection:
        drawn = class_version(connection, int(asked["id"]))
    st.text(counted("board run"))
    st.text(f"board sees {{drawn}}")
    live({{"class": asked["class"]}}, drawn, None, "board_live", shown=False)

if __name__ == "__main__":
    st.text(counted("page run"))
    st.text_input("Note")
    whole_page()
    student(st.query_params.to_dict())
    board(st.query_params.to_dict())
"""
SERVED = """
else:
    from ui.server.serving import lifespan, routes
    app = st.App(__file__, routes=routes(), lifespan=lifespan)
"""


@dataclass(frozen=True)
class ServedClasses:
    """A server of the page, and the database that its classes are in."""

    server: Server
    db: Database


@dataclass(frozen=True)
class Class:
    """A running class, one of its students, and the page that both fragments are on."""

    db: Database
    live: LiveClass
    who: Person
    url: str

    def move(self) -> None:
        """Let something happen at the student's table, in another process than the server."""
        assert self.who.table is not None
        with self.db.writing() as connection:
            tell_table(connection, self.who.table)

    def set_clock(self, seconds: float) -> None:
        with self.db.writing() as connection:
            connection.execute(
                update(classes)
                .where(classes.c.id == self.live.id)
                .values(ends=now(connection) + seconds, version=classes.c.version + 1)
            )

    @property
    def version(self) -> str:
        with self.db.reading() as connection:
            return student_version(connection, self.who.id)

    @property
    def left(self) -> float:
        """The seconds that are left by the database's clock."""
        with self.db.reading() as connection:
            return float(live_class(connection, class_row(connection, self.live.id)).left)


def hall_of(folder: Path, tail: str) -> Iterator[ServedClasses]:
    script = folder / "live_page.py"
    script.write_text(SCRIPT.format(root=str(ROOT)) + tail, "utf-8")
    server = Server(str(script), folder)
    db = Database(server.database)
    yield ServedClasses(server, db)
    db.close()
    server.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedClasses]:
    """The page as the app serves its own, with the websocket that tells of changes."""
    yield from hall_of(tmp_path_factory.mktemp("served"), SERVED)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedClasses]:
    """The page as plain Streamlit would serve it."""
    yield from hall_of(tmp_path_factory.mktemp("alone"), "")


def a_class(hall: ServedClasses) -> Class:
    live, _ = open_class(hall.db, WATER_TEXT, Settings(minutes=10))
    joined = join(hall.db, live.code, "Ada", "test")
    join(hall.db, live.code, "Bob", "test")
    start(hall.db, live.id)
    with hall.db.reading() as connection:
        who = replace(person(connection, joined.id), code=joined.code)
    address = f"class={live.code}&id={live.id}&me={who.code}&person={who.id}"
    return Class(hall.db, live, who, f"{hall.server.url}/?{address}")


def opened(page: Page, lesson: Class) -> None:
    """Open the page, wait until it is live, and begin to type."""
    page.goto(lesson.url)
    expect(page.get_by_role("status").first).to_have_text("Live")
    expect(text_on(page, "student run 1")).to_be_visible()
    page.get_by_label("Note").fill("half a sent")


def test_a_change_runs_only_the_fragments_that_show_it(
    served: ServedClasses, tab: Callable[..., Page]
) -> None:
    lesson, page = a_class(served), tab(phone=True)
    errors: list[str] = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    opened(page, lesson)

    # A move at the table concerns both.
    lesson.move()
    expect(text_on(page, "student run 2")).to_be_visible()
    expect(text_on(page, "board run 2")).to_be_visible()

    # Who joins concerns the board alone.
    with lesson.db.writing() as connection:
        tell_teacher(connection, lesson.live.id)
    expect(text_on(page, "board run 3")).to_be_visible()

    # Nothing has run without a change, and not once the whole page: what is being typed is still there.
    expect(text_on(page, "student run 2")).to_be_visible()
    expect(text_on(page, "page run 1")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("half a sent")
    assert errors == []


def test_the_clock_runs_down_by_itself_and_at_its_end_the_table_is_closed(
    served: ServedClasses, tab: Callable[..., Page]
) -> None:
    lesson, page = a_class(served), tab(phone=True)
    opened(page, lesson)
    begun = lesson.left
    agrees(page, lesson, begun)
    agrees(page, lesson, begun - 2)
    expect(page.locator(".live-word").first).to_have_text("left")
    expect(text_on(page, "student run 1")).to_be_visible()

    # The last minute, then the end, though nobody clicks.
    lesson.set_clock(62)
    expect(page.locator(".live-word").first).to_have_text("last minute")
    expect(page.locator(".live-said").first).to_have_text("1 minute left")
    lesson.set_clock(3)
    expect(page.locator(".live-said").first).to_have_text("Time is over")
    expect(text_on(page, ", over")).to_be_visible()
    expect(page.locator(".live-word").first).to_have_text("time is over")
    expect(text_on(page, "page run 1")).to_be_visible()


def agrees(page: Page, lesson: Class, most: float) -> None:
    """Wait until no more than so many seconds are left, and the page's clock says so to the second."""
    for _ in range(600):
        before = lesson.left
        minutes, seconds = page.locator(".live-digits").first.inner_text().split(":")
        after = lesson.left
        if before <= most and after - 1.5 <= 60 * int(minutes) + int(seconds) <= before + 1.5:
            return
        page.wait_for_timeout(100)
    raise AssertionError("The page's clock does not go as the database's does.")


def test_a_page_outlives_its_server_and_learns_that_its_class_is_gone(
    served: ServedClasses, tab: Callable[..., Page]
) -> None:
    lesson, page = a_class(served), tab(phone=True)
    opened(page, lesson)
    # The server stops and starts again, and knows nothing of the page any more.
    served.server.stop()
    try:
        expect(page.get_by_role("status").first).to_have_text("Reconnecting …")
    finally:
        served.server.start()
    expect(page.get_by_role("status").first).to_have_text("Live")
    lesson.move()
    expect(text_on(page, f"student sees {lesson.version}")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("half a sent")
    delete_class(lesson.db, lesson.live.id)
    expect(text_on(page, "No such class any more.")).to_be_visible()


def test_without_the_websocket_a_change_still_comes(
    alone: ServedClasses, tab: Callable[..., Page]
) -> None:
    lesson, page = a_class(alone), tab()
    page.goto(lesson.url)
    expect(page.get_by_role("status").first).to_have_text("Updated every 2 seconds")
    expect(text_on(page, f"student sees {lesson.version}")).to_be_visible()
    lesson.move()
    expect(text_on(page, f"student sees {lesson.version}")).to_be_visible()
    expect(text_on(page, "page run 1")).to_be_visible()
