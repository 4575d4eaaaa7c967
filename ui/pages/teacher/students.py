"""Students and their seats: who is here, who sits where, and changing it by hand."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from classroom.records import Person
from classroom.service import seats
from classroom.service.codes import shown
from classroom.service.dealing import Place
from classroom.service.people import give_new_code
from classroom.service.progress import Progress
from simulator.formatting import listed, mentioned
from simulator.scenario.same_names import side_by_side
from simulator.scenario.scenario import Scenario
from ui.components.class_labels import seat
from ui.server import addresses
from ui.session.teacher import TeacherSession, attempting, choice
from ui.text import plain

MOST_NAMED = 12


def draw(session: TeacherSession, now: Progress) -> None:
    """Draw who is here, and what can be done with them."""
    _deal(session, now)
    if not now.people:
        st.info(
            "Nobody has joined yet. Show the projector page, or tell the class the code.",
            icon=":material/group:",
        )
        return
    _warnings(session, now)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _roster(session.model.scenario, now)
    with right:
        _one_student(session, now)
        if now.statuses:
            _one_table(session, now)


def _deal(session: TeacherSession, now: Progress) -> None:
    with st.container(horizontal=True):
        if now.live.phase == "gathering":
            st.button(
                "Assign roles at random" if not now.statuses else "Assign roles again",
                type="secondary" if now.statuses else "primary",
                icon=":material/casino:",
                key="class_deal",
                disabled=not now.people,
                on_click=session.doing(seats.deal),
                help="As often as you like until the talks start; the previous roles are discarded.",
            )
        if now.statuses:
            if now.unseated:
                st.button(
                    "Assign the remaining roles",
                    icon=":material/event_seat:",
                    key="class_seat_rest",
                    on_click=session.doing(seats.seat_the_rest),
                    help="Students without a role get one; everyone else stays.",
                )
            st.button(
                "Add a table",
                icon=":material/add:",
                key="class_add_table",
                on_click=session.doing(seats.add_table),
            )


def _warnings(session: TeacherSession, now: Progress) -> None:
    """Say who has no seat, and which seats are empty."""
    if not now.statuses:
        return
    if now.unseated:
        names = [plain(person.name) for person in now.unseated]
        more = len(names) - MOST_NAMED
        named = listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else names)
        st.warning(f"Without a role: {named}.", icon=":material/person_alert:")
    parties = session.model.scenario.parties
    half = [
        f"table {status.table.number} ({listed(plain(parties[id].name) for id in empty)})"
        for status in now.statuses
        if status.table.state == "open"
        and (empty := [id for id in parties if (status.table.id, id) not in now.sitting])
        and len(empty) < len(parties)
    ]
    if half:
        what = (
            "The computer plays them once the talks start."
            if now.live.phase == "gathering"
            else "Move somebody there, or let the computer play."
        )
        shown = [*half[:MOST_NAMED], f"{len(half) - MOST_NAMED} more"]
        st.info(
            f"Open roles: {listed(half if len(half) <= MOST_NAMED else shown)}. {what}",
            icon=":material/smart_toy:",
        )


def _seating(scenario: Scenario, now: Progress) -> None:
    st.markdown("**Who sits where**")
    sitting = now.sitting
    rows = [
        side_by_side(
            {"table": status.table.number},
            {
                party.name: ", ".join(
                    person.name for person in sitting.get((status.table.id, id), ())
                )
                or "–"
                for id, party in scenario.parties.items()
            },
        )
        for status in now.statuses
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=_height(rows),
        key="class_seats",
        alt="Tables, and who sits on each side of them",
        column_config={"table": st.column_config.NumberColumn(width=60)},
    )


def _roster(scenario: Scenario, now: Progress) -> None:
    if now.statuses:
        _seating(scenario, now)
    everyone = [
        {
            "name": person.name,
            "seat": seat(person, now, scenario),
            "joined": ""
            if person.joined is None
            else datetime.fromtimestamp(person.joined).strftime("%H:%M"),
            "same browser as": ", ".join(
                other.name
                for other in now.people
                if person.device and other.device == person.device and other.id != person.id
            ),
        }
        for person in now.people
    ]
    with st.expander("Everyone by name", expanded=not now.statuses):
        st.dataframe(
            pd.DataFrame(everyone),
            hide_index=True,
            height=_height(everyone),
            key="class_people",
            alt="Students, and where they sit",
        )


def _height(rows: Sequence[object]) -> int:
    """Return a table's height in pixels: all of it, or some ten rows to scroll through."""
    return min(35 * (len(rows) + 1) + 2, 387)


