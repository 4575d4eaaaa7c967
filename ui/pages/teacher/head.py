"""The head of a teacher's console: the class, its clock, how students come in, and what is to do next."""

from collections.abc import Mapping

import streamlit as st

from classroom.errors import ClassError, Unavailable
from classroom.service import clock, seats
from classroom.service.codes import shown
from classroom.service.progress import Progress, progress
from classroom.simulated.scheduler import difficulty
from classroom.storage.database import Database
from simulator.formatting import count, listed
from ui.components.class_labels import PHASES
from ui.components.live import Clock, away, live
from ui.components.qr import qr
from ui.pages.teacher import setup
from ui.server import addresses
from ui.session.teacher import TeacherSession
from ui.text import plain

MOST_NAMED = 12
TICK = 20
"""Seconds between two drawings where nothing happens: what is counted in minutes stays true."""


def draw(session: TeacherSession, now: Progress) -> None:
    """Draw the head."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        _title(now)
        live(channel(session), now.version, watch(now), key="class_live")
        _next(session, now)
        _waiting(session, now)
        _difficulty(session, now)
        _first_note(session)
    with right:
        _invitation(session, now)


def after(session: TeacherSession, now: Progress) -> None:
    """Draw the head once the talks are over."""
    _title(now)
    st.fragment(still_there)(session.db, session.id, channel(session))
    _board_button(session)


def still_there(db: Database, id: int, who: Mapping[str, str]) -> None:
    """Let the page be drawn again when the class is deleted."""
    try:
        version = progress(db, id).version
    except Unavailable:
        away(who, "class_over")
        return
    except ClassError:
        st.rerun()
    live(who, version, None, key="class_over", shown=False)


def channel(session: TeacherSession) -> Mapping[str, str]:
    """Return as whom the console is kept up to date."""
    return {"class": session.code, "key": session.key}


def _title(now: Progress) -> None:
    st.title(plain(now.live.title), anchor=False)
    st.markdown(f"**{PHASES[now.live.phase]}** · {_counts(now)}")


def watch(now: Progress) -> Clock:
    """Return the clock to show."""
    return Clock(now.live.left, now.live.phase == "running", now.live.seconds)


def _counts(now: Progress) -> str:
    students = count(len(now.students), "student")
    if now.live.phase == "gathering":
        seated = sum(student.table is not None for student in now.students)
        dealt = f", {seated} with a role" if now.statuses else ""
        return f"{students} joined{dealt}"
    done = f"{now.count('deal')} with a deal"
    if now.live.phase == "over":
        return f"{count(len(now.statuses), 'table')}, {done}"
    talking = now.count("open")
    return f"{students} at {count(len(now.statuses), 'table')}: {talking} negotiating, {done}"


def _waiting(session: TeacherSession, now: Progress) -> None:
    """Let in who came while the talks run, with one press."""
    if now.live.phase == "gathering" or not now.unseated:
        return
    names = [plain(person.name) for person in now.unseated]
    more = len(names) - MOST_NAMED
    named = listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else names)
    with st.container(horizontal=True, vertical_alignment="center", key="class_waiting"):
        st.markdown(f":material/door_front: Waiting for a role: {named}.", width="content")
        st.button(
            "Let in",
            type="primary",
            icon=":material/event_seat:",
            key="class_let_in",
            on_click=session.doing(seats.seat_the_rest),
        )


def _difficulty(session: TeacherSession, now: Progress) -> None:
    """Say where simulated students cannot do all that they might."""
    if any(person.simulated for person in now.people):
        words = difficulty(session.db, now.live)
        if words:
            st.caption(f":material/smart_toy: {words}")


def _first_note(session: TeacherSession) -> None:
    """Say once that the address is the key."""
    if st.session_state.get("class_new") != session.code:
        return
    with st.container(border=True, key="class_first"):
        st.markdown(
            ":material/key: **This page's address is your key.** Bookmark it; do not show it: "
            "project the projector page instead. Whoever has it runs the class, and without it nobody can "
            "return here."
        )
        st.button("OK", key="class_noted", on_click=_noted)


def _noted() -> None:
    st.session_state.pop("class_new", None)


def _next(session: TeacherSession, now: Progress) -> None:
    """Offer what can be done to the clock."""
    phase = now.live.phase
    with st.container(horizontal=True, key="class_clock"):
        if phase == "gathering":
            st.button(
                "Start the talks",
                type="primary" if now.statuses else "secondary",
                icon=":material/play_arrow:",
                key="class_start_talks",
                disabled=not now.people,
                on_click=session.doing(clock.start),
                help="Students without a role get one; the computer plays the roles that are left.",
            )
        else:
            if phase == "running":
                st.button(
                    "Pause",
                    icon=":material/pause:",
                    key="class_pause",
                    on_click=session.doing(clock.pause),
                )
            else:
                st.button(
                    "Resume",
                    type="primary",
                    icon=":material/play_arrow:",
                    key="class_go_on",
                    on_click=session.doing(clock.go_on),
                )
            for minutes in (1, 5, -1):
                st.button(
                    f"{minutes:+d} min".replace("-", "−"),
                    key=f"class_more_{minutes}",
                    on_click=session.doing(clock.extend, minutes),
                    help="More time" if minutes > 0 else "Less time",
                )
            _end(session, now)


def _end(session: TeacherSession, now: Progress) -> None:
    with st.popover("End", icon=":material/stop:", key="class_end"):
        still = now.count("open")
        st.markdown(
            f"{count(still, 'table is', 'tables are')} still negotiating and will end without a "
            "deal. This cannot be undone."
            if still
            else "All tables are done. Ending the talks opens the debrief."
        )
        st.button(
            "End the talks now",
            type="primary",
            key="class_end_now",
            on_click=session.doing(clock.end),
        )


def _invitation(session: TeacherSession, now: Progress) -> None:
    base = addresses.for_others()
    address = addresses.link(base.address, "join", **{"class": session.code})
    with st.container(border=True, key="class_invitation"):
        picture, words = st.columns([2, 3], vertical_alignment="center")
        with picture:
            st.image(qr(address), alt="QR code of the students' link", width="stretch")
        with words:
            st.html(f'<div class="class-code" translate="no">{shown(session.code)}</div>')
            _board_button(session)
        setup.door(session, now)
        st.code(address, language=None, wrap_lines=True)
        if base.note:
            st.caption(base.note)


def _board_button(session: TeacherSession) -> None:
    st.link_button(
        "Open the projector page",
        addresses.link(addresses.for_me(), "board", **{"class": session.code}),
        icon=":material/cast:",
        key="class_board",
        help="Nothing on it is secret: first the code and the names, then the progress of the tables, then "
        "the debrief without names.",
    )


STYLE = """
.class-code { font-size: 2.6rem; font-weight: 750; letter-spacing: .06em; line-height: 1.1;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.st-key-class_invitation img { border-radius: .3rem; max-width: 13rem !important; }
@media (max-width: 640px) { .class-code { font-size: 2.1rem; } }
"""
