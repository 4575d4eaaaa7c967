"""Seats are dealt, filled and changed by hand; on both databases."""

from collections import Counter

import pytest

from classroom.errors import Refused, Unknown
from classroom.records import Person
from classroom.service import clock, seats, tables
from classroom.service.people import desk
from classroom.storage.database import Database
from tests.classroom.room import THREE, HeldClock, Room, a_pair, a_room, slices


def let_in(room: Room, *names: str) -> list[Person]:
    """Join late, and be let in by the teacher."""
    people = room.joined(*names)
    assert [room.seat(person) for person in people] == [None] * len(people)
    seats.seat_the_rest(room.db, room.id)
    return people


TEN = [f"Student {n}" for n in range(10)]


def sizes(room: Room) -> list[int]:
    """How many share each seat, the fewest first."""
    parties = ("a", "b")
    return sorted(
        len(room.sitting(talks.table.number, party))
        for talks in room.all.talks
        for party in parties
    )


def test_pairs_are_dealt_and_may_be_dealt_anew(db: Database) -> None:
    room = a_room(db)
    people = room.joined(*TEN)
    seats.deal(db, room.id, seed=1)
    first = [room.seat(person) for person in people]
    assert sizes(room) == [1] * 10
    assert len(set(first)) == 10
    seats.deal(db, room.id, seed=2)
    assert [room.seat(person) for person in people] != first
    assert [talks.table.number for talks in room.all.talks] == [1, 2, 3, 4, 5]
    clock.start(db, room.id)
    with pytest.raises(Refused, match="move students one by one"):
        seats.deal(db, room.id)


def test_teams_share_seats_and_an_odd_one_joins_a_team(db: Database) -> None:
    room = a_room(db, team=2)
    room.joined(*TEN, "Ada")
    clock.start(db, room.id)
    assert sizes(room) == [2, 3, 3, 3]
    assert not any(person.simulated for person in room.all.people)


def test_one_student_alone_negotiates_with_the_computer(db: Database) -> None:
    room = a_room(db, THREE)
    with pytest.raises(Refused, match="Nobody has joined"):
        clock.start(db, room.id)
    (ada,) = room.joined("Ada")
    clock.start(db, room.id)
    (talks,) = room.all.talks
    parties = Counter(person.party for person in talks.people)
    assert parties == {"city": 1, "farmers": 1, "province": 1}
    assert sorted(person.name for person in talks.people) == ["Ada", "Computer 1", "Computer 2"]
    assert [person.id for person in talks.people if not person.simulated] == [ada.id]


def test_a_class_whose_students_were_all_taken_out_does_not_start(db: Database) -> None:
    room = a_room(db)
    (ada,) = room.joined("Ada")
    seats.deal(db, room.id)
    seats.remove(db, room.id, ada.id)
    with pytest.raises(Refused, match="Nobody has joined"):
        clock.start(db, room.id)


def test_the_late_who_are_let_in_sit_where_fewest_people_do_and_the_computer_counts_as_none(
    db: Database,
) -> None:
    room = a_room(db)
    room.joined("Ada", "Ben", "Cleo")
    clock.start(db, room.id)  # one table, of two and one
    seats.add_table(db, room.id)
    (dora,) = let_in(room, "Dora")
    assert room.seat(dora) == (2, "a")
    # Nobody sits opposite an empty seat.
    assert [person.name for person in room.sitting(2, "b")] == ["Computer 1"]
    (emil,) = let_in(room, "Emil")
    assert room.seat(emil) == (2, "b")
    (single,) = (party for party in ("a", "b") if len(room.sitting(1, party)) == 1)
    (finn,) = let_in(room, "Finn")
    assert room.seat(finn) == (1, single)
    clock.pause(db, room.id)
    (gina,) = let_in(room, "Gina")
    assert room.seat(gina) == (2, "a")
    assert sizes(room) == [2, 2, 2, 2]


def test_the_late_do_not_sit_where_the_talks_are_over(db: Database) -> None:
    room, one, two = a_pair(db)
    made = tables.offer(db, one.id, slices(6))
    tables.accept(db, two.id, made.id)
    (cleo,) = room.joined("Cleo")
    with pytest.raises(Refused, match="There is no open table"):
        seats.seat_the_rest(db, room.id)
    assert room.seat(cleo) is None
    view = desk(db, cleo.id)
    assert view.talks is None
    with pytest.raises(Refused, match="You have no role yet"):
        tables.offer(db, cleo.id, slices(6))


def test_whoever_comes_between_the_deal_and_the_start_has_a_seat_by_an_open_door(
    db: Database,
) -> None:
    room = a_room(db, door="open")
    assert room.seat(room.joined("Ada")[0]) is None
    room.joined("Ben")
    seats.deal(db, room.id)
    # Beside somebody else it reads along: the teacher lets it in.
    (cleo,) = room.joined("Cleo")
    assert room.seat(cleo) is None
    seats.seat_the_rest(db, room.id)
    assert room.seat(cleo) is not None
    seats.add_table(db, room.id)
    (dora,) = room.joined("Dora")
    assert room.seat(dora) == (2, "a")
    assert not any(person.simulated for person in room.all.people)
    seats.add_table(db, room.id)
    clock.start(db, room.id)
    assert [person.name for person in room.sitting(2, "b")] == ["Computer 1"]
    # A table laid for those to come has no computers that talk to each other.
    assert room.at(3).people == []


