"""How far each uncertain number moves the likely acceptance."""

from collections.abc import Sequence

from simulator.sensitivity.influences import Influence
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

LONGEST = 46
"""Characters of a label that a phone has room for."""


def tornado(found: Sequence[Influence], chance: float, large: bool = False) -> Figure:
    """Draw the chance that all sign with each number at the low and the high end of its range.

    Parameters
    ----------
    found
        The widest reach first.
    chance
        With everything as uncertain as it is.
    """
    chart = theme.figure(
        "Chance that all sign, with one number low or high",
        "Chance that all sign (%)",
        "",
        160 + 44 * len(found),
        large,
    )
    for end, (name, symbol, colour) in enumerate(
        (
            ("number at the low end of its range", "circle-open", theme.PARTIES[1]),
            ("at the high end", "circle", theme.PARTIES[0]),
        )
    ):
        chart.scatter(
            y=list(range(len(found))),
            x=[round(100 * (each.low, each.high)[end], 1) for each in found],
            mode="markers",
            name=name,
            marker={
                "symbol": symbol,
                "size": 13,
                "color": colour,
                "line": {"width": 3, "color": colour},
            },
            error_x={
                "type": "data",
                "array": [round(200 * each.error, 2) for each in found],
                "color": colour,
                "thickness": 1,
            },
            customdata=[f"{chart_text(each.label)}: {each.ends[end]}" for each in found],
            hovertemplate="%{customdata}<br>all sign: %{x:.0f} %<extra></extra>",
        )
    for row, each in enumerate(found):
        # Above its line: beside it, a phone would have no room left for the chart.
        chart.annotation(
            xref="paper",
            x=0,
            xanchor="left",
            y=row,
            yshift=15,
            text=label(each.label),
            showarrow=False,
        )
        chart.shape(
            type="line",
            x0=100 * each.low,
            x1=100 * each.high,
            y0=row,
            y1=row,
            layer="below",
            line={"color": theme.NEUTRAL, "width": 5},
        )
    chart.shape(
        type="line",
        x0=100 * chance,
        x1=100 * chance,
        yref="paper",
        y0=0,
        y1=1,
        line={"color": theme.TABLE, "dash": "dot", "width": 2},
    )
    chart.y_axis(
        range=[len(found) - 0.5, -0.9], title={"text": ""}, showticklabels=False, zeroline=False
    )
    return chart


def label(text: str) -> str:
    """Shorten a number's name to what a phone has room for."""
    return chart_text(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")
