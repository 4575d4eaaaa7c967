"""All deals of a class by what they are worth to two sides, among what could have been had."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.formatting import count
from simulator.reporting.labels import label_places
from ui.charts import theme
from ui.charts.figure import Figure
from ui.charts.played import landmark
from ui.charts.utility_space import Mark, frontier_line
from ui.text import chart_text, cut

SIZES = ((270.0, 300.0), (330.0, 360.0), (640.0, 400.0), (1000.0, 420.0), (1300.0, 420.0))
"""Of the drawing area from a phone to a projector, in pixels."""
LONGEST_NAME = 28
AIR = 0.06


@dataclass(frozen=True)
class ClassDeals:
    """What the chart shows.

    Attributes
    ----------
    names
        Of the two sides.
    frontier, could
        Points of shape (n, 2): undominated deals, and those that leave nobody below no deal.
    none
        What no deal is worth to each.
    deals
        For each different deal the numbers of its tables, what to call them, and what it is worth
        to both.
    without
        How many tables have no deal.
    marks
        Deals to compare with.
    projected
        Whether there are more sides than these two, so that the frontier is no line here.
    """

    names: tuple[str, str]
    frontier: FloatArray
    could: FloatArray
    none: tuple[float, float]
    deals: Sequence[tuple[Sequence[int], str, float, float]]
    without: int
    marks: Sequence[Mark]
    projected: bool = False


def class_deals(shown: ClassDeals, large: bool = False) -> Figure:
    """Draw the deals of a class; worth runs from 0 (worst) to 1 (best)."""
    first, second = (cut(name, LONGEST_NAME) for name in shown.names)
    chart = theme.figure(
        "The deals of all tables",
        f"Utility: {first} (0 worst – 1 best)",
        f"Utility: {second} (0 – 1)",
        560,
        large,
    )
    chart.shape(
        type="rect",
        x0=shown.none[0],
        y0=shown.none[1],
        x1=1.1,
        y1=1.1,
        layer="below",
        line={"width": 0},
        fillcolor=theme.ZOPA,
        opacity=0.08,
    )
    theme.no_deal_lines(chart, *shown.none)
    both = "all" if shown.projected else "both"
    for points, name, colour, width, size in (
        (shown.frontier, "Pareto frontier", theme.FRONTIER, 1.5, 4),
        (shown.could, f"Frontier that {both} could sign", theme.ZOPA, 4.0, 6),
    ):
        if len(points):
            chart.traces.append(frontier_line(points, name, colour, width, size, shown.projected))
    for mark in shown.marks:
        landmark(chart, mark, 26 if large else 20)
    _without(chart, shown, large)
    _tables(chart, shown, large)
    low, high = _ends(shown)
    chart.x_axis(range=[low[0], high[0]], zeroline=False, tickformat=".2~f")
    chart.y_axis(range=[low[1], high[1]], zeroline=False, tickformat=".2~f")
    _numbers(chart, shown, low, high, large)
    return chart


def _tables(chart: Figure, shown: ClassDeals, large: bool) -> None:
    if not shown.deals:
        return
    size = 16 if large else 12
    chart.scatter(
        x=[round(x, 4) for _, _, x, _ in shown.deals],
        y=[round(y, 4) for _, _, _, y in shown.deals],
        mode="markers",
        name="A table's deal",
        marker={
            "size": [round(size * min(1.5, len(tables) ** 0.25), 1) for tables, *_ in shown.deals],
            "color": theme.TABLE,
            "opacity": 1,
            "line": {"color": "white", "width": 1.5},
        },
        customdata=[_table_list(tables) for tables, *_ in shown.deals],
        hovertemplate="%{customdata}<br>%{x:.2f} / %{y:.2f}<extra></extra>",
    )


def _table_list(tables: Sequence[int]) -> str:
    """Name tables in a hover, a few to a line."""
    lines = [", ".join(map(str, tables[n : n + 12])) for n in range(0, len(tables), 12)]
    return f"{'Table' if len(tables) == 1 else 'Tables'} {',<br>'.join(lines)}"


def _without(chart: Figure, shown: ClassDeals, large: bool) -> None:
    if not shown.without:
        return
    tables = count(shown.without, "table")
    chart.scatter(
        x=[round(shown.none[0], 4)],
        y=[round(shown.none[1], 4)],
        mode="markers",
        name=f"No deal ({tables})",
        marker={
            "size": 18 if large else 14,
            "symbol": "x",
            "color": theme.NEUTRAL,
            "line": {"color": "white", "width": 1.5},
        },
        hovertemplate=f"No deal: {tables}<br>%{{x:.2f}} / %{{y:.2f}}<extra></extra>",
    )


def _ends(shown: ClassDeals) -> tuple[FloatArray, FloatArray]:
    """Return both axes' ends: all marks with some air, and not more, so that deals lie apart."""
    points = np.array(
        [
            shown.none,
            *((x, y) for _, _, x, y in shown.deals),
            *((mark.x, mark.y) for mark in shown.marks),
            *shown.could,
        ]
    )
    low, high = points.min(axis=0), points.max(axis=0)
    air = np.maximum((high - low) * AIR, 0.03)
    return np.maximum(low - air, -0.04), np.minimum(high + air, 1.04)


def _numbers(
    chart: Figure, shown: ClassDeals, low: FloatArray, high: FloatArray, large: bool
) -> None:
    """Write each table's number beside its deal, with a line to it where it had to move away."""
    at = np.array([(x, y) for _, _, x, y in shown.deals]).reshape(-1, 2)
    others = [(mark.x, mark.y) for mark in shown.marks]
    others += [shown.none] if shown.without else []
    labels = [label for _, label, _, _ in shown.deals]
    letters = 1.4 if large else 1.0
    taken = (np.array(others).reshape(-1, 2) - low) / (high - low)
    places = label_places((at - low) / (high - low), labels, SIZES, letters, taken)
    for label, point, (right, up) in zip(labels, at, places, strict=True):
        chart.annotation(
            x=round(float(point[0]), 4),
            y=round(float(point[1]), 4),
            ax=round(float(right), 1),
            ay=round(-float(up), 1),
            text=chart_text(label),
            showarrow=True,
            arrowhead=0,
            arrowwidth=1,
            arrowcolor=theme.NEUTRAL,
            standoff=6,
            borderpad=0,
        )
