"""A student's page in a live class: join, read the brief, negotiate, see what one got."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from classroom.errors import ClassError, Unavailable, Unknown
from classroom.service.people import StudentView
from ui.components.live import Clock, live, whole_page
from ui.pages.student import join, offer, sheet, table
from ui.session import seat
from ui.shell import ALONE, style
from ui.text import plain


def page() -> None:
    """Draw the page."""
    style(ALONE)
    try:
        who = seat.remembered()
        found = None if who is None else seat.now()
    except ClassError as error:
        st.error(plain(str(error)), icon=":material/error:")
        if isinstance(error, Unknown):
            st.button("Join again", key="seat_forget", on_click=seat.forget)
        return
    if found is None:
        join.draw()
        return
    st.session_state.pop("seat_redraw", None)
    _place(found)


def _place(found: StudentView) -> None:
    """Draw everything; the parts that change while one looks on are fragments."""
    whole_page()
    st.title(plain(_title(found)))
    drawn = seat.stage(found)
    # In a place of its own, which stays in sight while the page scrolls.
    with st.container(key="seat_head"):
        st.fragment(_head)(drawn)
        words, gauge = st.empty(), st.empty()
    if found.talks is None or found.person.party is None:
        st.fragment(_table)(drawn, words)
        sheet.introduction(found)
        sheet.way_back(found)
        return
    with st.expander(
        "Your brief (only your side sees it)",
        expanded=found.live.phase == "gathering",
        icon=":material/lock:",
    ):
        sheet.brief(found)
    st.fragment(_table)(drawn, words)
    if found.talks.table.state == "open":
        st.fragment(offer.draw)(found, gauge)
        st.fragment(offer.send)(found)
    sheet.way_back(found)


def _title(found: StudentView) -> str:
    if found.talks is None or found.person.party is None:
        return f"Hello, {found.person.name}"
    scenario = seat.scenario_of(found.live)
    return f"Table {found.talks.table.number}: {scenario.parties[found.person.party].name}"


def _head(drawn: tuple[object, ...]) -> None:
    """Show the clock."""
    found = _still(drawn)
    clock = None
    if found.live.phase in ("running", "paused"):
        clock = Clock(found.live.left, found.live.phase == "running", found.live.seconds)
    with seat.in_turn():
        live(seat.channel(found), found.version, clock, key="seat_live", class_only=True)


def _table(drawn: tuple[object, ...], words: DeltaGenerator) -> None:
    """Show what lies on the table, and how things stand in words that stay in sight."""
    found = _still(drawn)
    with seat.in_turn():
        live(seat.channel(found), found.version, None, key="seat_news", shown=False)
        words.markdown(table.standing_in_words(found))
        table.draw(found)


def _still(drawn: tuple[object, ...]) -> StudentView:
    """Return how things stand; if the whole page has to change, draw that instead."""
    try:
        found = seat.now()
    except Unavailable:
        st.info("The server cannot reach its database just now. This page goes on by itself.")
        st.stop()
    except ClassError:
        # Taken out of the class, or the class is gone: the page says so.
        st.rerun()
    if st.session_state.get("seat_redraw") or seat.stage(found) != drawn:
        st.rerun()
    return found
