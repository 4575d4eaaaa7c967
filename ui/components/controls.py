"""Controls drawn from the scenario: one for each term, one for each number."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, ParamSpec

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from simulator.explain.rules import closed
from simulator.preferences.outcome_space import Deal
from simulator.safe_text import csv_cell
from simulator.scenario.base import Provenance
from simulator.scenario.deals import label_of, options
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.same_names import told_apart
from simulator.scenario.scenario import Scenario
from ui.session import echo, page_state, state
from ui.text import link, plain

Drawn = ParamSpec("Drawn")
"""What a page gives to each of its views."""


def grouped(scenario: Scenario) -> Mapping[str, list[str]]:
    """Return the issues' ids by group, the headline ones first."""
    headline = [id for id, issue in scenario.issues.items() if issue.headline]
    groups: dict[str, list[str]] = {"Headline terms": headline} if headline else {}
    for id, issue in scenario.issues.items():
        if id not in headline:
            groups.setdefault(issue.group, []).append(id)
    return groups


def term_controls(scenario: Scenario, ids: Iterable[str]) -> None:
    """Draw a control for each of some terms of the deal on the table."""
    for id in ids:
        term_control(scenario, id, state.desk().deal, state.term_key(id), state.take_term)


def term_control(
    scenario: Scenario,
    id: str,
    deal: Deal,
    key: str,
    on_change: Callable[[str], None],
    more: str = "",
) -> None:
    """Draw a control for one term, and beneath it what rules between terms make of it.

    Parameters
    ----------
    deal
        Where all terms stand.
    key
        Names the control.
    on_change
        Called with the term's id when the control was moved.
    more
        Markdown beside the label.
    """
    if not any(id in rule.issues for rule in scenario.rules.values()):
        _control(scenario, id, deal[id], key, on_change, more)
        return
    with st.container(gap="small"):
        _control(scenario, id, deal[id], key, on_change, more)
        moved = page_state.rule_note(key)
        if moved:
            st.info(plain(moved), icon=":material/rule:")
        for what, why in closed(scenario, deal, id, _stops(scenario.issues[id], deal[id])):
            st.caption(f":material/block: {plain(what)}", help=plain(why))


def _control(
    scenario: Scenario,
    id: str,
    now: float | str,
    key: str,
    on_change: Callable[[str], None],
    more: str,
) -> None:
    issue = scenario.issues[id]
    echo.start(key, now)
    stops = _stops(issue, now)
    # Streamlit finds an option again by what stands on it. Only a list does not read that as Markdown.
    listed = issue.kind == "categorical" and len(issue.levels) > 2
    shown = str if listed else plain
    labels = dict(
        zip(stops, told_apart([shown(label_of(issue, stop)) for stop in stops]), strict=True)
    )

    def label(option: float | str) -> str:
        return labels.get(option) or shown(label_of(issue, option))

    common: dict[str, Any] = {
        "label": f"{plain(issue.label)} {more}".rstrip(),
        "options": stops,
        "key": key,
        "on_change": on_change,
        "args": (id,),
        "help": meaning(scenario, issue, issue.description),
    }

    if issue.kind != "categorical":
        st.select_slider(format_func=label, **common)
    elif listed:
        st.selectbox(format_func=label, **common)
    else:
        st.segmented_control(format_func=label, required=True, **common)


def _stops(issue: Issue, now: float | str) -> tuple[float | str, ...]:
    """Return an issue's options, with the amount on the table where that lies between two steps."""
    stops = options(issue)
    if isinstance(issue, ContinuousIssue) and now not in stops:
        stops = tuple(sorted((*map(float, stops), float(now))))
    return stops


def short_option(issue: Issue, option: float | str) -> str:
    """Write an option in as few characters as the scenario allows."""
    if isinstance(issue, ContinuousIssue):
        return label_of(issue, option)
    return issue.levels[str(option)].name


def meaning(scenario: Scenario, provenance: Provenance, text: str = "") -> str:
    """Say what something means and where it comes from, as Markdown for a tooltip."""
    parts = [plain(text)] if text else []
    parts += [f"**Source:** {source_link(scenario, key)}" for key in provenance.source]
    if provenance.assumption:
        parts.append(f"**Assumption:** {plain(provenance.assumption)}")
    if provenance.note:
        parts.append(f"**Note:** {plain(provenance.note)}")
    return "\n\n".join(parts)


def source_link(scenario: Scenario, key: str) -> str:
    """Return a source as a link where it has an address."""
    source = scenario.sources[key]
    return link(f"{source.title}, {source.date}" if source.date else source.title, source.url or "")


def provenance_text(scenario: Scenario, provenance: Provenance) -> str:
    """Say where something comes from, as plain text for a table."""
    parts = [scenario.sources[key].title for key in provenance.source]
    if provenance.assumption:
        parts.append(f"Assumption: {provenance.assumption}")
    if provenance.note:
        parts.append(provenance.note)
    return " · ".join(parts)


def csv_button(label: str, table: pd.DataFrame, key: str, index: bool = False) -> None:
    """Offer a table as a file, written when it is asked for; the key names it."""
    st.download_button(
        label,
        lambda: harmless(table).to_csv(index=index),
        f"{key.removesuffix('_csv').replace('_', '-')}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=key,
    )


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts, heads and names of rows are no formulas in a spreadsheet."""

    def cell(value: Any) -> Any:
        return csv_cell(value) if isinstance(value, str) else value

    return table.map(cell).rename(index=cell, columns=cell)


def show_table(
    table: pd.DataFrame,
    label: str,
    key: str,
    index: bool = False,
    height: Literal["auto", "content"] = "auto",
) -> None:
    """Show a table beneath a button that offers it as a file."""
    csv_button(label, table, key, index)
    st.dataframe(table, hide_index=None if index else True, height=height)


def choose_view(
    views: Mapping[str, tuple[str, Callable[Drawn, None]]], key: str
) -> Callable[Drawn, None]:
    """Let the visitor choose one of a page's views; return what draws it."""
    chosen = st.segmented_control(
        "Show",
        list(views),
        key=key,
        default=next(iter(views)),
        required=True,
        format_func=lambda id: views[id][0],
        label_visibility="collapsed",
        persist_state="session",
    )
    return views[chosen][1]


def columns_by_row(
    count: int, width: int, align: Literal["top", "bottom"] = "top"
) -> list[DeltaGenerator]:
    """Return places in rows of so many; laid out row by row, so that a phone keeps their order."""
    return [
        column
        for _ in range(0, count, width)
        for column in st.columns(width, vertical_alignment=align)
    ]
