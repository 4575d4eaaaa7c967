"""The terms of one proposal after another: which moved, and whom each favours."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

NEITHER = "#bdbdbd"
ROW = 28
"""Pixels a term."""


@dataclass(frozen=True)
class TermRow:
    """One term: its name, what each proposal says, where that moved, and whom it favours (−1 to 1)."""

    name: str
    options: Sequence[str]
    moved: Sequence[bool]
    lean: Sequence[float]


@dataclass(frozen=True)
class TermColumn:
    """One proposal: its short name and what happened to it."""

    label: str
    happened: str


def term_paths_chart(
    rows: Sequence[TermRow],
    columns: Sequence[TermColumn],
    sides: tuple[str, str],
    large: bool = False,
) -> Figure:
    """Draw terms as rows and proposals as columns; a dot marks what differs from the one before.

    Parameters
    ----------
    sides
        Whom a lean above and below 0 favours.
    """
    chart = theme.figure(
        "Term by term through the texts", "", "", 150 + ROW * (len(rows) + 2), large
    )
    # The texts' names stand above their columns, under the title.
    chart.layout["margin"]["t"] = 104 if large else 92
    first, second = (chart_text(side) for side in sides)
    names = [chart_text(row.name) for row in rows]
    chart.heatmap(
        x=list(range(len(columns))),
        y=names,
        z=[[round(100 * lean) for lean in row.lean] for row in rows],
        zmin=-100,
        zmax=100,
        colorscale=[[0, theme.PARTIES[1]], [0.5, NEITHER], [1, theme.PARTIES[0]]],
        showscale=False,
        xgap=3,
        ygap=3,
        text=[[chart_text(option) for option in row.options] for row in rows],
        customdata=[[_whom(lean, first, second) for lean in row.lean] for row in rows],
        hovertemplate="%{y}: %{text} (%{customdata})<extra></extra>",
    )
    _moves(chart, rows, names)
    _accepted(chart, columns, len(rows))
    chart.x_axis(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=[_head(column) for column in columns],
        tickangle=0,
        showgrid=False,
        zeroline=False,
        range=[-0.5, len(columns) - 0.5],
    )
    chart.y_axis(type="category", autorange="reversed", showgrid=False, title={"text": ""})
    return chart


def _moves(chart: Figure, rows: Sequence[TermRow], names: Sequence[str]) -> None:
    """Dot what differs from the proposal before."""
    dots = [
        (n, names[k]) for k, row in enumerate(rows) for n, moved in enumerate(row.moved) if moved
    ]
    chart.scatter(
        x=[x for x, _ in dots],
        y=[y for _, y in dots],
        mode="markers",
        name="differs from the previous text",
        marker={"size": 10, "color": "#111111", "line": {"color": "#ffffff", "width": 1.5}},
        hoverinfo="skip",
        showlegend=True,
    )


def _accepted(chart: Figure, columns: Sequence[TermColumn], rows: int) -> None:
    """Frame the proposals that were accepted."""
    for place, column in enumerate(columns):
        if column.happened == "accepted":
            chart.shape(
                type="rect",
                x0=place - 0.5,
                x1=place + 0.5,
                y0=-0.5,
                y1=rows - 0.5,
                line={"color": theme.GAIN, "width": 4},
            )


def _whom(lean: float, first: str, second: str) -> str:
    if abs(lean) < 0.05:
        return "favours neither"
    return f"favours {first if lean > 0 else second}"


def _head(column: TermColumn) -> str:
    mark = {"accepted": "✓ yes", "refused": "✗ no"}[column.happened]
    return f"<b>{chart_text(column.label)}</b><br>{mark}"
