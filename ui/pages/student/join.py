"""The way into a class: a code and a nickname, or one's own code."""

from collections.abc import Callable

import streamlit as st

from classroom.service.classes import by_code
from classroom.service.codes import shown, typed
from classroom.service.input_limits import NAME_LENGTH
from classroom.service.people import come_back, join
from classroom.storage.database import database
from ui.server.browsers import browser
from ui.session import student
from ui.text import plain

CODE, NICKNAME, OWN_CODE = "seat_code", "seat_name", "seat_own"
WAY_IN = "seat_way_in"
"""Where it is said why somebody could not come in."""


def draw() -> None:
    """Ask who comes."""
    st.title("Join a class")
    code = st.query_params.get(student.CLASS, "")
    with st.form("seat_join", border=False, enter_to_submit=True):
        st.text_input(
            "Class code", shown(typed(code)), max_chars=12, key=CODE, placeholder="ABC-DEF"
        )
        st.text_input(
            "Your nickname",
            max_chars=2 * NAME_LENGTH,
            key=NICKNAME,
            help="Your class sees it. It need not be your real name.",
        )
        st.form_submit_button(
            "Join", type="primary", icon=":material/login:", on_click=_attempt, args=(_enter,)
        )
    refused = student.take_outcome(WAY_IN)
    if refused:
        st.error(plain(refused[1]), icon=":material/error:")
    with (
        st.expander("I was here before", icon=":material/undo:"),
        st.form("seat_back", border=False, enter_to_submit=True),
    ):
        st.text_input(
            "Your own code",
            max_chars=24,
            key=OWN_CODE,
            help="It is at the foot of your page on your other device; your teacher can give you a new one.",
        )
        st.form_submit_button("Come back", on_click=_attempt, args=(_come_back,))


def _attempt(way_in: Callable[[str], None]) -> None:
    code = st.session_state[CODE]
    if student.attempt(lambda: way_in(code), "", WAY_IN):
        student.take_outcome(WAY_IN)


def _enter(code: str) -> None:
    who = join(database(), code, st.session_state[NICKNAME], student.address(), browser())
    student.enter(typed(code), who)


def _come_back(code: str) -> None:
    who = come_back(database(), code, st.session_state[OWN_CODE], student.address(), browser())
    live = by_code(database(), code, student.address(), browser())
    student.enter(live.code, who)
