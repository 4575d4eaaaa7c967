"""Rows to records, and the locks under which a class changes.

Whoever changes a class or its tables locks the class's row first, then a table's, never the other
way round: moves at the tables share the class's lock, so that all tables play at once, and the
teacher and the clock take it alone. SQLite has one writer at a time anyway.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, select, update

from classroom.errors import Unknown
from classroom.records import LiveClass, Move, Person, Settings, Table, TableTalks
from classroom.storage.database import Database
from classroom.storage.schema import classes, moves, people, tables
from classroom.storage.steady_time import now

COLUMNS = [column for column in classes.columns if column.name != "scenario"]
"""Of a class; its scenario, some hundred kilobytes that never change, is read once in a process."""
Key = tuple[str, int]
"""A database's address and an id in it."""
Kept = TypeVar("Kept")
MOST_KEPT = 300
"""Tables of which a process keeps what it has read."""
MOST_TEXTS = 100
"""Classes whose scenario it keeps."""
_texts: OrderedDict[Key, str] = OrderedDict()
_read: OrderedDict[Key, tuple[str, TableTalks]] = OrderedDict()
_done: OrderedDict[Key, tuple[Move, ...]] = OrderedDict()
_reading = threading.Lock()
_elsewhere: list[Callable[[], object]] = []


def scenario_text(connection: Connection, class_id: int) -> str:
    """Return the text of the scenario that a class is about.

    Raises
    ------
    Unknown
        If there is no such class.
    """
    key = (str(connection.engine.url), class_id)
    with _reading:
        text = _texts.get(key)
    if text is None:
        query = select(classes.c.scenario).where(classes.c.id == class_id)
        text = connection.execute(query).scalar_one_or_none()
        if text is None:
            raise Unknown("This class is gone: its teacher has deleted it.")
        with _reading:
            _keep(_texts, key, text, MOST_TEXTS)
    return text


def class_row(connection: Connection, id: int, lock: str = "") -> Row[Any]:
    """Return a class's row.

    Parameters
    ----------
    lock
        `"share"`, `"alone"`, or none.

    Raises
    ------
    Unknown
        If there is no such class.
    """
    query = select(*COLUMNS).where(classes.c.id == id)
    if lock:
        query = query.with_for_update(read=lock == "share")
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Unknown("This class is gone: its teacher has deleted it.")
    return row


def live_class(connection: Connection, row: Row[Any]) -> LiveClass:
    """Make a record of a class's row, with the seconds left at this moment."""
    left = row.left
    if row.phase == "running":
        left = max(0.0, row.ends - now(connection))
    return LiveClass(
        id=row.id,
        code=row.code,
        title=row.title,
        scenario=scenario_text(connection, row.id),
        settings=Settings(**row.settings),
        phase=row.phase,
        created=row.created,
        seconds=row.seconds,
        left=min(left, row.seconds),
        demo=row.demo,
        version=row.version,
    )


def a_person(row: Row[Any]) -> Person:
    """Make a record of a student's row."""
    return Person(
        id=row.id,
        class_id=row.class_id,
        name=row.name,
        code="",
        kept_code=row.code,
        table=row.table_id,
        party=row.party,
        simulated=row.simulated,
        removed=row.removed,
        device=row.device,
        joined=row.joined,
        seen=tuple(row.seen or ()),
        leaving=row.leaving,
    )


def a_table(row: Row[Any]) -> Table:
    """Make a record of a table's row."""
    return Table(row.id, row.class_id, row.number, row.state, row.deal, row.clock, row.version)


def a_move(row: Row[Any]) -> Move:
    """Make a record of a move's row."""
    return Move(
        id=row.id,
        table=row.table_id,
        person=row.person_id,
        party=row.party,
        kind=row.kind,
        terms=row.terms,
        note=row.note,
        about=row.about,
        clock=row.clock,
        at=row.at,
    )


GONE = "You are no longer in this class. Ask your teacher, or join again."


def person(connection: Connection, id: int) -> Person:
    """Return a student.

    Raises
    ------
    Unknown
        If there is none, or the teacher has taken it out of the class.
    """
    row = connection.execute(select(people).where(people.c.id == id)).one_or_none()
    if row is None or row.removed:
        raise Unknown(GONE)
    return a_person(row)


def present(connection: Connection, class_id: int) -> Sequence[Person]:
    """Return everyone who is in a class, in the order in which they came."""
    rows = connection.execute(
        select(people)
        .where(people.c.class_id == class_id, people.c.removed.is_(False))
        .order_by(people.c.id)
    )
    return [a_person(row) for row in rows]


