"""A class is opened, set up, and deleted; on both databases."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert

from classroom.errors import BadText, Refused, Unknown
from classroom.records import Settings
from classroom.service import clock, seats, tables
from classroom.service.classes import by_key, change_settings, delete_class, open_class
from classroom.service.codes import person_code
from classroom.service.people import come_back, desk
from classroom.storage.database import Database
from classroom.storage.schema import people as students
from simulator.errors import ScenarioError
from tests.classroom.room import HERE, PIE, a_pair, a_room, slices
from tests.classroom.rows import rows


def of_classes(db: Database) -> dict[str, int]:
    """How many rows there are of anybody's class."""
    with db.reading() as connection:
        counted = rows(connection)
    return {
        name: n for name, n in counted.items() if name not in ("attempts", "clocks", "installation")
    }


def test_a_teachers_key_opens_its_own_class_alone(db: Database) -> None:
    one, two = a_room(db), a_room(db)
    assert by_key(db, one.code, one.key, HERE).id == one.id
    for key in (two.key, "", one.key[:-1], one.key + "x", "x" * 5000):
        with pytest.raises(Unknown, match="not the address of a class"):
            by_key(db, one.code, key, HERE)


OUT_OF_BOUNDS = {
    "1 to 1440 minutes; 0 was": Settings(minutes=0),
    "1441 was asked for": Settings(minutes=1441),
    "1 to 10 students share a role": Settings(team=0),
    "11 was asked for": Settings(team=11),
    "no side c": Settings(briefs={"c": "x"}),
    "The door is one of": Settings(door="ajar"),  # type: ignore[arg-type]
    "500 names at most": Settings(names=[f"N{number}" for number in range(501)]),
    "Give a nickname": Settings(names=["Ada", " "]),
    "at most 4000 characters": Settings(briefs={"a": "x" * 4001}),
}


def test_settings_out_of_bounds_are_refused(db: Database) -> None:
    room = a_room(db)
    for says, settings in OUT_OF_BOUNDS.items():
        with pytest.raises((Refused, BadText), match=says):
            open_class(db, PIE, settings)
        with pytest.raises((Refused, BadText), match=says):
            change_settings(db, room.id, settings)
    assert room.live.settings == Settings()
    assert of_classes(db)["classes"] == 1


def test_settings_can_be_changed_until_the_talks_begin_and_briefs_and_notes_later(
    db: Database,
) -> None:
    room = a_room(db)
    wanted = Settings(minutes=7, team=2, open_book=True, notes=False, briefs={"a": " Be kind.\r\n"})
    change_settings(db, room.id, wanted)
    assert room.live.settings.briefs == {"a": "Be kind."}
    assert (room.live.seconds, room.live.left) == (420, 420)
    room.joined("Ada", "Ben", "Cleo", "Dora")
    clock.start(db, room.id)
    later = Settings(minutes=7, team=2, open_book=True, notes=True, briefs={"b": "Be firm."})
    change_settings(db, room.id, later)
    assert room.live.settings == later
    for free in ({"door": "closed"}, {"names": ["Ada", "Eve"]}):
        change_settings(db, room.id, Settings(**{**later.__dict__, **free}))
    for other in ({"minutes": 8}, {"team": 1}, {"open_book": False}):
        with pytest.raises(Refused, match="The talks have begun"):
            change_settings(db, room.id, Settings(**{**later.__dict__, **other}))


def test_a_scenario_that_needs_mending_opens_no_class(db: Database) -> None:
    for text in ("title: x", "- 1", "extends: water\n", ""):
        with pytest.raises(ScenarioError):
            open_class(db, text)
    assert of_classes(db)["classes"] == 0


def test_a_deleted_class_leaves_no_row_and_others_stay(db: Database) -> None:
    room, one, two = a_pair(db)
    made = tables.offer(db, one.id, slices(6), "Take this")
    tables.accept(db, two.id, made.id)
    seats.remove(db, room.id, one.id)
    kept = of_classes(db)
    other, mover, _ = a_pair(db)
    tables.offer(db, mover.id, slices(5))
    delete_class(db, other.id)
    assert of_classes(db) == kept
    delete_class(db, room.id)
    assert of_classes(db) == {"classes": 0, "tables": 0, "people": 0, "moves": 0}
    for ask in (
        lambda: room.live,
        lambda: come_back(db, room.code, two.code, HERE),
        lambda: tables.offer(db, two.id, slices(5)),
        lambda: clock.end(db, room.id),
        lambda: desk(db, two.id),
    ):
        with pytest.raises(Unknown):
            ask()
    delete_class(db, room.id)


def test_of_a_deleted_class_no_byte_is_left_in_the_files(lite: Database, tmp_path: Path) -> None:
    db, path = lite, tmp_path / "classes.sqlite"
    room, one, two = a_pair(db)
    # Enough to fill pages of their own, in the tables and in their indices.
    with db.writing() as connection:
        connection.execute(
            insert(students),
            [
                {
                    "class_id": room.id,
                    "name": f"Xanthippe{n}",
                    "same_name": f"xanthippe{n}",
                    "code": person_code(),
                }
                for n in range(400)
            ],
        )
    made = tables.offer(db, one.id, slices(6), "Quetzalcoatl " * 20)
    tables.accept(db, two.id, made.id)

    def occurrences(word: bytes) -> int:
        return sum(file.read_bytes().count(word) for file in tmp_path.glob("classes.sqlite*"))

    assert occurrences(b"anthippe") > 400
    assert occurrences(b"Quetzalcoatl") > 0
    # Another process is reading what is about to go, for a moment longer.
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM people").fetchall()
    threading.Timer(0.3, other.rollback).start()
    delete_class(db, room.id)
    assert occurrences(b"anthippe") == 0
    assert occurrences(b"Quetzalcoatl") == 0
    assert occurrences(room.code.encode()) == occurrences(one.code.encode()) == 0
    other.close()
