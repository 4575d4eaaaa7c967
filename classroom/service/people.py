"""Students come in, and come back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from classroom.errors import BadText, Refused, Unknown
from classroom.records import LiveClass, Person, TableTalks
from classroom.service.attempts import JOINS_A_MINUTE, WRONG_A_MINUTE, check, count, note
from classroom.service.classes import by_code
from classroom.service.codes import person_code, typed
from classroom.service.input_limits import name, same_name
from classroom.service.seats import fill_with_computers, late_seat
from classroom.storage.changes import student_version
from classroom.storage.database import Database
from classroom.storage.schema import people
from classroom.storage.store import (
    GONE,
    a_person,
    class_row,
    live_class,
    person,
    talks_of,
    tell_table,
    tell_teacher,
)

MOST_PEOPLE = 500
"""In one class."""


@dataclass(frozen=True)
class StudentView:
    """What a student's page is made from.

    Attributes
    ----------
    talks
        At the student's table; None while none is dealt.
    version
        Changes whenever any of this does.
    """

    live: LiveClass
    person: Person
    talks: TableTalks | None
    version: str


def join(db: Database, code: str, nickname: str, address: str) -> Person:
    """Let a student into a class; one who comes when seats have been dealt gets one at once.

    Raises
    ------
    BadText
        If the nickname is empty, too long, or another's.
    Refused, Unknown, TooFast
        If the class is full or over, there is none with this code, or too many joined from this address.
    """
    wanted = name(nickname)
    live = by_code(db, code, address)
    check(db, "join", address, JOINS_A_MINUTE)
    try:
        with db.writing() as connection:
            row = class_row(connection, live.id, "alone")
            _let_in(connection, row)
            table, party = late_seat(connection, row) or (None, None)
            inserted = connection.execute(
                insert(people)
                .values(
                    class_id=row.id,
                    name=wanted,
                    same_name=same_name(wanted),
                    code=person_code(),
                    table_id=table,
                    party=party,
                    simulated=False,
                    removed=False,
                )
                .returning(people)
            ).one()
            if table is not None:
                if row.phase != "gathering":
                    # It may be a table that was laid empty: nobody negotiates with nobody.
                    fill_with_computers(connection, row, table)
                tell_table(connection, table)
            tell_teacher(connection, row.id)
            note(connection, "join", address)
            return a_person(inserted)
    except IntegrityError as error:
        raise BadText(
            "Somebody in this class already has that name. Add a letter or a number. If it is you, come back "
            "with your own code."
        ) from error


def _let_in(connection: Connection, row: Row[Any]) -> None:
    """Refuse whoever comes to a class that is over or full."""
    if row.phase == "over":
        raise Refused("The talks of this class are over.")
    here = (
        select(func.count())
        .select_from(people)
        .where(
            people.c.class_id == row.id,
            people.c.removed.is_(False),
            people.c.simulated.is_(False),
        )
    )
    if int(connection.execute(here).scalar_one()) >= MOST_PEOPLE:
        raise Refused(f"This class is full: it has {MOST_PEOPLE} students.")


def come_back(db: Database, code: str, own_code: str, address: str) -> Person:
    """Find a student again by the class's code and its own.

    Raises
    ------
    Unknown, TooFast
        If there is none, or too many wrong codes came from this address.
    """
    live = by_code(db, code, address)
    check(db, "code", address, WRONG_A_MINUTE)
    with db.reading() as connection:
        row = connection.execute(
            select(people).where(people.c.class_id == live.id, people.c.code == typed(own_code))
        ).one_or_none()
    if row is None or row.simulated:
        count(db, "code", address)
        raise Unknown("Nobody in this class has this code. It has ten characters.")
    if row.removed:
        raise Unknown(GONE)
    return a_person(row)


def desk(db: Database, person_id: int) -> StudentView:
    """Return what a student's page is made from, as it stands at one moment.

    Raises
    ------
    Unknown
        If the student was taken out, or the class deleted.
    """
    with db.reading() as connection:
        # Before what it stands for: a change in between is drawn twice, and never missed.
        version = student_version(connection, person_id)
        who = person(connection, person_id)
        live = live_class(connection, class_row(connection, who.class_id))
        talks = None if who.table is None else talks_of(connection, who.table, version)
        return StudentView(live, who, talks, version)
