"""Pictures of a report as SVG: the same for a screen, light or dark, and for paper.

Every picture is `WIDTH` units wide and letters are 12 high, so that it can be read where a phone
shows it at 360 pixels, and two stand beside each other on a sheet. Colours are Okabe and Ito's, as on
the screen; shape and words say the same. A page may recolour the classes `ink`, `rule` and `hollow`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from simulator.acceptance.evaluation import Likely
from simulator.explain.deal import ranged
from simulator.formatting import percent, signed
from simulator.safe_text import printable, xml

WIDTH = 360
LEFT, RIGHT = 8, WIDTH - 8
LETTERS, BAND = 15, 18
"""How high a line of letters is, and the band beneath that holds the marks."""
BLUE, ORANGE, GREEN, RED, MAGENTA = "#2f7fbf", "#d9752a", "#1f9a76", "#cf5a41", "#cc1f8a"
_LETTER = 6.6
"""How wide a letter is taken to be, with some to spare."""


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG, and every figure in it in words for who cannot see it."""

    svg: str
    alt_text: str


Shape = Literal["party", "player", "all"]
Point = tuple[float, float]


def chances(rows: Sequence[tuple[str, Likely, Shape]], title: str) -> Drawing:
    """Draw chances as dots on their ranges: squares for parties, a diamond for all."""
    figures = [ranged(likely) for _, likely, _ in rows]
    names = [_wrapped(label, words) for (label, _, _), words in zip(rows, figures, strict=True)]
    bands = _bands(names)
    parts = _axis([(_chance_x(at / 4), f"{25 * at} %") for at in range(5)], bands)
    for y, lines, words, (_, likely, shape) in zip(bands, names, figures, rows, strict=True):
        colour = MAGENTA if shape == "all" else BLUE
        low, high, middle = _chance_x(likely.low), _chance_x(likely.high), y + BAND / 2
        parts += [
            *_heading(y, lines, words, bold=shape != "player"),
            stroke(
                low,
                high,
                middle,
                middle,
                f'stroke="{colour}" stroke-width="7" stroke-opacity="0.3"',
            ),
            _mark(_chance_x(likely.chance), middle, shape, colour),
        ]
    return drawn(bands[-1] + BAND + 18, parts, title, _described(rows, figures))


def contributions(shares: Sequence[tuple[str, float]], reach: float, title: str) -> Drawing:
    """Draw what each term adds to a player's gap over no deal, as bars to both sides of nothing.

    Parameters
    ----------
    reach
        The largest contribution that the scale must hold, so that two players can share it.
    """
    step, names, number = 21, 108, 44
    half, top = (WIDTH - names - 2 * number) / 2, 26
    middle, bottom = names + number + half, top + step * len(shares)
    parts = [
        letters(middle - 6, 14, "← against", "end"),
        letters(middle + 6, 14, "for →"),
        stroke(middle, middle, top - 6, bottom, RULE),
    ]
    for y, (label, share) in zip(range(top, bottom, step), shares, strict=True):
        long = half * abs(share) / max(reach, 1e-9)
        tip = middle + (long + 5 if share >= 0 else -long - 5)
        parts += [
            letters(names, y + 11, shortened(label, names), "end"),
            _bar(middle if share >= 0 else middle - long, y, long, loss=share < 0),
            letters(tip, y + 11, signed(share), "end" if share < 0 else "start"),
        ]
    figures = [f"{label}: {signed(share)}" for label, share in shares]
    return drawn(bottom + 4, parts, title, figures)


def tornado(rows: Sequence[tuple[str, float, float]], chance: float, title: str) -> Drawing:
    """Draw the chance with each number low (hollow) and high (filled), the widest first.

    Parameters
    ----------
    chance
        With everything as uncertain as it is.
    """
    figures = [f"{percent(low)} → {percent(high)}" for _, low, high in rows]
    names = [_wrapped(label, words) for (label, _, _), words in zip(rows, figures, strict=True)]
    bands = _bands(names)
    ends = [chance, *(end for _, low, high in rows for end in (low, high))]
    first, last = floor(10 * min(ends)), max(ceil(10 * max(ends)), floor(10 * min(ends)) + 1)

    def x(at: float) -> float:
        return LEFT + (RIGHT - LEFT) * (10 * at - first) / (last - first)

    tenths = range(first, last + 1, 1 if last - first < 6 else 2)
    parts = _axis([(x(at / 10), f"{10 * at} %") for at in tenths], bands)
    dashed = f'stroke="{MAGENTA}" stroke-width="1.5" stroke-dasharray="3 2"'
    for y, lines, words, (_, low, high) in zip(bands, names, figures, rows, strict=True):
        middle = y + BAND / 2
        parts += [
            *_heading(y, lines, words),
            stroke(x(chance), x(chance), y, y + BAND, dashed),
            stroke(x(low), x(high), middle, middle, 'stroke="#8c8c8c" stroke-width="4"'),
            f'<circle class="hollow" cx="{x(low):.1f}" cy="{middle}" r="5" fill="#fff" '
            f'stroke="{ORANGE}" stroke-width="2.5"/>',
            f'<circle cx="{x(high):.1f}" cy="{middle}" r="6" fill="{BLUE}"/>',
        ]
    return drawn(bands[-1] + BAND + 18, parts, title, _described(rows, figures))


