"""Limits on how often something may be tried, which lock out who tries and not the school around it.

Counted in the database, by the minute, so that all processes share the count and a restart forgets
nothing. A whole school sits behind one address. So what is right is looked up first and always goes
through; wrong codes alone are counted, by address, by browser, by what they were tried on, and in all,
and who has too many waits longer and longer.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, delete, select, text

from classroom.errors import TooFast
from classroom.storage.database import Database
from classroom.storage.schema import attempts, installation
from classroom.storage.steady_time import now

WRONG_A_MINUTE = 600
"""Wrong codes from one address, or on one class, before they are made to wait."""
WRONG_BY_BROWSER = 30
"""Wrong codes from one browser in a minute."""
WRONG_IN_ALL = 6_000
"""Wrong codes from everywhere in a minute."""
LONGEST_WAIT = 16.0
"""Seconds that an answer is held back at most."""
JOINS_A_MINUTE = 600
"""New students from one address: a full hall."""
JOINS_BY_BROWSER = 6
"""New students from one browser in a minute."""
OPENED_A_MINUTE = 12
"""Classes from one address."""
OPENED_A_DAY = 200
DAY = 24 * 60
MINUTES_KEPT = DAY
"""Minutes for which counts are kept."""
Counted = Mapping[str, int]
"""By what is counted, how often it may be done in a minute."""


def place(address: str) -> str:
    """Return what of an address is one visitor's: in IPv6, each has a whole network of them."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)


def by_visitor(what: str, address: str, most: int, browser: str, by_browser: int) -> Counted:
    """Count something by where it comes from, and by browser where that has a name."""
    counted = {f"{what}:{place(address)}": most}
    return counted | {f"{what} by:{browser}": by_browser} if browser else counted


def wrong(what: str, address: str, browser: str = "") -> Counted:
    """Count a wrong code, which was tried on something: a class, or codes with the same beginning."""
    counted = by_visitor("code", address, WRONG_A_MINUTE, browser, WRONG_BY_BROWSER)
    return {**counted, f"code on:{what}": WRONG_A_MINUTE, "code": WRONG_IN_ALL}


def check(db: Database, counted: Counted, minutes: int = 1) -> None:
    """Refuse what has been done too often in this minute.

    Parameters
    ----------
    minutes
        What takes the place of a minute: a whole day.

    Raises
    ------
    TooFast
        If a count has reached its limit. It says for how long to hold back the answer: twice as long
        with each time that the limit has been reached over again.
    """
    with db.reading() as connection:
        minute = _minute(connection, minutes)
        secret = connection.execute(select(installation.c.secret)).scalar_one_or_none()
        if secret is None:
            return
        limits = {_who(secret, what, minutes): most for what, most in counted.items()}
        tries = connection.execute(
            select(attempts.c.who, attempts.c.count).where(
                attempts.c.who.in_(limits), attempts.c.minute == minute
            )
        )
        over = max((count // limits[who] for who, count in tries), default=0)
    if over:
        raise TooFast(
            "Too many tries from here. Wait a minute, then try again.",
            min(LONGEST_WAIT, 2.0 ** (over - 1)),
        )


def count(db: Database, counted: Counted, minutes: int = 1) -> None:
    """Note one more."""
    with db.writing() as connection:
        note(connection, counted, minutes)


def note(connection: Connection, counted: Counted, minutes: int = 1) -> None:
    """Note one more, as part of a transaction."""
    minute = _minute(connection, minutes)
    secret = installation_secret(connection)
    connection.execute(delete(attempts).where(attempts.c.minute < minute - MINUTES_KEPT))
    # In one order, so that two who count the same wait for one another and never in a circle.
    for who in sorted(_who(secret, what, minutes) for what in counted):
        connection.execute(
            text(
                "INSERT INTO attempts (who, minute, count) VALUES (:who, :minute, 1) "
                "ON CONFLICT (who, minute) DO UPDATE SET count = attempts.count + 1"
            ),
            {"who": who, "minute": minute},
        )


def refuse(db: Database, counted: Counted) -> None:
    """Count a wrong code; who has tried too many is told to wait.

    Raises
    ------
    TooFast
        If a limit has been reached. Far beyond it nothing more is written.
    """
    try:
        check(db, counted)
    except TooFast as refusal:
        if refusal.seconds < LONGEST_WAIT:
            count(db, counted)
        raise
    count(db, counted)


def installation_secret(connection: Connection) -> str:
    """Return what only this installation knows; it is made when it is first needed."""
    query = select(installation.c.secret)
    secret = connection.execute(query).scalar_one_or_none()
    if secret is None:
        connection.execute(
            text(
                "INSERT INTO installation (id, secret) VALUES (1, :secret) "
                "ON CONFLICT (id) DO NOTHING"
            ),
            {"secret": secrets.token_hex(32)},
        )
        secret = connection.execute(query).scalar_one()
    return str(secret)


def _minute(connection: Connection, minutes: int) -> int:
    return int(now(connection) // 60) // minutes * minutes


def _who(secret: str, what: str, minutes: int) -> str:
    """Name what is counted without keeping it.

    There are so few addresses that a hash without a secret tells which one it is.
    """
    return hmac.digest(secret.encode(), f"{minutes}:{what}".encode(), "sha256").hex()
