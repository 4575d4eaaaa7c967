"""Students and their seats: who is here, who sits where, and changing it by hand."""

from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from classroom.records import Person
from classroom.service import seats
from classroom.service.codes import shown
from classroom.service.progress import Progress
from simulator.formatting import listed, mentioned
from simulator.scenario.same_names import side_by_side
from ui.components.class_labels import seat
from ui.server import addresses
from ui.session.console import Console, choice
from ui.text import plain

MOST_NAMED = 12


def draw(console: Console, now: Progress) -> None:
    """Draw who is here, and what can be done with them."""
    _deal(console, now)
    if not now.people:
        st.info(
            "Nobody has joined yet. Show the projector page, or tell the class the code.",
            icon=":material/group:",
        )
        return
    _warnings(console, now)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _roster(console, now)
    with right:
        _one_student(console, now)
        if now.paces:
            _one_table(console, now)


def _deal(console: Console, now: Progress) -> None:
    with st.container(horizontal=True):
        if now.live.phase == "gathering":
            st.button(
                "Assign roles at random" if not now.paces else "Assign roles again",
                type="secondary" if now.paces else "primary",
                icon=":material/casino:",
                key="class_deal",
                disabled=not now.people,
                on_click=console.doing(seats.deal),
                help="As often as you like until the talks start; the previous roles are discarded.",
            )
        if now.paces:
            if now.unseated:
                st.button(
                    "Assign the remaining roles",
                    icon=":material/event_seat:",
                    key="class_seat_rest",
                    on_click=console.doing(seats.seat_the_rest),
                    help="Students without a role get one; everyone else stays.",
                )
            st.button(
                "Add a table",
                icon=":material/add:",
                key="class_add_table",
                on_click=console.doing(seats.add_table),
            )


def _warnings(console: Console, now: Progress) -> None:
    """Say who has no seat, and which seats are empty."""
    if not now.paces:
        return
    if now.unseated:
        names = [plain(person.name) for person in now.unseated]
        more = len(names) - MOST_NAMED
        named = listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else names)
        st.warning(f"Without a role: {named}.", icon=":material/person_alert:")
    parties = console.model.scenario.parties
    half = [
        f"table {pace.table.number} ({listed(plain(parties[id].name) for id in empty)})"
        for pace in now.paces
        if pace.table.state == "open"
        and (empty := [id for id in parties if (pace.table.id, id) not in now.sitting])
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


def _roster(console: Console, now: Progress) -> None:
    scenario = console.model.scenario
    names = {id: party.name for id, party in scenario.parties.items()}
    if now.paces:
        st.markdown("**Who sits where**")
        sitting = now.sitting
        rows = [
            side_by_side(
                {"table": pace.table.number},
                {
                    name: ", ".join(person.name for person in sitting.get((pace.table.id, id), ()))
                    or "–"
                    for id, name in names.items()
                },
            )
            for pace in now.paces
        ]
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            height=_height(rows),
            key="class_seats",
            alt="Tables, and who sits on each side of them",
            column_config={"table": st.column_config.NumberColumn(width=60)},
        )
    everyone = [{"name": person.name, "seat": seat(person, now, scenario)} for person in now.people]
    with st.expander("Everyone by name", expanded=not now.paces):
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


def _one_student(console: Console, now: Progress) -> None:
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
        if now.paces:
            _move(console, now, people[who])
            others = [id for id in ids if id != who]
            if others:
                _swap(console, who, others, called)
        with st.container(horizontal=True):
            if not people[who].simulated:
                _lost_phone(console, people[who])
            with st.popover("Remove", icon=":material/person_remove:", key="class_remove"):
                st.markdown(
                    f"{plain(people[who].name)} leaves the class; what was done at the table stays."
                )
                st.button(
                    f"Take {plain(people[who].name)} out of the class",
                    key="class_remove_yes",
                    on_click=console.doing(seats.remove, who),
                )


def _move(console: Console, now: Progress, who: Person) -> None:
    parties = console.model.scenario.parties
    places: dict[str, seats.Place | None] = {}
    labels = {}
    for pace in now.paces:
        if pace.table.state != "open":
            continue
        for id, party in parties.items():
            place = (pace.table.id, id)
            name = f"{pace.table.id}:{id}"
            if place == (who.table, who.party):
                continue
            places[name] = place
            labels[name] = f"Table {pace.table.number}, {party.name}"
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
            on_click=console.doing(seats.move, who.id, places[to]),
        )
    where = places[to]
    there = [plain(person.name) for person in now.sitting.get(where, ())] if where else []
    if there:
        st.caption(f"Will share it with {listed(there)}.")


def _swap(console: Console, who: int, others: list[int], called: Callable[[int], str]) -> None:
    choice("class_other", others)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        other = st.selectbox("Or swap with", others, key="class_other", format_func=called)
        st.button(
            "Swap",
            icon=":material/swap_horiz:",
            key="class_swap",
            on_click=console.doing(seats.swap, who, other),
        )


def _lost_phone(console: Console, who: Person) -> None:
    with st.popover("Lost phone", icon=":material/phonelink_setup:", key="class_lost"):
        base = addresses.for_others()
        st.markdown(f"With this {plain(who.name)} goes on from any device. Show it to nobody else.")
        st.markdown(
            f"Code of the class: **{shown(console.code)}**  \nOwn code: **{shown(who.code)}**"
        )
        st.code(
            addresses.link(base.address, "join", **{"class": console.code, "me": who.code}),
            language=None,
            wrap_lines=True,
        )


def _one_table(console: Console, now: Progress) -> None:
    """Seat the computer at a table, or take an empty one away."""
    tables = {pace.table.id: pace for pace in now.paces if pace.table.state == "open"}
    if not tables:
        return
    parties = console.model.scenario.parties
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
                    on_click=console.doing(seats.seat_computer, which, id),
                )
            st.button(
                "Remove the table",
                icon=":material/remove:",
                key="class_drop",
                disabled=any((which, id) in sitting for id in parties),
                on_click=console.doing(seats.drop_table, which),
                help="Only possible for a table with nobody at it and no offers",
            )
