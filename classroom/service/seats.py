"""Dealing seats, and changing them by hand."""

import secrets
from collections.abc import Iterable, Sequence, Set
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from classroom.errors import Refused, Unknown
from classroom.records import Person, Settings, Table
from classroom.service.codes import person_code
from classroom.service.scenarios import model
from classroom.service.seating import seated
from classroom.storage.database import Database, now
from classroom.storage.schema import moves, people, tables
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
Place = tuple[int, str]
"""A table's id and a party."""


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


def lay_tables(connection: Connection, row: Row[Any], seed: int | None = None) -> None:
    """Lay tables for everyone in a class, as part of a transaction that holds its lock."""
    everyone = present(connection, row.id)
    if not everyone:
        raise Refused("Nobody has joined yet.")
    connection.execute(delete(tables).where(tables.c.class_id == row.id))
    # All begin anew: what was dealt before counts no more.
    connection.execute(
        update(people).where(people.c.class_id == row.id).values(seen=[], leaving=False)
    )
    parties = list(model(scenario_text(connection, row.id)).scenario.parties)
    rng = np.random.default_rng(secrets.randbits(64) if seed is None else seed)
    # Who came again in the same browser shares the role: it sees no second brief.
    sharing: dict[str | int, list[int]] = {}
    for student in everyone:
        sharing.setdefault(student.device or student.id, []).append(student.id)
    dealt = seated(list(sharing.values()), len(parties), Settings(**row.settings).team, rng)
    for number, seats in enumerate(dealt, 1):
        table = _new_table(connection, row.id, number)
        for party, who in zip(parties, seats, strict=True):
            _seat(connection, [id for together in who for id in together], table, party)


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
            _new_table(connection, class_id, last + more)
        places = []
        for student in rest:
            seen = seen_by(connection, class_id, student.device) | set(student.seen)
            place = late_seat(connection, row, seen)
            if place is None and len(seen) > 1:
                continue
            if place is None:
                raise Refused("There is no open table. Add one.")
            places.append(place)
            _seat(connection, [student.id], *place)
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
        _new_table(connection, row.id, max(numbers, default=0) + 1)
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
        _place(connection, class_id, one, _seat_of(two))
        _place(connection, class_id, two, _seat_of(one))
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
        _computer(connection, row.id, table, party)
        tell_table(connection, table.id)
        tell_teacher(connection, class_id)


def fill_with_computers(connection: Connection, row: Row[Any], at: int | None = None) -> None:
    """Let the computer take the empty seats of open tables at which somebody sits.

    Parameters
    ----------
    at
        The id of one table; None: at all.
    """
    parties = list(model(scenario_text(connection, row.id)).scenario.parties)
    here = present(connection, row.id)
    taken = {_seat_of(student) for student in here}
    used = {student.table for student in here}
    for table in every_table(connection, row.id):
        if table.state != "open" or table.id not in used or at not in (None, table.id):
            continue
        for party in parties:
            if (table.id, party) not in taken:
                _computer(connection, row.id, table, party)


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


def seen_by(connection: Connection, class_id: int, device: str | None) -> set[str]:
    """Return the parties whose briefs a browser has shown, to whomever it has let in."""
    if device is None:
        return set()
    query = select(people.c.seen).where(people.c.class_id == class_id, people.c.device == device)
    return {party for seen in connection.scalars(query) for party in seen or ()}


def late_seat(
    connection: Connection, row: Row[Any], seen: Set[str] = frozenset(), beside: bool = True
) -> Place | None:
    """Return where a student who comes late can sit: at an open table, where fewest do.

    A seat that the computer alone holds counts as free.

    Parameters
    ----------
    seen
        The parties whose briefs the student, or its browser, has seen: it gets no other.
    beside
        Whether it may sit where another student does, and read along.
    """
    laid = [table for table in every_table(connection, row.id) if table.state == "open"]
    sit: dict[Place, int] = {}
    for student in present(connection, row.id):
        place = _seat_of(student)
        if place is not None and not student.simulated:
            sit[place] = sit.get(place, 0) + 1
    parties = list(model(scenario_text(connection, row.id)).scenario.parties)
    places = [
        (table.id, party)
        for table in laid
        for party in parties
        if seen <= {party} and (beside or not sit.get((table.id, party)))
    ]
    return min(places, key=lambda place: sit.get(place, 0), default=None)


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


def _new_table(connection: Connection, class_id: int, number: int) -> int:
    values = {"class_id": class_id, "number": number, "state": "open", "version": 1}
    return int(
        connection.execute(insert(tables).values(**values).returning(tables.c.id)).scalar_one()
    )


def _seat(connection: Connection, who: Iterable[int], table_id: int, party: str) -> None:
    connection.execute(
        update(people)
        .where(people.c.id.in_(list(who)))
        .values(table_id=table_id, party=party, seen=[party], leaving=False)
    )


def _computer(connection: Connection, class_id: int, table: Table, party: str) -> None:
    taken: Sequence[str] = [student.name for student in present(connection, class_id)]
    count = sum(name.startswith("Computer ") for name in taken)
    connection.execute(
        insert(people).values(
            class_id=class_id,
            name=f"Computer {count + 1}",
            # Never in the way of a student's name.
            same_name=None,
            code=person_code(),
            table_id=table.id,
            party=party,
            simulated=True,
            removed=False,
        )
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


def _seat_of(who: Person) -> Place | None:
    return None if who.table is None or who.party is None else (who.table, who.party)
