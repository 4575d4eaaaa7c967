"""What pages tell each other beside the desk: a notice, and what next moves and the report go by."""

from collections.abc import Collection

import streamlit as st

from simulator.preferences.outcome_space import Deal
from simulator.scenario.deals import named_deal, named_deals
from simulator.scenario.scenario import Scenario

TARGET, LOCKED, AGAINST = "wanted", "locked", "against"
"""The controls of the chance to reach, of the terms that cannot move, of what reasons are told against."""
USUAL_TARGET = 50
"""The chance in percent that next moves are to reach, until the visitor says another."""


def notify(words: str) -> None:
    """Have something said at the head of the next page that is drawn."""
    st.session_state.notice = words


def take_notice() -> str:
    """Return what is to be said, once."""
    return str(st.session_state.pop("notice", ""))


def note_rule(key: str, words: str) -> None:
    """Have it said beneath a term's control what a rule made of where it was moved; no words: nothing."""
    st.session_state["rule_note"] = key, words


def rule_note(key: str) -> str:
    """Return what is to be said beneath a control."""
    noted, words = st.session_state.get("rule_note", ("", ""))
    return words if noted == key else ""


def target() -> float:
    """Return the chance that next moves are to reach."""
    return float(st.session_state.get(TARGET, USUAL_TARGET)) / 100


def against(scenario: Scenario) -> Deal | None:
    """Return the deal that reasons are told against; None: the engine's own choice."""
    id = st.session_state.get(AGAINST)
    return named_deal(scenario, id) if id in named_deals(scenario) else None


def locked(issues: Collection[str]) -> frozenset[str]:
    """Return which of a scenario's terms cannot move."""
    return frozenset(st.session_state.get(LOCKED, ())) & frozenset(issues)
