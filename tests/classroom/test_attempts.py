"""Codes that are guessed, and doors that are knocked at too often; on both databases."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from classroom.errors import TooFast, Unknown
from classroom.service import attempts
from classroom.service.classes import by_code, by_key, delete_class
from classroom.service.people import come_back, join
from classroom.storage.database import Database
from classroom.storage.schema import metadata
from tests.classroom.room import HERE, HeldClock, a_room
from tests.classroom.rows import rows

# What is counted by the minute must not go on in the next one.
pytestmark = pytest.mark.usefixtures("held")


def test_wrong_codes_are_refused_after_some_and_right_ones_never(
    db: Database, held: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "WRONG_A_MINUTE", 8)
    room = a_room(db)
    (ada,) = room.joined("Ada")
    wrong = (
        lambda: by_code(db, "ZZZ-ZZZ", "10.0.0.1"),
        lambda: by_key(db, room.code, "no", "10.0.0.1"),
        lambda: come_back(db, room.code, "2222222222", "10.0.0.1"),
    )
    for number in range(8):
        with pytest.raises(Unknown):
            wrong[number % 3]()
    waits = []
    for number in range(100):
        with pytest.raises(TooFast, match="Wait a minute") as refused:
            wrong[number % 3]()
        waits.append(refused.value.seconds)
    assert waits == sorted(waits)
    assert waits[0] < waits[20] < waits[-1] == attempts.LONGEST_WAIT
    # From the same address, as a whole school has it.
    assert by_code(db, room.code, "10.0.0.1").id == room.id
    assert by_key(db, room.code, room.key, "10.0.0.1").id == room.id
    assert come_back(db, room.code, ada.code, "10.0.0.1").id == ada.id
    assert join(db, room.code, "Ben", "10.0.0.1").name == "Ben"
    held.forward(60)
    with pytest.raises(Unknown):
        wrong[0]()
    with db.reading() as connection:
        kept = connection.execute(select(metadata.tables["attempts"])).all()
    assert kept
    assert not any("10.0.0" in str(row) for row in kept)


def test_a_browser_that_guesses_waits_before_the_address_around_it_does(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "WRONG_BY_BROWSER", 3)
    guesses = [lambda: by_code(db, "ZZZZZZ", "10.0.0.1", "phone")] * 4
    for guess in guesses[:3]:
        with pytest.raises(Unknown):
            guess()
    with pytest.raises(TooFast):
        guesses[3]()
    for browser in ("another", ""):
        with pytest.raises(Unknown):
            by_code(db, "ZZZZZZ", "10.0.0.1", browser)


def test_guesses_at_one_class_or_in_all_are_counted_wherever_they_come_from(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = [a_room(db) for _ in range(3)]
    monkeypatch.setattr(attempts, "WRONG_A_MINUTE", 3)
    monkeypatch.setattr(attempts, "WRONG_IN_ALL", 6)
    refusals = []
    for number, room in enumerate([*[rooms[0]] * 4, *[rooms[1]] * 2, rooms[2]]):
        with pytest.raises((Unknown, TooFast)) as refused:
            come_back(db, room.code, "2222222222", f"10.0.0.{number}")
        refusals.append(refused.type)
    assert refusals == [*[Unknown] * 3, TooFast, *[Unknown] * 2, TooFast]


def test_in_ipv6_a_visitor_is_a_network() -> None:
    assert attempts.place("2001:db8:1:2::1") == attempts.place("2001:db8:1:2:ffff::9")
    assert attempts.place("2001:db8:1:2::1") != attempts.place("2001:db8:1:3::1")
    assert attempts.place("::ffff:192.0.2.7") == attempts.place("192.0.2.7") == "192.0.2.7"
    assert attempts.place("local") == "local"


def test_pages_of_a_deleted_class_that_come_back_shut_no_door(db: Database) -> None:
    gone, next_one = a_room(db), a_room(db)
    people = gone.joined(*(f"Student {number}" for number in range(40)))
    delete_class(db, gone.id)
    for person in people:
        for _ in ("page", "socket"):
            with pytest.raises((Unknown, TooFast)):
                come_back(db, gone.code, person.code, HERE)
    next_one.joined("Ada")


def test_nobody_can_look_up_which_address_was_counted(
    db: Database, db_url: str, tmp_path: Path, opened: Callable[[str], Database]
) -> None:
    """Each installation names addresses in its own way, and all of its processes in the same."""

    def named(where: Database) -> set[str]:
        attempts.count(where, {f"code:{HERE}": 1})
        with where.reading() as connection:
            return set(connection.scalars(select(metadata.tables["attempts"].c.who)))

    (one,) = named(db)
    assert one != hashlib.sha256(f"1:code:{HERE}".encode()).hexdigest()
    assert named(opened(db_url)) == {one}
    elsewhere = opened(f"sqlite:///{tmp_path / 'another.sqlite'}")
    assert named(elsewhere).isdisjoint({one})


def test_counts_of_tries_are_forgotten(db: Database, held: HeldClock) -> None:
    for _ in range(3):
        attempts.count(db, {f"code:{HERE}": 1})
        held.forward(60)
    with db.reading() as connection:
        assert rows(connection)["attempts"] == 3
    held.forward(60 * (attempts.MINUTES_KEPT + 2))
    attempts.count(db, {f"code:{HERE}": 1})
    with db.reading() as connection:
        assert rows(connection)["attempts"] == 1


def test_joining_is_limited_by_address(
    db: Database, held: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "JOINS_A_MINUTE", 5)
    room = a_room(db)
    room.joined(*"ABCDE")
    with pytest.raises(TooFast):
        room.joined("F")
    join(db, room.code, "G", "10.0.0.9")
    held.forward(60)
    room.joined("F")
