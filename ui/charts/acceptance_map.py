"""The likely acceptance over every pair of options of two terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from simulator.arrays import FloatArray
from ui.charts import theme
from ui.text import chart_text

MOST_WRITTEN = 130
"""Cells in which the percentage is still written out."""
MOST_TICKS = 6
"""Labels that fit along the side of a phone."""


@dataclass(frozen=True)
class MapAxis:
    """One of the two terms: its name, its options' labels, and which one is on the table."""

    name: str
    labels: Sequence[str]
    at: int


def acceptance_map(
    chances: FloatArray, rows: MapAxis, columns: MapAxis, large: bool = False
) -> go.Figure:
    """Draw the chance that all accept, shape (n_rows, n_columns), the other terms as they stand.

    Points for every cell lie invisibly over the picture: a click on one is a selection.
    """
    percentages = np.round(100 * chances, 1)
    chart = theme.figure(
        "Chance that all sign (%)",
        chart_text(columns.name),
        chart_text(rows.name),
        190 + 34 * min(len(rows.labels), 12),
        large,
    )
    across, up = np.meshgrid(np.arange(len(columns.labels)), np.arange(len(rows.labels)))
    chart.add_heatmap(
        z=percentages,
        x=np.arange(len(columns.labels)),
        y=np.arange(len(rows.labels)),
        zmin=0,
        zmax=100,
        colorscale=theme.CHANCE_SCALE,
        colorbar={"title": {"text": "%"}, "thickness": 12},
        showscale=percentages.size > MOST_WRITTEN,
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=across.ravel(),
        y=up.ravel(),
        mode="markers+text" if percentages.size <= MOST_WRITTEN else "markers",
        marker={"symbol": "square", "size": 26, "opacity": 0.01, "color": "#ffffff"},
        text=[f"{each:.0f}" for each in percentages.ravel()],
        textfont={
            "size": 15 if large else 11,
            "color": ["#ffffff" if each < 60 else "#111111" for each in percentages.ravel()],
        },
        customdata=[
            f"{chart_text(rows.labels[i])}<br>{chart_text(columns.labels[j])}<br>{chance:.0f} %"
            for (i, j), chance in np.ndenumerate(percentages)
        ],
        hovertemplate="%{customdata}<extra>click to put on the table</extra>",
        selected={"marker": {"opacity": 0.01}},
        unselected={"marker": {"opacity": 0.01}, "textfont": {"color": "#ffffff"}},
        showlegend=False,
    )
    chart.add_shape(
        type="rect",
        x0=columns.at - 0.5,
        x1=columns.at + 0.5,
        y0=rows.at - 0.5,
        y1=rows.at + 0.5,
        line={"color": theme.TABLE, "width": 4},
    )
    for axis, update in ((columns, chart.update_xaxes), (rows, chart.update_yaxes)):
        every = -(-len(axis.labels) // MOST_TICKS)
        update(
            tickvals=list(range(0, len(axis.labels), every)),
            ticktext=[_tick(each) for each in axis.labels[::every]],
            showgrid=False,
            zeroline=False,
        )
    chart.update_layout(dragmode=False, clickmode="event+select")
    return chart


def _tick(label: str) -> str:
    return chart_text(label if len(label) <= 18 else label[:17] + "…")
