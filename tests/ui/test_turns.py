"""Students' pages are drawn a few at a time, and nobody waits for the database in a turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from streamlit.testing.v1 import AppTest

from classroom.storage import database as databases
from classroom.storage.database import VARIABLE, Database
from simulator.latest import Latest
from tests.classroom.room import a_pair
from ui.session import student


def test_a_page_reads_before_it_takes_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"sqlite:///{tmp_path / 'classes.sqlite'}")
    databases._opened.cache_clear()
    room, ada, _ = a_pair(databases.database())
    taken: list[bool] = []
    reads: list[bool] = []

    reading = Database.reading

    @contextmanager
    def noted(db: Database) -> Iterator[Connection]:
        reads.append(bool(taken) and taken[-1])
        with reading(db) as connection:
            yield connection

    class Turns:
        def __enter__(self) -> None:
            taken.append(True)

        def __exit__(self, *_: object) -> None:
            taken.append(False)

    turns: Latest[int, Turns] = Latest(1)
    turns.get(room.id, Turns)
    monkeypatch.setattr(student, "_turns", turns)
    monkeypatch.setattr(Database, "reading", noted)

    def script() -> None:
        from ui.pages.student import page

        page.page()

    test = AppTest.from_function(script, default_timeout=60)
    test.query_params["class"], test.query_params["me"] = room.code, ada.code
    test.run()
    assert not test.exception
    assert taken.count(True) == taken.count(False) >= 4, "each part of the page has a turn"
    assert len(reads) >= 3
    assert not any(reads)
    databases.database().close()
    databases._opened.cache_clear()


def test_a_class_that_draws_for_long_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turns: Latest[int, threading.Semaphore] = Latest(2)
    monkeypatch.setattr(student, "_turns", turns)
    slow, other = (turns.get(id, lambda: threading.Semaphore(student.AT_A_TIME)) for id in (1, 2))
    with student.in_turn(1), student.in_turn(1):
        assert not slow.acquire(blocking=False)
        with student.in_turn(2):
            assert other.acquire(blocking=False)
