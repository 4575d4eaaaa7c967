"""How far each uncertain number moves the likely acceptance."""

from collections.abc import Sequence

from simulator.sensitivity.tornado import TornadoBar
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text


def tornado(bars: Sequence[TornadoBar], chance: float, large: bool = False) -> Figure:
    """Draw the chance that all sign with each number at the low and the high end of its range.

    Parameters
    ----------
    bars
        The widest reach first.
    chance
        With everything as uncertain as it is.
    """
    chart = theme.figure(
        "Chance that all sign, with one number low or high",
        "Chance that all sign (%)",
        "",
        160 + 44 * len(bars),
        large,
    )
    for end, (name, symbol, colour) in enumerate(
        (
            ("number at the low end of its range", "circle-open", theme.PARTIES[1]),
            ("at the high end", "circle", theme.PARTIES[0]),
        )
    ):
        chart.scatter(
            y=list(range(len(bars))),
            x=[round(100 * (bar.low, bar.high)[end], 1) for bar in bars],
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
                "array": [round(200 * bar.error, 2) for bar in bars],
                "color": colour,
                "thickness": 1,
            },
            customdata=[f"{chart_text(bar.label)}: {bar.ends[end]}" for bar in bars],
            hovertemplate="%{customdata}<br>all sign: %{x:.0f} %<extra></extra>",
        )
    for row, bar in enumerate(bars):
        chart.shape(
            type="line",
            x0=100 * bar.low,
            x1=100 * bar.high,
            y0=row,
            y1=row,
            layer="below",
            line={"color": theme.NEUTRAL, "width": 5},
        )
    theme.row_names(chart, [bar.label for bar in bars], 15)
    theme.level_line(chart, 100 * chance)
    return chart
