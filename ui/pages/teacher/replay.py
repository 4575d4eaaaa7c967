"""One table's talks played again, offer by offer."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from classroom.debrief.paths import PathOffer, TablePath, table_path
from classroom.debrief.words import RESULTS, became, ending, minute, seats, worths
from classroom.records import Everything, TableTalks
from simulator.formatting import count
from simulator.preferences.negotiation_model import Model
from ui.charts.replay import Replay, replay
from ui.components.controls import short_option
from ui.components.plot import plot
from ui.shell import presenting
from ui.text import plain


def draw(model: Model, everything: Everything) -> None:
    """Draw the replay of a table to be chosen."""
    st.header("Replay a table", anchor=False)
    st.fragment(_replay)(model, everything)


def _replay(model: Model, everything: Everything) -> None:
    tables = {talks.table.number: talks for talks in everything.talks}
    number = st.selectbox(
        "Table",
        sorted(tables),
        key="debrief_table",
        format_func=lambda n: _called(tables[n]),
        width=420,
    )
    talks = tables[number]
    path = table_path(model, talks)
    scenario = model.scenario
    sat = [
        f"{plain(scenario.parties[party].name)}: {plain(', '.join(names)) or 'nobody'}"
        for party, names in seats(scenario, talks).items()
    ]
    st.caption(" · ".join(sat))
    if not path.offers:
        st.info(f"Nobody made an offer at this table. {plain(ending(scenario, path))}")
        return
    at = _step(number, len(path.offers))
    left, right = st.columns([3, 2])
    with left:
        _chart(model, path, at, everything.live.played)
    with right:
        _offer(model, path, at)


def _called(talks: TableTalks) -> str:
    offers = count(len(talks.offers), "offer") if talks.offers else "no offers"
    return f"Table {talks.table.number}: {RESULTS[talks.table.state]}, {offers}"


def _step(table: int, offers: int) -> int:
    """Let a visitor choose how far the talks have come; return how many offers are seen."""
    if offers == 1:
        return 1
    return st.slider(
        "Offer", 1, offers, 1, key=f"debrief_step:{table}", help="Left and right arrow keys move it"
    )


def _chart(model: Model, path: TablePath, at: int, played: float) -> None:
    names = [party.name for party in model.scenario.parties.values()]
    end = path.ended if path.ended is not None else played
    last = max(end, path.offers[-1].clock, 1.0) / 60
    shown = Replay(
        names,
        path.none.tolist(),
        [
            (offer.clock / 60, path.parties.index(offer.party), offer.worth.tolist())
            for offer in path.offers
        ],
        next((n for n, offer in enumerate(path.offers) if offer.fate == "deal"), None),
        last,
    )
    plot(
        replay(shown, at, presenting()),
        key="debrief_replay",
        alt=f"The offers of table {path.number} up to number {at}, by the minute and by their utility for "
        "each side. Filled: for the side that made the offer. The CSV of all moves has the same figures.",
    )
    st.caption(
        "A filled mark is the utility of an offer for the side that made it, a hollow one for another side. "
        "Dashed: reservation values."
    )


def _offer(model: Model, path: TablePath, at: int) -> None:
    scenario, offer = model.scenario, path.offers[at - 1]
    who = f" ({plain(offer.person)})" if offer.person else ""
    st.markdown(
        f"**Offer {at} of {len(path.offers)}, by {plain(scenario.parties[offer.party].name)}**{who}, "
        f"{minute(offer.clock)}. {plain(worths(model, offer))}"
    )
    if offer.note:
        st.markdown(f"> {plain(offer.note)}")
    st.markdown(plain(became(scenario, offer)))
    if at == len(path.offers):
        st.markdown(f"**{plain(ending(scenario, path))}**")
    st.dataframe(_terms(model, path, at), hide_index=True, height="content")


def _terms(model: Model, path: TablePath, at: int) -> pd.DataFrame:
    """Set an offer's terms beside its own side's offer before."""
    offer = path.offers[at - 1]
    before = _before(path, at)
    issues = model.scenario.issues
    rows: list[Mapping[str, str]] = [
        {"term": issue.name, "offered": short_option(issue, offer.deal[id])}
        | (
            {}
            if before is None
            else {
                "changed": "● changed" if id in offer.changed else "",
                "its previous offer": short_option(issue, before.deal[id]),
            }
        )
        for id, issue in issues.items()
    ]
    return pd.DataFrame(rows)


def _before(path: TablePath, at: int) -> PathOffer | None:
    own = [offer for offer in path.offers[: at - 1] if offer.party == path.offers[at - 1].party]
    return own[-1] if own else None
