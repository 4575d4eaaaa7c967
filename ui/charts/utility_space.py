"""Every deal by what it is worth to two sides, and where theory and the record stand among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.bargaining.outcome_density import OutcomeDensity
from simulator.bargaining.solutions import SOLUTIONS
from ui.charts import theme
from ui.charts.figure import Figure, Trace
from ui.text import chart_text

TOO_NEAR = 0.06
"""Marks closer than this share a label."""


@dataclass(frozen=True)
class Mark:
    """A labelled deal: what it is worth to both sides, what to say when pointed at, and who picks it."""

    label: str
    x: float
    y: float
    detail: str = ""
    kind: str = ""


@dataclass(frozen=True)
class UtilitySpace:
    """What the chart shows.

    Attributes
    ----------
    names
        Of the two sides.
    cloud
        All deals, counted by cell.
    frontier, negotiation_set
        Points of shape (n, 2): undominated deals, and those of them in the ZOPA.
    reservation
        What no deal is worth to each.
    solutions
        The points that each concept picks, shape (n, 2).
    table
        The deal on the table.
    proposals
        Real proposals, in order.
    projected
        Whether there are more sides than these two, so that the frontier is no line here.
    frontier_name
        What the frontier is called; that of some deals alone says of which.
    """

    names: tuple[str, str]
    cloud: OutcomeDensity
    frontier: FloatArray
    negotiation_set: FloatArray
    reservation: tuple[float, float]
    solutions: Mapping[str, FloatArray]
    table: Mark
    proposals: Sequence[Mark]
    projected: bool = False
    frontier_name: str = "Pareto frontier"


def utility_space(space: UtilitySpace, large: bool = False) -> Figure:
    """Draw the utility space of two sides, axes from 0 (worst) to 1 (best)."""
    first, second = map(chart_text, space.names)
    chart = theme.figure(
        "Every possible deal",
        f"Utility: {first} (0 worst – 1 best)",
        f"Utility: {second} (0 – 1)",
        460,
        large,
    )
    chart.traces.append(_cloud(space.cloud))
    _no_deal(chart, space, (first, second))
    chart.traces.append(
        frontier_line(space.frontier, space.frontier_name, theme.FRONTIER, 1.5, 5, space.projected)
    )
    if len(space.negotiation_set):
        chart.traces.append(
            frontier_line(
                space.negotiation_set,
                f"Frontier that {'all' if space.projected else 'both'} could sign",
                theme.ZOPA,
                4,
                7,
                space.projected,
            )
        )
    for name, points in space.solutions.items():
        if len(points):
            chart.traces.append(_solution(name, points, large))
    if space.proposals:
        chart.traces.append(_proposals(space.proposals, large))
    chart.traces.append(_table(space, large))
    # The axes hold every mark with some air, and no more: most deals nobody would ask for.
    chart.x_axis(range=[-0.02, 1.02], zeroline=False, tickformat=".1f")
    chart.y_axis(range=[-0.02, 1.04], zeroline=False, tickformat=".1f")
    return chart


def _cloud(cloud: OutcomeDensity) -> Trace:
    counts = cloud.counts.T.astype(float)
    shade = np.where(counts > 0, np.log1p(counts), np.nan)
    centres = np.round((cloud.edges[:-1] + cloud.edges[1:]) / 2, 4)
    return {
        "type": "heatmap",
        "x": centres,
        "y": centres,
        "z": np.round(shade, 2),
        "colorscale": [[0, "rgba(128,136,150,0.10)"], [1, "rgba(128,136,150,0.55)"]],
        "showscale": False,
        "hoverinfo": "skip",
        "name": "All deals",
    }


def _no_deal(chart: Figure, space: UtilitySpace, names: tuple[str, str]) -> None:
    """Draw the lines below which a side is better off without a deal."""
    across, up = space.reservation
    chart.shape(
        type="rect",
        x0=across,
        y0=up,
        x1=1,
        y1=1,
        line={"width": 0},
        fillcolor=theme.ZOPA,
        opacity=0.10,
    )
    theme.no_deal_lines(chart, across, up)
    chart.annotation(
        x=across,
        y=0.0,
        text=f"no deal, {names[0]}",
        showarrow=False,
        textangle=-90,
        xanchor="right",
        yanchor="bottom",
        font={"color": theme.PARTIES[0]},
    )
    chart.annotation(
        x=1.0,
        y=up,
        text=f"no deal, {names[1]}",
        showarrow=False,
        xanchor="right",
        yanchor="bottom",
        font={"color": theme.PARTIES[1]},
    )


def frontier_line(
    points: FloatArray, name: str, colour: str, width: float, size: int, projected: bool
) -> Trace:
    """Join points of shape (n, 2) from left to right; projected ones are only marked."""
    order = np.argsort(points[:, 0])
    x, y = np.round(points[order], 4).T
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "markers" if projected else "lines+markers",
        "name": name,
        "line": {"color": colour, "width": width, "shape": "linear"},
        "marker": {"color": colour, "size": size if len(points) < 60 else max(3, size - 3)},
        "hovertemplate": f"{name}<br>%{{x:.2f}} / %{{y:.2f}}<extra></extra>",
    }


def _solution(name: str, points: FloatArray, large: bool) -> Trace:
    label = SOLUTIONS[name].label
    x, y = np.round(points, 4).T
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "markers",
        "name": label,
        "marker": {
            "symbol": SOLUTIONS[name].symbol,
            "size": 18 if large else 13,
            "color": "#f0c419",
            "line": {"color": "#222222", "width": 1.5},
        },
        "hovertemplate": f"{label}<br>%{{x:.2f}} / %{{y:.2f}}<extra></extra>",
    }


def _proposals(proposals: Sequence[Mark], large: bool) -> Trace:
    return {
        "type": "scatter",
        "x": [round(mark.x, 4) for mark in proposals],
        "y": [round(mark.y, 4) for mark in proposals],
        "mode": "markers+text",
        "name": "Real proposals",
        "text": [chart_text(label) for label in _labels(proposals)],
        "textposition": "bottom left",
        "marker": {
            "symbol": "circle-open",
            "size": 14 if large else 10,
            "color": theme.NEUTRAL,
            "line": {"width": 2.5},
        },
        "customdata": [chart_text(mark.detail) for mark in proposals],
        "hovertemplate": "%{customdata}<br>%{x:.2f} / %{y:.2f}<extra></extra>",
    }


def _labels(marks: Sequence[Mark]) -> list[str]:
    """Label marks that lie on each other together, at the first of them."""
    labels = [mark.label for mark in marks]
    for n, mark in enumerate(marks):
        for m in range(n):
            if labels[m] and _near(mark, marks[m]):
                labels[m] += f", {mark.label}"
                labels[n] = ""
                break
    return labels


def _near(one: Mark, other: Mark) -> bool:
    return abs(one.x - other.x) < TOO_NEAR and abs(one.y - other.y) < TOO_NEAR


CORNERS = {
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}
WIDE, HIGH = 0.13, 0.12
"""What a label takes beside its mark, on axes of length 1."""


def _free_corner(space: UtilitySpace) -> str:
    """Tell on which side of the deal on the table the fewest marks and labels stand."""
    # A real proposal's label hangs at its lower left; a word on a word is worse than on some marks.
    labels = 4 * [(mark.x - 0.03, mark.y - 0.03) for mark in space.proposals]
    proposals = [(mark.x, mark.y) for mark in space.proposals]
    points = [np.asarray(points).reshape(-1, 2) for points in space.solutions.values()]
    marks = np.vstack([*points, np.reshape([*proposals, *labels], (-1, 2)), space.negotiation_set])
    apart = marks - (space.table.x, space.table.y)

    def covered(corner: str) -> int:
        across, up = (apart * CORNERS[corner]).T
        return int(((across > 0) & (across < WIDE) & (up > 0) & (up < HIGH)).sum())

    return min(CORNERS, key=covered)


def _table(space: UtilitySpace, large: bool) -> Trace:
    table = space.table
    return {
        "type": "scatter",
        "x": [round(table.x, 4)],
        "y": [round(table.y, 4)],
        "mode": "markers+text",
        "name": "On the table",
        "text": ["on the table"],
        "textposition": _free_corner(space),
        "textfont": {"color": theme.TABLE},
        "marker": {
            "symbol": "x",
            "size": 18 if large else 14,
            "color": theme.TABLE,
            "line": {"color": "white", "width": 1.5},
        },
        "hovertemplate": "On the table<br>%{x:.2f} / %{y:.2f}<extra></extra>",
    }
