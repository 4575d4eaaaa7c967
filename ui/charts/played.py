"""A played negotiation: what matters to one side, its offers on its own scale, and all of it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.bargaining.solutions import SOLUTIONS
from ui.charts import theme
from ui.charts.figure import Figure
from ui.charts.offers import SYMBOLS, Offers, offers_path
from ui.charts.utility_space import Mark
from ui.text import chart_text, cut

LONGEST_LABEL = 24
_MARKS = {**{id: solution.symbol for id, solution in SOLUTIONS.items()}, "real": "hexagon"}
"""By the name of the rule that picks a deal; `real` for what was really signed."""


def priorities(
    rows: Sequence[tuple[str, float]], title: str, large: bool = False, side: int = 0
) -> Figure:
    """Draw how much of what a side cares about rides on each term, the most first.

    Parameters
    ----------
    rows
        Each term's name and its weight, 0 to 1.
    side
        Whose colour, 0 for the person's own.
    """
    shown = sorted(rows, key=lambda row: row[1])
    chart = theme.figure(chart_text(title), "", "", 90 + 24 * len(shown), large)
    chart.bar(
        y=list(range(len(shown))),
        x=[round(100 * weight, 1) for _, weight in shown],
        orientation="h",
        marker={"color": theme.party_colour(side)},
        text=[f"{100 * weight:.0f} %" for _, weight in shown],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    most = max((weight for _, weight in shown), default=1.0)
    chart.x_axis(range=[0, 118 * most], showticklabels=False, showgrid=False, zeroline=False)
    # Names that are cut may read the same: a row is a number.
    chart.y_axis(
        tickvals=list(range(len(shown))),
        ticktext=[cut(name, LONGEST_LABEL) for name, _ in shown],
        zeroline=False,
    )
    return chart


@dataclass(frozen=True)
class OwnScale:
    """The offers as one side sees them.

    Attributes
    ----------
    series
        For each side its name, the rounds of its offers, and their worth to the one who looks, 0 to 1.
    none
        What no deal is worth to the one who looks in each round, of length n_rounds_so_far.
    rounds
        How many the axis shows.
    """

    series: Sequence[tuple[str, Sequence[int], Sequence[float]]]
    none: Sequence[float]
    rounds: int


def own_scale(seen: OwnScale, large: bool = False) -> Figure:
    """Draw every offer so far by what it is worth to one side."""
    chart = theme.figure("Offers so far, by your utility", "Round", "Your utility", 270, large)
    for place, (name, rounds, worth) in enumerate(seen.series):
        chart.scatter(
            x=list(rounds),
            y=[round(utility, 3) for utility in worth],
            mode="lines+markers",
            name=chart_text(name),
            line={"color": theme.party_colour(place), "width": 2},
            marker={"size": 10, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate="round %{x}: %{y:.2f}<extra></extra>",
        )
    none = [*seen.none, seen.none[-1]]
    chart.scatter(
        x=[0.5 + at for at in range(len(none))],
        y=[round(utility, 3) for utility in none],
        mode="lines",
        name="no deal",
        line={"color": theme.NEUTRAL, "dash": "dash", "shape": "hv", "width": 2},
        hoverinfo="skip",
    )
    step = max(1, -(-seen.rounds // 8))
    chart.x_axis(range=[0.5, seen.rounds + 0.5], dtick=step, tick0=1)
    chart.y_axis(range=[-0.03, 1.05], tickformat=".1f")
    return chart


def played_path(
    offers: Offers,
    frontier: FloatArray,
    outcome: tuple[float, float],
    marks: Sequence[Mark],
    large: bool = False,
) -> Figure:
    """Draw a game in utility space: the offers, what could have been had, and where it ended.

    Parameters
    ----------
    frontier
        The deals that could have been had, shape (n_deals, 2).
    outcome
        What both sides got.
    marks
        Deals to compare with.
    """
    chart = offers_path(offers, large)
    chart.layout["title"]["text"] = "The path of the talks"
    # The first trace is what was talked about, the last one the latest offer: both are told otherwise here.
    chart.traces = chart.traces[1 : 1 + len(offers.names)]
    order = np.argsort(frontier[:, 0]) if len(frontier) else np.empty(0, dtype=int)
    chart.scatter(
        x=np.round(frontier[order, 0], 3),
        y=np.round(frontier[order, 1], 3),
        mode="lines+markers" if len(offers.names) == 2 else "markers",
        name="frontier: nobody gains without somebody else losing",
        line={"color": theme.FRONTIER, "width": 2},
        marker={"size": 4, "color": theme.FRONTIER},
        hoverinfo="skip",
    )
    for mark in marks:
        landmark(chart, mark, 18 if large else 14)
    chart.scatter(
        x=[round(outcome[0], 3)],
        y=[round(outcome[1], 3)],
        mode="markers",
        name="where it ended" if offers.signed else "no deal",
        marker={
            "size": 20 if large else 16,
            "symbol": "x" if not offers.signed else "circle-open",
            "color": theme.TABLE,
            "line": {"width": 3, "color": theme.TABLE},
        },
        hovertemplate="%{x:.2f}, %{y:.2f}<extra></extra>",
    )
    return chart


def landmark(chart: Figure, mark: Mark, size: int) -> None:
    """Draw a deal that others are compared with, the same wherever it stands."""
    label = chart_text(mark.label)
    chart.scatter(
        x=[round(mark.x, 3)],
        y=[round(mark.y, 3)],
        mode="markers",
        name=label,
        marker={
            "size": size,
            "symbol": _MARKS.get(mark.kind, "triangle-up"),
            "color": "#f0c419",
            "line": {"color": "#222222", "width": 1.5},
        },
        hovertemplate=f"{label}: %{{x:.2f}}, %{{y:.2f}}<extra></extra>",
    )
