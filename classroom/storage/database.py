"""The database: SQLite in a file by default, PostgreSQL by an address.

A transaction either happened, and then it is on the disk, or did not happen at all. On SQLite the
journal is a write-ahead log that is synced at each commit; PostgreSQL does the same by itself.
"""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as OutOfConnections

from classroom.errors import ClassError, Unavailable

VARIABLE = "DEAL_DESK_DATABASE"
"""The environment variable with the database's address."""
HERE = Path(__file__).parent
DEFAULT = Path(__file__).parents[2] / "data" / "classes.sqlite"
WAIT = 20
"""Seconds for which a transaction waits for another, or for a free connection."""
_MIGRATING = 7_362_914_105
"""The name of the lock under which one process at a time brings a PostgreSQL database up to date."""
_READ_ONLY, _FULL = "25006", "53100"
"""PostgreSQL's codes of what a server says that takes nothing in."""
_ALLOWED = "Allowed: sqlite:///file and postgresql://user:password@host/name."

_log = logging.getLogger(__name__)


class Database:
    """Where classes are kept.

    Parameters
    ----------
    url
        As SQLAlchemy writes it: `sqlite:///file`, `postgresql://user:password@host/name`.

    Raises
    ------
    ClassError
        If there is no such database, or it cannot be brought up to date.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._file: tuple[str, tuple[int, int]] | None = None
        self._writers = self.engine.execution_options(writes=True)
        self._readers = self.engine.execution_options(
            **({} if self.sqlite else {"isolation_level": "REPEATABLE READ"}),
            postgresql_readonly=True,
        )
        self._changed: list[threading.Event] = []
        try:
            _migrate(self.engine)
        except BaseException:
            self.close()
            raise
        path = _path(self.engine.url)
        if path is not None:
            self._file = str(path), _identity(str(path))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database and changes nothing.

        Raises
        ------
        Unavailable
            If the database cannot be reached.
        """
        with self._reached(writes=False), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that changes something; once it has ended well, the change is kept.

        Raises
        ------
        Unavailable
            If the database cannot be reached.
        """
        with self._reached(writes=True), self._writers.begin() as connection:
            yield connection
        for changed in self._changed:
            changed.set()

    def tell(self, changed: threading.Event) -> None:
        """Set an event whenever this process has changed something."""
        self._changed.append(changed)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _reached(self, writes: bool) -> Iterator[None]:
        """Say in words that the database is away, to who asked and to who reads the log.

        Raises
        ------
        Unavailable
            When that is so. A change may or may not have been kept: whoever made it has to look.
        """
        self._see_its_file()
        try:
            yield
        except (OperationalError, InterfaceError, InternalError, OutOfConnections) as error:
            original = getattr(error, "orig", None)
            code = getattr(original, "sqlite_errorcode", 0) & 0xFF
            state = getattr(original, "sqlstate", None)
            read_only = code == sqlite3.SQLITE_READONLY or state == _READ_ONLY
            if (read_only and not writes) or (isinstance(error, InternalError) and not read_only):
                raise  # a reader that writes: a mistake in this program
            reason = str(original or error).partition("\n")[0]
            if code == sqlite3.SQLITE_FULL or state == _FULL:
                words = "The server's disk is full: nothing can be kept. Tell whoever runs it."
            elif read_only:
                words = "The server may not write to its database. Tell whoever runs it."
            else:
                words = (
                    "The server cannot reach its database just now. "
                    "Look in a moment whether this got through."
                )
            _log.error("The database at %s: %s.", _shown(self.engine.url), reason.rstrip("."))
            raise Unavailable(words) from error

    def _see_its_file(self) -> None:
        """Notice that SQLite's file is gone: what is confirmed would be written where nobody finds it.

        Raises
        ------
        Unavailable
            If it was moved, deleted or replaced since it was opened.
        """
        if self._file is None:
            return
        path, identity = self._file
        try:
            same = _identity(path) == identity
        except OSError:
            same = False
        if not same:
            _log.error(
                "The database's file %s was moved, deleted or replaced while the app runs. "
                "Put it back, or start the app again.",
                path,
            )
            raise Unavailable(
                "The server's database is not where it was: nothing can be kept. Tell whoever runs it."
            )


def address() -> str:
    """Return the address of the database that this installation uses."""
    configured = os.environ.get(VARIABLE, "").strip()
    if configured:
        return configured
    # Names, notes and codes are nobody else's on a shared computer.
    DEFAULT.parent.mkdir(parents=True, exist_ok=True)
    DEFAULT.parent.chmod(0o700)
    if DEFAULT.exists():
        DEFAULT.chmod(0o600)
    return URL.create("sqlite", database=str(DEFAULT)).render_as_string()


def database() -> Database:
    """Open this installation's database, once in a process."""
    with _opening:
        return _opened()


@cache
def _opened() -> Database:
    return Database(address())


_opening = threading.Lock()


def _engine(url: str) -> Engine:
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed,
            pool_size=20,
            max_overflow=20,
            pool_timeout=WAIT,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": WAIT},
        )
    path = _path(parsed)
    if path is not None:
        # SQLite gives the files that it puts beside this one the same rights. What cannot be made is told
        # when it is opened.
        with suppress(OSError):
            path.touch(mode=0o600)
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_size=20,
        max_overflow=20,
        pool_timeout=WAIT,
        connect_args={"timeout": WAIT, "check_same_thread": False},
    )
    _prepare_sqlite(engine)
    return engine


def _parsed(url: str) -> URL:
    """Return an address with the driver that is used for it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ClassError(f"{VARIABLE} is not the address of a database. {_ALLOWED}") from error
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise ClassError(
            f"{VARIABLE}: {parsed.drivername} is no database that classes can be kept in. {_ALLOWED}"
        )
    if parsed.database in (None, "", ":memory:") or parsed.query.get("mode") == "memory":
        raise ClassError(
            f"{VARIABLE}: a database in memory is lost with the process, and a class must not be. "
            f"{_ALLOWED}"
        )
    return parsed


def _path(url: URL) -> Path | None:
    """Return SQLite's file, where an address names it plainly."""
    name = url.database or ""
    return (
        Path(name) if url.get_backend_name() == "sqlite" and not name.startswith("file:") else None
    )


def _identity(path: str) -> tuple[int, int]:
    status = Path(path).stat()
    return status.st_dev, status.st_ino


def _shown(url: URL) -> str:
    """Write an address without a password, wherever in it one stands."""
    return url.set(query={}).render_as_string()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        # The driver would begin transactions by itself, and too late to be immediate.
        connection.isolation_level = None
        _journal(connection)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            # What is deleted is overwritten.
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer takes its turn at the start: two that read first and write later would deadlock.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _journal(connection: sqlite3.Connection) -> None:
    """Write ahead, from now on; SQLite does not wait for others by itself when this is new."""
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _migrate(engine: Engine) -> None:
    """Bring the tables up to date; of several processes one does it, the others wait."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations").replace("%", "%%"))
    try:
        with engine.execution_options(writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:name)"), {"name": _MIGRATING}
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        reason = next(iter(str(error.orig).splitlines()), "no reason given")
        raise ClassError(
            f"The database at {_shown(engine.url)} cannot be opened: {reason}"
        ) from error
    except CommandError as error:
        raise ClassError(
            f"The database at {_shown(engine.url)} was written by a newer version of "
            "this app. Start that one, or choose another database."
        ) from error
