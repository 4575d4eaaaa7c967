"""Who watches a class learns of its changes: one reader for all who watch in a process.

Each change raises a number in the same transaction (`classroom.storage.schema`): a class's, its roster's or a
table's. The watcher reads these numbers, a few times a second or at once when this process has
changed something itself, and tells those for whom they differ. What changed they read themselves.
"""

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, select

from classroom.storage.database import Database
from classroom.storage.schema import classes, people, tables

PAUSE = 0.25
"""Seconds between two looks, for what other processes change."""
SHORTEST = 0.05
"""Seconds between two looks at least; a burst of changes is read once."""
REST = 0.75
"""Seconds between two news of a whole class at least. In a lecture something changes ten times a second,
and a console or a board that is drawn anew each time takes from the students what their pages need."""
TICK = 1.0
"""Seconds between two runs of what is done regularly."""
GONE = "gone"
"""The version of a class that was deleted, and of a student who was taken out."""

_log = logging.getLogger(__name__)


class Channel(NamedTuple):
    """What somebody watches: all of a class, or what one student of it sees."""

    class_id: int
    person_id: int | None = None


def student_version(connection: Connection, person_id: int) -> str:
    """Return what changes whenever something changes that a student sees.

    Read it before what it stands for: then a change in between is drawn twice and never missed.
    """
    row = connection.execute(
        select(classes.c.version, tables.c.version.label("moved"), people.c.table_id)
        .select_from(people)
        .join(classes, classes.c.id == people.c.class_id)
        .outerjoin(tables, tables.c.id == people.c.table_id)
        .where(people.c.id == person_id, people.c.removed.is_(False))
    ).one_or_none()
    return GONE if row is None else _student(row.version, row.moved, row.table_id)


def class_version(connection: Connection, class_id: int) -> str:
    """Return what changes whenever anything in a class changes: for its teacher and the board.

    Read it before what it stands for.
    """
    channel = Channel(class_id)
    return versions(connection, [channel])[channel]


def versions(connection: Connection, channels: Collection[Channel]) -> Mapping[Channel, str]:
    """Return the version of each channel, from three queries at most."""
    ids = {channel.class_id for channel in channels}
    found_classes = connection.execute(
        select(classes.c.id, classes.c.version, classes.c.roster).where(classes.c.id.in_(ids))
    )
    of_class = {id: (version, roster) for id, version, roster in found_classes}
    of_table: dict[int, int] = {}
    at_tables: dict[int, list[int]] = defaultdict(list)
    for id, class_id, version in connection.execute(
        select(tables.c.id, tables.c.class_id, tables.c.version).where(tables.c.class_id.in_(ids))
    ):
        of_table[id] = version
        at_tables[class_id].append(version)
    seats: dict[int, int | None] = {}
    with_students = {channel.class_id for channel in channels if channel.person_id is not None}
    if with_students:
        seated = connection.execute(
            select(people.c.id, people.c.table_id).where(
                people.c.class_id.in_(with_students), people.c.removed.is_(False)
            )
        )
        seats = {row.id: row.table_id for row in seated}

    def of(channel: Channel) -> str:
        if channel.class_id not in of_class:
            return GONE
        version, roster = of_class[channel.class_id]
        if channel.person_id is None:
            at = at_tables[channel.class_id]
            # Numbers only go up, and tables come and go only with the class's own.
            return f"{version}.{roster}.{len(at)}.{sum(at)}"
        if channel.person_id not in seats:
            return GONE
        table = seats[channel.person_id]
        return _student(version, None if table is None else of_table.get(table), table)

    return {channel: of(channel) for channel in channels}


def _student(of_class: int, of_table: int | None, table: int | None) -> str:
    return f"{of_class}.{of_table or 0}.{table or 0}"


class _Listener:
    """One who watches, in an event loop; only the newest version is of interest.

    Parameters
    ----------
    rest
        Seconds between two versions at least.
    """

    def __init__(self, rest: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._newest = self._sent = ""
        self._rest = rest
        self._rests_until = 0.0

    def tell(self, version: str) -> None:
        """Tell a version from another thread, unless it is known or too early: tell it again then."""
        if version == self._sent or time.monotonic() < self._rests_until:
            return
        self._sent = version
        self._rests_until = time.monotonic() + self._rest
        with suppress(RuntimeError):  # The loop has ended, and with it whoever listened.
            self._loop.call_soon_threadsafe(self._hear, version)

    def _hear(self, version: str) -> None:
        self._newest = version
        self._news.set()

    async def next(self) -> str:
        await self._news.wait()
        self._news.clear()
        return self._newest


class Watcher:
    """Tells who watches, and does regularly what nobody asks for. One for each process.

    Parameters
    ----------
    tasks
        Done once a second from `start` to `stop`, whether anybody watches or not, each in a thread of
        its own: none waits for another. What fails is logged and tried again.
    """

    def __init__(self, db: Database, tasks: Sequence[Callable[[], object]] = ()) -> None:
        self._db = db
        self._tasks = tasks
        self._listeners: dict[Channel, set[_Listener]] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._failing = False
        self._threads: list[threading.Thread] = []
        db.tell(self._wake)

    def start(self) -> None:
        """Begin to look."""
        # What is done regularly may take its time, and neither news nor the rest must wait for it.
        works: list[Callable[[], None]] = [self._look_on]
        works += [partial(self._tick_on, task) for task in self._tasks]
        for work in works:
            thread = threading.Thread(target=work, name="classroom", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Look no more; return when a look under way has ended."""
        self._stopped.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout=10)

    async def watch(self, channel: Channel) -> AsyncGenerator[str, None]:
        """Yield the version of a channel as it is now, and again after each change.

        Whoever is slow, or watches a whole class in which much happens, misses versions in between,
        never the newest.
        """
        listener = _Listener(REST if channel.person_id is None else 0.0)
        with self._lock:
            self._listeners.setdefault(channel, set()).add(listener)
        self._wake.set()
        try:
            while True:
                yield await listener.next()
        finally:
            with self._lock:
                left = self._listeners[channel]
                left.discard(listener)
                if not left:
                    del self._listeners[channel]

    def _look_on(self) -> None:
        while True:
            # With nobody watching it sleeps until somebody comes; a change wakes it for nothing.
            self._wake.wait(PAUSE if self._listeners else None)
            if self._stopped.is_set():
                return
            self._wake.clear()
            self._look()
            self._stopped.wait(TICK if self._failing else SHORTEST)

    def _look(self) -> None:
        with self._lock:
            listeners = {channel: list(watching) for channel, watching in self._listeners.items()}
        if not listeners:
            return
        try:
            with self._db.reading() as connection:
                current = versions(connection, listeners)
        except Exception as error:
            # A database that restarts is there again in a moment.
            if not self._failing:
                _log.warning("Changes of classes cannot be read, trying again: %s", error)
            self._failing = True
            return
        self._failing = False
        for channel, version in current.items():
            for listener in listeners[channel]:
                listener.tell(version)

    def _tick_on(self, task: Callable[[], object]) -> None:
        failed = ""
        while not self._stopped.wait(TICK):
            try:
                task()
                failed = ""
            except Exception as error:
                # The same failure every second is one entry.
                if failed != (message := f"{type(error).__name__}: {error}"):
                    _log.exception("What a class needs regularly has failed.")
                failed = message
