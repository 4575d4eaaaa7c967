"""Preferences: every number of each side, with its range and its source, open to change."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from simulator.explain.futures import chosen_words, future_chances
from simulator.explain.rules import rule_words
from simulator.formatting import capital, count, interval, minus
from simulator.glossary import define
from simulator.preferences.decision_makers import answers_its_own_way
from simulator.scenario.base import Provenance
from simulator.scenario.holders import present, votes_needed
from simulator.scenario.parameter_kinds import SECTIONS
from simulator.scenario.parameters import ParameterEntry, parameter_entries
from simulator.scenario.players import Interaction, Player
from simulator.scenario.scenario import Scenario
from ui.cache.engine import Opened
from ui.charts.worth import worth_chart
from ui.components.controls import meaning, provenance_text, show_table
from ui.components.plot import plot
from ui.session import echo, slider_stops, state
from ui.session.share import Path
from ui.shell import begin, presenting
from ui.text import plain

SHARED = "futures"


def page() -> None:
    """Draw the page."""
    opened = begin()
    st.title("Preferences and uncertainty")
    st.markdown(
        "Every number behind the results, with its source. Change one and all pages follow; numbers that "
        "must add up to 1 are rescaled. Beside each value is its 10–90 % range, which is taken to contain "
        "the truth in eight cases out of ten.",
        help=define(
            "Utility",
            "Value of an option",
            "Priority",
            "Interaction",
            "Reservation value",
            "Red line",
            "Credibility",
        ),
    )
    _changes(opened)
    scenario = opened.scenario
    chosen = _whose(scenario)
    if chosen in scenario.players:
        st.markdown(plain(scenario.players[chosen].description))
        _votes_needed(opened, scenario.players[chosen])
    shown = [
        entry
        for entry in parameter_entries(scenario)
        if entry.owner == (chosen if chosen != SHARED else None)
    ]
    with echo.heard():
        for section in dict.fromkeys(entry.section for entry in shown):
            st.header(SECTIONS[section])
            if section == "values" and chosen in scenario.players:
                _worth_charts(opened, chosen)
            rows = [entry for entry in shown if entry.section == section]
            half = -(-len(rows) // 2)
            for column, entries in zip(st.columns(2), (rows[:half], rows[half:]), strict=True):
                with column:
                    for entry in entries:
                        _number(opened, entry)
    if chosen in scenario.voters and not answers_its_own_way(
        scenario.players[chosen].acceptance, scenario.acceptance
    ):
        st.caption(
            "How large a gain a member must have to vote for a deal is no number of this scenario: members "
            "differ as people do in the human data (*Method*)."
            if scenario.players[chosen].groups
            else "How large a gain it must have to accept is no number of this scenario: who decides is "
            "drawn from the kinds of people that human data show (*Method*)."
        )
    _rules(scenario)
    _all_numbers(opened)


def _rules(scenario: Scenario) -> None:
    if not scenario.rules:
        return
    st.header("Rules between terms")
    st.markdown("Some combinations of terms make no sense, so no deal on any page has them.")
    for rule in scenario.rules.values():
        words = f"{rule_words(scenario, rule)} {rule.because}"
        st.markdown(f"- {plain(words)}", help=meaning(scenario, rule) or None)


def _votes_needed(opened: Opened, player: Player) -> None:
    """Say what carries a body and how many members its groups have."""
    if player.threshold is None:
        return
    needed = votes_needed(player, sum(map(present, player.groups.values())))
    st.markdown(
        f"**{needed:,} votes are needed.** Groups, with their members: "
        + "; ".join(f"{plain(group.label)} {group.members:,}" for group in player.groups.values())
        + ".",
        help=meaning(opened.scenario, player.threshold),
    )


def _whose(scenario: Scenario) -> str:
    """Let the visitor choose a player, or what all share."""
    notes = {
        id: ", ".join(
            ([] if player.name == party else [party]) + ([] if player.votes else ["no vote"])
        )
        for id, player in scenario.players.items()
        for party in [scenario.parties[scenario.party_of[id]].name]
    }
    choices = {
        id: player.name + (f" ({notes[id]})" if notes[id] else "")
        for id, player in scenario.players.items()
    } | {SHARED: "Shared: futures, credibility, bargaining power, talks"}
    return st.segmented_control(
        "Whose",
        list(choices),
        format_func=lambda id: plain(choices[id]),
        key="whose",
        default=next(iter(choices)),
        required=True,
        persist_state="session",
    )


def _changes(opened: Opened) -> None:
    edits = state.desk().edits
    if not edits:
        st.caption("No number has been changed: these are the scenario's own.")
        return
    names = {entry.path: entry for entry in parameter_entries(opened.scenario)}
    with st.container(border=True, key="changes"):
        st.markdown(f"**{count(len(edits), 'number')} changed**")
        for path, value in edits.items():
            entry = names.get(path[:-1]) or names.get(path)
            label = _full_label(opened, entry) if entry else " > ".join(path)
            end = {"low": " (low end)", "high": " (high end)"}.get(path[-1], "")
            before = _original(opened, path)
            st.markdown(f"- {plain(label)}{end}: {before} → **{minus(value, 'g')}**")
        st.button(
            "Reset all", icon=":material/restart_alt:", key="reset_all", on_click=state.unedit
        )


def _label(entry: ParameterEntry) -> str:
    """Name a number, with what it is where its head does not say it."""
    if entry.section == "votes":
        return f"{entry.label}: {entry.kind.what}"
    if isinstance(entry.number, Interaction) and entry.number.either:
        return f"{entry.label} (either is enough)"
    return entry.label


def _full_label(opened: Opened, entry: ParameterEntry) -> str:
    if entry.owner is None:
        return entry.label
    return f"{opened.scenario.players[entry.owner].name}: {_label(entry)}"


def _original(opened: Opened, path: Path) -> str:
    at: Any = opened.original.data
    for key in path:
        if isinstance(at, list):
            at = at[int(key)]
        elif isinstance(at, dict):
            at = at.get(key, {})
    return minus(at, "g") if isinstance(at, int | float) else "–"


def _number(opened: Opened, entry: ParameterEntry) -> None:
    """Draw one number: a slider, its range, its source, and a reset where it was changed."""
    changed = any(path[: len(entry.path)] == entry.path for path in state.desk().edits)
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"row:{'.'.join(entry.path)}"
    ):
        _value_slider(opened, entry, changed)
        with st.popover(_range_words(entry), help="Range and source"):
            _range_slider(entry)
            st.markdown(_source(opened, entry.provenance))
        if changed:
            st.button(
                "Reset",
                key=f"reset:{'.'.join(entry.path)}",
                icon=":material/restart_alt:",
                on_click=state.unedit,
                args=(entry.path,),
                type="tertiary",
            )
    _reached(opened, entry.path)


def _reached(opened: Opened, path: Path) -> None:
    """Say how likely a future is that a party chooses."""
    if path[0] == "futures" and opened.scenario.futures[path[1]].chosen_by is not None:
        chances = future_chances(opened.model)
        st.caption(plain(capital(chosen_words(opened.scenario, chances, path[1]))))


def _source(opened: Opened, provenance: Provenance | None) -> str:
    return meaning(opened.scenario, provenance) if provenance else ""


def _value_slider(opened: Opened, entry: ParameterEntry, changed: bool) -> None:
    key = state.value_key(entry)
    echo.start(key, slider_stops.shown_value(entry), (entry.least, entry.most, entry.step))
    mark = ":material/edit: " if changed else ""
    st.slider(
        f"{mark}{plain(_label(entry))}",
        float(entry.least),
        float(entry.most),
        key=key,
        on_change=state.take_value,
        args=(entry,),
        step=entry.step,
        format=entry.format,
        help=_source(opened, entry.provenance),
        width=400,
    )


def _range_words(entry: ParameterEntry) -> str:
    if entry.low is None or entry.high is None:
        return "treated as known"
    return interval(entry.low, entry.high, ".3g")


def _range_slider(entry: ParameterEntry) -> None:
    if entry.low is None or entry.high is None:
        st.caption("No range is given: this number is treated as known.")
        return
    key = state.range_key(entry)
    ends = slider_stops.range_ends(entry)
    echo.start(key, slider_stops.shown_range(entry), (*ends, entry.step))
    st.slider(
        "10–90 % range",
        *ends,
        # What the browser is told of a slider while its popover is closed is lost; this it finds there.
        slider_stops.shown_range(entry),
        key=key,
        on_change=state.take_range,
        args=(entry,),
        step=entry.step,
        format=entry.format,
    )


def _worth_charts(opened: Opened, player: str) -> None:
    """Show what each option of every weighted term is worth to a player."""
    scenario, model = opened.scenario, opened.model
    weighted = [id for id in scenario.issues if id in scenario.players[player].values]
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
        alt=f"The value of each option of {scenario.issues[chosen].label}, with its range.",
    )


def _all_numbers(opened: Opened) -> None:
    with st.expander("All numbers as a table"):
        table = pd.DataFrame(_rows(opened))
        show_table(table, "Numbers as CSV", "numbers_csv")


def _rows(opened: Opened) -> Iterator[dict[str, object]]:
    scenario = opened.scenario
    edits = state.desk().edits
    for entry in parameter_entries(scenario):
        yield {
            "whose": scenario.players[entry.owner].label if entry.owner else "shared",
            "what": f"{SECTIONS[entry.section]}: {_label(entry)}",
            "value": round(entry.value, 4),
            "low (10 %)": entry.low,
            "high (90 %)": entry.high,
            "changed": any(path[: len(entry.path)] == entry.path for path in edits),
            "source": provenance_text(scenario, entry.provenance) if entry.provenance else "",
        }
