"""What people write: cleaned, and held to a length. It is text, never markup, wherever it is shown."""

import re
import unicodedata

from classroom.errors import BadText

NAME_LENGTH = 24
NOTE_LENGTH = 280
BRIEF_LENGTH = 4_000
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Control characters, and those that turn the writing's direction or cannot be seen."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and a symbol that are drawn as nothing."""
_VARIANTS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that choose how an emoji or an ideograph is drawn, and on other letters do nothing."""


def name(text: str) -> str:
    """Return a nickname: one line, composed characters, no control characters.

    Raises
    ------
    BadText
        If nothing is left of it, or it is too long.
    """
    nickname = _one_line(text)
    # Accents alone, on nothing, are no name either.
    if not any(unicodedata.category(character)[0] in "LNPS" for character in nickname):
        raise BadText("Give a nickname: a few letters are enough.")
    if len(nickname) > NAME_LENGTH:
        raise BadText(
            f"A nickname has at most {NAME_LENGTH} characters; this one has {len(nickname)}."
        )
    return nickname


def same_name(text: str) -> str:
    """Return what two nicknames have in common if they look alike."""
    return _VARIANTS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def note(text: str) -> str:
    """Return a note on one line; it may be empty.

    Raises
    ------
    BadText
        If it is too long.
    """
    line = _one_line(text)
    if len(line) > NOTE_LENGTH:
        raise BadText(f"A note has at most {NOTE_LENGTH} characters; this one has {len(line)}.")
    return line


def brief(text: str) -> str:
    """Return a brief; its line breaks stay.

    Raises
    ------
    BadText
        If it is too long.
    """
    if len(text) > BRIEF_LENGTH:
        raise BadText(f"A brief has at most {BRIEF_LENGTH} characters; this one has {len(text)}.")
    return "\n".join(_one_line(line) for line in text.splitlines()).strip()


def _one_line(text: str) -> str:
    # Far beyond every limit nothing is worth composing.
    kept = (
        " " if character.isspace() else character
        for character in text[:20_000]
        if character.isspace() or not _hidden(character)
    )
    # Composed last: what was hidden may have stood between a letter and its accent.
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _hidden(character: str) -> bool:
    return character in _BLANK or unicodedata.category(character) in _HIDDEN
