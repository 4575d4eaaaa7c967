"""The student's own offer: controls that show at once what it would be worth."""

from contextlib import suppress

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from classroom.errors import ClassError
from classroom.service import tables
from classroom.service.input_limits import NOTE_LENGTH
from classroom.service.people import StudentView
from classroom.storage.database import database
from ui.components.controls import grouped, term_control
from ui.components.player_view import remarks, term_worth, worth_line
from ui.pages.student.table import open_book, outcome, walk
from ui.session import echo, student
from ui.text import plain


@student.drawn_in_turn
def draw(view: StudentView, gauge: DeltaGenerator) -> None:
    """Draw the controls; moved, they alone are drawn again.

    Parameters
    ----------
    gauge
        A place that stays in sight, for what the offer is worth.
    """
    if student.outdated():
        st.rerun()
    deal, own = student.draft(view), student.own_brief(view)
    st.header("Make an offer")
    gauge.html(worth_line(own, deal, "Your draft"))
    remarks(own, deal)
    for line in open_book(view, deal):
        st.caption(line)
    _starts(view)
    scenario = student.scenario_of(view.live)
    st.caption(
        "Beside each term: the value of the option to you, from 0 to 1, and your priority for the term."
    )
    # One place for all, laid out in columns by the style: columns of the framework cost as much as
    # what stands in them, at each move, for a whole class.
    with echo.heard(), st.container(key="seat_terms"):
        for group, ids in grouped(scenario).items():
            st.markdown(f"**{plain(group)}**")
            for id in ids:
                beside = f"({term_worth(own, id, deal[id], short=True)})"
                key, take = student.draft_key(id), student.take_term
                term_control(scenario, id, deal, key, take, more=beside)


@student.drawn_in_turn
def send(view: StudentView) -> None:
    """Draw what sends the offer that the controls show; pressed, it alone is drawn again."""
    running = view.live.phase == "running"
    if view.live.settings.notes:
        st.text_input(
            "A note with it (optional)",
            key="seat_note",
            max_chars=NOTE_LENGTH,
            help="Everyone at your table reads it, and your teacher.",
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Send this offer",
            type="primary",
            icon=":material/send:",
            key="seat_send",
            on_click=_offer,
            args=(view.person.id,),
            disabled=not running,
        )
        if running:
            with st.popover("Walk away", icon=":material/logout:", key="seat_walk"):
                walk(view, "seat_walk_yes")
    outcome(student.OFFER)


def _offer(person: int) -> None:
    done = student.attempt(
        lambda: tables.offer(
            database(),
            person,
            st.session_state.seat_draft,
            str(st.session_state.get("seat_note") or ""),
        ),
        "Sent. It is on the table.",
        student.OFFER,
    )
    if done and "seat_note" in st.session_state:
        st.session_state.seat_note = ""


def _starts(view: StudentView) -> None:
    """Offer deals of one's own side to start from; the others' offers have a button of their own."""
    own = student.own_brief(view)
    with st.container(horizontal=True, vertical_alignment="center", key="seat_from"):
        st.caption("Start from", width="content")
        st.button(
            "your best deal",
            key="seat_from_best",
            on_click=student.put_draft,
            args=(own.best,),
            type="tertiary",
        )
        if student.last_offer(student.latest()) is not None:
            st.button("your last offer", key="seat_from_mine", on_click=_again, type="tertiary")


def _again() -> None:
    # Read when it is pressed: somebody on one's side may have made a newer one since it was drawn.
    with suppress(ClassError):
        student.now()
    last = student.last_offer(student.latest())
    if last is not None:
        student.put_draft(last)
