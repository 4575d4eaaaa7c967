"""Text that wants to be more than text: in scenarios, nicknames and notes."""

import unicodedata
from itertools import cycle
from typing import Any

TEXTS = (
    "![x](https://evil.example/a.png)",
    "[x](https://evil.example/b)",
    "https://evil.example/c",
    "HTTP://evil.example:80/c?d=(e)",
    "www.evil.example",
    "x WWW.evil.example/y",
    "me@evil.example",
    "mailto:me@evil.example xmpp:me@evil.example",
    "<https://evil.example/d>",
    "<img src=https://evil.example/e.png onerror=alert(1)>",
    "<a href=https://evil.example/f>x</a> <script>alert(1)</script>",
    ":material/check_circle: :material_check_circle:",
    ":streamlit: :smile: :+1: :a_b-c:",
    ":red[x] :blue-background[y] :green-badge[z] :help[w] :small[v]",
    "[x][r] [r]: https://evil.example/g",
    "[^1] [^1]: x",
    "$\\href{https://evil.example/h}{x}$ $$y$$",
    "**b** __b__ *i* _i_ ~~s~~ `c` ```c```",
    "# h",
    "> q",
    "- i",
    "+ i",
    "1. i",
    "2) i",
    "| a | b |",
    "---",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "&lt;b&gt; &amp; &#42;x&#42;",
    "\\*x\\* \\",
    "=1+1",
    "@SUM(1)",
    "-2+3",
    "+cmd|' /C calc'!A0",
    ' "=1+1"',
    "a;=1+1",
    'a; "=1+1"',
    "＝1+1",
    "{{7*7}} ${7*7} #panic()",
    "../../etc/passwd",
    "x\u202egnp.exe",
)
MARKDOWN_ALONE = (
    "x\n\n![x][r]\n\n[r]: https://evil.example/i",
    "\t=1+1",
    "\r=1+1",
    "a\t=1+1",
    "a\n=1+1",
)
"""Of several lines, which no nickname has."""

SOURCE = "https://source.example/"
"""Where the one link leads that a scenario may have: to a source that it names."""
FREE = frozenset(
    [
        "title",
        "label",
        "short",
        "description",
        "summary",
        "question",
        "assumption",
        "note",
        "outcome",
        "flag",
    ]
)
"""The fields of a scenario that hold free text, whatever it is about."""
_FREE = FREE | frozenset(["court", "panel", "nobody", "group", "introduction", "ask", "say"])


def spoilt(data: dict[str, Any]) -> dict[str, Any]:
    """Every free text of a scenario's data in turn replaced by one of `TEXTS`, with a number behind it."""
    texts = (f"{text} {number}" for number, text in enumerate(cycle(TEXTS)))

    def changed(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            # Without a short name a label is shown in more places.
            kept = {name: inner for name, inner in value.items() if name != "short"}
            return {
                name: changed(
                    inner, "label" if key == "levels" and isinstance(inner, str) else name
                )
                for name, inner in kept.items()
            }
        if isinstance(value, list):
            return [changed(part, "label" if key == "limits" else "") for part in value]
        if key == "url":
            return f"{SOURCE}?(a)![x](https://evil.example/u.png)"
        if key == "unit":
            return "www.evil.example"  # no longer
        return next(texts) if key in _FREE and isinstance(value, str) else value

    spoiled: dict[str, Any] = changed(data, "")
    return spoiled


_IN_BETWEEN = (
    *("\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\x9b", "\ud800", "\udfff", "\ue000", "\uffff"),
    *("\u202e", "\u2066", "\u200f", "\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad"),
    *("\n", "\r\n", "\t", "\v", "\u2028", "\u2029", "\U000e0041", "\U0010ffff"),
)
UNSEEN = tuple(f"A{hidden}b{number}" for number, hidden in enumerate(_IN_BETWEEN))
"""Characters that control, turn the writing round, cannot be seen, or that a database or a file refuses."""


def spoiling(text: str) -> list[str]:
    """What of a text controls, breaks or turns round what it stands among, or cannot be sent."""
    return [
        character
        for character in text
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character)
        in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    ]
