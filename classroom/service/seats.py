"""Dealing seats, and changing them by hand."""

from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from classroom.errors import Refused, Unknown
from classroom.records import Person, Settings, Table
from classroom.service.dealing import (
    Place,
    fill_with_computers,
    late_seat,
    lay_tables,
    new_table,
    place_of,
    seat,
    seat_a_computer,
    seen_by,
)
from classroom.service.scenarios import model
from classroom.storage.database import Database
from classroom.storage.schema import moves, people, tables
from classroom.storage.steady_time import now
from classroom.storage.store import (
    class_row,
    every_table,
    moves_at,
    person,
    present,
    scenario_text,
    tell_students,
    tell_table,
    tell_teacher,
)

MOST_TABLES = 250
"""As many as the largest class fills in pairs."""
UNDONE_WITHIN = 120.0
"""Seconds for which a table that somebody walked away from can be opened again."""


def deal(db: Database, class_id: int, seed: int | None = None) -> None:
    """Deal everyone a seat at random; what was dealt before is gone.

    Raises
    ------
    Refused, Unknown
        If the talks have begun, or nobody has joined.
    """
    with db.writing() as connection:
        row = class_row(connection, class_id, "alone")
        if row.phase != "gathering":
            raise Refused("The talks have begun: move students one by one.")
        lay_tables(connection, row, seed)
        tell_students(connection, class_id)
        tell_teacher(connection, class_id)


