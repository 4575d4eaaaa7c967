"""The switch by which chances know what was really answered so far, and what that has changed."""

from dataclasses import replace
from datetime import date

import streamlit as st

from simulator.formatting import capital
from simulator.glossary import define
from simulator.history.known_answers import known_answers
from simulator.preferences.outcome_space import Deal
from ui.cache.engine import Opened
from ui.session import echo, state
from ui.session.page_state import notify
from ui.text import plain
from ui.work.task import WorkError

KNOWN = "known_answers"
NOTHING = ""


def answers_known(opened: Opened) -> None:
    """Draw the switch, and a sentence on what is believed now; nothing where the record has no answer."""
    days = {day.isoformat(): answer for day, answer in opened.answers_by_day.items()}
    if not days:
        return
    echo.start(KNOWN, state.desk().known)
    echo.show(KNOWN, state.desk().known)
    st.selectbox(
        "Knowing what was answered so far",
        [NOTHING, *days],
        key=KNOWN,
        format_func=lambda known: (
            f"{capital(days[known])} and before"
            if known in days
            else "Off: nothing of the real answers is used"
        ),
        on_change=_know,
        help="Off, every chance rests on the file’s numbers alone. On, the model learns from the real "
        "answers up to that day: numbers under which they were likelier count for more. A chance for a text "
        "whose own answer is among them is no forecast.",
    )
    learning = opened.learning
    if learning is not None:
        st.caption(
            f"{plain(learning.changed)} {learning.effective:,.0f} of {learning.weighed:,} draws are left to "
            "stand for what is not known.",
            help=define("Effective draws"),
        )


def _know() -> None:
    echo.when_moved(KNOWN, _learn)


def _learn(known: str) -> None:
    """Let chances know the answers up to a day; they stay as they are if that takes too much."""
    knowing = replace(state.desk(), known=known)
    try:
        knowing.opened()
    except WorkError as error:
        notify(str(error))
        return
    state.update(knowing)


def knows_answer_to(opened: Opened, deal: Deal) -> bool:
    """Tell whether chances have learned from what was really answered to a deal."""
    if opened.model.chosen is None or not state.desk().known:
        return False
    known = known_answers(opened.scenario, date.fromisoformat(state.desk().known))
    return any(answer.answered.deal == deal for answer in known)


def reminder(opened: Opened) -> None:
    """Say on every page that chances know some answers, where they do."""
    if opened.learning is not None:
        day = date.fromisoformat(state.desk().known)
        st.caption(
            f"Chances here know what was really answered up to {day.day} {day:%B %Y}, save those that judge "
            "the record itself: *What really happened* under *Talks* and, under *History*, the scores, "
            "*Predictions* and *One by one*. *Deal desk*, *History* and *Talks* have the switch."
        )
