"""Text from a file or a person, made harmless for what it is written into.

A scenario may come from a stranger, and a nickname from anybody. `ui.text` does the same for the screen.
Jinja2 escapes what goes into a page and Typst takes text as data: they need what is `printable` alone.
"""

import re

_CONTROL = re.compile(
    r"[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_SPACES = re.compile(r"\s+")
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[\"\s]*[=+\-@＝＋－＠]|[\t\r\n])")
"""Where a spreadsheet takes what follows for a formula: where a cell begins, or would begin in a country
whose cells end with a semicolon."""


def printable(text: str) -> str:
    """Put text on one line, without characters that no document may hold or that turn others round."""
    return _SPACES.sub(" ", _TURNS.sub("", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)))


def xml(text: str) -> str:
    """Escape text for what stands between the tags of a picture."""
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def csv_cell(text: str) -> str:
    """Put an apostrophe wherever a spreadsheet would take text for a formula."""
    return _FORMULA.sub(r"\1'", text)
