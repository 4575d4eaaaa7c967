"""Class: a teacher opens a live class, and runs it from its console."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import streamlit as st

from classroom.errors import ClassError, Refused, TooFast, Unavailable, Unknown
from classroom.records import Settings
from classroom.service import attempts, scenarios
from classroom.service.classes import by_key, open_class
from classroom.service.codes import shown
from classroom.service.progress import Progress, progress
from classroom.simulated.scheduler import open_demo
from classroom.storage.database import database
from simulator.scenario.reading.loading import to_yaml
from ui.cache.engine import Opened
from ui.components.live import away, whole_page
from ui.pages.teacher import after, head, setup, tables
from ui.pages.teacher import students as class_students
from ui.session.student import address as visitor
from ui.session.teacher import TeacherSession, attempting, own_classes, problem
from ui.shell import begin, style
from ui.text import plain

DEMO_STUDENTS = 12
DEMO_MINUTES = 3


def page() -> None:
    """Draw the page."""
    code, key = st.query_params.get("class", ""), st.query_params.get("key", "")
    if code and key:
        _console(code, key)
    else:
        _start()


def _start() -> None:
    """Let a teacher open a class, try one alone, or come back to one."""
    opened = begin()
    st.title("A live class")
    st.markdown(
        "Your students join from their phones with a code, no account needed. Each gets a side of the "
        "table, a private brief and the value of every term to that side; then they negotiate in pairs "
        "or teams against the clock. Afterwards all deals are revealed and compared: who left how much on "
        "the table, and how much more there was to gain."
    )
    problem()
    with st.container(border=True, key="class_start"):
        st.markdown(f"**{plain(opened.scenario.title)}**  \n{plain(opened.scenario.summary)}")
        sides = ", ".join(plain(party.name) for party in opened.scenario.parties.values())
        st.caption(
            f"Sides: {sides}. Numbers that you changed are included. Choose another scenario above."
        )
        with st.container(horizontal=True):
            st.button(
                "Open a class",
                type="primary",
                icon=":material/co_present:",
                key="class_open",
                on_click=attempting(lambda: _open(opened, demo=False)),
            )
            st.button(
                "Try a demonstration",
                help="A class with simulated students, to try alone",
                icon=":material/smart_toy:",
                key="class_demo",
                on_click=attempting(lambda: _open(opened, demo=True)),
            )
    _come_back()


def _open(opened: Opened, demo: bool) -> None:
    text = to_yaml(opened.document)
    db = database()
    here = f"open:{attempts.place(visitor())}"
    attempts.check(db, {here: attempts.OPENED_A_MINUTE})
    attempts.check(db, {here: attempts.OPENED_A_DAY}, attempts.DAY)
    if demo:
        live, key = open_demo(db, text, DEMO_STUDENTS, DEMO_MINUTES)
    else:
        minutes = opened.scenario.classroom.minutes
        live, key = open_class(db, text, Settings(minutes=minutes))
    attempts.count(db, {here: attempts.OPENED_A_MINUTE})
    attempts.count(db, {here: attempts.OPENED_A_DAY}, attempts.DAY)
    st.session_state.class_new = live.code
    _go_to(live.code, key)


def _go_to(code: str, key: str) -> None:
    own_classes()[code] = key
    st.query_params.from_dict({"class": code, "key": key})


def _come_back() -> None:
    st.header("Come back to a class")
    for code, key in own_classes().items():
        st.button(
            f"Class {shown(code)}",
            icon=":material/undo:",
            key=f"class_back_{code}",
            on_click=_go_to,
            args=(code, key),
        )
    with st.form("class_return", border=False, enter_to_submit=True):
        st.text_input(
            "The address of its console",
            key="class_address",
            placeholder="https://…/class?class=…&key=…",
            help="The address that your browser showed when you opened the class. It is the key: "
            "without it nobody gets in, not even you.",
            max_chars=2000,
        )
        st.form_submit_button("Come back", key="class_return_button", on_click=attempting(_return))


def _return() -> None:
    query = parse_qs(urlsplit(st.session_state.class_address.strip()).query)
    code, key = query.get("class", [""])[0], query.get("key", [""])[0]
    if not (code and key):
        raise Refused("This is not the address of a console, which contains “class=” and “key=”.")
    _go_to(code, key)


def _console(code: str, key: str) -> None:
    style(head.STYLE)
    db = database()
    try:
        live_class = by_key(db, code, key, visitor())
    except (Unknown, TooFast) as error:
        if isinstance(error, Unknown):
            own_classes().pop(code, None)
        st.title("No class here" if isinstance(error, Unknown) else "A live class")
        st.error(plain(str(error)), icon=":material/error:")
        st.button("Open or find a class", key="class_leave", on_click=_forget)
        return
    own_classes()[live_class.code] = key
    session = TeacherSession(
        db, live_class.id, live_class.code, key, scenarios.model(live_class.scenario)
    )
    whole_page()
    if live_class.phase == "over":
        _over(session)
    else:
        st.fragment(_body, run_every=head.TICK)(session)


def _forget() -> None:
    st.query_params.clear()


def _over(session: TeacherSession) -> None:
    """Draw the console when nothing can change any more but that the class is deleted.

    The debrief has parts that run by themselves, and must not stand in another that does: what a run
    that was cut short had to say of the inner ones would reach a browser that lacks the outer.
    """
    now = progress(session.db, session.id)
    head.after(session, now)
    problem()
    after.draw(session, now)
    after.delete(session, now)


def _body(session: TeacherSession) -> None:
    """Draw the console; it runs again whenever something changes in the class."""
    try:
        now = progress(session.db, session.id)
    except Unavailable:
        away(head.channel(session), "class_live")
        return
    except ClassError:
        # It is gone, and the page says so.
        st.rerun()
    if now.live.phase == "over":
        st.rerun()
    head.draw(session, now)
    problem()
    sections = _sections(now)
    # The same tabs, and the same one open, whether the clock runs or not.
    stage = "before" if now.live.phase == "gathering" else "during"
    tabs = st.tabs([name for name, _ in sections], key=f"class_tabs_{stage}")
    for tab, (_, draw) in zip(tabs, sections, strict=True):
        with tab:
            draw(session, now)
    after.delete(session, now)


def _sections(now: Progress) -> list[tuple[str, Callable[[TeacherSession, Progress], None]]]:
    students = ("Students and roles", class_students.draw)
    if now.live.phase == "gathering":
        return [students, ("Settings", setup.settings), ("Briefs", setup.briefs)]
    return [
        ("Tables", tables.draw),
        students,
        ("Settings and briefs", setup.during),
    ]
