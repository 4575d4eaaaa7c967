"""Thousands of negotiations: how many end in a deal and when, on which deals, and on which terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

DASHES = ("solid", "dot")
PATTERNS = ("", "/")
LONGEST_TICK = 14


def agreement_over_time(shares: Mapping[str, Sequence[float]], large: bool = False) -> Figure:
    """Draw the share of talks that have been signed by each round, one line for each setting."""
    chart = theme.figure("Signed by each round", "Round", "Talks signed by then (%)", 330, large)
    for place, (name, values) in enumerate(shares.items()):
        chart.scatter(
            x=list(range(1, len(values) + 1)),
            y=[round(100 * value, 1) for value in values],
            mode="lines+markers",
            name=chart_text(name),
            line={"shape": "hv", "color": colour(place), "width": 3, "dash": DASHES[place % 2]},
            marker={"size": 5},
            hovertemplate=f"{chart_text(name)}: %{{y:.0f}} % by round %{{x}}<extra></extra>",
        )
    chart.x_axis(rangemode="tozero")
    chart.y_axis(range=[0, 103])
    return chart


@dataclass(frozen=True)
class Signed:
    """The deals that one setting's talks end in: worth to both, shape (n_deals, 2), and how often."""

    worth: FloatArray
    share: FloatArray


def final_deals(
    names: tuple[str, str],
    frontier: FloatArray,
    reservation: tuple[float, float],
    signed: Mapping[str, Signed],
    large: bool = False,
    frontier_name: str = "Pareto frontier",
) -> Figure:
    """Draw the deals that are signed, larger where more often, against the Pareto frontier."""
    first, second = map(chart_text, names)
    chart = theme.figure(
        "Signed deals",
        f"Utility: {first} (0–1)",
        f"Utility: {second} (0–1)",
        430,
        large,
    )
    chart.scatter(
        x=np.round(frontier[:, 0], 3),
        y=np.round(frontier[:, 1], 3),
        mode="lines",
        name=frontier_name,
        line={"color": theme.FRONTIER, "width": 2},
        hoverinfo="skip",
    )
    for place, (name, deals) in enumerate(signed.items()):
        chart.scatter(
            x=np.round(deals.worth[:, 0], 3),
            y=np.round(deals.worth[:, 1], 3),
            mode="markers",
            name=chart_text(name),
            marker={
                "size": np.round(6 + 60 * np.sqrt(deals.share), 1),
                "color": colour(place),
                "symbol": ("circle", "diamond")[place % 2],
                "opacity": 0.6,
                "line": {"width": 1, "color": colour(place)},
            },
            text=[f"{100 * share:.1f} %" for share in deals.share],
            hovertemplate="%{text} of the deals signed<extra></extra>",
        )
    theme.no_deal_lines(chart, *reservation)
    chart.x_axis(range=[-0.02, 1.02])
    chart.y_axis(range=[-0.02, 1.02])
    return chart


def term_histogram(
    issue: str, options: Sequence[str], shares: Mapping[str, FloatArray], large: bool = False
) -> Figure:
    """Draw how often each option of a term is signed, one bar for each setting."""
    chart = theme.figure(chart_text(issue), "", "% of deals signed", 230, large)
    for place, (name, values) in enumerate(shares.items()):
        chart.bar(
            x=list(range(len(options))),
            y=np.round(100 * values, 1),
            name=chart_text(name),
            marker={"color": colour(place), "pattern": {"shape": PATTERNS[place % 2]}},
            showlegend=False,
            customdata=[chart_text(option) for option in options],
            hovertemplate=f"{chart_text(name)}, %{{customdata}}: %{{y:.0f}} %<extra></extra>",
        )
    chart.x_axis(
        **theme.some_ticks(options, 6, LONGEST_TICK),
        title={"text": ""},
        zeroline=False,
    )
    chart.y_axis(range=[0, 103])
    chart.layout |= {"barmode": "group", "bargap": 0.25}
    return chart


def colour(place: int) -> str:
    """Return the colour of a setting: neutral for the scenario's own, bright for the visitor's."""
    return (theme.NEUTRAL, theme.TABLE)[place % 2]
