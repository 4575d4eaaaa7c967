"""A table's talks played again: what each offer was worth to each side, up to some offer."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import theme
from ui.charts.figure import Figure
from ui.charts.offers import SYMBOLS
from ui.text import chart_text, cut


@dataclass(frozen=True)
class Replay:
    """What the chart shows.

    Attributes
    ----------
    names
        Of the sides.
    none
        What no deal is worth to each.
    offers
        For each the minutes of talks when it was made, the place of the side that made it, and what
        it is worth to each side.
    deal
        The place of the offer that became the deal; None where none did.
    minutes
        That the axis shows.
    """

    names: Sequence[str]
    none: Sequence[float]
    offers: Sequence[tuple[float, int, Sequence[float]]]
    deal: int | None
    minutes: float


def replay(shown: Replay, upto: int, large: bool = False) -> Figure:
    """Draw the first so many offers; an offer's own side has a filled mark."""
    chart = theme.figure(
        "Utility of each offer", "Minutes of talks", "Utility (0 worst – 1 best)", 400, large
    )
    seen = shown.offers[:upto]
    size = 15 if large else 11
    for place, name in enumerate(shown.names):
        colour = theme.party_colour(place)
        chart.scatter(
            x=[round(at, 2) for at, _, _ in seen],
            y=[round(worth[place], 4) for _, _, worth in seen],
            mode="lines+markers",
            name=f"utility: {cut(name, 30)}",
            line={"color": colour, "width": 1.5, "dash": ("solid", "dot", "dash", "dashdot")[place % 4]},
            marker={
                "size": size,
                "symbol": SYMBOLS[place % len(SYMBOLS)],
                "color": [colour if by == place else "rgba(0,0,0,0)" for _, by, _ in seen],
                "line": {"color": colour, "width": 2},
            },
            customdata=[f"{n}, by {chart_text(shown.names[by])}" for n, (_, by, _) in enumerate(seen, 1)],
            hovertemplate=f"offer %{{customdata}}<br>{chart_text(name)}: utility %{{y:.2f}}<extra></extra>",
        )  # fmt: skip
        chart.shape(
            type="line",
            xref="paper",
            x0=0,
            x1=1,
            y0=shown.none[place],
            y1=shown.none[place],
            layer="below",
            line={"color": colour, "dash": "dash", "width": 1.5},
        )
    if shown.deal is not None and shown.deal < upto:
        at, _, worth = shown.offers[shown.deal]
        chart.scatter(
            x=[round(at, 2)] * len(worth),
            y=[round(utility, 4) for utility in worth],
            mode="markers",
            name="the deal",
            marker={
                "size": size + 10,
                "symbol": "circle-open",
                "color": theme.TABLE,
                "line": {"width": 3, "color": theme.TABLE},
            },
            hoverinfo="skip",
        )
    if seen:
        theme.level_line(chart, round(seen[-1][0], 2))
    # All of the talks fit from the first offer on, so that nothing jumps from step to step.
    chart.x_axis(range=[-0.02 * shown.minutes, 1.03 * shown.minutes], zeroline=False)
    chart.y_axis(range=[-0.03, 1.05], tickformat=".1f", zeroline=False)
    return chart