def path(
    offers: Sequence[Sequence[tuple[float, float]]],
    frontier: Sequence[tuple[float, float]],
    none: tuple[float, float],
    marks: Sequence[tuple[str, float, float]],
    names: tuple[str, str],
    title: str,
) -> Drawing:
    """Draw the offers of both sides by what they are worth to both, from 0 to 1 on each axis.

    Parameters
    ----------
    offers
        The first side's and everyone else's, in order.
    frontier
        What could have been had, joined from left to right.
    none
        What no deal is worth to both; drawn as dashed lines.
    marks
        Deals to point out, the one that was reached first; each is numbered and listed beneath.
    """
    square = UtilitySquare(none)
    parts = square.parts
    parts.append(chain([square.at(*point) for point in sorted(frontier)], GREEN, 2))
    for colour, points in zip((BLUE, ORANGE), offers, strict=False):
        places = [square.at(*point) for point in points]
        parts.append(chain(places, colour, 1.2))
        parts += [dot(x, y, colour) for x, y in places]
    notes = []
    for n, (label, worth, theirs) in enumerate(marks, 1):
        x, y = square.at(worth, theirs)
        look = f'fill="none" stroke="{MAGENTA}" stroke-width="2.5"'
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" {look}/>',
            letters(x + 10, y - 6, str(n), bold=True),
        ]
        notes.append(f"{n} {label}: {worth:.2f} and {theirs:.2f}")
    first, second = (shortened(name, 150) for name in names)
    keys = (
        (BLUE, f"Offers by {first}; across: its utility"),
        (ORANGE, f"Offers by {second}; upward: its utility"),
        (GREEN, "Frontier: nobody gains unless somebody loses"),
    )
    return square.drawn(keys, ("Dashed: reservation values", *notes), title, notes)


class UtilitySquare:
    """A square with what deals are worth to two sides, across and upward.

    Attributes
    ----------
    parts
        What is drawn: at first rules with their figures, and what no deal is worth, as dashed lines.
    """

    def __init__(self, none: Point, low: Point = (0.0, 0.0), high: Point = (1.0, 1.0)) -> None:
        self._low, self._high = low, high
        self._left, self._top, self._side = 34, 10, WIDTH - 34 - 14
        self.parts: list[str] = []
        end = self._top + self._side
        for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
            across, upward = (b + (t - b) * share for b, t in zip(low, high, strict=True))
            x, y = self.at(across, upward)
            self.parts += [
                stroke(x, x, self._top, end, RULE),
                stroke(self._left, self._left + self._side, y, y, RULE),
                letters(x, end + 14, f"{across:.2g}", anchor),
                letters(self._left - 5, y + 4, f"{upward:.2g}", "end"),
            ]
        for colour, ends in (
            (BLUE, ((none[0], low[1]), (none[0], high[1]))),
            (ORANGE, ((low[0], none[1]), (high[0], none[1]))),
        ):
            (x1, y1), (x2, y2) = (self.at(*place) for place in ends)
            self.parts.append(stroke(x1, x2, y1, y2, f'stroke="{colour}" stroke-dasharray="4 3"'))

    def at(self, across: float, upward: float) -> Point:
        """Return where a deal is drawn."""
        right, up = (
            (worth - low) / (high - low)
            for worth, low, high in zip((across, upward), self._low, self._high, strict=True)
        )
        return self._left + self._side * right, self._top + self._side * (1 - up)

    def drawn(
        self,
        keys: Iterable[tuple[str, str]],
        notes: Iterable[str],
        title: str,
        described: Iterable[str],
    ) -> Drawing:
        """Write what the colours mean and some notes beneath, and put the picture together."""
        y = self._top + self._side + 32.0
        for colour, words in keys:
            self.parts += [dot(LEFT + 5, y - 4, colour), letters(LEFT + 16, y, words)]
            y += LETTERS
        for words in notes:
            self.parts.append(letters(LEFT, y, shortened(words, RIGHT - LEFT)))
            y += LETTERS
        return drawn(y, self.parts, title, described)


