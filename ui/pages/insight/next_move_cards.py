"""An offer on a card: what changes, how likely it is, whom it helps and why."""

import streamlit as st

from simulator.explain.deal import has_range, span, whom_it_helps
from simulator.explain.refusals import on_record
from simulator.formatting import listed, percent
from simulator.glossary import define
from simulator.recommendation.counter_offers import Offer
from simulator.recommendation.refinement import Refinement
from simulator.scenario.deals import label_of
from ui.cache.engine import Opened
from ui.components.controls import short_option
from ui.session import state
from ui.text import plain


def card(
    opened: Opened,
    offer: Offer,
    head: str,
    key: str,
    better: Refinement | None = None,
    gain: str = "",
    note: str = "",
) -> None:
    """Show an offer.

    Parameters
    ----------
    better
        The same with off-grid amounts, where that gains something.
    gain
        What it gains, in a few words.
    note
        What kind of offer it is, for a tooltip.
    """
    issues = opened.scenario.issues
    with st.container(border=True, key=f"card:{key}"):
        st.markdown(f"**{head}**", help=note or None)
        if not offer.changes:
            st.markdown("The deal on the table itself.")
        st.markdown(
            "\n".join(
                f"- {plain(issues[id].name)}: {plain(short_option(issues[id], before))} → "
                f"**{plain(label_of(issues[id], after))}**"
                for id, (before, after) in offer.changes.items()
            )
        )
        st.markdown(_chances(opened, offer))
        if offer.changes:
            st.markdown(plain(whom_it_helps(opened.scenario, offer)))
        _on_record(opened, on_record(opened.scenario, offer.evaluation.deal))
        st.button(
            "Put it on the table",
            key=f"offer:{key}",
            icon=":material/table_restaurant:",
            on_click=state.put,
            args=(offer.evaluation.deal,),
            disabled=not offer.changes,
        )
        if better is not None:
            _between(opened, better, key, gain)


def _on_record(opened: Opened, sentences: list[str]) -> None:
    """Say what of an offer a side refused by name."""
    if sentences:
        st.caption(f":material/history: {plain(' '.join(sentences))}")


def _chances(opened: Opened, offer: Offer) -> str:
    chances = [
        f"{plain(opened.scenario.parties[id].name)} {percent(likely.chance)}"
        for id, likely in offer.evaluation.parties.items()
    ]
    joint = offer.evaluation.joint
    within = f" ({span(joint)} in eight cases out of ten)" if has_range(joint) else ""
    return f"All sign: **{percent(joint.chance)}**{within}; {', '.join(chances)}."


def _between(opened: Opened, better: Refinement, key: str, gain: str) -> None:
    """Offer the off-grid amounts beside those on the grid."""
    issues = opened.scenario.issues
    amounts = listed(
        f"{plain(issues[id].name)} {plain(label_of(issues[id], amount))}"
        for id, (_, amount) in better.amounts.items()
    )
    st.button(
        f"Off-grid refinement: {amounts}",
        key=f"between:{key}",
        icon=":material/linear_scale:",
        on_click=state.put,
        args=(better.offer.evaluation.deal,),
        wrap=True,
        help=f"Puts this on the table. {define('Off-grid refinement')}",
    )
    st.caption(f"{gain}. All sign: {percent(better.offer.evaluation.joint.chance)}.")
    amounts_only = {id: amount for id, (_, amount) in better.amounts.items()}
    _on_record(opened, on_record(opened.scenario, amounts_only))
