"""The real talks held against the model: how likely was what happened, step by step."""

import pandas as pd
import streamlit as st

from simulator.formatting import listed, percent
from simulator.history.path import HistoryPath, Step
from simulator.scenario.scenario import Scenario
from ui.cache.engine import Opened, prepare
from ui.charts.real_path import PathStep, real_path
from ui.components.controls import show_table
from ui.components.plot import plot
from ui.session.talks import TalksSetting
from ui.shell import presenting
from ui.text import plain


def draw(opened: Opened, setting: TalksSetting) -> None:
    """Draw the view; it needs no setting: the real events are those of the record."""
    scenario = opened.scenario
    prepare(opened, "history_path")
    judged = opened.history_path
    if not judged.judged:
        st.info("This scenario has no history of real proposals that can be judged.")
        return
    if "extends" in opened.document.own:
        st.info(
            "This scenario changes the circumstances in which the real proposals were answered. Open the "
            "scenario that it extends."
        )
        return
    st.markdown(
        f"Given the texts that were really put forward, the model holds the answers they got, all "
        f"{judged.judged} in a row, to be **{percent(judged.probability)} likely**; tossing a coin at each "
        f"comes to {percent(judged.coin_toss)}. {_hindsight(scenario)} Who would have proposed what is not "
        "in it."
    )
    steps = [step for step in judged.steps if step.likelihood is not None]
    plot(
        real_path(
            [
                PathStep(
                    f"{step.id.upper()} {step.date:%d %b}",
                    step.happened,
                    step.likelihood,
                    step.path,
                )
                for step in steps
                if step.likelihood is not None
            ],
            presenting(),
        ),
        key="real_path",
        alt="For each real text how likely its answer was, and how likely the path was up to it.",
    )
    _events(scenario, judged)
    table = pd.DataFrame([_row(scenario, step) for step in judged.steps])
    show_table(table, "The real talks as CSV", "real_path_csv", height="content")
    st.caption(
        "All sign, without events: what the model would have said if nothing had happened in between. The "
        "players stay the same throughout, so the whole path is likelier than the product of its steps."
    )


def _hindsight(scenario: Scenario) -> str:
    if scenario.hindsight and scenario.hindsight.versions:
        return (
            "Some of the case's numbers were revised once these answers were known (see History)."
        )
    return "Whoever set the case's numbers may have known these answers (see History)."


def _events(scenario: Scenario, judged: HistoryPath) -> None:
    shocks = scenario.talks.shocks
    dated = {id: shock for id, shock in shocks.items() if shock.date is not None}
    if not dated:
        return
    in_force = {id for step in judged.steps for id in step.shocks}
    lines = [
        f"- {shock.date:%d %b %Y}: {plain(shock.label)}"
        + ("" if id in in_force else " *(no text that is judged came under it)*")
        for id, shock in dated.items()
    ]
    st.markdown("Events, each in force from its date on:\n" + "\n".join(lines))


def _row(scenario: Scenario, step: Step) -> dict[str, str]:
    shocks = scenario.talks.shocks
    return {
        "date": step.date.isoformat(),
        "text": scenario.history[step.id].label,
        "what happened": step.happened if step.likelihood is not None else "not judged",
        "all sign": "–" if step.acceptance is None else percent(step.acceptance),
        "all sign, without events": "–"
        if step.without_shocks is None
        else percent(step.without_shocks),
        "how likely that answer was": "–" if step.likelihood is None else percent(step.likelihood),
        "the path up to here": percent(step.path),
        "events in force": listed(shocks[id].label for id in step.shocks) or "–",
    }
