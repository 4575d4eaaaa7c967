"""What each option of one term is worth to a player, with its uncertainty."""

from collections.abc import Sequence

import numpy as np

from simulator.arrays import FloatArray
from simulator.scenario.deals import label_of
from simulator.scenario.issues import ContinuousIssue, Issue
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

MOST_TICKS = 10
"""Labels for which there is room."""


def worth_chart(
    issue: Issue,
    options: Sequence[float | str],
    central: FloatArray,
    drawn: FloatArray,
    large: bool = False,
) -> Figure:
    """Draw a value function over its options.

    Parameters
    ----------
    central
        Worth at the central values, shape (n_options,), 0 to 1.
    drawn
        Worth in every draw, shape (n_options, n_draws); its 10th and 90th percentiles are shown.
    """
    low, high = np.quantile(drawn, [0.1, 0.9], axis=1)
    amounts = isinstance(issue, ContinuousIssue)
    labels = [chart_text(label_of(issue, option)) for option in options]
    chart = theme.figure(
        f"Value of ‘{chart_text(issue.label)}’",
        chart_text(issue.label),
        "Value (0 worst – 1 best)",
        300,
        large,
    )
    chart.scatter(
        x=list(range(len(labels))),
        y=np.round(central, 4),
        mode="lines+markers" if amounts else "markers",
        marker={"size": 11, "color": theme.PARTIES[0]},
        error_y={
            "type": "data",
            "symmetric": False,
            "thickness": 2,
            "width": 6,
            "array": np.round(np.maximum(high - central, 0), 4),
            "arrayminus": np.round(np.maximum(central - low, 0), 4),
        },
        customdata=labels,
        hovertemplate="%{customdata}: %{y:.2f}<extra></extra>",
        showlegend=False,
    )
    step = -(-len(labels) // MOST_TICKS)
    chart.x_axis(
        tickvals=list(range(0, len(labels), step)),
        ticktext=labels[::step],
        zeroline=False,
        title={"text": ""},
    )
    chart.y_axis(range=[-0.05, 1.08])
    return chart