def seat_the_rest(db: Database, class_id: int) -> None:
    """Give those a seat who have none, at new tables where they fill any; everyone else stays.

    Who has seen a side's brief, or comes in a browser that has, gets that side.

    Raises
    ------
    Refused, Unknown
        If the talks are over, there is no table at which anyone could sit, or the only one left has
        seen several sides.
    """
    with db.writing() as connection:
        row = _not_over(connection, class_id)
        rest = [student for student in present(connection, class_id) if student.table is None]
        laid = every_table(connection, class_id)
        parties = model(scenario_text(connection, row.id)).scenario.parties
        full = len(parties) * Settings(**row.settings).team
        last = max((table.number for table in laid), default=0)
        for more in range(1, min(len(rest) // full, MOST_TABLES - len(laid)) + 1):
            new_table(connection, class_id, last + more)
        places = []
        for student in rest:
            seen = seen_by(connection, class_id, student.device) | set(student.seen)
            place = late_seat(connection, row, seen)
            if place is None and len(seen) > 1:
                continue
            if place is None:
                raise Refused("There is no open table. Add one.")
            places.append(place)
            seat(connection, [student.id], *place)
            tell_table(connection, place[0])
        if rest and not places:
            raise Refused("Who is left has seen several sides' briefs: move them one by one.")
        if row.phase != "gathering":
            # Nobody negotiates with nobody.
            for table_id in {place[0] for place in places}:
                fill_with_computers(connection, row, table_id)
        tell_students(connection, class_id)
        tell_teacher(connection, class_id)


def add_table(db: Database, class_id: int) -> None:
    """Lay one more table, empty.

    Raises
    ------
    Refused, Unknown
        If the talks are over, or there are too many tables.
    """
    with db.writing() as connection:
        row = _not_over(connection, class_id)
        numbers = [table.number for table in every_table(connection, row.id)]
        if len(numbers) >= MOST_TABLES:
            raise Refused(f"A class has {MOST_TABLES} tables at most.")
        new_table(connection, row.id, max(numbers, default=0) + 1)
        tell_teacher(connection, class_id)


def drop_table(db: Database, class_id: int, table_id: int) -> None:
    """Take away a table at which nobody sits and nothing was done.

    Raises
    ------
    Refused, Unknown
        If somebody sits there, or something was done there.
    """
    with db.writing() as connection:
        _not_over(connection, class_id)
        _table(connection, class_id, table_id)
        done = select(func.count()).select_from(moves).where(moves.c.table_id == table_id)
        sit = select(func.count()).select_from(people).where(people.c.table_id == table_id)
        if connection.execute(sit).scalar() or connection.execute(done).scalar():
            raise Refused("Only a table with nobody at it and no offers can be removed.")
        connection.execute(delete(tables).where(tables.c.id == table_id))
        tell_teacher(connection, class_id)


def move(db: Database, class_id: int, person_id: int, to: Place | None) -> None:
    """Give a student another seat, or none.

    Raises
    ------
    Refused, Unknown
        If the talks, or those at a table concerned, are over; or there is no such seat or student.
    """
    with db.writing() as connection:
        _not_over(connection, class_id)
        who = _of_class(connection, class_id, person_id)
        _place(connection, class_id, who, to)
        tell_students(connection, class_id)
        tell_teacher(connection, class_id)


def swap(db: Database, class_id: int, first: int, second: int) -> None:
    """Let two students change seats.

    Raises
    ------
    Refused, Unknown
        As for `move`.
    """
    with db.writing() as connection:
        _not_over(connection, class_id)
        one, two = (_of_class(connection, class_id, id) for id in (first, second))
        _place(connection, class_id, one, place_of(two))
        _place(connection, class_id, two, place_of(one))
        tell_students(connection, class_id)
        tell_teacher(connection, class_id)


def remove(db: Database, class_id: int, person_id: int) -> None:
    """Take a student out of the class; what it did stays, and its name is free again.

    Raises
    ------
    Unknown
        If there is no such student.
    """
    with db.writing() as connection:
        class_row(connection, class_id, "alone")
        who = _of_class(connection, class_id, person_id)
        connection.execute(
            update(people)
            .where(people.c.id == person_id)
            .values(removed=True, same_name=None, table_id=None, acts=None, leaving=False)
        )
        if who.table is not None:
            tell_table(connection, who.table)
        # The one who was taken out sees it too, at a table or not.
        tell_students(connection, class_id)
        tell_teacher(connection, class_id)


def seat_computer(db: Database, class_id: int, table_id: int, party: str) -> None:
    """Let the computer sit at a table.

    Raises
    ------
    Refused, Unknown
        If the talks there are over, or there is no such seat.
    """
    with db.writing() as connection:
        row = _not_over(connection, class_id)
        table = _table(connection, class_id, table_id)
        _open(table)
        _known_party(connection, class_id, party)
        seat_a_computer(connection, row.id, table, party)
        tell_table(connection, table.id)
        tell_teacher(connection, class_id)


def reopen(db: Database, class_id: int, table_id: int) -> None:
    """Let a table go on that somebody has just walked away from.

    Raises
    ------
    Refused, Unknown
        If the talks are over, nobody walked away from this table, or it is too long ago.
    """
    with db.writing() as connection:
        _not_over(connection, class_id)
        table = _table(connection, class_id, table_id)
        if table.state != "walked":
            raise Refused(f"Nobody has walked away from table {table.number}.")
        walked = [move for move in moves_at(connection, table_id) if move.kind == "walk"]
        if now(connection) - walked[-1].at > UNDONE_WITHIN:
            raise Refused(
                f"A table can be opened again for {UNDONE_WITHIN / 60:.0f} minutes after somebody "
                "has walked away."
            )
        connection.execute(
            update(tables).where(tables.c.id == table_id).values(state="open", clock=None)
        )
        connection.execute(
            update(people).where(people.c.table_id == table_id).values(leaving=False)
        )
        tell_table(connection, table_id)
        tell_teacher(connection, class_id)


def _place(connection: Connection, class_id: int, who: Person, to: Place | None) -> None:
    if to is not None:
        table = _table(connection, class_id, to[0])
        _open(table)
        _known_party(connection, class_id, to[1])
    if who.table is not None:
        _open(_table(connection, class_id, who.table))
    table_id, party = to or (None, None)
    seen = sorted({*who.seen, *([party] if party else [])})
    connection.execute(
        update(people)
        .where(people.c.id == who.id)
        .values(table_id=table_id, party=party, seen=seen, leaving=False)
    )


def _not_over(connection: Connection, class_id: int) -> Row[Any]:
    row = class_row(connection, class_id, "alone")
    if row.phase == "over":
        raise Refused("The talks are over: roles stay as they are.")
    return row


def _of_class(connection: Connection, class_id: int, person_id: int) -> Person:
    who = person(connection, person_id)
    if who.class_id != class_id:
        raise Unknown("There is no such student in this class.")
    return who


def _table(connection: Connection, class_id: int, table_id: int) -> Table:
    for table in every_table(connection, class_id):
        if table.id == table_id:
            return table
    raise Unknown("There is no such table in this class.")


def _open(table: Table) -> None:
    if table.state != "open":
        raise Refused(f"The talks at table {table.number} are over: its roles stay as they are.")


def _known_party(connection: Connection, class_id: int, party: str) -> None:
    if party not in model(scenario_text(connection, class_id)).scenario.parties:
        raise Unknown("There is no such role at this table.")
