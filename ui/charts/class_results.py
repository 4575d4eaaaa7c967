"""What each table of a class got, on which terms, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import theme
from ui.charts.figure import Figure
from ui.charts.offers import SYMBOLS
from ui.text import chart_text, cut

FEW = 8
"""Up to so many options each has its label written out."""
REAL = "#f0c419"


@dataclass(frozen=True)
class Got:
    """A result: what to call its tables, what each side got, and how much more each could have had."""

    label: str
    signed: bool
    worth: Sequence[float]
    most: Sequence[float]


def who_got_what(
    names: Sequence[str], none: Sequence[float], results: Sequence[Got], large: bool = False
) -> Figure:
    """Draw what each side got, table by table, and as a faint bar what it could have had besides.

    Parameters
    ----------
    names
        Of the sides.
    none
        What no deal is worth to each, drawn as dashed lines.
    results
        From top to bottom.
    """
    step = 26 if len(results) <= 24 else 18
    chart = theme.figure(
        "Utility at each table", "Utility (0 worst – 1 best)", "Table",
        190 + step * len(results), large,
    )  # fmt: skip
    for place, name in enumerate(names):
        across = (place - (len(names) - 1) / 2) * 0.44 / max(1, len(names) - 1)
        _side(chart, place, name, results, across, large)
        chart.shape(
            type="line",
            x0=none[place],
            x1=none[place],
            yref="paper",
            y0=0,
            y1=1,
            layer="below",
            line={"color": theme.party_colour(place), "dash": "dash", "width": 2},
        )
    chart.x_axis(range=[-0.03, 1.03], tickformat=".1f", zeroline=False)
    chart.y_axis(
        tickvals=list(range(len(results))),
        ticktext=[
            chart_text(result.label) + ("" if result.signed else "<br>no deal")
            for result in results
        ],
        range=[len(results) - 0.4, -0.6],
        zeroline=False,
    )
    chart.layout |= {"barmode": "overlay"}
    return chart


def _side(
    chart: Figure, place: int, name: str, results: Sequence[Got], across: float, large: bool
) -> None:
    """Draw what one side got and could have had, each mark a little beside the table's row."""
    colour = theme.party_colour(place)
    level = [row + across for row in range(len(results))]
    labels = [chart_text(result.label) for result in results]
    chart.bar(
        orientation="h",
        base=[round(result.worth[place], 4) for result in results],
        x=[round(result.most[place], 4) for result in results],
        y=level,
        width=0.22,
        name=f"{chart_text(name)} could have gained",
        showlegend=False,
        marker={"color": colour, "opacity": 0.4},
        customdata=labels,
        hovertemplate=f"%{{customdata}}: {chart_text(name)} could have gained %{{x:.2f}} more"
        "<extra></extra>",
    )
    chart.scatter(
        x=[round(result.worth[place], 4) for result in results],
        y=level,
        mode="markers",
        name=cut(name, theme.LONGEST_NAME),
        marker={
            "size": 15 if large else 11,
            "color": [colour if result.signed else "rgba(0,0,0,0)" for result in results],
            "symbol": SYMBOLS[place % len(SYMBOLS)],
            "line": {"color": colour, "width": 2},
        },
        customdata=labels,
        hovertemplate=f"%{{customdata}}: {chart_text(name)} %{{x:.2f}}<extra></extra>",
    )


def term_counts(
    term: str,
    options: Sequence[str],
    counts: Sequence[int],
    real: int | None = None,
    large: bool = False,
) -> Figure:
    """Draw how many tables agreed on each option of a term, least first, the real deal's marked."""
    few = len(options) <= FEW
    chart = theme.figure(
        cut(term, theme.LONGEST_NAME), "Tables", "", 130 + (42 * len(options) if few else 120), large
    )  # fmt: skip
    place = list(range(len(options)))
    bars = {
        "marker": {"color": theme.TABLE},
        "showlegend": False,
        "text": [str(count) if count else "" for count in counts],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [chart_text(option) for option in options],
    }
    most = max(1, *counts)
    ticks = {"dtick": max(1, -(-most // 6)), "range": [0, most * 1.15], "tickformat": "d"}
    if few:
        chart.bar(
            orientation="h", x=list(counts), y=place, width=0.36,
            hovertemplate="%{customdata}: %{x}<extra></extra>", **bars,
        )  # fmt: skip
        theme.row_names(chart, options, 24 if large else 18)
        chart.x_axis(**ticks, zeroline=True)
        at = {"x": [0], "y": [real]}
    else:
        chart.bar(
            x=place, y=list(counts), hovertemplate="%{customdata}: %{y}<extra></extra>", **bars
        )
        chart.x_axis(
            **theme.some_ticks(options, 5, 12),
            title={"text": ""},
            range=[-0.7, len(options) - 0.3],
            zeroline=False,
        )
        chart.y_axis(**ticks, title={"text": "Tables"})
        at = {"x": [real], "y": [0]}
    if real is not None:
        chart.scatter(
            mode="markers",
            name="signed in reality",
            marker={
                "symbol": "hexagon",
                "size": 14,
                "color": REAL,
                "line": {"color": "#222222", "width": 1.5},
            },
            cliponaxis=False,
            showlegend=True,
            hovertemplate=f"Signed in reality: {chart_text(options[real])}<extra></extra>",
            **at,
        )
    return chart


def time_to_deal(
    deals: Sequence[tuple[int, float]],
    walked: Sequence[tuple[int, float]],
    minutes: float,
    tables: int,
    large: bool = False,
) -> Figure:
    """Draw how many tables had signed by each minute, and when others walked away.

    Parameters
    ----------
    deals, walked
        Each table's number and the minutes of talks when it was over.
    minutes
        Of talks in all.
    tables
        In all.
    """
    chart = theme.figure(
        "When the deals were made", "Minutes of talks", "Tables with a deal", 330, large
    )
    ordered = sorted(deals, key=lambda deal: (deal[1], deal[0]))
    counts = list(range(1, len(ordered) + 1))
    chart.scatter(
        x=[0.0, *(round(at, 2) for _, at in ordered), round(minutes, 2)],
        y=[0, *counts, len(ordered)],
        mode="lines",
        line={"shape": "hv", "color": theme.TABLE, "width": 3},
        showlegend=False,
        hoverinfo="skip",
    )
    chart.scatter(
        x=[round(at, 2) for _, at in ordered],
        y=counts,
        mode="markers",
        name="a table signs",
        marker={"size": 10, "color": theme.TABLE, "line": {"color": "white", "width": 1}},
        customdata=[str(number) for number, _ in ordered],
        hovertemplate="Table %{customdata}: minute %{x:.1f}<extra></extra>",
    )
    if walked:
        chart.scatter(
            x=[round(at, 2) for _, at in walked],
            y=[0] * len(walked),
            mode="markers",
            name="a table walks away",
            marker={"size": 12, "symbol": "x", "color": theme.NEUTRAL},
            customdata=[str(number) for number, _ in walked],
            hovertemplate="Table %{customdata} walks away: minute %{x:.1f}<extra></extra>",
            cliponaxis=False,
        )
    end = max([minutes, *(at for _, at in (*deals, *walked))], default=1.0)
    chart.x_axis(range=[0, max(end, 0.5) * 1.02], zeroline=False)
    most = max(1, tables)
    chart.y_axis(range=[0, most * 1.05], dtick=max(1, -(-most // 6)), tickformat="d")
    return chart
