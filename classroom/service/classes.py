"""Opening a class, finding it again, setting it up, and deleting it for good."""

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import NamedTuple, get_args

from sqlalchemy import ColumnElement, and_, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from classroom.errors import BadText, ClassError, Refused, Unknown
from classroom.records import Door, Everything, LiveClass, Settings
from classroom.service.attempts import Counted, refuse, wrong
from classroom.service.codes import class_code, hashed, teacher_key, typed
from classroom.service.input_limits import brief, name
from classroom.service.scenarios import model
from classroom.storage.database import Database
from classroom.storage.schema import classes
from classroom.storage.steady_time import now
from classroom.storage.store import (
    COLUMNS,
    all_talks,
    class_row,
    forget,
    live_class,
    present,
    scenario_text,
    tell_students,
    tell_teacher,
)

MOST_MINUTES = 24 * 60
"""Minutes of talks."""
LARGEST_TEAM = 10
WEEKS_VARIABLE = "DEAL_DESK_WEEKS_KEPT"
"""The environment variable with the weeks after which a class is listed to be deleted."""
WEEKS_KEPT = 26
WEEK = 7 * 24 * 3600.0
MOST_PEOPLE = 500
"""In one class."""


class OldClass(NamedTuple):
    """A class, and when it was opened, in seconds since 1970."""

    id: int
    code: str
    title: str
    created: float


def open_class(
    db: Database, scenario: str, settings: Settings | None = None, demo: bool = False
) -> tuple[LiveClass, str]:
    """Open a class on a scenario's text; return it with the teacher's key, which is kept nowhere.

    Raises
    ------
    ScenarioError
        If the scenario needs mending.
    BadText, Refused
        If a setting is out of bounds.
    """
    parsed = model(scenario).scenario
    settings = _checked(settings or Settings(), parsed.parties)
    key = teacher_key()
    for _ in range(20):
        try:
            with db.writing() as connection:
                id = connection.execute(
                    insert(classes)
                    .values(
                        code=class_code(),
                        key_hash=hashed(key),
                        title=parsed.title,
                        scenario=scenario,
                        settings=asdict(settings),
                        phase="gathering",
                        created=now(connection),
                        seconds=settings.minutes * 60.0,
                        left=settings.minutes * 60.0,
                        demo=demo,
                        version=1,
                        roster=1,
                    )
                    .returning(classes.c.id)
                ).scalar_one()
                return live_class(connection, class_row(connection, id)), key
        except IntegrityError:
            continue
    raise ClassError("No free code was found: too many classes are open.")


def by_code(db: Database, code: str, address: str, browser: str = "") -> LiveClass:
    """Find a class by what a student typed.

    Raises
    ------
    Unknown, TooFast
        If there is none; too many wrong codes came from this address or browser.
    """
    return _sought(
        db,
        classes.c.code == typed(code),
        wrong(typed(code)[:3], address, browser),
        "There is no class with this code. Look at the board again: the code has six characters.",
    )


def by_key(db: Database, code: str, key: str, address: str, browser: str = "") -> LiveClass:
    """Find a class for its teacher.

    Raises
    ------
    Unknown, TooFast
        If the key is not that of the class; too many wrong ones came from this address or browser.
    """
    return _sought(
        db,
        and_(classes.c.code == typed(code), classes.c.key_hash == hashed(key[:200])),
        wrong(typed(code), address, browser),
        "This is not the address of a class: part of it is missing, or the class has been deleted.",
    )


def _sought(db: Database, wanted: ColumnElement[bool], counted: Counted, missing: str) -> LiveClass:
    """Return the class that is wanted, whatever was tried before; one that isn't there is counted."""
    with db.reading() as connection:
        row = connection.execute(select(*COLUMNS).where(wanted)).one_or_none()
        if row is not None:
            return live_class(connection, row)
    refuse(db, counted)
    raise Unknown(missing)


