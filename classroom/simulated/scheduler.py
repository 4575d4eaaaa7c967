"""Simulated students: the computer plays those whose turn has come, and opens a class to try alone."""

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row, and_, exists, func, insert, or_, select, update

from classroom.records import LiveClass, Settings
from classroom.service import tables as talking
from classroom.service.classes import open_class
from classroom.service.codes import person_code
from classroom.service.dealing import lay_tables
from classroom.service.people import desk
from classroom.service.scenarios import model
from classroom.simulated.known_deals import surveyable
from classroom.simulated.negotiator import next_act, persona
from classroom.storage.database import Database
from classroom.storage.schema import classes, people, tables
from classroom.storage.steady_time import now
from classroom.storage.store import class_row, live_class, tell_students, tell_teacher
from simulator.errors import SimulatorError

TURNS = 18
"""About how often a simulated student looks at its table in a round."""
SHORTEST = 3.0
"""Seconds between two moves of a simulated student, at least."""
WITH_PEOPLE = 15.0
"""Seconds between two looks at a table where a person sits, at most: nobody waits a minute for it."""
STALE = 5.0
"""Seconds after which a missed turn is put off: after a pause not everyone moves at once."""
AT_ONCE = 40
"""Turns that are taken in one call."""
THREADS = 2
"""Threads of a process in which they are taken: a class that computes long holds one of them."""
SHARE = 0.25
"""Of a thread, for the simulated students of one class, in the long run."""
SAVED = 10.0
"""Seconds of computing that a class has to begin with, and can save up."""
CLASSES_COUNTED = 200
"""Classes whose use of time a process remembers."""
NAMES = (
    *("Ada", "Ben", "Chioma", "Dario", "Elif", "Farid", "Greta", "Hana", "Ivo", "Jamila", "Kofi"),
    *("Lena", "Mateo", "Noor", "Olga", "Paulo", "Qing", "Rosa", "Sami", "Tuva", "Uma", "Viktor"),
    *("Wanja", "Ximena", "Yusuf", "Zoë"),
)

_log = logging.getLogger(__name__)


def open_demo(
    db: Database, scenario: str, students: int = 12, minutes: int = 3
) -> tuple[LiveClass, str]:
    """Open a class of simulated students, seats dealt, to be started; return it with its key.

    Whoever joins takes the seat of one of them.

    Raises
    ------
    ScenarioError, Refused
        As for `open_class`.
    """
    live, key = open_class(db, scenario, Settings(minutes=minutes, door="open"), demo=True)
    with db.writing() as connection:
        row = class_row(connection, live.id, "alone")
        rows = [
            {
                "class_id": live.id,
                "name": _name(number),
                # Never in the way of a student's name.
                "same_name": None,
                "code": person_code(),
                "simulated": True,
                "removed": False,
            }
            for number in range(max(1, students))
        ]
        connection.execute(insert(people), rows)
        lay_tables(connection, row)
        tell_students(connection, live.id)
        tell_teacher(connection, live.id)
        return live_class(connection, class_row(connection, live.id)), key


class Budget:
    """How much of a process's time each class's simulated students have left.

    Parameters
    ----------
    clock, effort
        Seconds that go by, and seconds that the thread which asks has computed.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        effort: Callable[[], float] = time.thread_time,
    ) -> None:
        self._clock, self._effort = clock, effort
        self._lock = threading.Lock()
        self._left: dict[Hashable, tuple[float, float]] = {}
        self._moving: set[Hashable] = set()

    def overdrawn(self, of: Hashable) -> bool:
        """Say whether a class has used up its time and must wait for more."""
        with self._lock:
            return self._now(of) <= 0

    @contextmanager
    def spending(self, of: Hashable) -> Iterator[bool]:
        """Take a class's turn and what it costs; say whether it has one.

        It has none if it is overdrawn, or if one of its students is moving in another thread: a class
        holds one thread at most.
        """
        with self._lock:
            free = of not in self._moving and self._now(of) > 0
            if free:
                self._moving.add(of)
        if not free:
            yield False
            return
        begun = self._effort()
        try:
            yield True
        finally:
            with self._lock:
                self._moving.discard(of)
                left = self._now(of) - (self._effort() - begun)
                self._left = {of: (left, self._clock())} | {
                    other: held for other, held in self._left.items() if other != of
                }
                while len(self._left) > CLASSES_COUNTED:
                    self._left.popitem()

    def _now(self, of: Hashable) -> float:
        left, at = self._left.get(of, (SAVED, self._clock()))
        return min(SAVED, left + SHARE * (self._clock() - at))


def act_due(db: Database, budget: Budget | None = None) -> int:
    """Let the simulated students move whose turn has come; return how many took it.

    Several processes and threads may call this again and again: each turn is taken by one of them. It
    costs one query where nobody's turn has come. Classes take turns, and each has its own budget.
    """
    budget = budget or _budget
    taken = 0
    for row in _due(db):
        with budget.spending(_counted(db, row.class_id)) as has_time:
            if not has_time:
                continue
            try:
                if _claimed(db, row) and _acted(db, row.id):
                    taken += 1
            except SimulatorError:
                # The table closed or changed meanwhile; the next turn will see.
                continue
            except Exception:
                _log.exception("A simulated student could not move")
    return taken


def difficulty(db: Database, live: LiveClass) -> str:
    """Say why a class's simulated students do less than they might; empty if they do not."""
    if _budget.overdrawn(_counted(db, live.id)):
        return "This scenario takes the computer long: simulated students move now and then."
    if not surveyable(model(live.scenario)):
        return (
            "This scenario is large: simulated students know some good deals of it, not the best."
        )
    return ""


