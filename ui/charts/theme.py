"""Colours, marks and the frame that every chart shares.

Colours are Okabe and Ito's, told apart by the colour-blind, and chosen among them to be read on
white and on black. Shape and words say the same as colour everywhere. The background is left clear
and the text's colour to `ui.components.plot`, which follows the visitor's light or dark setting.
"""

from collections.abc import Sequence

from ui.charts.figure import Figure
from ui.text import cut

PARTIES = ("#3a8fd0", "#e07b28", "#2aa784", "#c77daa", "#b8a21c", "#7a6fd0", "#8c8c8c", "#56b4e9")
"""One for each party, in the scenario's order."""
GAIN, LOSS = "#2aa784", "#d9644a"
NEUTRAL = "#8c8c8c"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
GRID, ZERO = "rgba(128,128,128,0.22)", "rgba(128,128,128,0.55)"
TABLE = "#e6279e"
"""The deal on the table, alone in its colour."""
FRONTIER = "#8c6bd6"
ZOPA = "#2aa784"
CHANCE_SCALE = [
    [0.0, "#440154"],
    [0.25, "#3b528b"],
    [0.5, "#21918c"],
    [0.75, "#5ec962"],
    [1.0, "#fde725"],
]
"""Viridis: even steps in lightness, so that it also reads in grey."""
LONGEST_NAME = 46
"""Characters of a row's name that a phone has room for."""


def party_colour(place: int) -> str:
    """Return the colour of a party by its place in the scenario."""
    return PARTIES[place % len(PARTIES)]


def figure(title: str, x: str, y: str, height: int, large: bool = False) -> Figure:
    """Return an empty chart with a title, axis titles with units, and room for the labels."""
    size = 18 if large else 13
    return Figure(
        title={"text": title, "font": {"size": size + 3}, "x": 0, "xanchor": "left"},
        font={"size": size, "family": FONT},
        height=round(height * (1.3 if large else 1)),
        margin={"l": 8, "r": 8, "t": 48, "b": 8},
        xaxis=_axis(x, size),
        yaxis=_axis(y, size),
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={
            "orientation": "h",
            "yref": "container",
            "yanchor": "bottom",
            "y": 0,
            "x": 0,
            "font": {"size": size - 1},
        },
        hoverlabel={"font": {"size": size}},
        # The same revision keeps a visitor's zoom while the data change underneath.
        uirevision="kept",
    )


def _axis(title: str, size: int) -> dict[str, object]:
    return {
        "title": {"text": title, "font": {"size": size}},
        "automargin": True,
        "gridcolor": GRID,
        "zerolinecolor": ZERO,
        "linecolor": GRID,
    }


def no_deal_lines(chart: Figure, across: float, up: float) -> None:
    """Draw what no deal is worth to both sides of a utility space, dashed, in their colours."""
    for place, (x, y) in enumerate((((across, across), (0.0, 1.0)), ((0.0, 1.0), (up, up)))):
        chart.shape(
            type="line",
            x0=x[0],
            x1=x[1],
            y0=y[0],
            y1=y[1],
            line={"color": PARTIES[place], "dash": "dash", "width": 2},
        )


def row_names(chart: Figure, names: Sequence[str], shift: int) -> None:
    """Write each row's name above its marks: beside them, a phone would have no room for the chart."""
    for row, name in enumerate(names):
        chart.annotation(
            xref="paper",
            x=0,
            xanchor="left",
            y=row,
            yshift=shift,
            text=cut(name, LONGEST_NAME),
            showarrow=False,
        )
    chart.y_axis(
        range=[len(names) - 0.5, -0.9], title={"text": ""}, showticklabels=False, zeroline=False
    )


def some_ticks(labels: Sequence[str], most: int, longest: int) -> dict[str, object]:
    """Return, for an axis of options, about so many of their labels, evenly spread and cut short."""
    step = -(-len(labels) // most)
    return {
        "tickvals": list(range(0, len(labels), step)),
        "ticktext": [cut(label, longest) for label in labels[::step]],
    }


def level_line(chart: Figure, x: float) -> None:
    """Draw where something stands now, from bottom to top."""
    chart.shape(
        type="line",
        x0=x,
        x1=x,
        yref="paper",
        y0=0,
        y1=1,
        line={"color": TABLE, "dash": "dot", "width": 2},
    )
