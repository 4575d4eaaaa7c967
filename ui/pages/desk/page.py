"""The deal desk: move a term, see who would sign, and why."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.acceptance.one_step_changes import OneStepChange, one_step_changes
from simulator.explain.deal import explanation, span, with_error
from simulator.formatting import percent, verbal
from simulator.glossary import define
from simulator.scenario.deals import preset_deal, proposal_deal
from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.switching import nearest_switch
from ui.cache.engine import Opened
from ui.cache.turns import in_turn
from ui.components.controls import grouped, short_option, term_controls
from ui.pages.desk import charts, pins
from ui.session import echo, state
from ui.shell import begin
from ui.text import plain

CHIPS = 6
NARROW = 0.01
"""A range this narrow need not be shown."""
OUT_OF_REACH = 0.02
"""Below this chance one step more or less makes no practical difference."""


def page() -> None:
    """Draw the page; whatever concerns the deal alone is redrawn without the rest."""
    _desk()


@st.fragment
@in_turn()
def _desk() -> None:
    if state.to_redraw():
        st.rerun(scope="app")
    opened = begin()
    deal = state.desk().deal
    evaluation = evaluate(opened.model, deal)
    sentence = _headline(opened, evaluation)
    _guide(opened)
    terms, results = st.columns([4, 8], gap="medium")
    with terms, st.container(key="terms"):
        _starting_points(opened)
        with echo.heard():
            for group, ids in grouped(opened.scenario).items():
                st.markdown(f"**{plain(group)}**")
                term_controls(opened.scenario, ids)
    with results:
        _chips(opened, one_step_changes(opened.model, deal))
        charts.utility(opened, evaluation)
        charts.why(opened, evaluation)
        charts.acceptance(opened, evaluation)
        pins.compare(opened, evaluation)
    # Last, because switching values take longer than all the rest; what stood there stays until then.
    with sentence:
        _sentence(opened, evaluation)


def _headline(opened: Opened, evaluation: Evaluation) -> DeltaGenerator:
    """Draw the large figures; return the place for the sentence under them."""
    with st.container(key="headline"), st.container(horizontal=True, key="figures", gap="medium"):
        for id, likely in evaluation.parties.items():
            st.metric(
                f"{plain(opened.scenario.parties[id].name)} accepts",
                percent(likely.chance),
                help=_players_help(opened, evaluation, id),
                delta=span(likely),
                delta_color="off",
                delta_arrow="off",
                width="content",
            )
        st.metric(
            "All sign",
            percent(evaluation.joint.chance),
            delta=span(evaluation.joint),
            delta_color="off",
            delta_arrow="off",
            help="The chance that every party accepts, each as its most reluctant "
            "player with a vote does. Below it is its 10–90 % range: "
            "where it would lie, eight times in ten, if the numbers that are only known as ranges were "
            f"known. Sampling error: {with_error(evaluation.joint)} percentage points ({evaluation.draws:,} "
            "draws).",
            width="content",
        )
    return st.container()


def _sentence(opened: Opened, evaluation: Evaluation) -> None:
    on_table = OneDeal(opened.model, evaluation.deal)
    flips = {id: nearest_switch(on_table, ("party", id)) for id in evaluation.parties}
    st.markdown(
        f"A deal is **{verbal(evaluation.joint.chance)}**. "
        + plain(explanation(opened.scenario, evaluation, flips)),
        help=define("Red line", "Priority", "Veto player"),
    )
    joint = evaluation.joint
    if joint.high - joint.low > NARROW:
        st.caption(
            "How sure is that? If the numbers that are only known as ranges were known, *All sign* would lie "
            f"between {percent(joint.low)} and {percent(joint.high)} in eight cases out of ten.",
            help="From the ranges on the Preferences page. It does not cover what the model leaves out.",
        )


def _players_help(opened: Opened, evaluation: Evaluation, party: str) -> str:
    lines = [
        f"{plain(opened.scenario.players[id].label)}"
        f"{'' if opened.scenario.players[id].votes else ' (no vote)'}: "
        f"{percent(view.acceptance.chance)} ({span(view.acceptance)})"
        for id, view in evaluation.players.items()
        if view.party == party
    ]
    return (
        "Each player of this side, with its 10–90 % range; the most reluctant one with a vote decides:\n\n"
        + "\n\n".join(lines)
    )


def _guide(opened: Opened) -> None:
    if st.session_state.get("guide_done"):
        return
    with st.container(border=True, key="guide"):
        st.markdown(
            f"**New here? One minute.** {plain(opened.scenario.summary)}\n\n"
            "1. The figures above say how likely each side is to accept the deal on the table, and why.\n"
            "2. **Move a term**: the answer follows. Point at a **?** for what it means and its source.\n"
            "3. Press a **what-if** to try a single change, or a cell of the heat map to jump there.\n"
            "4. Doubt a number? **Preferences** lists every one with its source, and lets you change it."
        )
        st.button("Got it", key="guide_close", on_click=_close_guide)


def _close_guide() -> None:
    st.session_state.guide_done = True


def _starting_points(opened: Opened) -> None:
    """Offer every prepared deal and every real proposal, one press each."""
    scenario = opened.scenario
    now = dict(state.desk().deal)
    on_table = []
    with st.container(key="starts"):
        st.markdown("**Start from**")
        with st.container(horizontal=True, gap="xsmall"):
            for id, preset in scenario.presets.items():
                deal = preset_deal(scenario, id)
                words = f"{plain(preset.label)}\n\n{plain(preset.description)}"
                if _starting_point(id, plain(preset.label), deal, now, words):
                    on_table.append(preset.label)
            for id, proposal in scenario.history.items():
                real = proposal_deal(scenario, id)
                if real is None:
                    continue
                words = f"{plain(proposal.label)}\n\n{plain(proposal.outcome)}"
                label = f"{plain(id.upper())} · {proposal.date:%d %b}"
                if _starting_point(id, label, real, now, words):
                    on_table.append(f"{proposal.date:%d %b %Y}: {proposal.label}")
        st.caption(plain(" / ".join(on_table)) if on_table else "On the table: a deal of your own")


def _starting_point(
    id: str, label: str, deal: Mapping[str, float | str], now: Mapping[str, float | str], words: str
) -> bool:
    """Draw one starting point; return whether it is what lies on the table."""
    st.button(
        label,
        key=f"start:{id}",
        on_click=state.put,
        args=(deal,),
        type="primary" if deal == now else "secondary",
        wrap=True,
        help=words,
    )
    return deal == now


def _chips(opened: Opened, moves: list[OneStepChange]) -> None:
    """Offer the single moves that raise the likely acceptance most."""
    better = [move for move in moves if move.gain > 0.01][:CHIPS]
    with st.container(key="chips"):
        st.markdown("**What if one term moved?** The chance that all sign, before and after:")
        if not better:
            st.caption("No single step on any term makes this deal more likely.")
        elif better[0].after < OUT_OF_REACH:
            st.caption("No single step brings this deal within reach. These help most:")
        with st.container(horizontal=True, gap="small"):
            for move in better:
                _chip(opened, move)


def _chip(opened: Opened, move: OneStepChange) -> None:
    issue = opened.scenario.issues[move.issue]
    st.button(
        f"{plain(issue.name)} → {plain(short_option(issue, move.option))}: {_effect(move)}",
        key=f"chip:{move.issue}:{move.option}",
        on_click=state.put_term,
        args=(move.issue, move.option),
        wrap=True,
        help="Puts this change on the table. The chances of acceptance are then: "
        + ", ".join(
            f"{plain(opened.scenario.parties[id].name)} {percent(chance)}"
            for id, chance in move.parties.items()
        )
        + ".",
    )


def _effect(move: OneStepChange) -> str:
    """Write the chance before and after, or, where both are next to nothing, how the odds change."""
    if move.after >= OUT_OF_REACH:
        return f"{percent(move.before)} → **{percent(move.after)}**"
    times = (
        f"{move.odds_ratio:.2g}"
        if move.odds_ratio < 10
        else f"{float(f'{move.odds_ratio:.2g}'):,.0f}"
    )
    return f"still {percent(move.after)}, but **{times} times the odds**"