def _counted(db: Database, class_id: int) -> tuple[str, int]:
    return str(db.engine.url), class_id


def _due(db: Database) -> list[Row[Any]]:
    """Return whose turn has come: the first of every class, then the second, and so on."""
    beside = people.alias()
    with db.reading() as connection:
        at = now(connection)
        due = (
            select(
                people.c.id,
                people.c.acts,
                classes.c.id.label("class_id"),
                classes.c.seconds,
                exists(
                    select(beside.c.id).where(
                        beside.c.table_id == people.c.table_id, beside.c.simulated.is_(False)
                    )
                ).label("with_people"),
                func.row_number()
                .over(partition_by=classes.c.id, order_by=(people.c.acts, people.c.id))
                .label("turn"),
            )
            .join(tables, tables.c.id == people.c.table_id)
            .join(classes, classes.c.id == tables.c.class_id)
            .where(
                people.c.simulated.is_(True),
                people.c.removed.is_(False),
                or_(people.c.acts.is_(None), people.c.acts <= at),
                tables.c.state == "open",
                classes.c.phase == "running",
                classes.c.ends > at,
                # A person on the same seat speaks for it.
                ~exists(
                    select(beside.c.id).where(
                        beside.c.table_id == people.c.table_id,
                        beside.c.party == people.c.party,
                        beside.c.simulated.is_(False),
                    )
                ),
            )
            .subquery("people_due")
        )
        rows = connection.execute(select(due).order_by(due.c.turn, due.c.acts).limit(AT_ONCE))
        return list(rows)


def _claimed(db: Database, row: Row[Any]) -> bool:
    """Set when a student looks again; say whether this turn is its, and this process's."""
    seen = people.c.acts.is_(None) if row.acts is None else people.c.acts == row.acts
    gap = row.seconds / TURNS
    if row.with_people:
        gap = min(gap, WITH_PEOPLE)
    with db.writing() as connection:
        at = now(connection)
        fresh = row.acts is not None and at - row.acts <= STALE
        wait = _chance.uniform(0.5, 1.5) if fresh else _chance.uniform(0.1, 1.0)
        claim = (
            update(people)
            .where(and_(people.c.id == row.id, seen))
            .values(acts=at + max(SHORTEST, gap * wait))
        )
        return connection.execute(claim).rowcount == 1 and fresh


def _acted(db: Database, person_id: int) -> bool:
    """Let a student do what it does now; say whether it did anything."""
    view = desk(db, person_id)
    if view.talks is None or view.person.party is None or view.live.seconds <= 0:
        return False
    act = next_act(
        model(view.live.scenario),
        view.person.party,
        view.talks,
        view.live.played / view.live.seconds,
        persona(person_id),
    )
    if act is None:
        return False
    if act[0] == "offer":
        talking.offer(db, person_id, act[1], act[2])
    elif act[0] == "accept":
        talking.accept(db, person_id, act[1])
    else:
        talking.walk(db, person_id)
    return True


def _name(number: int) -> str:
    again, at = divmod(number, len(NAMES))
    return f"{NAMES[at]} {again + 1} (simulated)" if again else f"{NAMES[at]} (simulated)"


_chance = random.Random(secrets.randbits(64))
_budget = Budget()
