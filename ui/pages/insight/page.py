"""Insight: what would change the answer, and what it is sensitive to."""

import streamlit as st

from ui.components.controls import choose_view
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
    choose_view(VIEWS, "insight_view")(opened)
