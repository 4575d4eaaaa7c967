"""A tournament of tactics: what each pairing brings, and the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

LONGEST_TACTIC = 22


def pairings(
    tactics: Sequence[str], value: FloatArray, party: str, others: str, large: bool = False
) -> Figure:
    """Draw what talks bring a party, by its own tactic (rows) and the other side's (columns).

    Parameters
    ----------
    value
        Discounted worth, 0 to 1, shape (n_tactics, n_tactics).
    """
    chart = theme.figure(
        f"What the talks bring {chart_text(party)} (utility, 0–1), by its own strategy (rows)",
        f"{chart_text(others)} plays",
        "",
        240 + 38 * len(tactics),
        large,
    )
    labels = [_cut(tactic) for tactic in tactics]
    chart.heatmap(
        z=np.round(value, 3),
        x=labels,
        y=labels,
        colorscale=theme.CHANCE_SCALE,
        showscale=False,
        texttemplate="%{z:.2f}",
        textfont={"size": 15 if large else 12},
        hovertemplate="own: %{y}<br>other: %{x}<br>%{z:.3f}<extra></extra>",
    )
    chart.x_axis(tickangle=-40, showgrid=False)
    chart.y_axis(autorange="reversed", showgrid=False, title={"text": ""})
    chart.layout |= {"dragmode": False}
    return chart


@dataclass(frozen=True)
class Ranked:
    """A tactic's mean over all seats and opponents, and its 95 % interval."""

    name: str
    mean: float
    low: float
    high: float


def ranking(ranked: Sequence[Ranked], large: bool = False) -> Figure:
    """Draw the ranking, the best first, with intervals."""
    chart = theme.figure(
        "Ranking over all sides and opponents",
        "Mean utility, 0–1",
        "",
        130 + 40 * len(ranked),
        large,
    )
    chart.scatter(
        x=[round(row.mean, 4) for row in ranked],
        y=[_cut(row.name) for row in ranked],
        mode="markers",
        marker={"size": 11, "color": theme.PARTIES[0]},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [round(row.high - row.mean, 4) for row in ranked],
            "arrayminus": [round(row.mean - row.low, 4) for row in ranked],
            "color": theme.PARTIES[0],
        },
        hovertemplate="%{y}: %{x:.3f}<extra></extra>",
    )
    chart.y_axis(autorange="reversed", title={"text": ""})
    return chart


def _cut(label: str) -> str:
    """Leave out what stands in brackets: a phone has no room for it."""
    return chart_text(label.partition(" (")[0][:LONGEST_TACTIC])
