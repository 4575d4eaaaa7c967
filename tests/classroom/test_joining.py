"""Students come in, and come back; on both databases."""

import hashlib
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from classroom.errors import BadText, Refused, TooFast, Unknown
from classroom.records import Settings
from classroom.service import attempts, clock, people, seats, tables
from classroom.service.classes import by_code, by_key, change_settings, delete_class, open_class
from classroom.service.codes import kept_code, person_code, shown
from classroom.service.input_limits import NAME_LENGTH
from classroom.service.people import come_back, desk, give_new_code, join
from classroom.storage.database import Database
from classroom.storage.schema import metadata
from classroom.storage.schema import people as rows
from simulator.errors import ScenarioError
from tests.classroom.room import HERE, PIE, HeldClock, a_pair, a_room, slices

INJECTIONS = [
    "<script>alert(1)</script>",
    "'; DROP TABLE moves; --",
    '" onload="x()',
    "**b** [x](y) $a$",
    "{{7*7}} ${7*7} %s %(a)s",
    "../../etc/passwd",
    "=1+1|cmd",
    ":id, NULL",
]


def count(db: Database) -> dict[str, int]:
    with db.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def of_classes(db: Database) -> dict[str, int]:
    """How many rows there are of anybody's class."""
    return {
        name: n
        for name, n in count(db).items()
        if name not in ("attempts", "clocks", "installation")
    }


def test_a_student_is_in_the_class_and_comes_back_by_its_code_however_it_is_typed(
    db: Database,
) -> None:
    room = a_room(db)
    ada, ben = room.joined("Ada", "Ben")
    assert [each.name for each in room.all.people] == ["Ada", "Ben"]
    assert ada.code != ben.code
    for code, own in ((room.code, ada.code), (shown(room.code).lower(), f" {shown(ada.code)} ")):
        assert come_back(db, code, own, HERE) == ada
    with pytest.raises(Unknown, match="Nobody in this class has this code"):
        come_back(db, room.code, "2222222222", HERE)
    other = a_room(db)
    with pytest.raises(Unknown, match="Nobody in this class has this code"):
        come_back(db, other.code, ada.code, HERE)
    with pytest.raises(Unknown, match="no class with this code"):
        join(db, "222222", "Cleo", HERE)


def test_a_new_code_takes_the_place_of_the_old_one_which_opens_nothing(db: Database) -> None:
    room = a_room(db)
    ada, ben = room.joined("Ada", "Ben")
    version = desk(db, ada.id).version
    new = give_new_code(db, room.id, ada.id)
    assert come_back(db, room.code, new, HERE).id == ada.id
    with pytest.raises(Unknown, match="Nobody in this class has this code"):
        come_back(db, room.code, ada.code, HERE)
    assert come_back(db, room.code, ben.code, HERE) == ben
    # Her page is told to look again.
    assert desk(db, ada.id).version != version
    with pytest.raises(Unknown):
        give_new_code(db, a_room(db).id, ben.id)
    assert come_back(db, room.code, ben.code, HERE) == ben


def test_what_is_kept_of_a_code_lets_nobody_in(db: Database) -> None:
    one, other = a_room(db), a_room(db)
    ada, ben = one.joined("Ada", "Ben")
    code = give_new_code(db, one.id, ben.id)
    with db.reading() as connection:
        kept = connection.execute(select(rows.c.code).where(rows.c.class_id == one.id)).scalars()
        texts = set(kept)
        secret = attempts.installation_secret(connection)
    assert len(texts) == 2
    assert not texts & {ada.code, code}
    for text in texts:
        with pytest.raises((Unknown, TooFast)):
            come_back(db, one.code, text, HERE)
    # The same code is kept in another way in each class and installation.
    ways = {
        kept_code(*of, ada.code) for of in ((secret, one.id), (secret, other.id), ("x", one.id))
    }
    assert len(ways) == 3


