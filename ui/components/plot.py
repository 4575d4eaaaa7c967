"""Shows Plotly figures that change in place.

Streamlit's own chart element takes a new identity whenever its figure changes, so the browser
throws the old drawing away and shows nothing until the new one is made (0.1–0.2 s at every move of
a slider). This one keeps the drawing and lets Plotly change it. `plot.js` is the browser's half.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.charts.figure import Figure
from ui.server.assets import plotly_address, script

_component = st.components.v2.component(
    "deal_desk_plot",
    html='<div class="deal-desk-plot"></div>',
    css="""
    .deal-desk-plot { width: 100%; overflow: hidden; color: var(--st-text-color);
      /* Too short to see: its end tells plot.js that the theme, and so the colour, is another one. */
      transition: color 1ms !important; }
    .deal-desk-plot > [role=alert] { margin: 1rem 0; }
    """,
    js=script("plot.js"),
    isolate_styles=False,
)


def plot(
    figure: Figure,
    key: str,
    alt: str,
    on_click: Callable[[Any, Any], None] | None = None,
) -> None:
    """Draw a figure.

    Parameters
    ----------
    key
        Stands for this chart among all of the app's; also the name of a downloaded picture.
    alt
        What the chart shows, for those who cannot see it.
    on_click
        Called with the x and y of a point that was clicked.
    """

    def clicked() -> None:
        where = st.session_state[key].clicked
        if on_click is not None and where is not None:
            on_click(where["x"], where["y"])

    _component(
        key=key,
        data={
            "figure": figure.to_json(),
            "config": _config(key.partition(":")[0].replace("_", "-")),
            "height": figure.height,
            "alt": alt,
            "clickable": on_click is not None,
            "script": plotly_address(),
        },
        on_clicked_change=clicked,
    )


def _config(name: str) -> dict[str, object]:
    """Return Plotly's settings: an unobtrusive bar with the download, in the format chosen."""
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage", "resetScale2d"]],
        "toImageButtonOptions": {
            "format": st.session_state.get("image_format") or "svg",
            "filename": name,
            "scale": 2,
        },
    }
