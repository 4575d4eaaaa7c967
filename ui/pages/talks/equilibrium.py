"""The equilibrium of alternating offers: what theory says rational sides would agree on at once."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from simulator.formatting import percent
from simulator.glossary import define
from simulator.scenario.deals import label_of
from simulator.simulation.equilibrium.alternating_offers import Rules
from simulator.simulation.equilibrium.patience import (
    NoDeal,
    TalksEquilibrium,
    equilibrium,
    patience_sweep,
    rules_of,
)
from ui.cache.background import worked_out
from ui.cache.engine import Opened
from ui.charts.looking_ahead import backward_induction, patience_lines
from ui.components.controls import short_option, show_table
from ui.components.plot import plot
from ui.session import state
from ui.session.talks import TalksSetting, names
from ui.shell import presenting
from ui.text import plain
from ui.work import tasks
from ui.work.opened import AGREED

USES = {
    NoDeal.FALLBACK: "It is in force during the talks, and if they fail",
    NoDeal.WALK_OUT: "It is only had by walking out (outside option)",
}
SWEPT = tuple(np.linspace(0.5, 0.999, 40).tolist())


def draw(opened: Opened, setting: TalksSetting) -> None:
    """Draw the view."""
    st.markdown(
        "Suppose that everyone knows everyone's preferences and reasons back from the end: what would I be "
        "offered later if I refused now? Then nobody offers more than the other needs, and the **first offer "
        "is accepted**. What is agreed depends on who opens, on the deadline, and on who can better afford "
        "to wait.",
        help=define("Equilibrium of alternating offers", "Patience"),
    )
    use = st.radio(
        "When no deal counts",
        list(USES),
        format_func=USES.__getitem__,
        key="ahead_use",
        horizontal=True,
        help="Two meanings of the reservation value. If it is what a side has during the talks, it raises "
        "what the side can ask for. If it can only be had by walking out, it matters only where walking out "
        "is better than staying.",
    )
    rules = _rules(opened, setting, NoDeal(use))
    parties = list(opened.scenario.parties)
    first = parties.index(setting.opens)
    # What takes longer than half a second is worked out elsewhere, which takes a moment to ask.
    answer = (
        worked_out(tasks.looking_ahead, opened.case, rules, setting.rounds, first)
        if _many(opened)
        else equilibrium(opened.model, opened.survey, rules, setting.rounds, first)
    )
    if answer.deadline is None:
        st.info("There is no ZOPA: nobody would sign.")
        return
    _deals(opened, answer)
    path = answer.deadline
    plot(
        backward_induction(
            {
                names(opened.scenario)[id]: path.utilities[:, n].tolist()
                for n, id in enumerate(parties)
            },
            presenting(),
        ),
        key="ahead_rounds",
        alt="Each side's utility of the deal that would be struck in each round.",
    )
    st.caption(
        "Only the first round is played; the others are what each side would expect if it refused. In the "
        "last round the proposer takes everything above what the others need to accept."
    )
    _patience(opened, answer, rules)


def _many(opened: Opened) -> bool:
    return len(opened.survey.negotiation_set) > AGREED


def _rules(opened: Opened, setting: TalksSetting, use: NoDeal) -> Rules:
    """Take the scenario's rules, with the patience and the breakdown that were set."""
    rules = rules_of(opened.model, use)
    patience = rules.patience.copy()
    for party, value in setting.patience:
        patience[list(opened.scenario.parties).index(party)] = value
    risk = rules.risk if setting.breakdown is None else setting.breakdown
    return replace(rules, patience=patience, risk=risk)


def _deals(opened: Opened, answer: TalksEquilibrium) -> None:
    """Show the deal with the deadline and the one without, each one press from the table."""
    assert answer.deadline is not None
    shown = {"With the deadline": int(answer.deadline.rows[0])}
    if answer.endless is not None:
        shown["Without a deadline"] = int(answer.endless.rows[answer.first])
    deals = {
        head: opened.model.space.deal(answer.deals.positions[row]) for head, row in shown.items()
    }
    worth = {head: answer.worth[row] for head, row in shown.items()}
    issues = opened.scenario.issues
    parties = names(opened.scenario)
    for column, (head, deal) in zip(st.columns(2), deals.items(), strict=False):
        with column, st.container(border=True, key=f"ahead:{head}"):
            st.markdown(f"**{head}**")
            utility = ", ".join(
                f"{plain(parties[id])} {worth[head][n]:.2f}" for n, id in enumerate(answer.parties)
            )
            headline = ", ".join(
                f"{plain(issues[id].name)} **{plain(short_option(issues[id], option))}**"
                for id, option in deal.items()
                if issues[id].headline
            )
            st.markdown(f"{headline}. Utility: {utility}." if headline else f"Utility: {utility}.")
            st.button(
                "Put it on the table",
                key=f"ahead_put:{head}",
                icon=":material/table_restaurant:",
                on_click=state.put,
                args=(deal,),
            )
    table = pd.DataFrame(
        {
            head: {issues[id].label: label_of(issues[id], option) for id, option in deal.items()}
            for head, deal in deals.items()
        }
    )
    with st.expander("Every term, as a table"):
        show_table(table, "Equilibrium deals as CSV", "ahead_csv", index=True, height="content")


def _patience(opened: Opened, answer: TalksEquilibrium, rules: Rules) -> None:
    parties = names(opened.scenario)
    whose = st.segmented_control(
        "Whose patience to vary",
        list(parties),
        default=next(iter(parties)),
        required=True,
        key="ahead_whose",
        format_func=lambda id: plain(parties[id]),
    )
    place = list(parties).index(str(whose))
    swept = (
        worked_out(tasks.patience_varied, opened.case, rules, place, SWEPT, answer.first)
        if _many(opened)
        else patience_sweep(answer.worth, rules, place, SWEPT, answer.first)
    )
    if swept is None:
        return
    plot(
        patience_lines(
            parties[str(whose)],
            swept.patience,
            {name: swept.utilities[:, n] for n, name in enumerate(parties.values())},
            float(rules.patience[place]),
            presenting(),
        ),
        key="ahead_patience",
        alt="Each side's utility of the deal without a deadline, by the patience of one side.",
    )
    st.caption(
        f"Without a deadline; dotted: the present patience ({percent(float(rules.patience[place]))}). "
        "Everything at central values, and only deals that would be ratified at home. Governments do not "
        "reason like this; it shows which way patience, deadlines and alternatives push."
    )
