"""The likely acceptance over every pair of options of two terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text, cut

MOST_WRITTEN = 130
"""Cells in which the percentage is still written out."""
MOST_TICKS = 6
"""Labels that fit along the side of a phone."""
LONGEST_TICK, LONGEST_TITLE = 18, 42
"""Characters that fit there."""


@dataclass(frozen=True)
class MapAxis:
    """One of the two terms: its name, its options' labels, and which one is on the table."""

    name: str
    labels: Sequence[str]
    at: int


def acceptance_map(
    chances: FloatArray,
    rows: MapAxis,
    columns: MapAxis,
    large: bool = False,
    clickable: bool = True,
) -> Figure:
    """Draw the chance that all accept, shape (n_rows, n_columns), all else as it stands.

    Where it is not a number no such deal is allowed, and the cell stays blank.
    """
    # Of the cells the labels round once more: to no half that the chance itself does not reach.
    percentages = np.round(100 * chances, 3)
    blank = "; blank: a rule excludes it" if np.isnan(chances).any() else ""
    chart = theme.figure(
        f"Chance that all sign (%){blank}",
        cut(columns.name, LONGEST_TITLE),
        cut(rows.name, LONGEST_TITLE),
        190 + 34 * min(len(rows.labels), 12),
        large,
    )
    chart.heatmap(
        z=percentages,
        x=np.arange(len(columns.labels)),
        y=np.arange(len(rows.labels)),
        zmin=0,
        zmax=100,
        colorscale=theme.CHANCE_SCALE,
        hoverongaps=False,
        colorbar={"title": {"text": "%"}, "thickness": 12},
        showscale=percentages.size > MOST_WRITTEN,
        texttemplate="%{z:.0f}" if percentages.size <= MOST_WRITTEN else None,
        textfont={"size": 15 if large else 11},
        customdata=[
            [f"{chart_text(row)}<br>{chart_text(column)}" for column in columns.labels]
            for row in rows.labels
        ],
        hovertemplate="%{customdata}<br>%{z:.0f} %<extra>"
        + ("click to put on the table" if clickable else "")
        + "</extra>",
    )
    chart.shape(
        type="rect",
        x0=columns.at - 0.5,
        x1=columns.at + 0.5,
        y0=rows.at - 0.5,
        y1=rows.at + 0.5,
        line={"color": theme.TABLE, "width": 4},
    )
    for axis, update in ((columns, chart.x_axis), (rows, chart.y_axis)):
        ticks = theme.some_ticks(axis.labels, MOST_TICKS, LONGEST_TICK)
        update(**ticks, showgrid=False, zeroline=False)
    chart.layout |= {"dragmode": False}
    return chart
