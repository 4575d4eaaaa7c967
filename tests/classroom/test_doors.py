"""A seat belongs to a person: who comes late or again, and how talks are left; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from classroom.errors import BadText, Refused
from classroom.records import Door, Person
from classroom.service import clock, people, seats, tables
from classroom.service.browsers import device, known_browser, new_token
from classroom.service.classes import change_settings
from classroom.service.people import desk, join
from classroom.storage.database import Database
from tests.classroom.room import HERE, HeldClock, Room, a_pair, a_room, slices


def come(room: Room, name: str, browser: str = "") -> Person:
    return join(room.db, room.code, name, HERE, browser)


def open_door(room: Room, door: Door) -> None:
    change_settings(room.db, room.id, replace(room.live.settings, door=door))


def running_pairs(db: Database, count: int = 3) -> Room:
    """Tables of two students, each in a browser of its own, the talks begun."""
    room = a_room(db)
    for number in range(2 * count):
        come(room, f"Student {number}", f"browser {number}")
    clock.start(db, room.id, seed=1)
    return room


def test_who_comes_late_reads_and_does_nothing_until_it_is_let_in(db: Database) -> None:
    room = running_pairs(db)
    late = come(room, "Late", "phone")
    assert desk(db, late.id).talks is None
    for act in (tables.walk, tables.withdraw, lambda db, id: tables.offer(db, id, slices(5))):
        with pytest.raises(Refused, match="You have no role yet"):
            act(db, late.id)
    assert {talks.table.state for talks in room.all.talks} == {"open"}
    seats.seat_the_rest(db, room.id)
    assert desk(db, late.id).talks is not None


@pytest.mark.parametrize("door", ["wait", "open"])
def test_joining_again_never_gives_the_other_side(db: Database, door: Door) -> None:
    room = running_pairs(db)
    for _ in range(4):
        seats.add_table(db, room.id)
    open_door(room, door)
    own = {person.party for person in room.all.people if person.name == "Student 0"}
    for number in range(people.BY_BROWSER - 1):
        again = come(room, f"Again {number}", "browser 0")
        if door == "wait":
            assert room.seat(again) is None
            seats.seat_the_rest(db, room.id)
        assert {(room.seat(again) or ("", ""))[1]} == own
    with pytest.raises(Refused, match="have joined from this browser"):
        come(room, "Once more", "browser 0")


def test_a_browser_keeps_to_its_side_though_its_student_was_taken_out(db: Database) -> None:
    room = running_pairs(db)
    (first, *_) = room.sitting(1, "a")
    browser = f"browser {first.name.split()[1]}"
    seats.remove(db, room.id, first.id)
    again = come(room, "Again", browser)
    seats.seat_the_rest(db, room.id)
    assert (room.seat(again) or (0, ""))[1] == "a"


def test_who_has_seen_both_sides_is_seated_by_hand_alone(db: Database) -> None:
    room = running_pairs(db)
    (first, *_) = room.sitting(1, "a")
    table = room.at(1).table.id
    seats.move(db, room.id, first.id, (table, "b"))
    seats.move(db, room.id, first.id, None)
    with pytest.raises(Refused, match="seen several sides"):
        seats.seat_the_rest(db, room.id)
    seats.move(db, room.id, first.id, (table, "a"))
    assert room.seat(first) == (1, "a")


def test_one_browser_gets_one_role_when_roles_are_dealt(db: Database) -> None:
    room = a_room(db)
    twice = [come(room, name, "shared") for name in ("Ada", "Ben")]
    for number in range(6):
        come(room, f"Student {number}", f"browser {number}")
    for seed in range(6):
        seats.deal(db, room.id, seed=seed)
        assert len({room.seat(person) for person in twice}) == 1
    # Browsers that say nothing are each another.
    other = a_room(db)
    apart = other.joined("Ada", "Ben")
    seats.deal(db, other.id)
    assert len({other.seat(person) for person in apart}) == 2


def test_an_open_door_gives_no_role_that_somebody_holds(db: Database) -> None:
    room = running_pairs(db, 2)
    open_door(room, "open")
    assert room.seat(come(room, "Late", "phone")) is None
    seats.add_table(db, room.id)
    early, later = come(room, "Early", "tablet"), come(room, "Later", "laptop")
    assert {room.seat(early), room.seat(later)} == {(3, "a"), (3, "b")}


def test_a_closed_door_lets_nobody_in_and_everybody_back(db: Database) -> None:
    room = running_pairs(db, 1)
    open_door(room, "closed")
    with pytest.raises(Refused, match="lets nobody in now"):
        come(room, "Late")
    who = room.all.people[0]
    code = people.give_new_code(db, room.id, who.id)
    assert people.come_back(db, room.code, code, HERE).id == who.id
    open_door(room, "wait")
    come(room, "Late")


def test_on_a_list_each_name_joins_once_and_no_other_does(db: Database) -> None:
    room = a_room(db, names=["Ada Lovelace", "s0123"])
    come(room, "ada lovelace")
    for name, says in (
        ("Ada Lovelace", "already has that name"),
        ("Eve", "not on your teacher's list"),
    ):
        with pytest.raises(BadText, match=says):
            come(room, name)
    come(room, "S0123")


def test_a_side_walks_away_once_all_on_it_want_to(db: Database, held: HeldClock) -> None:
    room = a_room(db, team=2)
    room.joined("Ada", "Ben", "Cleo", "Dora")
    clock.start(db, room.id)
    one, other = room.sitting(1, "a")
    assert tables.walk(db, one.id) is None
    assert room.at(1).table.state == "open"
    assert [person.leaving for person in room.sitting(1, "a")] == [True, False]
    held.forward(1)
    tables.stay(db, one.id)
    assert tables.walk(db, other.id) is None
    held.forward(1)
    walked = tables.walk(db, one.id)
    assert walked is not None
    assert room.at(1).table.state == "walked"
    assert room.at(1).moves == [walked]


def test_a_table_can_be_opened_again_for_two_minutes(db: Database, held: HeldClock) -> None:
    room, one, two = a_pair(db)
    made = tables.offer(db, two.id, slices(6))
    table = room.at(1).table.id
    with pytest.raises(Refused, match="Nobody has walked away"):
        seats.reopen(db, room.id, table)
    for _ in range(2):
        held.forward(1)
        tables.walk(db, one.id)
        held.forward(seats.UNDONE_WITHIN - 1)
        seats.reopen(db, room.id, table)
        assert room.at(1).table.state == "open"
        assert room.at(1).table.clock is None
    tables.walk(db, one.id)
    held.forward(seats.UNDONE_WITHIN + 1)
    with pytest.raises(Refused, match="2 minutes"):
        seats.reopen(db, room.id, table)
    later, left, right = a_pair(db)
    made = tables.offer(db, right.id, slices(6))
    tables.walk(db, left.id)
    seats.reopen(db, later.id, later.at(1).table.id)
    held.forward(1)
    tables.accept(db, left.id, made.id)
    assert later.at(1).agreed == made


def test_a_browsers_number_is_this_installations_and_says_nothing_elsewhere(
    db: Database, tmp_path: Path, opened: Callable[[str], Database]
) -> None:
    token = new_token(db)
    number = known_browser(db, token)
    assert len(number) == 32
    other = opened(f"sqlite:///{tmp_path}/other.sqlite")
    forged = (
        "", "x", number, token[:-1], token + "0", f"{'0' * 32}.{token.split('.')[1]}", new_token(other),
    )  # fmt: skip
    assert [known_browser(db, kept) for kept in forged] == [""] * len(forged)
    with db.writing() as connection:
        names = {device(connection, id, number) for id in (1, 2)}
        assert len(names) == 2
        assert device(connection, 1, number) in names
        assert device(connection, 1, "") is None
    assert number not in names