def everything(db: Database, class_id: int) -> Everything:
    """Return a whole class as it stands.

    Raises
    ------
    Unknown
        If it has been deleted.
    """
    with db.reading() as connection:
        live = live_class(connection, class_row(connection, class_id))
        return Everything(live, present(connection, class_id), all_talks(connection, class_id))


def change_settings(db: Database, class_id: int, settings: Settings) -> None:
    """Set up a class anew; what is dealt stays as it is.

    Raises
    ------
    BadText, Refused, Unknown
        If a setting is out of bounds, or the talks have begun and it cannot change any more.
    """
    with db.writing() as connection:
        row = class_row(connection, class_id, "alone")
        settings = _checked(settings, model(scenario_text(connection, row.id)).scenario.parties)
        before = Settings(**row.settings)
        values: dict[str, object] = {"settings": asdict(settings)}
        if row.phase == "gathering":
            values["seconds"] = values["left"] = settings.minutes * 60.0
        elif _fixed(settings) != _fixed(before):
            raise Refused(
                "The talks have begun: only briefs, notes and who may join can be changed. "
                "Time is given with “More time”."
            )
        connection.execute(update(classes).where(classes.c.id == class_id).values(**values))
        tell_students(connection, class_id)
        tell_teacher(connection, class_id)


def delete_class(db: Database, class_id: int) -> None:
    """Delete a class with everyone and everything in it, for good.

    On SQLite what is deleted is overwritten, in the file and in its journal. PostgreSQL overwrites it
    in its own time; older backups are the installation's affair.
    """
    with db.writing() as connection:
        connection.execute(delete(classes).where(classes.c.id == class_id))
    forget()
    if db.sqlite:
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def old_classes(db: Database, weeks: float | None = None) -> Sequence[OldClass]:
    """List the classes that were opened so many weeks ago, or those that are to be kept no longer.

    Raises
    ------
    ClassError
        If the environment names no number of weeks.
    """
    weeks = _weeks_kept() if weeks is None else weeks
    with db.reading() as connection:
        before = now(connection) - weeks * WEEK
        rows = connection.execute(
            select(classes.c.id, classes.c.code, classes.c.title, classes.c.created)
            .where(classes.c.created < before)
            .order_by(classes.c.created)
        )
        return [OldClass(*row) for row in rows]


def _weeks_kept() -> float:
    text = os.environ.get(WEEKS_VARIABLE, "").strip() or str(WEEKS_KEPT)
    try:
        weeks = float(text)
    except ValueError:
        weeks = math.nan
    if not 0 < weeks < math.inf:
        raise ClassError(f"{WEEKS_VARIABLE} is a number of weeks, such as 26, not {text!r}.")
    return weeks


def _fixed(settings: Settings) -> Settings:
    """Return settings without what can be changed while the talks go on."""
    return replace(settings, briefs={}, notes=True, door="wait", names=[])


def _checked(settings: Settings, parties: Mapping[str, object]) -> Settings:
    if not 1 <= settings.minutes <= MOST_MINUTES:
        raise Refused(f"Talks last 1 to {MOST_MINUTES} minutes; {settings.minutes} was asked for.")
    if not 1 <= settings.team <= LARGEST_TEAM:
        raise Refused(f"1 to {LARGEST_TEAM} students share a role; {settings.team} was asked for.")
    unknown = set(settings.briefs) - set(parties)
    if unknown:
        raise BadText(f"There is no side {sorted(unknown)[0]} to brief.")
    if settings.door not in get_args(Door):
        raise BadText(f"The door is one of {', '.join(get_args(Door))}, not {settings.door!r}.")
    if len(settings.names) > MOST_PEOPLE:
        raise Refused(
            f"A list has {MOST_PEOPLE} names at most; this one has {len(settings.names)}."
        )
    briefs = {party: brief(text) for party, text in settings.briefs.items()}
    return replace(
        settings,
        briefs={party: text for party, text in briefs.items() if text},
        names=[name(text) for text in settings.names],
    )
