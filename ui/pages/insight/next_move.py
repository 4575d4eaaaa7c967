"""Next move: what to offer instead, starting from the deal on the table."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from simulator.bargaining.solutions import SOLUTIONS
from simulator.explain.deal import span
from simulator.explain.space import within_lines
from simulator.formatting import in_words, mentioned, percent
from simulator.glossary import define
from simulator.recommendation.counter_offers import FAIR, Offer
from simulator.recommendation.reach import MOST_CHANGES
from simulator.scenario.deals import label_of
from simulator.scenario.same_names import side_by_side
from ui.cache.background import worked_out
from ui.cache.engine import Opened
from ui.components.controls import csv_button
from ui.pages.insight.feasibility import what_would_open
from ui.pages.insight.next_move_cards import card
from ui.session import page_state, state
from ui.text import plain
from ui.work import tasks
from ui.work.tasks import Suggestion

_SOLUTIONS = define("Bargaining solutions") + "".join(
    f"\n\n**{SOLUTIONS[name].label}**: {SOLUTIONS[name].meaning}." for name in FAIR
)


def draw(opened: Opened) -> None:
    """Draw the view."""
    locked = _locks(opened)
    what_would_open(opened, locked)
    wanted = _target()
    moves = worked_out(
        tasks.next_moves, opened.case, dict(state.desk().deal), frozenset(locked), wanted / 100
    )
    offers: dict[str, Offer] = {}
    if moves.routes is not None:
        offers |= _least_changes(opened, moves.routes, wanted)
    if moves.best is not None and moves.ultimatums is not None:
        offers |= _best(opened, moves.best, moves.ultimatums)
    if moves.fair is not None:
        offers |= _fair(opened, moves.fair)
    if moves.refusal:
        st.info(plain(moves.refusal), icon=":material/lock:")
    else:
        _table(opened, offers)


def _locks(opened: Opened) -> list[str]:
    issues = opened.scenario.issues
    st.markdown(
        "These suggestions start from the deal on the table and look at every deal that changes at most "
        f"{in_words(MOST_CHANGES)} terms and crosses no red line that is probably real. "
        + (
            "What a side refused by name in a real text is marked, and comes last of the smallest changes. "
            if any(proposal.refused for proposal in opened.scenario.history.values())
            else ""
        )
        + "Lock the terms that cannot move."
    )
    return st.multiselect(
        "Locked terms",
        list(issues),
        key=page_state.LOCKED,
        format_func=lambda id: issues[id].label,
        placeholder="None: every term may move",
        persist_state="session",
    )


def _target() -> int:
    st.header("Smallest change that reaches a target")
    return st.slider(
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


def _least_changes(
    opened: Opened, suggestions: tuple[Suggestion, ...], wanted: int
) -> dict[str, Offer]:
    if not suggestions:
        st.info(
            f"No change of at most {in_words(MOST_CHANGES)} unlocked terms makes it {wanted} % likely that "
            "all sign. Lower the target, or unlock a term.",
            icon=":material/block:",
        )
        return {}
    if not suggestions[0].offer.changes:
        now = percent(suggestions[0].offer.evaluation.joint.chance)
        st.success(
            f"The deal on the table reaches the target already: all sign with a chance of {now}.",
            icon=":material/check:",
        )
        suggestions = suggestions[1:]
    routes = {}
    for column, (number, suggestion) in zip(
        st.columns(3), enumerate(suggestions, start=1), strict=False
    ):
        with column:
            offer, better, head = suggestion.offer, suggestion.better, f"Route {number}"
            routes[head] = offer
            words = (
                f"{100 * better.gain / offer.cost:.0f} % closer to the deal on the table"
                if better
                else ""
            )
            card(opened, offer, head, f"route:{number}", better, words)
    return routes


def _best(
    opened: Opened,
    best: Mapping[str, Suggestion | None],
    ultimatums: Mapping[str, Suggestion | None],
) -> dict[str, Offer]:
    st.header("Best response of each side", help=define("Best response"))
    target = page_state.target()
    suggested: dict[str, Offer] = {}
    for party_id, party in opened.scenario.parties.items():
        first, second = st.columns(2)
        with first:
            suggestion = best[party_id]
            head = f"Best for {party.name} at {100 * target:.0f} % or more"
            if suggestion is None:
                st.markdown(f"**{plain(head)}**: none within reach.")
            else:
                offer, better = suggestion.offer, suggestion.better
                suggested[head] = offer
                words = (
                    f"Utility for {plain(mentioned(party.name))}: {better.gain:.3f} higher"
                    if better
                    else ""
                )
                card(opened, offer, plain(head), f"best:{party_id}", better, words)
        with second:
            ultimatum, head = ultimatums[party_id], f"{party.name}: take it or leave it"
            if ultimatum is None:
                st.markdown(f"**{plain(head)}**: none within reach.")
                continue
            offer, better = ultimatum.offer, ultimatum.better
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


def _fair(opened: Opened, splits: Mapping[str, Suggestion | None]) -> dict[str, Offer]:
    st.header("Bargaining solutions", help=_SOLUTIONS)
    st.markdown(
        "What bargaining theory picks from all deals that keep the locked terms and cross no red line that "
        f"is probably real, however many of the other terms change. {within_lines(opened.survey)}".rstrip()
    )
    shown = [(name, splits[name]) for name in FAIR]
    for column, (name, suggestion) in zip(st.columns(3), shown, strict=True):
        with column:
            head = SOLUTIONS[name].label
            if suggestion is None:
                st.markdown(f"**{head}**: none, because there is no ZOPA.")
            else:
                card(
                    opened,
                    suggestion.offer,
                    head,
                    f"fair:{name}",
                    suggestion.better,
                    "The same solution with off-grid amounts",
                )
    return {
        SOLUTIONS[name].label: suggestion.offer
        for name, suggestion in shown
        if suggestion is not None
    }


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
