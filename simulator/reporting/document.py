"""What a document is made of, before it is a page or a sheet: text, figures, pictures, tables.

All of it is plain text. Whoever draws it escapes it; nothing in it is ever read as markup.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from simulator.reporting.drawing import Drawing


@dataclass(frozen=True)
class Words:
    """Some words, and where they lead: an address, or `#` and the key of a reference."""

    text: str
    to: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table; `small` stands beneath in smaller letters."""

    words: tuple[Words, ...]
    small: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Words in a row. A `lead` is larger, a `note` smaller."""

    words: tuple[Words, ...]
    look: Literal["text", "lead", "note"] = "text"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Heading:
    """The head of a part within a section."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class FigureBlock:
    """A large number, what it is, and how sure it is."""

    label: str
    value: str
    detail: str


@dataclass(frozen=True)
class Figures:
    """Large numbers side by side, the first the largest."""

    figures: tuple[FigureBlock, ...]
    kind: Literal["figures"] = "figures"


@dataclass(frozen=True)
class Picture:
    """A picture of our own drawing, its title, and how to read it."""

    title: str
    drawing: Drawing
    caption: str


@dataclass(frozen=True)
class Pictures:
    """Pictures, two side by side where there is room."""

    pictures: tuple[Picture, ...]
    kind: Literal["pictures"] = "pictures"


@dataclass(frozen=True)
class TableBlock:
    """A table.

    Attributes
    ----------
    rows
        A row of one cell is a head over those that follow.
    widths
        The columns' shares of the width, in percent.
    numbers
        Which columns hold numbers.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    numbers: tuple[bool, ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Card:
    """One offer: its name, how it was chosen, its lines, and what comes of it."""

    name: str
    note: str
    lines: tuple[str, ...]
    result: str
    foot: str


@dataclass(frozen=True)
class Cards:
    """Offers side by side."""

    cards: tuple[Card, ...]
    kind: Literal["cards"] = "cards"


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[str, ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Reference:
    """Something that a reader can open: `#key` leads here."""

    key: str
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class References:
    """A list of references."""

    references: tuple[Reference, ...]
    kind: Literal["references"] = "references"


Block = Paragraph | Heading | Figures | Pictures | TableBlock | Cards | Items | References


@dataclass(frozen=True)
class Section:
    """A part with its head; an annex is there to be looked up, not read."""

    title: str
    blocks: tuple[Block, ...]
    annex: bool = False


@dataclass(frozen=True)
class Document:
    """A whole report, ready to be drawn.

    Attributes
    ----------
    about
        Lines beneath the title: for what, of when.
    link
        Words above an address that restores the state, and the address; None where there is none.
    """

    title: str
    question: str
    about: tuple[str, ...]
    link: Words | None
    sections: tuple[Section, ...]


def paragraph(text: str, look: Literal["text", "lead", "note"] = "text") -> Paragraph:
    """Make a paragraph of words that lead nowhere."""
    return Paragraph((Words(text),), look)


def cell(text: str, small: str = "") -> Cell:
    """Make a cell of words that lead nowhere."""
    return Cell((Words(text),), small)


def keys(references: Iterable[str]) -> tuple[Words, ...]:
    """Write references by their keys, each leading to its place in the list."""
    words: list[Words] = []
    for key in references:
        words += [Words(", ")] if words else []
        words.append(Words(key, f"#{key}"))
    return tuple(words)


def table(
    head: tuple[str, ...],
    rows: Iterable[tuple[Cell, ...]],
    widths: tuple[int, ...],
    numbers: int = 0,
) -> TableBlock:
    """Make a table whose last columns, as many as `numbers`, hold numbers."""
    columns = range(len(head))
    return TableBlock(head, tuple(rows), widths, tuple(n >= len(head) - numbers for n in columns))
