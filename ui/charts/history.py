"""Real proposals by date, with the model's probability and what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

MARKS = {
    "accepted": ("circle", theme.GAIN),
    "refused": ("x", theme.LOSS),
    "neither": ("diamond-open", theme.NEUTRAL),
}


@dataclass(frozen=True)
class HistoryPoint:
    """One proposal: the joint probability and its range, each party's, and what happened."""

    label: str
    day: date
    chance: float
    low: float
    high: float
    parties: Mapping[str, float]
    happened: str
    detail: str


def history_chart(points: Sequence[HistoryPoint], large: bool = False) -> Figure:
    """Draw the probability that all accept (bold) and that each party does, in order of date.

    Proposals stand at even distances: in real time several would lie on top of each other.
    """
    chart = theme.figure(
        "How likely the model holds each proposal to be accepted", "", "Probability (%)", 420, large
    )
    ticks = [f"{chart_text(p.label)}<br>{p.day:%d %b}" for p in points]
    names = list(dict.fromkeys(name for point in points for name in point.parties))
    for place, name in enumerate(names):
        chart.scatter(
            x=ticks,
            y=[round(100 * point.parties[name], 1) for point in points],
            mode="lines+markers",
            name=chart_text(name),
            line={"color": theme.PARTIES[place % len(theme.PARTIES)], "width": 1.5, "dash": "dot"},
            marker={"size": 6},
            hovertemplate=f"{chart_text(name)}: %{{y:.0f}} %<extra></extra>",
        )
    for happened, (symbol, colour) in MARKS.items():
        chosen = [
            (tick, p) for tick, p in zip(ticks, points, strict=True) if p.happened == happened
        ]
        if chosen:
            chart.scatter(
                x=[tick for tick, _ in chosen],
                y=[round(100 * p.chance, 1) for _, p in chosen],
                mode="markers+text",
                name=f"All sign; in fact {happened}",
                marker={"symbol": symbol, "size": 20 if large else 15, "color": colour},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": [round(100 * (p.high - p.chance), 1) for _, p in chosen],
                    "arrayminus": [round(100 * (p.chance - p.low), 1) for _, p in chosen],
                    "color": colour,
                    "thickness": 2,
                    "width": 6,
                },
                text=[f"{100 * p.chance:.0f} %" for _, p in chosen],
                textposition="middle right",
                customdata=[chart_text(p.detail) for _, p in chosen],
                hovertemplate="%{customdata}: %{y:.0f} %<extra></extra>",
            )
    chart.x_axis(
        type="category",
        categoryorder="array",
        categoryarray=ticks,
        # Room for the last figure on a phone.
        range=[-0.5, len(ticks) - 0.05],
    )
    chart.y_axis(range=[-4, 112], zeroline=False, tickvals=[0, 25, 50, 75, 100])
    return chart
