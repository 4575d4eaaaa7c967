"""Talks between parties that look ahead: the deal that would be struck in each round, and patience."""

from collections.abc import Mapping, Sequence

from simulator.arrays import FloatArray
from simulator.formatting import mentioned
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

DASHES = ("solid", "dot", "dash", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def backward_induction(worth: Mapping[str, Sequence[float]], large: bool = False) -> Figure:
    """Draw what the deal that would be made in each round, if it came to that, is worth to each side."""
    chart = theme.figure(
        "The deal that would be struck in each round, if the talks got that far",
        "Round",
        "Utility (0–1)",
        330,
        large,
    )
    for place, (name, values) in enumerate(worth.items()):
        chart.scatter(
            x=list(range(1, len(values) + 1)),
            y=[round(float(value), 4) for value in values],
            mode="lines+markers",
            name=chart_text(name),
            line={
                "color": theme.party_colour(place),
                "width": 2,
                "dash": DASHES[place % len(DASHES)],
            },
            marker={"size": 8, "symbol": SYMBOLS[place % len(SYMBOLS)]},
            hovertemplate=f"round %{{x}}, {chart_text(name)}: %{{y:.2f}}<extra></extra>",
        )
    chart.y_axis(range=[0, 1.02])
    return chart


def patience_lines(
    whose: str,
    patience: FloatArray,
    worth: Mapping[str, FloatArray],
    now: float,
    large: bool = False,
) -> Figure:
    """Draw how the deal moves with one side's patience.

    Parameters
    ----------
    patience
        What a gain keeps from one round to the next, shape (n,).
    worth
        By side, shape (n,).
    now
        The patience as it stands.
    """
    chart = theme.figure(
        f"How the deal changes with the patience of {chart_text(mentioned(whose))}",
        "Patience: what a gain is still worth a round later (%)",
        "Utility (0–1)",
        320,
        large,
    )
    for place, (name, values) in enumerate(worth.items()):
        chart.scatter(
            x=[round(100 * float(value), 2) for value in patience],
            y=[round(float(value), 4) for value in values],
            mode="lines",
            name=chart_text(name),
            line={
                "color": theme.party_colour(place),
                "width": 3,
                "dash": DASHES[place % len(DASHES)],
            },
            hovertemplate=f"patience %{{x:.0f}} %, {chart_text(name)}: %{{y:.2f}}<extra></extra>",
        )
    theme.level_line(chart, 100 * now)
    chart.y_axis(range=[0, 1.02])
    return chart
