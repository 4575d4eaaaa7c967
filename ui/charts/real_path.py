"""The real talks as a path: how likely was what happened, text by text."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

SYMBOLS = {"accepted": "circle", "refused": "x"}


@dataclass(frozen=True)
class PathStep:
    """One real text: what happened, how likely that was, and the path up to it; 0 to 1."""

    label: str
    happened: str
    likelihood: float
    path: float


def real_path(steps: Sequence[PathStep], large: bool = False) -> Figure:
    """Draw each step's likelihood, and how likely the path was up to it."""
    chart = theme.figure("How likely what happened was", "", "Chance (%)", 360, large)
    labels = [chart_text(step.label) for step in steps]
    chart.scatter(
        x=list(range(len(steps))),
        y=[round(100 * step.path, 1) for step in steps],
        mode="lines+markers",
        name="the whole path up to here",
        line={"color": theme.TABLE, "width": 3, "shape": "hv"},
        marker={"size": 6},
        customdata=labels,
        hovertemplate="%{customdata}: path %{y:.0f} %<extra></extra>",
    )
    for happened, symbol in SYMBOLS.items():
        places = [n for n, step in enumerate(steps) if step.happened == happened]
        chart.scatter(
            x=places,
            y=[round(100 * steps[n].likelihood, 1) for n in places],
            mode="markers",
            name=f"this answer ({happened})",
            marker={
                "size": 14,
                "symbol": symbol,
                "color": theme.GAIN if happened == "accepted" else theme.LOSS,
            },
            customdata=[labels[n] for n in places],
            hovertemplate=f"%{{customdata}}, {happened}: %{{y:.0f}} %<extra></extra>",
        )
    chart.x_axis(tickvals=list(range(len(steps))), ticktext=labels, zeroline=False)
    chart.y_axis(range=[0, 105])
    return chart