def test_students_move_swap_and_stand_up(db: Database) -> None:
    room = a_room(db)
    ada, ben, cleo, dora = room.joined("Ada", "Ben", "Cleo", "Dora")
    seats.deal(db, room.id)
    before = {person.id: room.seat(person) for person in (ada, ben, cleo, dora)}
    seats.swap(db, room.id, ada.id, ben.id)
    assert room.seat(ada) == before[ben.id]
    assert room.seat(ben) == before[ada.id]
    seats.move(db, room.id, cleo.id, None)
    assert room.seat(cleo) is None
    seats.swap(db, room.id, cleo.id, dora.id)
    assert room.seat(cleo) == before[dora.id]
    assert room.seat(dora) is None
    seats.move(db, room.id, dora.id, (room.at(1).table.id, "b"))
    assert room.seat(dora) == (1, "b")
    seats.swap(db, room.id, dora.id, dora.id)
    assert room.seat(dora) == (1, "b")


def test_a_student_who_moves_speaks_for_its_new_side_alone(db: Database, held: HeldClock) -> None:
    room, one, two = a_pair(db)
    made = tables.offer(db, one.id, slices(6))
    seats.swap(db, room.id, one.id, two.id)
    held.forward(5)
    # The offer stays that of the side for which it was made.
    tables.accept(db, one.id, made.id)
    talks = room.at(1)
    assert talks.agreed == made
    assert [(move.person, move.party) for move in talks.moves] == [(one.id, "a"), (one.id, "b")]


def test_there_are_no_seats_elsewhere(db: Database) -> None:
    room, other = a_room(db), a_room(db)
    (ada,), (ben,) = room.joined("Ada"), other.joined("Ben")
    seats.deal(db, room.id)
    seats.deal(db, other.id)
    here, there = room.at(1).table.id, other.at(1).table.id
    for wrong in (
        lambda: seats.move(db, room.id, ada.id, (there, "a")),
        lambda: seats.move(db, room.id, ada.id, (here, "nobody")),
        lambda: seats.move(db, room.id, ben.id, (here, "a")),
        lambda: seats.swap(db, room.id, ada.id, ben.id),
        lambda: seats.remove(db, room.id, ben.id),
        lambda: seats.seat_computer(db, room.id, there, "a"),
        lambda: seats.seat_computer(db, room.id, here, "nobody"),
        lambda: seats.drop_table(db, room.id, there),
        lambda: seats.move(db, 999_999, ada.id, None),
    ):
        with pytest.raises(Unknown):
            wrong()
    assert (room.seat(ada) or (0,))[0] == (other.seat(ben) or (0,))[0] == 1


def test_only_a_table_where_nothing_was_done_can_go(db: Database) -> None:
    room, one, two = a_pair(db)
    first = room.at(1).table.id
    for student in (one, two):
        with pytest.raises(Refused, match="Only a table with nobody at it"):
            seats.drop_table(db, room.id, first)
        tables.offer(db, student.id, slices(6))
        seats.move(db, room.id, student.id, None)
    with pytest.raises(Refused, match="Only a table with nobody at it"):
        seats.drop_table(db, room.id, first)
    seats.add_table(db, room.id)
    seats.drop_table(db, room.id, room.at(2).table.id)
    assert [talks.table.number for talks in room.all.talks] == [1]


def test_seats_stay_once_the_talks_at_a_table_or_all_are_over(db: Database) -> None:
    room, one, two = a_pair(db)
    room.joined("Cleo")
    seats.add_table(db, room.id)
    first, second = (talks.table.id for talks in room.all.talks)
    tables.walk(db, one.id)
    for wrong in (
        lambda: seats.move(db, room.id, one.id, (second, "a")),
        lambda: seats.move(db, room.id, one.id, None),
        lambda: seats.swap(db, room.id, one.id, two.id),
        lambda: seats.seat_computer(db, room.id, first, "a"),
    ):
        with pytest.raises(Refused, match="The talks at table 1 are over"):
            wrong()
    clock.end(db, room.id)
    for wrong in (
        lambda: seats.move(db, room.id, one.id, None),
        lambda: seats.add_table(db, room.id),
        lambda: seats.seat_computer(db, room.id, second, "a"),
    ):
        with pytest.raises(Refused, match="The talks are over"):
            wrong()


def test_a_team_speaks_with_one_voice(db: Database, held: HeldClock) -> None:
    room = a_room(db, team=2)
    room.joined("Ada", "Ben", "Cleo", "Dora")
    clock.start(db, room.id)
    (one, other), (theirs, _) = room.sitting(1, "a"), room.sitting(1, "b")
    made = tables.offer(db, one.id, slices(9))
    with pytest.raises(Refused, match="your own side's offer"):
        tables.accept(db, other.id, made.id)
    tables.withdraw(db, other.id)
    held.forward(1)
    with pytest.raises(Refused, match="no offer on the table"):
        tables.withdraw(db, one.id)
    asked = tables.offer(db, theirs.id, slices(5))
    tables.accept(db, one.id, asked.id)
    assert room.at(1).agreed == asked