def test_a_name_that_looks_like_anothers_is_refused(db: Database) -> None:
    room = a_room(db)
    (ada,) = room.joined("Ada")
    for name in ("Ada", "ADA", "  ada ", "Ａｄａ", "Ad\u200ba"):
        with pytest.raises(BadText, match="Somebody in this class already has that name"):
            room.joined(name)
    assert [each.name for each in room.all.people] == ["Ada"]
    a_room(db).joined("Ada")
    seats.remove(db, room.id, ada.id)
    room.joined("ADA")


def test_names_and_notes_are_kept_as_they_were_written(db: Database, held: HeldClock) -> None:
    room, one, _ = a_pair(db)
    for number, text in enumerate(INJECTIONS):
        held.forward(60)
        assert room.joined(text[:NAME_LENGTH])[0].name == text[:NAME_LENGTH]
        made = tables.offer(db, one.id, slices(number), text)
        assert room.at(1).moves[-1] == made
        assert made.note == text
    assert {text[:NAME_LENGTH] for text in INJECTIONS} <= {each.name for each in room.all.people}


def test_a_name_without_letters_or_too_long_is_refused_and_leaves_nothing(db: Database) -> None:
    room = a_room(db)
    for name, says in (("", "Give a nickname"), ("a" * (NAME_LENGTH + 1), "at most 24")):
        with pytest.raises(BadText, match=says):
            room.joined(name)
    assert room.all.people == []
    room.joined("a" * NAME_LENGTH, "\0Ben\x07")
    assert [each.name for each in room.all.people] == ["a" * NAME_LENGTH, "Ben"]


def test_a_full_class_takes_nobody_until_somebody_is_taken_out(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_PEOPLE", 3)
    room = a_room(db)
    ada, _, _ = room.joined("Ada", "Ben", "Cleo")
    with pytest.raises(Refused, match="This class is full: it has 3 students"):
        room.joined("Dora")
    seats.remove(db, room.id, ada.id)
    room.joined("Dora")
    clock.start(db, room.id)
    seats.add_table(db, room.id)
    for party in ("a", "b"):
        seats.seat_computer(db, room.id, room.at(2).table.id, party)
    (_, ben, *_) = room.all.people
    seats.remove(db, room.id, ben.id)
    # The computer takes no student's place.
    room.joined("Emil")


def test_a_class_that_is_over_takes_nobody_but_lets_its_students_come_back(db: Database) -> None:
    room, one, _ = a_pair(db)
    clock.end(db, room.id)
    with pytest.raises(Refused, match="The talks of this class are over"):
        room.joined("Cleo")
    assert come_back(db, room.code, one.code, HERE).id == one.id


def test_one_who_was_taken_out_is_told_so_and_cannot_act(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 0.0)
    room, one, two = a_pair(db)
    made = tables.offer(db, one.id, slices(6))
    before = room.live.version
    seats.remove(db, room.id, one.id)
    assert room.live.version > before
    with pytest.raises(Unknown, match="You are no longer in this class"):
        come_back(db, room.code, one.code, HERE)
    with pytest.raises(Unknown, match="You are no longer in this class"):
        desk(db, one.id)
    with pytest.raises(Unknown, match="You are no longer in this class"):
        tables.offer(db, one.id, slices(5))
    # What it did stays.
    tables.accept(db, two.id, made.id)
    assert room.at(1).agreed == made


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
    assert count(db)["attempts"] == 3
    held.forward(60 * (attempts.MINUTES_KEPT + 2))
    attempts.count(db, {f"code:{HERE}": 1})
    assert count(db)["attempts"] == 1


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
    assert count(db)["classes"] == 1


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
    assert count(db)["classes"] == 0


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
            insert(rows),
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

    def found(word: bytes) -> int:
        return sum(each.read_bytes().count(word) for each in tmp_path.glob("classes.sqlite*"))

    assert found(b"anthippe") > 400
    assert found(b"Quetzalcoatl") > 0
    # Another process is reading what is about to go, for a moment longer.
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM people").fetchall()
    threading.Timer(0.3, other.rollback).start()
    delete_class(db, room.id)
    assert found(b"anthippe") == 0
    assert found(b"Quetzalcoatl") == 0
    assert found(room.code.encode()) == found(one.code.encode()) == 0
    other.close()
