"""Deals put aside, side by side with the one on the table."""

import pandas as pd
import streamlit as st

from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.explain.deal import span
from simulator.formatting import percent
from simulator.scenario.deals import label_of
from simulator.scenario.same_names import side_by_side
from ui.cache.engine import Opened
from ui.components.controls import show_table
from ui.session import state
from ui.text import plain


def compare(opened: Opened, evaluation: Evaluation) -> None:
    """Let the visitor pin deals and compare them."""
    pins = state.desk().pins
    st.markdown("**Compare deals**")
    _pin()
    if not pins:
        st.caption("Pin the deal on the table, change it, and see both side by side.")
        return
    model = opened.model.with_deal(*pins.values())
    columns = side_by_side(
        {"On the table": evaluation},
        {pinned: evaluate(model, deal) for pinned, deal in pins.items()},
    )
    table = pd.DataFrame(
        {label: _column(opened, evaluated, evaluation) for label, evaluated in columns.items()}
    )
    show_table(table, "Comparison as CSV", "pins_csv", index=True, height="content")
    st.caption("An asterisk marks a term that differs from the deal on the table.")
    _load_or_unpin()


def _pin() -> None:
    """Offer to put the deal on the table aside under a name."""
    pins = state.desk().pins
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Name for the deal on the table",
            value=f"Deal {len(pins) + 1}",
            max_chars=40,
            key=f"pin_name:{len(pins)}",
            width=260,
        )
        st.button(
            "Pin it",
            icon=":material/keep:",
            key="pin",
            on_click=state.pin,
            args=((name or "").strip() or f"Deal {len(pins) + 1}",),
            disabled=len(pins) >= state.MOST_PINS,
        )


def _load_or_unpin() -> None:
    with st.container(horizontal=True):
        for pinned, deal in state.desk().pins.items():
            st.button(
                f"Load {plain(pinned)}",
                key=f"load_pin:{pinned}",
                on_click=state.put,
                args=(deal,),
                icon=":material/table_restaurant:",
            )
            st.button(
                f"Unpin {plain(pinned)}",
                key=f"unpin:{pinned}",
                on_click=state.unpin,
                args=(pinned,),
                icon=":material/close:",
            )


def _column(opened: Opened, shown: Evaluation, table: Evaluation) -> dict[str, str]:
    """Write one deal as a column; terms that differ from the table's carry a mark."""
    scenario = opened.scenario
    figures = {
        f"{scenario.parties[id].name} accepts": percent(likely.chance)
        for id, likely in shown.parties.items()
    }
    figures["All sign"] = percent(shown.joint.chance)
    figures["All sign, range"] = span(shown.joint)
    terms = {
        issue.label: label_of(issue, shown.deal[id])
        + ("" if shown.deal[id] == table.deal[id] else " *")
        for id, issue in scenario.issues.items()
    }
    return side_by_side(figures, terms)
