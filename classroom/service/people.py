"""Students come in, and come back."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from classroom.errors import BadText, Refused, Unknown
from classroom.records import LiveClass, Person, Settings, TableTalks
from classroom.service import attempts
from classroom.service.browsers import device, own_secret
from classroom.service.classes import MOST_PEOPLE, by_code
from classroom.service.codes import kept_code, person_code, typed
from classroom.service.dealing import fill_with_computers, late_seat, seen_by
from classroom.service.input_limits import name, same_name
from classroom.storage.changes import student_version
from classroom.storage.database import Database
from classroom.storage.schema import people
from classroom.storage.steady_time import now
from classroom.storage.store import (
    GONE,
    a_person,
    class_row,
    live_class,
    person,
    talks_of,
    tell_students,
    tell_table,
    tell_teacher,
)

BY_BROWSER = 4
"""Students of one class that come from one browser: more than share a computer."""


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


def join(db: Database, code: str, nickname: str, address: str, browser: str = "") -> Person:
    """Let a student into a class; once roles are dealt, its door says what becomes of who comes.

    Raises
    ------
    BadText
        If the nickname is empty, too long, another's, or not on the teacher's list.
    Refused, Unknown, TooFast
        If the class is closed, full or over, there is none with this code, or too many joined from
        this address or browser.
    """
    wanted = name(nickname)
    live = by_code(db, code, address, browser)
    counted = attempts.by_visitor(
        "join", address, attempts.JOINS_A_MINUTE, browser, attempts.JOINS_BY_BROWSER
    )
    attempts.check(db, counted)
    own_code = person_code()
    kept = kept_code(own_secret(db), live.id, own_code)
    try:
        with db.writing() as connection:
            row = class_row(connection, live.id, "alone")
            settings = Settings(**row.settings)
            own = device(connection, live.id, browser)
            _let_in(connection, row, settings, wanted, own)
            table, party = None, None
            if settings.door == "open":
                seen = seen_by(connection, row.id, own)
                table, party = late_seat(connection, row, seen, beside=False) or (None, None)
            inserted = connection.execute(
                insert(people)
                .values(
                    class_id=row.id,
                    name=wanted,
                    same_name=same_name(wanted),
                    code=kept,
                    table_id=table,
                    party=party,
                    simulated=False,
                    removed=False,
                    device=own,
                    joined=now(connection),
                    seen=[] if party is None else [party],
                )
                .returning(people)
            ).one()
            if table is not None:
                if row.phase != "gathering":
                    # It may be a table that was laid empty: nobody negotiates with nobody.
                    fill_with_computers(connection, row, table)
                tell_table(connection, table)
            tell_teacher(connection, row.id)
            attempts.note(connection, counted)
            return replace(a_person(inserted), code=own_code)
    except IntegrityError as error:
        raise BadText(
            "Somebody in this class already has that name. Add a letter or a number. If it is you, come back "
            "with your own code."
        ) from error


def _let_in(
    connection: Connection, row: Row[Any], settings: Settings, wanted: str, own: str | None
) -> None:
    """Refuse whoever comes to a class that is over, closed or full, is not expected, or came before."""
    if row.phase == "over":
        raise Refused("The talks of this class are over.")
    if settings.door == "closed":
        raise Refused("This class lets nobody in now. Ask your teacher.")
    if settings.names and same_name(wanted) not in map(same_name, settings.names):
        raise BadText(
            "This name is not on your teacher's list. Write it as it stands there, or ask your teacher."
        )
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
    if (
        own
        and int(connection.execute(here.where(people.c.device == own)).scalar_one()) >= BY_BROWSER
    ):
        raise Refused(
            f"{BY_BROWSER} students have joined from this browser. If you are one of them, come back "
            "with your own code."
        )


def come_back(db: Database, code: str, own_code: str, address: str, browser: str = "") -> Person:
    """Find a student again by the class's code and its own.

    Raises
    ------
    Unknown, TooFast
        If there is none; too many wrong codes came from this address or browser.
    """
    live = by_code(db, code, address, browser)
    kept = kept_code(own_secret(db), live.id, typed(own_code))
    with db.reading() as connection:
        row = connection.execute(
            select(people).where(people.c.class_id == live.id, people.c.code == kept)
        ).one_or_none()
    if row is None or row.simulated:
        attempts.refuse(db, attempts.wrong(live.code, address, browser))
        raise Unknown("Nobody in this class has this code. It has ten characters.")
    if row.removed:
        raise Unknown(GONE)
    return replace(a_person(row), code=typed(own_code))


def give_new_code(db: Database, class_id: int, person_id: int) -> str:
    """Give a student another code, for a device that is lost or a code that is: the old one opens nothing.

    Raises
    ------
    Unknown
        If there is no such student.
    """
    own_code = person_code()
    kept = kept_code(own_secret(db), class_id, own_code)
    with db.writing() as connection:
        class_row(connection, class_id, "alone")
        given = connection.execute(
            update(people)
            .where(
                people.c.id == person_id,
                people.c.class_id == class_id,
                people.c.simulated.is_(False),
                people.c.removed.is_(False),
            )
            .values(code=kept)
        )
        if not given.rowcount:
            raise Unknown(GONE)
        # Pages that were opened with the old one learn it.
        tell_students(connection, class_id)
    return own_code


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
