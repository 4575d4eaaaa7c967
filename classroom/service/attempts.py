"""A limit on how often a code may be tried from one address.

Counted in the database, by the minute, so that all processes share the count and a restart forgets
nothing. A class sits behind one address and mistypes: the limit leaves room for that, and a code of
900 million would still take one address some thirty years to hit by chance among ten classes.
"""

import hmac
import secrets

from sqlalchemy import Connection, delete, func, select, text

from classroom.errors import TooFast
from classroom.storage.database import Database, now
from classroom.storage.schema import attempts, installation

WRONG_A_MINUTE = 60
"""Wrong codes from one address."""
JOINS_A_MINUTE = 240
"""New students from one address."""
MINUTES_KEPT = 10
"""Minutes for which counts are kept."""


def check(db: Database, what: str, address: str, most: int) -> None:
    """Refuse what has been done too often from an address in this minute.

    Raises
    ------
    TooFast
        If the count has reached `most`.
    """
    with db.reading() as connection:
        minute = int(now(connection) // 60)
        tries = connection.execute(
            select(func.sum(attempts.c.count)).where(
                attempts.c.who == _who(connection, what, address), attempts.c.minute == minute
            )
        ).scalar()
    if (tries or 0) >= most:
        raise TooFast("Too many tries from here. Wait a minute, then try again.")


def count(db: Database, what: str, address: str) -> None:
    """Note one more."""
    with db.writing() as connection:
        note(connection, what, address)


def note(connection: Connection, what: str, address: str) -> None:
    """Note one more, as part of a transaction."""
    minute = int(now(connection) // 60)
    connection.execute(
        text(
            "INSERT INTO installation (id, secret) VALUES (1, :secret) ON CONFLICT (id) DO NOTHING"
        ),
        {"secret": secrets.token_hex(32)},
    )
    connection.execute(delete(attempts).where(attempts.c.minute < minute - MINUTES_KEPT))
    connection.execute(
        text(
            "INSERT INTO attempts (who, minute, count) VALUES (:who, :minute, 1) "
            "ON CONFLICT (who, minute) DO UPDATE SET count = attempts.count + 1"
        ),
        {"who": _who(connection, what, address), "minute": minute},
    )


def _who(connection: Connection, what: str, address: str) -> str | None:
    """Name an address without keeping it; None as long as nothing was ever counted.

    There are so few addresses that a hash without a secret tells which one it is.
    """
    secret = connection.execute(select(installation.c.secret)).scalar_one_or_none()
    return secret and hmac.digest(secret.encode(), f"{what}:{address}".encode(), "sha256").hex()
