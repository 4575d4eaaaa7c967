"""The way into a class: a code and a nickname, or one's own code."""

import streamlit as st

from classroom.errors import ClassError
from classroom.service.classes import by_code
from classroom.service.codes import shown, typed
from classroom.service.input_limits import NAME_LENGTH
from classroom.service.people import come_back, join
from classroom.storage.database import database
from ui.session import student
from ui.text import plain


def draw() -> None:
    """Ask who comes."""
    st.title("Join a class")
    code = st.query_params.get(student.CLASS, "")
    with st.form("seat_join", border=False, enter_to_submit=True):
        code_typed = st.text_input(
            "Class code", shown(typed(code)), max_chars=12, key="seat_code", placeholder="ABC-DEF"
        )
        nickname = st.text_input(
            "Your nickname",
            max_chars=2 * NAME_LENGTH,
            key="seat_name",
            help="Your class sees it. It need not be your real name.",
        )
        pressed = st.form_submit_button("Join", type="primary", icon=":material/login:")
    if pressed:
        _enter(code_typed, nickname)
    with st.expander("I was here before", icon=":material/undo:"):
        with st.form("seat_back", border=False, enter_to_submit=True):
            own = st.text_input(
                "Your own code",
                max_chars=24,
                key="seat_own",
                help="It is at the foot of your page on your other device; your teacher has it too.",
            )
            again = st.form_submit_button("Come back")
        if again:
            _come_back(code_typed, own)


def _enter(code: str, nickname: str) -> None:
    try:
        who = join(database(), code, nickname, student.address())
    except ClassError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    student.enter(typed(code), who)
    st.rerun()


def _come_back(code: str, own: str) -> None:
    try:
        who = come_back(database(), code, own, student.address())
        live = by_code(database(), code, student.address())
    except ClassError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    student.enter(live.code, who)
    st.rerun()
