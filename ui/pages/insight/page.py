"""Insight: what would change the answer, and what it is sensitive to."""

import streamlit as st

from ui.pages.insight import next_move, sensitivity
from ui.shell import begin

VIEWS = {
    "next_move": ("What would change it", next_move.draw),
    "sensitivity": ("Sensitivity", sensitivity.draw),
}


def page() -> None:
    """Draw the page."""
    opened = begin()
    st.title("Insight")
    view = st.segmented_control(
        "Show",
        list(VIEWS),
        key="insight_view",
        default=next(iter(VIEWS)),
        required=True,
        format_func=lambda id: VIEWS[id][0],
        label_visibility="collapsed",
        persist_state="session",
    )
    _, draw = VIEWS[view]
    draw(opened)
