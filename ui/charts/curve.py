"""The acceptance curve."""

import numpy as np

from simulator.acceptance.curve import acceptance_curve
from ui.charts import theme
from ui.charts.figure import Figure


def curve_chart(precision: float, disadvantageous: float, large: bool = False) -> Figure:
    """Draw the chance of a yes, level with the other side and 0.3 behind it."""
    gain = np.linspace(-0.5, 0.5, 81)
    chart = theme.figure(
        "The acceptance curve",
        "Utility of the deal above the reservation value",
        "Chance of acceptance (%)",
        340,
        large,
    )
    for behind, name, dash in (
        (0.0, "level with the other side", "solid"),
        (0.3, "0.3 behind the other side", "dash"),
    ):
        chance = acceptance_curve(gain, precision, disadvantageous, behind)
        chart.scatter(
            x=np.round(gain, 4),
            y=np.round(100 * chance, 2),
            mode="lines",
            name=name,
            line={"width": 3, "dash": dash, "color": theme.PARTIES[0]},
            hovertemplate="%{x:+.2f}: %{y:.0f} %<extra></extra>",
        )
    chart.y_axis(range=[-3, 103])
    return chart