def _one_student(session: TeacherSession, now: Progress) -> None:
    """Move, swap, take out, or help one student."""
    ids = [person.id for person in now.people]
    people = {person.id: person for person in now.people}
    names = Counter(person.name for person in now.people)

    def called(id: int) -> str:
        # Options of a select box are text, not Markdown. The browser names its choice by them: each is
        # another, and none changes when somebody moves. A computer may be called like a student.
        name = people[id].name
        return name if names[name] == 1 else f"{name} (number {id})"

    with st.container(border=True, key="class_one"):
        choice("class_who", ids)
        who = st.selectbox("Student", ids, key="class_who", format_func=called)
        if now.statuses:
            _move(session, now, people[who])
            others = [id for id in ids if id != who]
            if others:
                _swap(session, who, others, called)
        with st.container(horizontal=True):
            if not people[who].simulated:
                _lost_phone(session, people[who])
            with st.popover("Remove", icon=":material/person_remove:", key="class_remove"):
                st.markdown(
                    f"{plain(people[who].name)} leaves the class; what was done at the table stays."
                )
                st.button(
                    f"Take {plain(people[who].name)} out of the class",
                    key="class_remove_yes",
                    on_click=session.doing(seats.remove, who),
                )


def _move(session: TeacherSession, now: Progress, who: Person) -> None:
    parties = session.model.scenario.parties
    places: dict[str, Place | None] = {}
    labels = {}
    for status in now.statuses:
        if status.table.state != "open":
            continue
        for id, party in parties.items():
            place = (status.table.id, id)
            name = f"{status.table.id}:{id}"
            if place == (who.table, who.party):
                continue
            places[name] = place
            labels[name] = f"Table {status.table.number}, {party.name}"
    if who.table is not None:
        places[""], labels[""] = None, "No role"
    if not places:
        return
    choice("class_where", list(places))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        to = st.selectbox(
            "New role", list(places), key="class_where", format_func=labels.__getitem__
        )
        st.button(
            "Move",
            icon=":material/arrow_forward:",
            key="class_move",
            on_click=session.doing(seats.move, who.id, places[to]),
        )
    where = places[to]
    there = [plain(person.name) for person in now.sitting.get(where, ())] if where else []
    if there:
        st.caption(f"Will share it with {listed(there)}.")


def _swap(
    session: TeacherSession, who: int, others: list[int], called: Callable[[int], str]
) -> None:
    choice("class_other", others)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        other = st.selectbox("Or swap with", others, key="class_other", format_func=called)
        st.button(
            "Swap",
            icon=":material/swap_horiz:",
            key="class_swap",
            on_click=session.doing(seats.swap, who, other),
        )


def _lost_phone(session: TeacherSession, who: Person) -> None:
    with st.popover("Lost phone", icon=":material/phonelink_setup:", key="class_lost"):
        st.markdown(
            f"With a new code {plain(who.name)} goes on from any device. The old code, and a page that was "
            "opened with it, open nothing any more."
        )
        st.button(
            "Give a new code",
            key="class_new_code",
            on_click=attempting(lambda: _give_new_code(session, who.id)),
        )
        whose, code = st.session_state.get("class_code_of", (None, ""))
        if whose == who.id:
            st.markdown(
                f"Code of the class: **{shown(session.code)}**  \nOwn code: **{shown(code)}**  \n"
                f"Show it to nobody but {plain(who.name)}; nobody can look it up later."
            )
            base = addresses.for_others()
            address = addresses.link(base.address, "join", **{"class": session.code, "me": code})
            st.code(address, language=None, wrap_lines=True)


def _give_new_code(session: TeacherSession, who: int) -> None:
    # The database keeps a hash of it.
    st.session_state.class_code_of = who, give_new_code(session.db, session.id, who)


def _one_table(session: TeacherSession, now: Progress) -> None:
    """Seat the computer at a table, or take an empty one away."""
    tables = {status.table.id: status for status in now.statuses if status.table.state == "open"}
    if not tables:
        return
    parties = session.model.scenario.parties
    sitting = now.sitting
    with st.container(border=True, key="class_table"):
        choice("class_which", list(tables))
        which = st.selectbox(
            "Table",
            list(tables),
            key="class_which",
            format_func=lambda id: f"Table {tables[id].table.number}",
        )
        with st.container(horizontal=True):
            for id, party in parties.items():
                st.button(
                    f"Let the computer play {plain(mentioned(party.name))}",
                    icon=":material/smart_toy:",
                    key=f"class_computer_{id}",
                    disabled=(which, id) in sitting,
                    on_click=session.doing(seats.seat_computer, which, id),
                )
            st.button(
                "Remove the table",
                icon=":material/remove:",
                key="class_drop",
                disabled=any((which, id) in sitting for id in parties),
                on_click=session.doing(seats.drop_table, which),
                help="Only possible for a table with nobody at it and no offers",
            )
