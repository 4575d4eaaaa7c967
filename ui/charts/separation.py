"""Which terms set accepted proposals apart from refused ones."""

from collections.abc import Mapping, Sequence

from ui.charts import theme
from ui.charts.figure import Figure
from ui.text import chart_text

PATTERNS = ("", "/", "x", ".")


def separation_chart(
    issues: Sequence[str], apart: Mapping[str, Sequence[float]], large: bool = False
) -> Figure:
    """Draw how much better off each side is, by each term, in what was accepted.

    Parameters
    ----------
    issues
        The terms' names, the widest apart first.
    apart
        For each side's name, mean contribution among the accepted minus among the refused, by term.
    """
    chart = theme.figure(
        "How accepted texts differ from refused ones",
        "utility (0–1)<br>← refused texts better · accepted texts better →",
        "",
        150 + 38 * len(issues),
        large,
    )
    names = [chart_text(issue) for issue in issues]
    for place, (side, values) in enumerate(apart.items()):
        chart.bar(
            y=names,
            x=[round(value, 4) for value in values],
            orientation="h",
            name=chart_text(side),
            marker={
                "color": theme.party_colour(place),
                "pattern": {"shape": PATTERNS[place % len(PATTERNS)]},
            },
            hovertemplate=f"%{{y}}, {chart_text(side)}: %{{x:+.3f}}<extra></extra>",
        )
    chart.y_axis(type="category", autorange="reversed", title={"text": ""})
    chart.x_axis(zeroline=True, zerolinewidth=2)
    chart.layout |= {"barmode": "group", "bargap": 0.3}
    return chart
