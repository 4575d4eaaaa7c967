"""Students come in, and come back; on both databases."""

import pytest
from sqlalchemy import select

from classroom.errors import BadText, Refused, TooFast, Unknown
from classroom.service import attempts, clock, people, seats, tables
from classroom.service.codes import kept_code, shown
from classroom.service.input_limits import NAME_LENGTH
from classroom.service.people import come_back, desk, give_new_code, join
from classroom.storage.database import Database
from classroom.storage.schema import people as rows
from tests.classroom.room import HERE, HeldClock, a_pair, a_room, slices

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


def test_a_student_is_in_the_class_and_comes_back_by_its_code_however_it_is_typed(
    db: Database,
) -> None:
    room = a_room(db)
    ada, ben = room.joined("Ada", "Ben")
    assert [person.name for person in room.all.people] == ["Ada", "Ben"]
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
    assert [person.name for person in room.all.people] == ["Ada"]
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
    assert {text[:NAME_LENGTH] for text in INJECTIONS} <= {
        person.name for person in room.all.people
    }


def test_a_name_without_letters_or_too_long_is_refused_and_leaves_nothing(db: Database) -> None:
    room = a_room(db)
    for name, says in (("", "Give a nickname"), ("a" * (NAME_LENGTH + 1), "at most 24")):
        with pytest.raises(BadText, match=says):
            room.joined(name)
    assert room.all.people == []
    room.joined("a" * NAME_LENGTH, "\0Ben\x07")
    assert [person.name for person in room.all.people] == ["a" * NAME_LENGTH, "Ben"]


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
