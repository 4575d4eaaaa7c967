"""The time of a class: a clock that only ever goes on, the same in all processes of a machine."""

import time
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool, func, select, text

from classroom.storage.schema import clocks


def now(connection: Connection) -> float:
    """Return the time on the database's clock, in seconds since 1970, which only ever goes on.

    The system's clock is read once, and this one runs on beside it: a laptop that sets its clock in
    the middle of a class changes nothing. Processes of a machine read the same start from the
    database; those on several machines share PostgreSQL's clock.
    """
    pool = connection.engine.pool
    ahead = _ahead.get(pool)
    if ahead is not None:
        return steady() + ahead
    ahead = wall(connection) - steady()
    if _BOOT:
        query = select(clocks.c.ahead).where(clocks.c.boot == _BOOT)
        agreed = connection.execute(query).scalar_one_or_none()
        if agreed is None:
            if connection.get_execution_options().get("writes"):
                connection.execute(
                    text(
                        "INSERT INTO clocks (boot, ahead) VALUES (:boot, :ahead) "
                        "ON CONFLICT (boot) DO NOTHING"
                    ),
                    {"boot": _BOOT, "ahead": ahead},
                )
            # Not kept until it is read again: this transaction may come to nothing.
            return steady() + ahead
        ahead = agreed
    return steady() + _ahead.setdefault(pool, ahead)


def wall(connection: Connection) -> float:
    """Return what the system's clock says where the database is."""
    if connection.dialect.name == "sqlite":
        return time.time()
    query = select(func.extract("epoch", func.clock_timestamp()))
    return float(connection.execute(query).scalar_one())


def steady() -> float:
    """Return the seconds since this machine was started, its sleep included where it tells."""
    return time.monotonic() if _WITH_SLEEP is None else time.clock_gettime(_WITH_SLEEP)


def _boot() -> str:
    """Name the time since this machine was started; empty where the system has no name for it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


_BOOT = _boot()
_WITH_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", None)
_ahead: WeakKeyDictionary[Pool, float] = WeakKeyDictionary()
"""By the connections of a database, how far its clock is ahead of the machine's seconds."""
