"""The clock of a class: start, pause, go on, more time, end; on the database's own clock."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from classroom.errors import Refused
from classroom.records import State
from classroom.service.classes import MOST_MINUTES
from classroom.service.dealing import fill_with_computers, lay_tables
from classroom.storage.database import Database
from classroom.storage.schema import classes, tables
from classroom.storage.steady_time import now
from classroom.storage.store import (
    COLUMNS,
    class_row,
    every_table,
    present,
    tell_students,
    tell_teacher,
)


def start(db: Database, class_id: int, seed: int | None = None) -> None:
    """Begin the talks: seats are dealt if they are not, and the computer takes those left empty.

    Raises
    ------
    Refused, Unknown
        If the talks have begun, or nobody has joined.
    """
    with db.writing() as connection:
        row = _in_phase(connection, class_id, ("gathering",), "The talks have begun already.")
        if not present(connection, class_id):
            raise Refused("Nobody has joined yet.")
        if not every_table(connection, class_id):
            lay_tables(connection, row, seed)
        fill_with_computers(connection, row)
        _set(connection, class_id, phase="running", ends=now(connection) + row.seconds)


def pause(db: Database, class_id: int) -> None:
    """Stop the clock; nobody can make a move.

    Raises
    ------
    Refused, Unknown
        If the clock does not run.
    """
    with db.writing() as connection:
        row = _in_phase(connection, class_id, ("running",), "The clock is not running.")
        left = max(0.0, row.ends - now(connection))
        _set(connection, class_id, phase="paused", ends=None, left=left)


def go_on(db: Database, class_id: int) -> None:
    """Let the clock run again.

    Raises
    ------
    Refused, Unknown
        If it is not paused.
    """
    with db.writing() as connection:
        row = _in_phase(connection, class_id, ("paused",), "The clock is not paused.")
        _set(connection, class_id, phase="running", ends=now(connection) + row.left)


def extend(db: Database, class_id: int, minutes: float) -> None:
    """Give more time, or take some away; what is left stays above zero.

    Raises
    ------
    Refused, Unknown
        If the talks are not under way, or they would last longer than a day or no time at all.
    """
    with db.writing() as connection:
        row = _in_phase(connection, class_id, ("running", "paused"), "The talks are not running.")
        more = 60.0 * minutes
        left = row.left if row.phase == "paused" else row.ends - now(connection)
        if not left + more > 0:
            raise Refused("That is more than the time left. Use “End” to stop the talks.")
        if row.seconds + more > 60.0 * MOST_MINUTES:
            raise Refused(f"Talks last {MOST_MINUTES} minutes at most.")
        ends = row.ends + more if row.phase == "running" else None
        _set(
            connection, class_id, seconds=row.seconds + more, left=max(0.0, left + more), ends=ends
        )


def end(db: Database, class_id: int) -> None:
    """End the talks: tables that are still open have no deal.

    Raises
    ------
    Refused, Unknown
        If they are over, or have not begun.
    """
    with db.writing() as connection:
        row = _in_phase(connection, class_id, ("running", "paused"), "The talks are not running.")
        _close(connection, row, "stopped")


def close_expired(db: Database) -> None:
    """End the talks of every class whose time is up."""
    with db.reading() as connection:
        due = select(classes.c.id).where(
            classes.c.phase == "running", classes.c.ends <= now(connection)
        )
        expired = connection.execute(due).scalars().all()
    for id in expired:
        with db.writing() as connection:
            # One whose row another holds has its turn a second later: the rest do not wait for it.
            query = select(*COLUMNS).where(classes.c.id == id).with_for_update(skip_locked=True)
            row = connection.execute(query).one_or_none()
            # It may have been given more time, paused or ended meanwhile.
            if row is not None and row.phase == "running" and row.ends <= now(connection):
                _close(connection, row, "time")


def _close(connection: Connection, row: Row[Any], state: State) -> None:
    left = row.left
    if row.phase == "running":
        left = 0.0 if state == "time" else max(0.0, row.ends - now(connection))
    connection.execute(
        update(tables)
        .where(tables.c.class_id == row.id, tables.c.state == "open")
        .values(state=state, clock=row.seconds - left, version=tables.c.version + 1)
    )
    _set(connection, row.id, phase="over", ends=None, left=left)


def _in_phase(
    connection: Connection, class_id: int, phases: tuple[str, ...], otherwise: str
) -> Row[Any]:
    row = class_row(connection, class_id, "alone")
    if row.phase not in phases:
        raise Refused(otherwise)
    return row


def _set(connection: Connection, class_id: int, **values: object) -> None:
    connection.execute(update(classes).where(classes.c.id == class_id).values(**values))
    tell_students(connection, class_id)
    tell_teacher(connection, class_id)
