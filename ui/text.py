"""How text from a file is made harmless on the screen.

A scenario may come from a stranger. Its text is shown as text: every character that Markdown or
Plotly's pseudo-HTML could read as markup is escaped here, and nowhere is it passed on as HTML.
"""

import re
from functools import lru_cache

_MARKDOWN = re.compile(
    r"[\\`*_{}\[\]#~<>$&^|@]"  # what may open markup, wherever it stands
    r"|:(?=\S)"  # colours, icons and addresses
    r"|-(?=[->])|(?<=www)\.|(?<=WWW)\."  # arrows, dashes, addresses
    r"|^[-+=](?=\s|$)"  # a list, a heading
)
_EMOJI = re.compile(r":(?=[\w+-]+:)")
"""What opens an emoji by its name; Streamlit looks for these last, when escapes are gone."""
_NUMBERED = re.compile(r"^(\d+)(?=[.)])")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Escape text for Markdown, on one line, so that it shows as it was written."""
    # A character of no width keeps the name of an emoji apart.
    apart = _EMOJI.sub(":\u2060", _SPACES.sub(" ", text).strip())
    escaped = _MARKDOWN.sub(r"\\\g<0>", apart)
    return _NUMBERED.sub(r"\1\\", escaped)


def cut(text: str, most: int) -> str:
    """Shorten text to so many characters, and escape it for Plotly."""
    return chart_text(text if len(text) <= most else text[: most - 1] + "…")


def chart_text(text: str) -> str:
    """Escape text for Plotly, which reads a little HTML in its labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
