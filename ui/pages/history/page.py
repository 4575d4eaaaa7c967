"""History: what was asked, what happened, what the model would have said, and how little that proves."""

import streamlit as st

from simulator.formatting import count
from ui.cache.engine import prepare
from ui.components.learning import answers_known
from ui.pages.history import story
from ui.pages.history.details import details
from ui.pages.history.proof import proof
from ui.shell import begin

PARTS = (
    "backtest",
    "shown_predictions",
    "coding_variants",
    "reading_range",
    "score_test",
    "agreed_terms",
    "answers",
    "stated_reasons",
    "term_paths",
    "term_discrimination",
)
"""What the page shows of a scenario, worked out together."""


def page() -> None:
    """Draw the page: a story from top to bottom, then every figure."""
    opened = begin()
    st.title("What really happened")
    scenario = opened.scenario
    if not scenario.history:
        st.info("This scenario has no history of real proposals.")
        return
    prepare(opened, *PARTS)
    scored = [prediction for prediction in opened.backtest.predictions if prediction.scored]
    st.markdown(_how_many(len(scenario.history), len(scored), len({one.alike for one in scored})))
    answers_known(opened)
    story.summary(scenario)
    story.drafts(opened)
    story.model_said(opened)
    if "extends" not in opened.document.own:
        # A variant changes the circumstances; the texts were answered in those of what it extends.
        story.right_and_wrong(scenario, scored)
    story.yes_and_no(opened, scored)
    story.unexplained(opened)
    proof(opened)
    details(opened)


def _how_many(entries: int, scored: int, different: int) -> str:
    if not scored:
        return (
            f"The record has {count(entries, 'entry', 'entries')}, but none that is both stated in full and "
            "answered on its terms, so nothing can be scored."
        )
    alike = (
        ""
        if different == scored
        else f" ({different} different ones: texts coded alike count as one)"
    )
    return (
        f"The record has {count(entries, 'entry', 'entries')}; **{count(scored, 'text')} can be scored"
        f"{alike}: far too few to validate a model**, but enough to see whether it is plainly wrong."
    )
