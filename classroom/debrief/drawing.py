"""Pictures of a class's report: everyone's deals, what each table got, terms, and time to a deal."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from simulator.arrays import FloatArray
from simulator.reporting.drawing import (
    BLUE,
    GREEN,
    LEFT,
    LETTERS,
    MAGENTA,
    ORANGE,
    RIGHT,
    RULE,
    WIDTH,
    Drawing,
    Point,
    UtilitySquare,
    chain,
    dot,
    drawn,
    letters,
    shortened,
    stroke,
)
from simulator.reporting.labels import label_places

COLOURS = (BLUE, ORANGE, GREEN, "#a05c8a", "#8f7d12", "#5f56b8", "#6f6f6f", "#2b8cc4")
GOLD = "#e0b000"
Marked = tuple[str, float, float]
"""A name and the worth to both sides."""


def deals(
    tables: Sequence[Marked],
    lines: tuple[FloatArray, FloatArray],
    none: Point,
    marks: Sequence[Marked],
    names: tuple[str, str],
    title: str,
    joined: bool = True,
) -> Drawing:
    """Draw deals by what they are worth to two sides, with a table's number beside each.

    Parameters
    ----------
    lines
        The frontier, and the deals on it that all could sign, each of shape (n, 2).
    none
        What no deal is worth to both; drawn as dashed lines.
    marks
        Deals to compare with; lettered, and told beneath.
    joined
        Whether the frontier is a line.
    """
    shown = np.array([none, *(mark[1:] for mark in (*tables, *marks)), *lines[1]], dtype=float)
    low = np.maximum(np.floor((shown.min(axis=0) - 0.02) * 10) / 10, 0)
    high = np.minimum(np.ceil((shown.max(axis=0) + 0.02) * 10) / 10, 1)
    square = UtilitySquare(none, tuple(low), tuple(high))
    parts = square.parts
    for points, width in zip(lines, (1.0, 3.0), strict=True):
        inside = points[((points >= low) & (points <= high)).all(axis=1)]
        places = [square.at(*point) for point in inside[np.argsort(inside[:, 0])]]
        if joined:
            parts.append(chain(places, GREEN, width))
        else:
            parts += [dot(x, y, GREEN, width) for x, y in places]
    notes = [f"reservation values: {none[0]:.2f} and {none[1]:.2f}"]
    for letter, (label, x, y) in zip("ABCDEFGH", marks, strict=False):
        across, down = square.at(x, y)
        parts += [
            f'<rect x="{across - 5:.1f}" y="{down - 5:.1f}" width="10" height="10" fill="{GOLD}" '
            f'stroke="#222" transform="rotate(45 {across:.1f} {down:.1f})"/>',
            letters(across, down - 9, letter, "middle", bold=True),
        ]
        notes.append(f"{letter} {label}: {x:.2f} and {y:.2f}")
    of_tables, of_marks = ([square.at(x, y) for _, x, y in marked] for marked in (tables, marks))
    parts += _numbers(tables, of_tables, of_marks)
    first, second = (shortened(name, 150) for name in names)
    keys = (
        (MAGENTA, "A table's deal, with its number"),
        (GREEN, "Frontier; thick: the part that all could sign"),
        (BLUE, f"Across: utility of {first}; dashed: reservation value"),
        (ORANGE, f"Upward: utility of {second}; dashed: reservation value"),
    )
    worths = [f"table {label}: {x:.2f} and {y:.2f}" for label, x, y in tables]
    return square.drawn(keys, notes, title, [*notes, *worths])


def results(
    rows: Sequence[tuple[str, Sequence[float], Sequence[float]]],
    none: Sequence[float],
    names: Sequence[str],
    title: str,
) -> Drawing:
    """Draw what each side got at each table, and as a faint bar how much more it could have had.

    Parameters
    ----------
    rows
        Each result's name, what each side got, and how much more each could have had.
    """
    left, top, each_side = 92, 6.0, 9
    step = each_side * len(names) + 9
    bottom = top + step * len(rows)

    def x(worth: float) -> float:
        return left + (RIGHT - left) * worth

    parts = []
    for tenth in (0, 5, 10):
        parts.append(stroke(x(tenth / 10), x(tenth / 10), top, bottom, RULE))
        anchor = "end" if tenth == 10 else "start" if tenth == 0 else "middle"
        parts.append(letters(x(tenth / 10), bottom + 14, f"{tenth / 10:g}", anchor))
    for colour, worth in zip(COLOURS, none, strict=False):
        look = f'stroke="{colour}" stroke-dasharray="4 3"'
        parts.append(stroke(x(worth), x(worth), top, bottom, look))
    for n, (label, got, most) in enumerate(rows):
        y = top + step * n
        parts.append(letters(left - 8, y + step / 2 + 3, shortened(label, left - 12), "end"))
        for place, (worth, more) in enumerate(zip(got, most, strict=True)):
            middle = y + 8 + each_side * place
            look = f'stroke="{COLOURS[place % 8]}" stroke-width="5" stroke-opacity="0.35"'
            parts.append(stroke(x(worth), x(worth + more), middle, middle, look))
            parts.append(_side(x(worth), middle, place))
    y = bottom + 32.0
    for place, name in enumerate(names):
        words = f"Utility: {name}; dashed: reservation value"
        parts += [
            _side(LEFT + 5, y - 4, place),
            letters(LEFT + 16, y, shortened(words, RIGHT - LEFT - 16)),
        ]
        y += LETTERS
    worths = [f"{label}: {' and '.join(f'{worth:.2f}' for worth in got)}" for label, got, _ in rows]
    return drawn(y, parts, title, worths)


def counts(options: Sequence[tuple[str, int]], real: int | None, title: str) -> Drawing:
    """Draw how many tables agreed on each option; a diamond marks the one really signed."""
    most = max(1, *(count for _, count in options))
    parts, y = [], 0.0
    for n, (label, count) in enumerate(options):
        y += LETTERS + 3
        signed = "◆ " if n == real else ""
        parts.append(letters(LEFT, y - 3, shortened(f"{signed}{label}", RIGHT - LEFT - 40)))
        parts.append(letters(RIGHT, y - 3, str(count), "end", bold=True))
        long = (RIGHT - LEFT) * count / most
        parts.append(
            f'<rect x="{LEFT}" y="{y:.1f}" width="{long:.1f}" height="7" fill="{MAGENTA}"/>'
        )
        y += 11
    return drawn(y + 4, parts, title, [f"{label}: {count}" for label, count in options])


def times(ends: Sequence[tuple[str, float]], minutes: float, tables: int, title: str) -> Drawing:
    """Draw how many tables had signed by each minute.

    Parameters
    ----------
    ends
        Each signed table's number and its minute, in order of time.
    """
    left, top, high = 34, 10, 150
    last = max([minutes, 1.0, *(at for _, at in ends)])

    def at(minute: float, count: float) -> Point:
        return left + (RIGHT - left) * minute / last, top + high * (1 - count / max(1, tables))

    parts = []
    for share in (0, 1):
        x, y = at(last * share, tables * share)
        parts.append(stroke(left, RIGHT, y, y, RULE))
        parts.append(letters(left - 5, y + 4, str(tables * share), "end"))
        anchor = "end" if share else "start"
        parts.append(letters(x, top + high + 14, f"minute {ceil(last * share)}", anchor))
    places, count = [at(0, 0)], 0
    for _, minute in ends:
        places += [at(minute, count), at(minute, count + 1)]
        count += 1
    places.append(at(last, count))
    parts.append(chain(places, MAGENTA, 2))
    return drawn(
        top + high + 20,
        parts,
        title,
        [f"table {name}: minute {minute:.1f}" for name, minute in ends],
    )


def _numbers(
    tables: Sequence[Marked], places: Sequence[Point], taken: Sequence[Point]
) -> list[str]:
    """Draw the tables' deals with their numbers, and a line to a number that had to move away."""
    # The drawing counts downward, the labels' places upward.
    flat = np.array([(x, -y) for x, y in places]).reshape(-1, 2) / WIDTH + (0, 1)
    others = np.array([(x, -y) for x, y in taken]).reshape(-1, 2) / WIDTH + (0, 1)
    names = [label for label, *_ in tables]
    moved = label_places(flat, names, [(WIDTH, WIDTH)], 0.9, others)
    parts = []
    for label, (x, y), (right, up) in zip(names, places, moved, strict=True):
        parts.append(stroke(x, x + right, y, y - up, RULE))
        parts.append(dot(x, y, MAGENTA))
        parts.append(letters(x + right, y - up + 4, label, "middle"))
    return parts


def _side(x: float, y: float, place: int) -> str:
    """Mark a side by colour and shape: round, square, and so on."""
    if place % 2 == 0:
        return dot(x, y, COLOURS[place % 8])
    look = f'width="7" height="7" fill="{COLOURS[place % 8]}"'
    turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if place % 4 == 3 else ""
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" {look}{turn}/>'
