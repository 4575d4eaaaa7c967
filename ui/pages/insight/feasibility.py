"""What would create a ZOPA: shown only where there is none."""

import pandas as pd
import streamlit as st

from simulator.bargaining.feasibility import FeasibilityChange, TermOpening
from simulator.errors import DealSpaceError
from simulator.glossary import define
from ui.cache.background import worked_out
from ui.cache.engine import Opened
from ui.components import feasibility
from ui.components.controls import show_table
from ui.session import page_state, state
from ui.work import tasks

SHOWN = 5


def what_would_open(opened: Opened, locked: list[str]) -> None:
    """List the smallest changes that create a ZOPA, each one press away."""
    deal = state.desk().deal
    try:
        openings = worked_out(
            tasks.feasibility, opened.case, dict(deal), frozenset(locked), state.moved()
        )
    except DealSpaceError:
        # Too many deals to look at each: nothing is claimed about them.
        return
    if openings is None:
        return
    with st.container(border=True, key="openings"):
        st.header("What would create a ZOPA", help=define("ZOPA"))
        st.markdown(feasibility.situation(opened.scenario, openings))
        for n, way in enumerate(openings.terms):
            _way(opened, way, n, locked)
        for n, opening in enumerate(openings.numbers[:SHOWN]):
            _number(opened, opening, n)
        if not openings.numbers:
            st.markdown("No single number, changed by itself, would create one.")
        else:
            st.caption(
                "Each change by itself, at central values; the smallest comes first, measured by the "
                "number's own range, and numbers without a range come last. Priorities and probabilities "
                "that must add up to 1 are scaled along. *Undo* takes a change back."
            )
            _table(opened, openings.numbers)


def _way(opened: Opened, way: TermOpening, n: int, locked: list[str]) -> None:
    words, button = st.columns([8, 3], vertical_alignment="center")
    words.markdown(f"- {feasibility.term(opened.scenario, way, state.desk().deal)}")
    button.button(
        "Unlock and put it on the table",
        key=f"open:terms:{n}",
        icon=":material/lock_open:",
        on_click=_free,
        args=(way, locked),
        width="stretch",
    )


def _free(way: TermOpening, locked: list[str]) -> None:
    st.session_state[page_state.LOCKED] = [issue for issue in locked if issue not in way.unlocked]
    state.put(way.deal)


def _number(opened: Opened, opening: FeasibilityChange, n: int) -> None:
    words, button = st.columns([8, 3], vertical_alignment="center")
    words.markdown(
        f"- {feasibility.number(opened.scenario, opening)} ({feasibility.measure(opening)})."
    )
    button.button(
        "Apply",
        key=f"open:number:{n}",
        icon=":material/tune:",
        on_click=_suppose,
        args=(opening,),
        help="Changes the scenario for this visit; *Preferences* lists what was changed.",
        width="stretch",
    )


def _suppose(opening: FeasibilityChange) -> None:
    state.edit_together({(*change.path, "value"): change.after for change in opening.changes})


def _table(opened: Opened, numbers: tuple[FeasibilityChange, ...]) -> None:
    rows = [
        {
            "change": feasibility.number(opened.scenario, opening).replace("*", ""),
            "from": ", ".join(f"{change.before:.3g}" for change in opening.changes),
            "to": ", ".join(f"{change.after:.4g}" for change in opening.changes),
            "how far": f"{opening.size:.2f}",
            "measured in": "standard deviations of its range" if opening.ranged else "log odds",
            "own range": feasibility.measure(opening),
        }
        for opening in numbers
    ]
    with st.expander("All of them as a table"):
        table = pd.DataFrame(rows)
        show_table(table, "What would create a ZOPA as CSV", "openings_csv")
