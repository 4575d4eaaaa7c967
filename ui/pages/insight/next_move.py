"""Next move: what to offer instead, starting from the deal on the table."""

import pandas as pd
import streamlit as st

from simulator.bargaining.solutions import SOLUTIONS
from simulator.errors import DealSpaceError
from simulator.explain.deal import span
from simulator.formatting import mentioned, percent
from simulator.glossary import define
from simulator.recommendation.counter_offers import FAIR, MOST_CHANGES, NextMoves, Offer
from simulator.recommendation.refinement import (
    refined_best,
    refined_change,
    refined_offer,
    refined_split,
)
from simulator.scenario.deals import label_of
from simulator.scenario.same_names import side_by_side
from ui.cache.engine import Opened
from ui.components.controls import csv_button
from ui.pages.insight.feasibility import what_would_open
from ui.pages.insight.next_move_cards import card
from ui.session import page_state, state
from ui.text import plain

_SOLUTIONS = define("Bargaining solutions") + "".join(
    f"\n\n**{SOLUTIONS[name].label}**: {SOLUTIONS[name].meaning}." for name in FAIR
)


def draw(opened: Opened) -> None:
    """Draw the view."""
    locked = _locks(opened)
    what_would_open(opened, locked)
    moves = opened.next_moves(state.desk().deal, frozenset(locked))
    try:
        offers = _least_changes(opened, moves) | _best(opened, moves) | _fair(opened, moves)
        _table(opened, offers)
    except DealSpaceError as error:
        st.info(plain(str(error)), icon=":material/lock:")


def _locks(opened: Opened) -> list[str]:
    issues = opened.scenario.issues
    st.markdown(
        "These suggestions start from the deal on the table and look at every deal that changes at most "
        f"{MOST_CHANGES} terms. Lock the terms that cannot move."
    )
    return st.multiselect(
        "Locked terms",
        list(issues),
        key=page_state.LOCKED,
        format_func=lambda id: issues[id].label,
        placeholder="None: every term may move",
        persist_state="session",
    )


def _least_changes(opened: Opened, moves: NextMoves) -> dict[str, Offer]:
    st.header("Smallest change that reaches a target")
    wanted = st.slider(
        "Target: chance that all sign",
        5,
        95,
        page_state.USUAL_TARGET,
        5,
        format="%d %%",
        key=page_state.TARGET,
        persist_state="session",
        help="The size of a change is how far each term moves, weighted by its priority for the sides.",
    )
    offers = moves.least_changes(wanted / 100)
    if not offers:
        st.info(
            f"No change of at most {MOST_CHANGES} unlocked terms makes it {wanted} % likely that all sign. "
            "Lower the target, or unlock a term.",
            icon=":material/block:",
        )
        return {}
    if not offers[0].changes:
        now = percent(offers[0].evaluation.joint.chance)
        st.success(
            f"The deal on the table reaches the target already: all sign with a chance of {now}.",
            icon=":material/check:",
        )
        offers = offers[1:]
    routes = {f"Route {number}": offer for number, offer in enumerate(offers, start=1)}
    for column, (number, (head, offer)) in zip(
        st.columns(3), enumerate(routes.items(), start=1), strict=False
    ):
        with column:
            better = refined_change(moves, offer, wanted / 100)
            words = (
                f"{100 * better.gain / offer.cost:.0f} % closer to the deal on the table"
                if better
                else ""
            )
            card(opened, offer, head, f"route:{number}", better, words)
    return routes


def _best(opened: Opened, moves: NextMoves) -> dict[str, Offer]:
    st.header("Best response of each side", help=define("Best response"))
    target = page_state.target()
    suggested: dict[str, Offer] = {}
    for party_id, party in opened.scenario.parties.items():
        first, second = st.columns(2)
        with first:
            offer = moves.best_for(party_id, target)
            head = f"Best for {party.name} at {100 * target:.0f} % or more"
            if offer is None:
                st.markdown(f"**{plain(head)}**: none within reach.")
            else:
                suggested[head] = offer
                better = refined_best(moves, offer, party_id, target)
                words = (
                    f"Utility for {plain(mentioned(party.name))}: {better.gain:.3f} higher"
                    if better
                    else ""
                )
                card(opened, offer, plain(head), f"best:{party_id}", better, words)
        with second:
            offer = moves.best_offer(party_id)
            better = refined_offer(moves, offer, party_id)
            head = f"{party.name}: take it or leave it"
            suggested[head] = offer
            card(
                opened,
                offer,
                plain(head),
                f"ultimatum:{party_id}",
                better,
                f"Expected gain: {better.gain:.3f} higher" if better else "",
                "The offer with its highest expected gain: the gain, weighted by the chance that the others "
                "accept.",
            )
    return suggested


def _fair(opened: Opened, moves: NextMoves) -> dict[str, Offer]:
    st.header("Bargaining solutions", help=_SOLUTIONS)
    st.markdown(
        "What bargaining theory picks from all deals that keep the locked terms, however many of the other "
        "terms change."
    )
    splits = moves.fair_splits(opened.survey)
    shown = [(name, splits[name]) for name in FAIR]
    for column, (name, offer) in zip(st.columns(3), shown, strict=True):
        with column:
            head = SOLUTIONS[name].label
            if offer is None:
                st.markdown(f"**{head}**: none, because there is no ZOPA.")
            else:
                better = refined_split(moves, offer, name, opened.survey)
                card(
                    opened,
                    offer,
                    head,
                    f"fair:{name}",
                    better,
                    "The same solution with off-grid amounts",
                )
    return {SOLUTIONS[name].label: offer for name, offer in shown if offer is not None}


def _table(opened: Opened, offers: dict[str, Offer]) -> None:
    """Show every offer with its figures, and as a file."""
    issues = opened.scenario.issues
    table = pd.DataFrame(
        [
            side_by_side(
                {
                    "offer": head,
                    "distance": round(offer.cost, 4),
                    "all sign": percent(offer.evaluation.joint.chance),
                    "range": span(offer.evaluation.joint),
                },
                {
                    f"{opened.scenario.parties[id].name} accepts": percent(likely.chance)
                    for id, likely in offer.evaluation.parties.items()
                },
                {
                    issues[id].name: label_of(issues[id], option)
                    for id, option in offer.evaluation.deal.items()
                },
            )
            for head, offer in offers.items()
        ]
    )
    with st.expander("All of these as a table"):
        st.dataframe(table, hide_index=True)
        st.caption(
            "Distance: how far the terms move, each weighted by its priority, averaged over the sides."
        )
        csv_button("Next moves as CSV", table, "next_moves_csv")
