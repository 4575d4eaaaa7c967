"""One negotiation: the offers as a path in utility space, and every term from round to round."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "pentagon", "hexagon", "star", "x")
LONGEST_TICK = 16


@dataclass(frozen=True)
class Offers:
    """The offers of one negotiation so far.

    Attributes
    ----------
    names
        The parties'.
    proposers
        Who made each offer, its place among the names, of length n_offers.
    worth
        To the first and the second party, shape (n_offers, 2).
    deals
        All deals that are talked about, by what they are worth to both, shape (n_deals, 2).
    reservation
        What no deal is worth to both.
    signed
        Whether the last offer was signed.
    """

    names: Sequence[str]
    proposers: Sequence[int]
    worth: FloatArray
    deals: FloatArray
    reservation: tuple[float, float]
    signed: bool


def offers_path(offers: Offers, large: bool = False) -> Figure:
    """Draw the offers in utility space, each party's joined by a line in the order they were made."""
    first, second = (chart_text(name) for name in offers.names[:2])
    chart = theme.figure(
        "Offers by their utilities",
        f"Utility: {first} (0–1)",
        f"Utility: {second} (0–1)",
        430,
        large,
    )
    chart.scatter(
        x=np.round(offers.deals[:, 0], 3),
        y=np.round(offers.deals[:, 1], 3),
        mode="markers",
        name="possible deals",
        marker={"size": 5, "color": theme.NEUTRAL, "opacity": 0.35},
        hoverinfo="skip",
    )
    for place, name in enumerate(offers.names):
        turns = [n for n, by in enumerate(offers.proposers) if by == place]
        chart.scatter(
            x=[round(float(offers.worth[n, 0]), 3) for n in turns],
            y=[round(float(offers.worth[n, 1]), 3) for n in turns],
            text=[str(n + 1) for n in turns],
            mode="lines+markers",
            name=f"{chart_text(name)} offers",
            line={"color": theme.party_colour(place), "width": 1.5},
            marker={"size": 11, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate="round %{text}: %{x:.2f}, %{y:.2f}<extra></extra>",
        )
    if len(offers.worth):
        x, y = (float(utility) for utility in offers.worth[-1])
        chart.scatter(
            x=[round(x, 3)],
            y=[round(y, 3)],
            mode="markers",
            name="signed" if offers.signed else "latest offer",
            marker={
                "size": 20,
                "symbol": "star" if offers.signed else "circle-open",
                "color": theme.TABLE,
                "line": {"width": 3, "color": theme.TABLE},
            },
            hoverinfo="skip",
        )
    theme.no_deal_lines(chart, *offers.reservation)
    # Every offer of the talks fits from the beginning, so that nothing jumps while they unfold.
    chart.x_axis(range=[-0.02, 1.02])
    chart.y_axis(range=[-0.02, 1.02])
    return chart


def term_steps(
    issue: str,
    options: Sequence[str],
    rounds: int,
    offered: Sequence[tuple[str, Sequence[int], Sequence[int]]],
    large: bool = False,
) -> Figure:
    """Draw one term from round to round, as each side offered it.

    Parameters
    ----------
    options
        The issue's options, least first.
    rounds
        How many rounds the axis shows.
    offered
        For each party its name, the rounds of its offers, and the option's place in each.
    """
    chart = theme.figure(chart_text(issue), "Round", "", 210, large)
    for place, (name, at, positions) in enumerate(offered):
        chart.scatter(
            x=list(at),
            y=list(positions),
            mode="lines+markers",
            name=chart_text(name),
            line={
                "shape": "hv",
                "color": theme.party_colour(place),
                "width": 2,
                "dash": ("solid", "dot", "dash", "dashdot")[place % 4],
            },
            marker={"size": 7, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            showlegend=False,
            customdata=[chart_text(options[position]) for position in positions],
            hovertemplate=f"{chart_text(name)}, round %{{x}}: %{{customdata}}<extra></extra>",
        )
    chart.x_axis(range=[0.5, rounds + 0.5])
    chart.y_axis(
        range=[-0.5, len(options) - 0.5],
        **theme.some_ticks(options, 5, LONGEST_TICK),
        zeroline=False,
    )
    return chart
