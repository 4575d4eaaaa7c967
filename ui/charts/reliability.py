"""Predicted against real shares of accepted offers."""

from collections.abc import Mapping, Sequence

from simulator.preferences.curve_defaults import TransferRecord
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "pentagon")
LEAST = 5
"""Fewer decisions than this in a bin say nothing."""


def reliability_chart(
    transfers: Sequence[TransferRecord], names: Mapping[str, str], large: bool = False
) -> Figure:
    """Draw what a curve fitted on another kind of bargaining predicted, and what people did."""
    chart = theme.figure(
        "Predicted from another kind of bargaining, against what people did",
        "Predicted chance of acceptance (%)",
        "Share that accepted (%)",
        420,
        large,
    )
    chart.scatter(
        x=[0, 100],
        y=[0, 100],
        mode="lines",
        name="perfect",
        line={"color": theme.NEUTRAL, "dash": "dot", "width": 2},
        hoverinfo="skip",
    )
    for place, transfer in enumerate(transfers):
        bins = [row for row in transfer.bins if row[2] >= LEAST]
        chart.scatter(
            x=[round(100 * predicted, 1) for predicted, _, _ in bins],
            y=[round(100 * accepted, 1) for _, accepted, _ in bins],
            mode="lines+markers",
            name=chart_text(names[transfer.checked_on]),
            line={"color": theme.party_colour(place), "width": 2},
            marker={"size": 11, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            customdata=[count for _, _, count in bins],
            hovertemplate="predicted %{x:.0f} %, accepted %{y:.0f} % (%{customdata} decisions)"
            "<extra></extra>",
        )
    chart.x_axis(range=[-3, 103])
    chart.y_axis(range=[-3, 106])
    return chart
