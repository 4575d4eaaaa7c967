"""Real proposals by date, with the model's probability and what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simulator.formatting import percent
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


@dataclass(frozen=True)
class HistoryEvent:
    """Something that happened and was no proposal, so that the model says nothing about it."""

    day: date
    detail: str


def history_chart(
    points: Sequence[HistoryPoint], events: Sequence[HistoryEvent] = (), large: bool = False
) -> Figure:
    """Draw the probability that all accept (bold) and that each party does, in order of date.

    Proposals stand at even distances: in real time several would lie on top of each other. Events are
    lines between them.
    """
    chart = theme.figure(
        "How likely the model thinks each proposal is to be accepted",
        "",
        "Probability (%)",
        440,
        large,
    )
    points = sorted(points, key=lambda point: point.day)
    places = [sum(point.day <= event.day for point in points) - 0.5 for event in events]
    _parties(chart, points)
    _proposals(chart, points, places, large)
    for number, (x, event) in enumerate(zip(places, events, strict=True)):
        _event(chart, event, x, first=number == 0)
    chart.x_axis(
        tickvals=list(range(len(points))),
        # In three lines, so that they have room on a phone.
        ticktext=[f"{chart_text(p.label)}<br>{p.day:%d}<br>{p.day:%b}" for p in points],
        tickangle=0,
        zeroline=False,
        # Room for the last figure on a phone.
        range=[-0.5, len(points) - 0.05],
    )
    chart.y_axis(range=[-4, 112], zeroline=False, tickvals=[0, 25, 50, 75, 100])
    return chart


def _parties(chart: Figure, points: Sequence[HistoryPoint]) -> None:
    names = list(dict.fromkeys(name for point in points for name in point.parties))
    for place, name in enumerate(names):
        chart.scatter(
            x=list(range(len(points))),
            y=[round(100 * point.parties[name], 1) for point in points],
            mode="lines+markers",
            name=chart_text(name),
            line={"color": theme.party_colour(place), "width": 1.5, "dash": "dot"},
            marker={"size": 6},
            hovertemplate=f"{chart_text(name)}: %{{y:.0f}} %<extra></extra>",
        )


def _proposals(
    chart: Figure, points: Sequence[HistoryPoint], events: Sequence[float], large: bool
) -> None:
    """Draw the chance that all sign, with its range, marked by what happened."""
    for happened, (symbol, colour) in MARKS.items():
        chosen = [(x, point) for x, point in enumerate(points) if point.happened == happened]
        if not chosen:
            continue
        chart.scatter(
            x=[x for x, _ in chosen],
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
            text=[percent(p.chance) for _, p in chosen],
            # Where an event's line follows, the figure stands on the other side of the mark.
            textposition=["top left" if x + 0.5 in events else "top right" for x, _ in chosen],
            customdata=[chart_text(p.detail) for _, p in chosen],
            hovertemplate="%{customdata}: %{y:.0f} %<extra></extra>",
        )


def _event(chart: Figure, event: HistoryEvent, x: float, first: bool) -> None:
    chart.scatter(
        x=[x, x],
        y=[0, 100],
        mode="lines",
        name="An event that no term explains",
        line={"color": theme.NEUTRAL, "width": 3, "dash": "dash"},
        hovertemplate=f"{chart_text(event.detail)}<extra></extra>",
        legendgroup="event",
        showlegend=first,
    )
    chart.annotation(
        x=x,
        y=98,
        yanchor="top",
        xanchor="left",
        text=f"{event.day:%d %b}: not about terms",
        textangle=-90,
        showarrow=False,
    )
