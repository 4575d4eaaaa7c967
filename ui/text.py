"""How text from a file or a person is made harmless on the screen.

A scenario may come from a stranger, and a nickname from anybody. Their text is shown as text: what Markdown
or Plotly's pseudo-HTML could read as markup is escaped here, and nowhere is it passed on as HTML.
"""

import re
from functools import lru_cache
from urllib.parse import quote

from simulator.safe_text import printable

_MARKDOWN = re.compile(
    r"[\\`*_{}\[\]#~<>$&^|@]"  # what may open markup, wherever it stands
    r"|:(?=\S)"  # colours, icons and addresses
    r"|-(?=[->\u2060])"  # dashes, arrows
    r"|^[-+=](?=\s|$)"  # a list, a heading
)
_JOINED = re.compile(
    r":(?=//|[\w+-]+:|\w+/)"  # addresses, emoji and icons by their names
    r"|(?<=www)(?=\.)|(?=@)"  # addresses
    r"|-(?=[->])|<(?=[-=])|[>~](?==)",  # arrows, dashes, signs
    re.IGNORECASE,
)
"""After what Streamlit looks for in finished text, when escapes are gone."""
_APART = "\u2060"
"""A character of no width, at which no line breaks."""
_NUMBERED = re.compile(r"^(\d+)(?=[.)])")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Escape text for Markdown, on one line, so that it shows as it was written."""
    apart = _JOINED.sub(rf"\g<0>{_APART}", printable(text).strip())
    escaped = _MARKDOWN.sub(r"\\\g<0>", apart)
    return _NUMBERED.sub(r"\1\\", escaped)


def link(text: str, url: str) -> str:
    """Write a link as Markdown to an address that the loader admitted; without an address, its text."""
    # Brackets would end it early.
    return f"[{plain(text)}]({quote(url, safe=_IN_ADDRESSES)})" if url else plain(text)


_IN_ADDRESSES = "%/:?#[]@!&'*+,;=~"


def cut(text: str, most: int) -> str:
    """Shorten text to so many characters, and escape it for Plotly."""
    return chart_text(text if len(text) <= most else text[: most - 1] + "…")


def chart_text(text: str) -> str:
    """Escape text for Plotly, which reads a little HTML in its labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