def talks_at(connection: Connection, table: Table) -> TableTalks:
    """Return a table with everyone and everything that was done at it."""
    return TableTalks(table, seated_at(connection, table.id), moves_at(connection, table.id))


def all_talks(connection: Connection, class_id: int) -> Sequence[TableTalks]:
    """Return a class's tables by number, with everyone and everything that was done at each."""
    of_class = tables.c.class_id == class_id
    sit: dict[int, list[Person]] = {}
    for row in connection.execute(
        select(people)
        .where(people.c.class_id == class_id, people.c.table_id.is_not(None))
        .order_by(people.c.id)
    ):
        sit.setdefault(row.table_id, []).append(a_person(row))
    done: dict[int, list[Move]] = {}
    for row in connection.execute(
        select(moves)
        .join(tables, tables.c.id == moves.c.table_id)
        .where(of_class)
        .order_by(moves.c.id)
    ):
        done.setdefault(row.table_id, []).append(a_move(row))
    return [
        TableTalks(table, sit.get(table.id, []), done.get(table.id, []))
        for table in every_table(connection, class_id)
    ]


def talks_of(connection: Connection, table_id: int, version: str) -> TableTalks:
    """Return a table's talks, read once for each version, which all at the table share."""
    key = (str(connection.engine.url), table_id)
    with _reading:
        kept = _read.get(key)
    if kept is not None and kept[0] == version:
        return kept[1]
    row = connection.execute(select(tables).where(tables.c.id == table_id)).one()
    talks = talks_at(connection, a_table(row))
    with _reading:
        _keep(_read, key, (version, talks))
    return talks


def moves_at(connection: Connection, table_id: int) -> Sequence[Move]:
    """Return what was done at a table, in order; only what is new is read.

    A move is never changed, and those of a table are written one after the other under its lock: what
    was read once is the beginning of whatever is read later.
    """
    key = (str(connection.engine.url), table_id)
    with _reading:
        known = _done.get(key, ())
    new = connection.execute(
        select(moves)
        .where(moves.c.table_id == table_id, moves.c.id > (known[-1].id if known else 0))
        .order_by(moves.c.id)
    )
    done = (*known, *(a_move(row) for row in new))
    with _reading:
        # A reader of an older state must not put back what another has read since.
        if len(done) >= len(_done.get(key, ())):
            _keep(_done, key, done)
    return done


def seated_at(connection: Connection, table_id: int) -> Sequence[Person]:
    """Return who sits at a table."""
    rows = connection.execute(
        select(people).where(people.c.table_id == table_id).order_by(people.c.id)
    )
    return [a_person(row) for row in rows]


def forget() -> None:
    """Let go of all that was kept of classes in this process's memory."""
    with _reading:
        _read.clear()
        _done.clear()
        _texts.clear()
    for forget_there in _elsewhere:
        forget_there()


def when_forgetting(forget_too: Callable[[], object]) -> None:
    """Have something else done whenever what was kept of classes is let go of."""
    _elsewhere.append(forget_too)


def forget_deleted(db: Database) -> None:
    """Let go of everything kept if a class or table of it is gone, whichever process deleted it."""
    url = str(db.engine.url)
    with _reading:
        known = {
            classes: {id for at, id in _texts if at == url},
            tables: {id for at, id in (*_read, *_done) if at == url},
        }
    if not any(known.values()):
        return
    with db.reading() as connection:
        gone = any(
            ids - set(connection.scalars(select(of.c.id).where(of.c.id.in_(ids))))
            for of, ids in known.items()
            if ids
        )
    if gone:
        forget()


def _keep(where: OrderedDict[Key, Kept], key: Key, what: Kept, most: int = MOST_KEPT) -> None:
    where[key] = what
    where.move_to_end(key)
    while len(where) > most:
        where.popitem(last=False)


def every_table(connection: Connection, class_id: int) -> Sequence[Table]:
    """Return a class's tables by number."""
    rows = connection.execute(
        select(tables).where(tables.c.class_id == class_id).order_by(tables.c.number)
    )
    return [a_table(row) for row in rows]


def tell_students(connection: Connection, class_id: int) -> None:
    """Let everyone in a class see that something has changed."""
    connection.execute(
        update(classes).where(classes.c.id == class_id).values(version=classes.c.version + 1)
    )


def tell_teacher(connection: Connection, class_id: int) -> None:
    """Let the teacher and the board see that something has changed."""
    connection.execute(
        update(classes).where(classes.c.id == class_id).values(roster=classes.c.roster + 1)
    )


def tell_table(connection: Connection, table_id: int) -> None:
    """Let a table, the teacher and the board see that something has changed."""
    connection.execute(
        update(tables).where(tables.c.id == table_id).values(version=tables.c.version + 1)
    )
