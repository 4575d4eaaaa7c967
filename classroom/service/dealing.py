"""Who gets which seat, as part of a transaction that holds the class's lock."""

import secrets
from collections.abc import Iterable, Sequence, Set
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, delete, insert, select, update

from classroom.errors import Refused
from classroom.records import Person, Settings, Table
from classroom.service.codes import person_code
from classroom.service.scenarios import model
from classroom.service.seating import seated
from classroom.storage.schema import people, tables
from classroom.storage.store import every_table, present, scenario_text

Place = tuple[int, str]
"""A table's id and a party."""


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
        table = new_table(connection, row.id, number)
        for party, who in zip(parties, seats, strict=True):
            seat(connection, [id for together in who for id in together], table, party)


def fill_with_computers(connection: Connection, row: Row[Any], at: int | None = None) -> None:
    """Let the computer take the empty seats of open tables at which somebody sits.

    Parameters
    ----------
    at
        The id of one table; None: at all.
    """
    parties = list(model(scenario_text(connection, row.id)).scenario.parties)
    here = present(connection, row.id)
    taken = {place_of(student) for student in here}
    used = {student.table for student in here}
    for table in every_table(connection, row.id):
        if table.state != "open" or table.id not in used or at not in (None, table.id):
            continue
        for party in parties:
            if (table.id, party) not in taken:
                seat_a_computer(connection, row.id, table, party)


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
        place = place_of(student)
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


def new_table(connection: Connection, class_id: int, number: int) -> int:
    values = {"class_id": class_id, "number": number, "state": "open", "version": 1}
    return int(
        connection.execute(insert(tables).values(**values).returning(tables.c.id)).scalar_one()
    )


def seat(connection: Connection, who: Iterable[int], table_id: int, party: str) -> None:
    connection.execute(
        update(people)
        .where(people.c.id.in_(list(who)))
        .values(table_id=table_id, party=party, seen=[party], leaving=False)
    )


def seat_a_computer(connection: Connection, class_id: int, table: Table, party: str) -> None:
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


def place_of(who: Person) -> Place | None:
    return None if who.table is None or who.party is None else (who.table, who.party)
