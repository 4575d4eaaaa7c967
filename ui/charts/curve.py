"""The acceptance curve."""

import numpy as np

from simulator.preferences.curve_defaults import KindsOfPeople
from ui.charts import theme
from ui.charts.figure import Figure


def curve_chart(people: KindsOfPeople, large: bool = False) -> Figure:
    """Draw the chance of a yes against the gain: of people on average, and of the middle one of them."""
    gain = np.linspace(-0.5, 1, 151)
    chart = theme.figure(
        "The acceptance curve",
        "Gain over no deal (% of what is at stake)",
        "Chance of acceptance (%)",
        340,
        large,
    )
    for name, chance, dash in (
        ("people on average", people.population_curve(gain), "solid"),
        ("the middle decision maker", people.chances(gain)[:, people.middle], "dash"),
    ):
        chart.scatter(
            x=np.round(100 * gain, 2),
            y=np.round(100 * chance, 2),
            mode="lines",
            name=name,
            line={"width": 3, "dash": dash, "color": theme.PARTIES[0]},
            hovertemplate="%{x:+.0f} %: %{y:.0f} %<extra></extra>",
        )
    chart.y_axis(range=[-3, 103])
    return chart
