"""Who watches a class learns of what concerns it, and the database has rest from those who do not."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError

from classroom.records import LiveClass, Person
from classroom.service.classes import delete_class, open_class
from classroom.service.clock import start
from classroom.service.people import join
from classroom.storage import changes
from classroom.storage.changes import (
    GONE,
    Channel,
    Watcher,
    class_version,
    student_version,
    versions,
)
from classroom.storage.database import Database
from classroom.storage.schema import people
from classroom.storage.store import person, tell_students, tell_table, tell_teacher
from tests.support import WATER_TEXT


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'classes.sqlite'}")
    yield made
    made.close()


@pytest.fixture
def watcher(db: Database) -> Iterator[Watcher]:
    made = Watcher(db)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def running(db: Database) -> tuple[LiveClass, list[Person]]:
    """A class at two tables."""
    live, _ = open_class(db, WATER_TEXT)
    joined = [join(db, live.code, name, "test") for name in ("Ada", "Bob", "Cleo", "Dan")]
    start(db, live.id, seed=1)
    with db.reading() as connection:
        return live, [person(connection, student.id) for student in joined]


class Reads:
    """What the watcher asks of the database."""

    def __init__(self, db: Database) -> None:
        self.queries = 0
        event.listen(db.engine, "before_cursor_execute", self._asked)

    def _asked(self, *asked: object) -> None:
        by_watcher = threading.current_thread().name.startswith("classroom")
        if by_watcher and str(asked[2]).startswith("SELECT"):
            self.queries += 1


async def listen(watcher: Watcher, channel: Channel, heard: list[str]) -> None:
    async for version in watcher.watch(channel):
        heard.append(version)


def in_a_loop(doing: Coroutine[object, object, None]) -> None:
    """Run in a thread of its own: a browser test before may have left its loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, doing).result()


async def until(what: object, seconds: float = 3.0) -> None:
    assert callable(what)
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come in time"
        await asyncio.sleep(0.01)


def test_a_change_is_told_once_to_those_whom_it_concerns(
    db: Database,
    watcher: Watcher,
    running: tuple[LiveClass, list[Person]],
    opened: Callable[[str], Database],
) -> None:
    live, students = running
    here = students[0]
    there = next(student for student in students if student.table != here.table)
    assert here.table is not None
    elsewhere = opened(str(db.engine.url))  # as another process has it

    async def watched() -> None:
        mine: list[str] = []
        other: list[str] = []
        board: list[str] = []
        tasks = [
            asyncio.create_task(listen(watcher, channel, heard))
            for channel, heard in (
                (Channel(live.id, here.id), mine),
                (Channel(live.id, there.id), other),
                (Channel(live.id), board),
            )
        ]
        await until(lambda: mine and other and board)
        for changing in (db, elsewhere):
            before = len(mine)
            with changing.writing() as connection:
                tell_table(connection, here.table or 0)
            await until(lambda before=before: len(mine) > before and len(board) > before)
        with elsewhere.writing() as connection:
            tell_teacher(connection, live.id)
        await until(lambda: len(board) == 4)
        await asyncio.sleep(2 * changes.PAUSE)
        assert (len(mine), len(other), len(board)) == (3, 1, 4)
        with db.writing() as connection:
            tell_students(connection, live.id)
        await until(lambda: (len(mine), len(other), len(board)) == (4, 2, 5))
        with db.reading() as connection:
            assert mine[-1] == student_version(connection, here.id)
            assert other[-1] == student_version(connection, there.id)
            assert board[-1] == class_version(connection, live.id)
        for task in tasks:
            task.cancel()

    in_a_loop(watched())


def test_nothing_is_read_while_nobody_watches_and_little_when_much_changes(
    db: Database, watcher: Watcher, running: tuple[LiveClass, list[Person]]
) -> None:
    live, students = running
    reads = Reads(db)

    def change() -> None:
        with db.writing() as connection:
            tell_students(connection, live.id)

    async def watched() -> None:
        change()
        await asyncio.sleep(2 * changes.PAUSE)
        assert reads.queries == 0
        heard: list[str] = []
        both = [
            asyncio.create_task(listen(watcher, channel, heard))
            for channel in (Channel(live.id), Channel(live.id, students[0].id))
        ]
        await until(lambda: len(heard) == 2)
        # Three queries a look, twenty looks a second at most, and the first again.
        begun, before = time.monotonic(), reads.queries
        for _ in range(100):
            change()
        looks = (time.monotonic() - begun) / changes.SHORTEST + 2
        assert reads.queries - before <= 3 * looks
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        await asyncio.sleep(2 * changes.PAUSE)
        quiet = reads.queries
        change()
        await asyncio.sleep(2 * changes.PAUSE)
        assert reads.queries == quiet

    in_a_loop(watched())


