"""A student's page in a live class: join, read the brief, negotiate, see what one got."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from classroom.errors import ClassError, TooFast, Unavailable, Unknown
from classroom.service.people import StudentView
from ui.components.live import Clock, away, live, whole_page
from ui.pages.student import join, offer, sheet, table
from ui.session import student
from ui.shell import ALONE, style
from ui.text import plain


def page() -> None:
    """Draw the page."""
    style(ALONE)
    try:
        who = student.remembered()
        view = None if who is None else student.now()
    except (Unknown, TooFast) as error:
        st.error(plain(str(error)), icon=":material/error:")
        if isinstance(error, Unknown):
            st.button("Join again", key="seat_forget", on_click=student.forget)
        return
    if view is None:
        join.draw()
        return
    student.drawn_anew()
    _place(view)


def _place(view: StudentView) -> None:
    """Draw everything; the parts that change while one looks on are fragments."""
    whole_page()
    st.title(plain(_title(view)))
    drawn = student.stage(view)
    # In a place of its own, which stays in sight while the page scrolls.
    with st.container(key="seat_head"):
        st.fragment(_head)(drawn)
        words, gauge = st.empty(), st.empty()
    if view.talks is None or view.person.party is None:
        st.fragment(_table)(drawn, words)
        sheet.introduction(view)
        sheet.way_back(view)
        return
    with st.expander(
        "Your brief (only your side sees it)",
        expanded=view.live.phase == "gathering",
        icon=":material/lock:",
    ):
        sheet.brief(view)
    st.fragment(_table)(drawn, words)
    if view.talks.table.state == "open":
        st.fragment(offer.draw)(view, gauge)
        st.fragment(offer.send)(view)
    sheet.way_back(view)


def _title(view: StudentView) -> str:
    if view.talks is None or view.person.party is None:
        return f"Hello, {view.person.name}"
    scenario = student.scenario_of(view.live)
    return f"Table {view.talks.table.number}: {scenario.parties[view.person.party].name}"


def _head(drawn: tuple[object, ...]) -> None:
    """Show the clock."""
    view = _still(drawn, "seat_live")
    clock = None
    if view.live.phase in ("running", "paused"):
        clock = Clock(view.live.left, view.live.phase == "running", view.live.seconds)
    with student.in_turn(view.live.id):
        live(student.channel(view), view.version, clock, key="seat_live", class_only=True)


def _table(drawn: tuple[object, ...], words: DeltaGenerator) -> None:
    """Show what lies on the table, and how things stand in words that stay in sight."""
    view = _still(drawn, "seat_news")
    with student.in_turn(view.live.id):
        live(student.channel(view), view.version, None, key="seat_news", shown=False)
        words.markdown(table.standing_in_words(view))
        table.draw(view)


def _still(drawn: tuple[object, ...], key: str) -> StudentView:
    """Return how things stand; if the whole page has to change, draw that instead."""
    try:
        view = student.now()
    except Unavailable:
        away(student.asked_channel(), key)
        st.stop()
    except ClassError:
        # Taken out of the class, or the class is gone: the page says so.
        st.rerun()
    if student.outdated() or student.stage(view) != drawn:
        st.rerun()
    return view
