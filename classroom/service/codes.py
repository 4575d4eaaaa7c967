"""Codes to type and keys to keep secret."""

import base64
import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Characters that are not taken for one another: no 0 and O, no 1, I and L."""
CLASS_LENGTH = 6
"""31⁶, about 900 million: with the limit on wrong guesses, none is found by trying."""
PERSON_LENGTH = 10
_ROUNDS = 10_000


def class_code() -> str:
    """Draw a class's code."""
    return _drawn(CLASS_LENGTH)


def person_code() -> str:
    """Draw a student's code: about 50 bits."""
    return _drawn(PERSON_LENGTH)


def teacher_key() -> str:
    """Draw a teacher's key: 192 bits, for an address, never typed."""
    return secrets.token_urlsafe(24)


def hashed(key: str) -> str:
    """Return what is kept of a key; it is random, so one round of a plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def kept_code(secret: str, class_id: int, code: str) -> str:
    """Return what is kept of a student's code, 16 characters.

    It is short enough to be typed, and so to be tried out by whoever has the database: some milliseconds
    for each try make that years.
    """
    salt = f"{secret}:{class_id}".encode()
    digest = hashlib.pbkdf2_hmac("sha256", code.encode("utf-8", "replace"), salt, _ROUNDS, 12)
    return base64.urlsafe_b64encode(digest).decode()


def typed(code: str) -> str:
    """Return a code as it is kept, whatever case, spaces or dashes it was typed with."""
    return "".join(character for character in code.upper()[:40] if character in ALPHABET)


def shown(code: str) -> str:
    """Write a code in groups that are easy to read out."""
    size = 3 if len(code) <= CLASS_LENGTH else 5
    return "-".join(code[at : at + size] for at in range(0, len(code), size))


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
