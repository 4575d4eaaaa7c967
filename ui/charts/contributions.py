"""Which terms speak for a deal and which against it, for one player."""

from collections.abc import Mapping

from simulator.formatting import signed
from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text


def contributions(
    name: str, shares: Mapping[str, float], reach: float, large: bool = False
) -> Figure:
    """Draw each issue's contribution to a player's gap between the deal and no deal.

    Parameters
    ----------
    shares
        Contribution by the issue's name, in utility (0 to 1); they add up to the gap.
    reach
        The largest absolute contribution that the axis must hold, so that two players' charts can
        share a scale.
    """
    total = sum(shares.values())
    chart = theme.figure(
        f"{chart_text(name)}: {signed(total)} over no deal",
        "utility (0–1)<br>← against · for →",
        "",
        136 + 26 * len(shares),
        large,
    )
    names = [chart_text(issue) for issue in shares]
    chart.bar(
        y=names,
        x=[round(share, 4) for share in shares.values()],
        orientation="h",
        marker={
            "color": [theme.GAIN if share >= 0 else theme.LOSS for share in shares.values()],
            "pattern": {"shape": ["" if share >= 0 else "/" for share in shares.values()]},
        },
        text=[signed(share) for share in shares.values()],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:+.3f}<extra></extra>",
    )
    chart.y_axis(type="category", autorange="reversed", title={"text": ""})
    # Two of these side by side on a tablet have little more room than the names of the terms take.
    chart.x_axis(range=[-1.8 * reach, 1.8 * reach], nticks=4, zeroline=True, zerolinewidth=2)
    chart.layout["margin"]["r"] = 20
    chart.layout |= {"showlegend": False, "bargap": 0.25}
    return chart
