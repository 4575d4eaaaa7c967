"""Which browser somebody comes with: a signed number that it keeps, and nothing else about it.

It says who sat where before, so that nobody takes the other side of a table by joining again, and
tells the wrong tries of one phone from those of the school around it.
"""

import hmac
import re
import secrets
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool

from classroom.service.attempts import installation_secret
from classroom.storage.database import Database

_TOKEN = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{64})")


def new_token(db: Database) -> str:
    """Return what a browser that comes for the first time is given to keep."""
    number = secrets.token_hex(16)
    return f"{number}.{_signature(own_secret(db), f'browser:{number}')}"


def known_browser(db: Database, token: str) -> str:
    """Return the number of a browser by what it kept; empty if this installation did not sign it."""
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return ""
    number, signature = parts.groups()
    right = hmac.compare_digest(signature, _signature(own_secret(db), f"browser:{number}"))
    return number if right else ""


def device(connection: Connection, class_id: int, browser: str) -> str | None:
    """Name a browser in one class alone: nothing that is kept tells that it was in another."""
    if not browser:
        return None
    return _signature(installation_secret(connection), f"device:{class_id}:{browser}")


def _signature(secret: str, text: str) -> str:
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()


def own_secret(db: Database) -> str:
    """Return what only this installation knows; read once in a process."""
    pool = db.engine.pool
    secret = _secrets.get(pool)
    if secret is None:
        with db.writing() as connection:
            secret = installation_secret(connection)
        _secrets[pool] = secret
    return secret


_secrets: WeakKeyDictionary[Pool, str] = WeakKeyDictionary()