def dot(x: float, y: float, colour: str, size: float = 4) -> str:
    """Draw a dot."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{colour}"/>'


def chain(places: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    """Join places by a line."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


RULE = 'class="rule" stroke="#777" stroke-opacity="0.45"'


def _chance_x(chance: float) -> float:
    return LEFT + (RIGHT - LEFT) * chance


def _bands(names: Iterable[Sequence[str]]) -> list[float]:
    """Return where the band of each row begins, under the lines of its name."""
    tops: list[float] = []
    y = 2.0
    for lines in names:
        y += LETTERS * len(lines) + 4
        tops.append(y)
        y += BAND + 4
    return tops


def _axis(ticks: Sequence[tuple[float, str]], bands: Sequence[float]) -> list[str]:
    """Draw upright lines through the bands, not the letters, with what each stands for beneath."""
    parts = [stroke(x, x, y, y + BAND, RULE) for x, _ in ticks for y in bands]
    for n, (x, words) in enumerate(ticks):
        anchor = "start" if n == 0 else "end" if n == len(ticks) - 1 else "middle"
        parts.append(letters(x, bands[-1] + BAND + 14, words, anchor))
    return parts


def _heading(y: float, lines: Sequence[str], words: str, bold: bool = False) -> list[str]:
    """Write a name above a band that begins at y, and what is known of it at the right."""
    first = y - 5 - LETTERS * (len(lines) - 1)
    return [
        *(letters(LEFT, first + LETTERS * n, line, bold=bold) for n, line in enumerate(lines)),
        letters(RIGHT, first, words, "end"),
    ]


def _wrapped(label: str, words: str) -> tuple[str, ...]:
    """Break a name that finds no room beside some words into two lines, the second cut if need be."""
    label = printable(label).strip()
    most = int((RIGHT - LEFT) / _LETTER) - len(words) - 2
    if len(label) <= most:
        return (label,)
    at = label.rfind(" ", 0, most + 1)
    at = at if at > 0 else most
    return label[:at], shortened(label[at:].strip(), RIGHT - LEFT)


def shortened(label: str, room: float) -> str:
    """Cut a label to the width that it has."""
    label, most = printable(label).strip(), int(room / _LETTER)
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _described(rows: Iterable[tuple[str, object, object]], figures: Iterable[str]) -> list[str]:
    return [f"{label}: {words}" for (label, _, _), words in zip(rows, figures, strict=True)]


def letters(x: float, y: float, words: str, anchor: str = "start", bold: bool = False) -> str:
    """Write words, whatever they hold."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text class="ink" x="{x:.1f}" y="{y:.1f}" fill="#222" text-anchor="{anchor}"{weight}>'
        f"{xml(words)}</text>"
    )


def stroke(x1: float, x2: float, y1: float, y2: float, look: str) -> str:
    """Draw a line; `look` is our own markup."""
    return f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1}" y2="{y2}" {look}/>'


def _bar(x: float, y: float, long: float, loss: bool) -> str:
    """Draw a bar; a loss is an outline, so that it can be told apart in grey."""
    look = f'fill="{RED}" fill-opacity="0.3" stroke="{RED}"' if loss else f'fill="{GREEN}"'
    return f'<rect x="{x:.1f}" y="{y}" width="{long:.1f}" height="14" {look}/>'


def _mark(x: float, y: float, shape: Shape, colour: str) -> str:
    if shape == "player":
        return f'<circle cx="{x:.1f}" cy="{y}" r="5.5" fill="{colour}"/>'
    turned = f' transform="rotate(45 {x:.1f} {y})"' if shape == "all" else ""
    return f'<rect x="{x - 6:.1f}" y="{y - 6}" width="12" height="12" fill="{colour}"{turned}/>'


def drawn(height: float, parts: Iterable[str], title: str, descriptions: Iterable[str]) -> Drawing:
    """Put a picture together from markup of our own and what it shows in words."""
    words = "; ".join(descriptions)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'font-family="Libertinus Serif" font-size="12"><title>{xml(title)}</title>'
        f"<desc>{xml(words)}</desc>{''.join(parts)}</svg>"
    )
    return Drawing(svg, words)
