"""How the tables are getting on, and a look into one of them."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from classroom.debrief.paths import PathOffer, table_path
from classroom.debrief.words import became, ending
from classroom.errors import ClassError
from classroom.service import seats
from classroom.service.progress import Progress, TableStatus, at_table
from simulator.scenario.deals import label_of
from simulator.scenario.same_names import side_by_side
from simulator.scenario.scenario import Scenario
from ui.components.class_labels import clock_time, minutes_since, state
from ui.session.teacher import TeacherSession, choice
from ui.text import plain

MOST_UNDONE = 6
"""Tables that are offered to be opened again."""


def draw(session: TeacherSession, now: Progress) -> None:
    """Draw every table's progress."""
    if not now.statuses:
        st.info("No tables have been set up.")
        return
    rows = [_row(status, now, session.model.scenario) for status in now.statuses]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(35 * (len(rows) + 1) + 2, 562),
        key="class_progress",
        placeholder="",
        alt="How far each table is",
        column_config={
            "table": st.column_config.NumberColumn(width=60),
            "offers": st.column_config.NumberColumn(width=60),
            "last move": st.column_config.NumberColumn(
                "last move", format="%d min ago", help="In minutes of talks, without pauses"
            ),
        },
    )
    _reopen(session, now)
    _look(session, now)


def _reopen(session: TeacherSession, now: Progress) -> None:
    """Offer to undo that somebody has just walked away."""
    walked = [
        status.table
        for status in now.statuses
        if status.table.state == "walked"
        and now.live.played - (status.table.clock or 0.0) <= seats.UNDONE_WITHIN
    ]
    if walked:
        with st.container(horizontal=True, key="class_reopen"):
            for table in walked[:MOST_UNDONE]:
                st.button(
                    f"Open table {table.number} again",
                    icon=":material/undo:",
                    key=f"class_reopen_{table.id}",
                    on_click=session.doing(seats.reopen, table.id),
                    help="Somebody has walked away there. Possible for two minutes.",
                )


def _row(status: TableStatus, now: Progress, scenario: Scenario) -> dict[str, object]:
    table, sitting = status.table, now.sitting
    since = minutes_since(status.last_move, now.live) if table.state == "open" else None
    return {
        "table": table.number,
        "state": state(status, now.live),
        "offers": status.offers,
        "last move": since,
        "ended at": "" if table.clock is None else clock_time(table.clock),
    } | {
        party.name: ", ".join(person.name for person in sitting.get((table.id, id), ())) or "–"
        for id, party in scenario.parties.items()
    }


def _look(session: TeacherSession, now: Progress) -> None:
    """Let the teacher see what is offered at one table."""
    numbers = {0: "None"} | {
        # Nothing that changes: an open list would close.
        status.table.id: f"Table {status.table.number}"
        for status in now.statuses
    }
    choice("class_look", list(numbers))
    id = st.selectbox(
        "Look into a table",
        list(numbers),
        key="class_look",
        format_func=numbers.__getitem__,
        width=260,
        help="All offers made there, with their utility for every side. Not for the projector.",
    )
    if not id:
        return
    try:
        talks = at_table(session.db, session.id, id)
    except ClassError as error:
        st.info(plain(str(error)))
        return
    scenario = session.model.scenario
    path = table_path(session.model, talks)
    if not path.offers:
        st.caption("No offers have been made at this table yet.")
        return
    st.dataframe(
        pd.DataFrame(
            [_offer(offer, scenario, path.ended is None) for offer in reversed(path.offers)]
        ),
        hide_index=True,
        key="class_offers",
        alt="Every offer of this table, the newest first",
    )
    none = ", ".join(
        f"{plain(scenario.parties[id].name)} {worth:.2f}"
        for id, worth in zip(path.parties, path.none, strict=True)
    )
    st.caption(f"The newest is on top. Reservation values: {none}.")
    if path.ended is not None:
        st.markdown(plain(ending(scenario, path)))


def _offer(offer: PathOffer, scenario: Scenario, going: bool) -> Mapping[str, str]:
    return side_by_side(
        {
            "at": clock_time(offer.clock),
            "from": scenario.parties[offer.party].name,
            "name": offer.person,
            "what became of it": "On the table"
            if offer.fate == "stands" and going
            else became(scenario, offer),
        },
        {
            f"utility, {party.name}": f"{worth:.2f}"
            for party, worth in zip(scenario.parties.values(), offer.worth, strict=True)
        },
        {issue.name: label_of(issue, offer.deal[id]) for id, issue in scenario.issues.items()},
        {"note": offer.note},
    )