def test_who_watches_a_whole_class_in_which_much_happens_is_told_now_and_then_and_of_the_last(
    db: Database, watcher: Watcher, running: tuple[LiveClass, list[Person]]
) -> None:
    live, students = running
    table = students[0].table
    assert table is not None

    async def watched() -> None:
        board: list[str] = []
        mine: list[str] = []
        both = [
            asyncio.create_task(listen(watcher, channel, heard))
            for channel, heard in (
                (Channel(live.id), board),
                (Channel(live.id, students[0].id), mine),
            )
        ]
        await until(lambda: board and mine)
        begun = time.monotonic()
        while time.monotonic() - begun < 2.5 * changes.REST:
            with db.writing() as connection:
                tell_table(connection, table)
            await asyncio.sleep(0.02)
        took = time.monotonic() - begun
        with db.reading() as connection:
            last = class_version(connection, live.id)
        assert len(board) <= 2 + took / changes.REST
        assert len(mine) > 2 * len(board)
        await until(lambda: board[-1] == last, changes.REST + 4 * changes.PAUSE)
        for task in both:
            task.cancel()

    in_a_loop(watched())


def test_the_watcher_outlives_a_database_that_is_away(
    db: Database,
    watcher: Watcher,
    running: tuple[LiveClass, list[Person]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    live, _ = running
    failures = 0

    def away(*_: object) -> None:
        nonlocal failures
        failures += 1
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    async def watched() -> None:
        heard: list[str] = []
        task = asyncio.create_task(listen(watcher, Channel(live.id), heard))
        await until(lambda: heard)
        with monkeypatch.context() as patched:
            patched.setattr(changes, "TICK", 0.02)
            patched.setattr(changes, "versions", away)
            await until(lambda: failures >= 3)
            with db.writing() as connection:
                tell_students(connection, live.id)
        await until(lambda: len(heard) == 2)
        task.cancel()

    in_a_loop(watched())
    assert sum("cannot be read" in record.message for record in caplog.records) == 1


def test_what_is_done_regularly_goes_on_though_nobody_watches_and_one_part_fails(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(changes, "TICK", 0.02)
    done: list[int] = []

    def broken() -> None:
        raise ValueError("a table is lost")

    made = Watcher(db, tasks=(broken, lambda: done.append(1)))
    made.start()
    try:
        in_a_loop(until(lambda: len(done) >= 5))
    finally:
        made.stop()
    count = len(done)
    time.sleep(0.1)
    assert len(done) == count
    (failure,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert failure.exc_text is not None
    assert "a table is lost" in failure.exc_text


def test_what_never_ends_keeps_nothing_else_that_is_done_regularly_waiting(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "TICK", 0.02)
    done: list[int] = []
    free = threading.Event()
    made = Watcher(db, tasks=(free.wait, lambda: done.append(1), free.wait))
    made.start()
    try:
        in_a_loop(until(lambda: len(done) >= 5))
    finally:
        free.set()
        made.stop()


def test_another_seat_shows_in_the_version_and_so_do_leaving_and_the_end_of_the_class(
    db: Database, running: tuple[LiveClass, list[Person]]
) -> None:
    live, students = running
    who = students[0]
    other = next(student.table for student in students if student.table != who.table)

    def seen() -> str:
        with db.reading() as connection:
            version = student_version(connection, who.id)
            channels = [Channel(live.id, who.id), Channel(live.id)]
            by_channel = versions(connection, channels)
            assert by_channel == {
                channels[0]: version,
                channels[1]: class_version(connection, live.id),
            }
            return version

    before = seen()
    with db.writing() as connection:
        connection.execute(update(people).where(people.c.id == who.id).values(table_id=other))
    assert seen() != before
    with db.writing() as connection:
        connection.execute(
            update(people).where(people.c.id == who.id).values(table_id=None, removed=True)
        )
    assert seen() == GONE
    delete_class(db, live.id)
    assert seen() == GONE
    with db.reading() as connection:
        assert class_version(connection, live.id) == GONE
