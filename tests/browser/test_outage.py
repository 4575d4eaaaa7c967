"""What a visitor sees when the database is away, and when a page fails."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from classroom.logs import ONCE
from classroom.service.clock import pause, start
from classroom.storage.database import Database
from tests.browser.app import text_on
from tests.browser.hall import Hall, send
from tests.browser.server import Server, serve
from tests.services import Postgres, folder
from tests.support import ROOT, WATER_TEXT

pytestmark = pytest.mark.exhaustive

Tab = Callable[..., Page]
AWAY = "The server cannot reach its database just now. This page goes on by itself."
FAILING = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
import app as whole

@st.fragment
def part():
    if st.button("Fail in a part"):
        raise ValueError("hunter2 of a part")

def fail():
    raise ValueError("hunter2 of a press")

if __name__ == "__main__":
    part()
    st.button("Fail at a press", on_click=fail)
    if st.toggle("Fail"):
        raise ValueError("hunter2 of a page")
else:
    app = st.App(__file__, on_script_error=whole.failed)
"""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, Path]]:
    """A server of this module's own, and the file that it keeps classes in."""
    folder = tmp_path_factory.mktemp("outage")
    server = Server("app.py", folder)
    db = Database(server.database)
    yield Hall(server, db), folder / "classes.sqlite"
    db.close()
    server.stop()
    log = (folder / "log.txt").read_text()
    assert "was moved, deleted or replaced" in log


@contextmanager
def away(file: Path) -> Iterator[None]:
    """Take the database away for a while."""
    aside = file.with_name("aside")
    file.rename(aside)
    try:
        yield
    finally:
        aside.rename(file)


def test_pages_that_were_opened_while_the_database_was_away_come_back_by_themselves(
    alone: tuple[Hall, Path], tab: Tab
) -> None:
    hall, file = alone
    live, key, (ada, _) = hall.gathered(WATER_TEXT, ["Ada", "Bob"])
    addresses = {
        f"join?class={live.code}&me={ada.code}": "Hello, Ada",
        f"board?class={live.code}": "Water for the valley",
        f"class?class={live.code}&key={key}": "Water for the valley",
    }
    pages = {address: tab() for address in addresses}
    with away(file):
        for address, page in pages.items():
            page.goto(hall.link(address))
            expect(text_on(page, AWAY).first).to_be_visible()
            expect(page.get_by_text("Open or find a class")).to_have_count(0)
            expect(page.locator(".stException")).to_have_count(0)
    for address, page in pages.items():
        expect(page.get_by_role("heading", name=addresses[address], level=1)).to_be_visible()
        expect(text_on(page, AWAY)).to_have_count(0)


def test_a_page_on_which_somebody_presses_meanwhile_goes_on(
    alone: tuple[Hall, Path], tab: Tab
) -> None:
    hall, file = alone
    live, _, (ada, _) = hall.gathered(WATER_TEXT, ["Ada", "Bob"])
    start(hall.db, live.id)
    page = hall.student(tab(), live, ada)
    button = page.get_by_role("button", name="Send this offer")
    expect(button).to_be_enabled()
    with away(file):
        button.click()
        expect(text_on(page, "not where it was").first).to_be_visible()
    button = page.get_by_role("button", name="Send this offer")
    expect(text_on(page, AWAY)).to_have_count(0)
    button.click()
    expect(text_on(page, "Sent. It is on the table.")).to_be_visible()


def test_pages_outlive_their_postgresql_and_the_log_has_a_line_for_each_cause(
    tmp_path: Path, tab: Tab, opened: Callable[[str], Database]
) -> None:
    """Pages that were open, and one that was opened while it was away."""
    began = time.monotonic()
    with folder() as place, ExitStack() as until_the_end:
        postgres = Postgres(place)  # of its own: others go on
        until_the_end.callback(postgres.stop)
        postgres.start()
        server = Server("app.py", tmp_path, database=postgres.new())
        until_the_end.callback(server.stop)  # which fails where a traceback is in the log
        hall = Hall(server, opened(server.database))
        live, key, (ada, _) = hall.gathered(WATER_TEXT, ["Ada", "Bob"])
        start(hall.db, live.id)
        console, late = tab(), tab()
        console.goto(hall.link(f"class?class={live.code}&key={key}"))
        student = hall.student(tab(), live, ada)
        for page in (console, student):
            expect(text_on(page, "Live", exact=True)).to_be_visible()
        postgres.stop(kill=True)
        late.goto(hall.link(f"board?class={live.code}"))
        expect(text_on(late, AWAY).first).to_be_visible()
        postgres.start()
        expect(late.get_by_role("heading", name="Water for the valley", level=1)).to_be_visible()
        send(student)
        pause(hall.db, live.id)
        expect(text_on(console, "The talks are paused").first).to_be_visible()
        expect(text_on(student, "Your teacher has stopped the clock").first).to_be_visible()
        for page in (console, student, late):
            expect(text_on(page, AWAY)).to_have_count(0)
            expect(page.locator(".stException")).to_have_count(0)
    lines = [line for line in (tmp_path / "log.txt").read_text().splitlines() if "database" in line]
    causes = {line[len("2026-11-28 09:06:22,422 ") :] for line in lines}
    assert 0 < len(lines) <= len(causes) * (1 + (time.monotonic() - began) // ONCE)


def test_what_fails_is_told_in_a_sentence_with_the_time_and_nothing_else(
    tmp_path: Path, tab: Tab
) -> None:
    script = tmp_path / "failing.py"
    script.write_text(FAILING.format(root=str(ROOT)))
    with serve(str(script), tmp_path) as address:
        for press in ("Fail in a part", "Fail at a press", "Fail"):
            page = tab()
            page.goto(address)
            page.get_by_text(press, exact=True).click()
            expect(text_on(page, "Something went wrong on the server at")).to_be_visible()
            expect(page.locator(".stException")).to_have_count(0)
            for secret in ("hunter2", "Traceback", "ValueError", str(ROOT)):
                assert secret not in page.content(), press
    lines = [line for line in (tmp_path / "log.txt").read_text().splitlines() if "hunter2" in line]
    assert [line.partition("ValueError: ")[2].partition(" at ")[0] for line in lines] == [
        "hunter2 of a part", "hunter2 of a press", "hunter2 of a page",
    ]  # fmt: skip
