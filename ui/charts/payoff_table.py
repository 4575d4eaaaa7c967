"""A game as the table that textbooks draw: payoffs, best replies underlined, equilibria framed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import BoolArray, FloatArray
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text, cut

SHADES = [[0, "rgba(42,167,132,0.04)"], [1, "rgba(42,167,132,0.42)"]]
"""Light enough for the page's own letters, in light and in dark."""
LONGEST_LABEL = 16


@dataclass(frozen=True)
class PayoffTable:
    """The choices of two players, and what each combination is worth to all.

    Attributes
    ----------
    players
        Names; the first chooses the row and the second the column.
    rows, columns
        Labels of their strategies.
    payoffs, best
        What each combination is worth to each player, and whether it could do no better alone, shape
        (n_players, n_rows, n_columns).
    framed
        Where nobody gains by changing alone, shape (n_rows, n_columns).
    """

    players: Sequence[str]
    rows: Sequence[str]
    columns: Sequence[str]
    payoffs: FloatArray
    best: BoolArray
    framed: BoolArray


def payoff_table(table: PayoffTable, large: bool = False) -> Figure:
    """Draw the table; the better a cell is for the player it is worse for, the darker it is."""
    first, second = (chart_text(name) for name in table.players[:2])
    count = len(table.rows)
    chart = theme.figure(
        "Payoffs of each combination",
        f"{second} chooses",
        f"{first} chooses",
        150 + 30 * count * (1 + len(table.players)),
        large,
    )
    span = np.ptp(table.payoffs.reshape(len(table.payoffs), -1), axis=1)
    low = table.payoffs.min(axis=(1, 2))
    ratios = (table.payoffs - low[:, None, None]) / np.where(span > 0, span, 1)[:, None, None]
    chart.heatmap(
        z=ratios.min(axis=0),
        x=np.arange(len(table.columns)),
        y=np.arange(count),
        zmin=0,
        zmax=1,
        colorscale=SHADES,
        showscale=False,
        xgap=3,
        ygap=3,
        customdata=[
            [
                "<br>".join(_worth(table, n, (row, column)) for n in range(len(table.players)))
                for column in range(len(table.columns))
            ]
            for row in range(count)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for row, column in np.ndindex(*table.framed.shape):
        _cell(chart, table, row, column, large)
    for axis, labels in ((chart.x_axis, table.columns), (chart.y_axis, table.rows)):
        axis(
            tickvals=list(range(len(labels))),
            ticktext=[cut(label, LONGEST_LABEL) for label in labels],
            showgrid=False,
            zeroline=False,
        )
    chart.x_axis(side="top", title={"text": f"{second} chooses", "standoff": 14})
    chart.y_axis(autorange="reversed", title={"text": f"{first} chooses", "standoff": 14})
    # Room for the columns' labels between the title and the table.
    chart.layout["title"] |= {"yref": "container", "y": 0.98, "yanchor": "top"}
    chart.layout["margin"] |= {"t": 150 if large else 116}
    chart.layout |= {"dragmode": False}
    return chart


def _cell(chart: Figure, table: PayoffTable, row: int, column: int, large: bool) -> None:
    """Write a cell's payoffs in the players' colours, and frame it if it is an equilibrium."""
    parts = []
    for player, colour in zip(range(len(table.players)), theme.PARTIES, strict=False):
        text = f"{table.payoffs[player, row, column]:.3g}"
        text = f"<u>{text}</u>" if table.best[player, row, column] else text
        parts.append(f'<span style="color:{colour}"><b>{text}</b></span>')
    chart.annotation(
        x=column,
        y=row,
        text="<br>".join(parts),
        showarrow=False,
        font={"size": 24 if large else 15},
    )
    if table.framed[row, column]:
        chart.shape(
            type="rect",
            x0=column - 0.47,
            x1=column + 0.47,
            y0=row - 0.47,
            y1=row + 0.47,
            line={"color": theme.TABLE, "width": 4},
        )


def _worth(table: PayoffTable, player: int, cell: tuple[int, int]) -> str:
    best = ", best response" if table.best[(player, *cell)] else ""
    return f"{chart_text(table.players[player])}: {table.payoffs[(player, *cell)]:.3g}{best}"
