"""How the chance of each strategy changes as players see differences more clearly."""

from collections.abc import Sequence

import numpy as np

from simulator.arrays import FloatArray
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
POINTS = 240


def quantal_response_chart(
    precision: FloatArray,
    chances: Sequence[FloatArray],
    names: Sequence[tuple[str, Sequence[str]]],
    shown: tuple[float, float],
    large: bool = False,
) -> Figure:
    """Draw one line for each strategy: colour says whose it is, dashes which.

    Parameters
    ----------
    precision
        λ, ascending, shape (n_points,).
    chances
        By player, shape (n_points, n_strategies).
    names
        By player, its name and its strategies' labels.
    shown
        The λ that is marked, and the largest that is drawn.
    """
    at, most = shown
    chart = theme.figure("Chance of each strategy (%)", "Precision λ", "%", 380, large)
    x = np.linspace(0, most, POINTS)
    for (player, labels), own, colour in zip(names, chances, theme.PARTIES, strict=False):
        for label, column, dash in zip(labels, own.T, DASHES, strict=False):
            chart.scatter(
                x=x,
                y=100 * np.interp(x, precision, column),
                name=chart_text(f"{player}: {label}"),
                mode="lines",
                line={"color": colour, "dash": dash, "width": 4 if large else 2.5},
                hovertemplate=f"{chart_text(player)}: {chart_text(label)}<br>%{{y:.0f}} %<extra></extra>",
            )
    chart.shape(
        type="line",
        x0=at,
        x1=at,
        y0=0,
        y1=100,
        line={"color": theme.TABLE, "width": 2, "dash": "dot"},
    )
    chart.x_axis(range=[0, most], rangemode="tozero")
    chart.y_axis(range=[-2, 102])
    return chart
