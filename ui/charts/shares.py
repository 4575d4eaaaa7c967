"""How much of what is not known each uncertain number explains."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import theme
from ui.charts.figure import Figure


@dataclass(frozen=True)
class VarianceShare:
    """One number's first-order and total index, each with half of its 95 % interval."""

    name: str
    alone: float
    alone_error: float
    together: float
    together_error: float


def shares_chart(shares: Sequence[VarianceShare], large: bool = False) -> Figure:
    """Draw what each number explains by itself, and with all that it does together with others."""
    chart = theme.figure(
        "How much of the variance each number explains",
        "Share of the variance of the chance that all sign (%)",
        "",
        150 + 54 * len(shares),
        large,
    )
    for name, symbol, colour, shift, values in (
        (
            "together with others (total)",
            "circle",
            theme.PARTIES[0],
            0.12,
            [(share.together, share.together_error) for share in shares],
        ),
        (
            "by itself (first order)",
            "diamond-open",
            theme.PARTIES[1],
            -0.12,
            [(share.alone, share.alone_error) for share in shares],
        ),
    ):
        chart.scatter(
            x=[round(100 * max(value, 0.0), 1) for value, _ in values],
            y=[row + shift for row in range(len(shares))],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2}},
            error_x={
                "type": "data",
                "array": [round(100 * error, 1) for _, error in values],
                "color": colour,
                "thickness": 1.5,
            },
            hovertemplate=f"{name}: %{{x:.0f}} %<extra></extra>",
        )
    theme.row_names(chart, [share.name for share in shares], 21)
    chart.x_axis(rangemode="tozero")
    return chart
