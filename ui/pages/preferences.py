"""Preferences: every number of each side, with its range and its source, open to change."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from simulator.numbers import Entry, entries
from simulator.provenance import Provenance
from ui import state
from ui.charts.worth import worth_chart
from ui.controls import csv_button, meaning, provenance_text
from ui.engine import Opened
from ui.frame import begin, presenting
from ui.plot import plot
from ui.share import Path
from ui.text import plain

SHARED = "futures"


def page() -> None:
    """Draw the page."""
    found = begin()
    st.title("What each side wants, and how sure we are")
    st.markdown(
        "Every number behind the figures, with where it comes from. Change one and all pages follow; "
        "what must add up is scaled along. Beside each value stands its 10–90 % range, taken to "
        "hold the truth in eight cases of ten, and its source."
    )
    _changes(found)
    scenario = found.scenario
    choices = {
        id: f"{player.name} ({scenario.parties[scenario.party_of[id]].name})"
        for id, player in scenario.players.items()
    } | {SHARED: "Shared: futures, promises, power"}
    chosen = st.segmented_control(
        "Whose",
        list(choices),
        format_func=lambda id: plain(choices[id]),
        key="whose",
        default=next(iter(choices)),
        required=True,
        persist_state="session",
    )
    if chosen in scenario.players:
        st.markdown(plain(scenario.players[chosen].description))
    shown = [
        entry
        for entry in entries(scenario)
        if entry.owner == (chosen if chosen != SHARED else None)
    ]
    for section in dict.fromkeys(entry.section for entry in shown):
        st.subheader(section)
        if section == "Worth of each term" and chosen in scenario.players:
            _worth_charts(found, chosen)
        rows = [entry for entry in shown if entry.section == section]
        half = -(-len(rows) // 2)
        for column, some in zip(st.columns(2), (rows[:half], rows[half:]), strict=True):
            with column:
                for entry in some:
                    _number(found, entry)
    _all_numbers(found)


def _changes(found: Opened) -> None:
    edits = state.desk().edits
    if not edits:
        st.caption("Nothing changed: these are the scenario's own numbers.")
        return
    names = {entry.path: entry for entry in entries(found.scenario)}
    with st.container(border=True, key="changes"):
        st.markdown(f"**{len(edits)} number{'s' if len(edits) > 1 else ''} changed**")
        for path, value in edits.items():
            entry = names.get(path[:-1]) or names.get(path)
            label = entry.full_label if entry else " > ".join(path)
            end = {"low": " (low end)", "high": " (high end)"}.get(path[-1], "")
            before = _original(found, path)
            st.markdown(f"- {plain(label)}{end}: {before} → **{value:g}**")
        st.button(
            "Reset all", icon=":material/restart_alt:", key="reset_all", on_click=state.unedit
        )


def _original(found: Opened, path: Path) -> str:
    at: Any = found.original.data
    for key in path:
        if isinstance(at, list):
            at = at[int(key)]
        elif isinstance(at, dict):
            at = at.get(key, {})
    return f"{at:g}" if isinstance(at, int | float) else "–"


def _number(found: Opened, entry: Entry) -> None:
    """Draw one number: a slider, its range, its source, and a reset where it was changed."""
    changed = any(path[: len(entry.path)] == entry.path for path in state.desk().edits)
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"row:{'.'.join(entry.path)}"
    ):
        _value_slider(found, entry, changed)
        with st.popover(_range_words(entry), help="Range and source"):
            _range_slider(entry)
            st.markdown(_source(found, entry.provenance))
        if changed:
            st.button(
                "Reset",
                key=f"reset:{'.'.join(entry.path)}",
                icon=":material/restart_alt:",
                on_click=state.unedit,
                args=(entry.path,),
                type="tertiary",
            )


def _source(found: Opened, given: Provenance | None) -> str:
    return meaning(found.scenario, given) if given else ""


def _value_slider(found: Opened, entry: Entry, changed: bool) -> None:
    key = state.value_key(entry)
    if key not in st.session_state:
        st.session_state[key] = state.shown_value(entry)
    mark = "🖉 " if changed else ""
    st.slider(
        f"{mark}{plain(entry.label)}",
        float(entry.least),
        float(entry.most),
        key=key,
        on_change=state.take_value,
        args=(entry,),
        step=entry.step,
        format=entry.format,
        help=_source(found, entry.provenance),
        width=400,
    )


def _range_words(entry: Entry) -> str:
    if entry.low is None or entry.high is None:
        return "held certain"
    return f"{entry.low:.3g} – {entry.high:.3g}"


def _range_slider(entry: Entry) -> None:
    if entry.low is None or entry.high is None:
        st.caption("No range is given: this number is held certain.")
        return
    key = state.range_key(entry)
    if key not in st.session_state:
        st.session_state[key] = state.shown_range(entry)
    st.slider(
        "10–90 % range",
        float(min(entry.least, entry.low)),
        float(max(entry.most, entry.high)),
        key=key,
        on_change=state.take_range,
        args=(entry,),
        step=entry.step,
        format=entry.format,
    )


def _worth_charts(found: Opened, player: str) -> None:
    """Show what each option of every weighted term is worth to a player."""
    scenario, model = found.scenario, found.model
    weighted = [id for id in scenario.issues if id in scenario.players[player].weights]
    chosen = st.selectbox(
        "Term to show", weighted, key="worth_of", format_func=lambda id: scenario.issues[id].label
    )
    k = model.space.issues.index(chosen)
    options = model.space.options[k]
    drawn = model.sample.players[player].worth[k]
    plot(
        worth_chart(
            scenario.issues[chosen],
            options,
            model.central.players[player].worth[k],
            drawn,
            presenting(),
        ),
        key="worth_chart",
        alt=f"What each option of {scenario.issues[chosen].label} is worth, with its range.",
    )


def _all_numbers(found: Opened) -> None:
    with st.expander("All numbers as a table"):
        table = pd.DataFrame(_rows(found))
        st.dataframe(table, hide_index=True)
        csv_button("Numbers as CSV", table, "numbers_csv")


def _rows(found: Opened) -> Iterator[dict[str, object]]:
    scenario = found.scenario
    edits = state.desk().edits
    for entry in entries(scenario):
        yield {
            "whose": scenario.players[entry.owner].label if entry.owner else "shared",
            "what": f"{entry.section}: {entry.label}",
            "value": round(entry.value, 4),
            "low (10 %)": entry.low,
            "high (90 %)": entry.high,
            "changed": any(path[: len(entry.path)] == entry.path for path in edits),
            "source": provenance_text(scenario, entry.provenance) if entry.provenance else "",
        }
