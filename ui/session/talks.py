"""The talks that a visitor sets up, and what has been simulated of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from simulator.preferences.negotiation_model import Model
from simulator.randomness import TALKS
from simulator.scenario.scenario import Scenario
from simulator.simulation.bidding.strategy import Accepts
from simulator.simulation.monte_carlo import SimulatedTalks, simulated_blocks
from simulator.simulation.phases import PreparedTalks, prepared_talks
from simulator.simulation.plan import Plan, plan
from ui.cache.background import BackgroundJob
from ui.cache.engine import Opened
from ui.session import state

DRAWS = 1024
"""Of everyone's preferences, in a room; more runs go through them again with other luck."""


@dataclass(frozen=True)
class TalksSetting:
    """What the controls say; plain values, so that two that say the same are the same.

    Attributes
    ----------
    tactics, accepts, patience, shocks
        By party; by party, where it answers other than its tactic does; by party; by shock its round.
    """

    rounds: int
    opens: str
    tactics: tuple[tuple[str, str], ...]
    patience: tuple[tuple[str, float], ...]
    breakdown: float | None
    shocks: tuple[tuple[str, int], ...]
    accepts: tuple[tuple[str, Accepts], ...] = ()

    @property
    def of_talks(self) -> "TalksSetting":
        """The same without the parties' strategies."""
        return replace(self, tactics=(), accepts=())

    def plan(self, scenario: Scenario) -> Plan:
        """Return the plan of talks that are held so."""
        return plan(
            scenario,
            rounds=self.rounds,
            opens=self.opens,
            strategies=dict(self.tactics),
            accepts=dict(self.accepts),
            patience=dict(self.patience),
            breakdown=self.breakdown,
            shocks=dict(self.shocks),
        )


def as_filed(scenario: Scenario) -> TalksSetting:
    """Return the setting that the scenario's file describes."""
    filed = plan(scenario)
    return TalksSetting(
        filed.rounds,
        filed.opens,
        tuple((party, tactic.name) for party, tactic in filed.strategies.items()),
        (),
        None,
        tuple(filed.shocks.items()),
    )


@st.cache_resource(show_spinner="Preparing the talks …", max_entries=6)
def _room(
    _model: Model, question: tuple[object, ...], shocks: tuple[tuple[str, int], ...]
) -> PreparedTalks:
    return prepared_talks(_model, dict(shocks), DRAWS)


def room_of(opened: Opened, setting: TalksSetting) -> PreparedTalks:
    """Return the room for talks with certain shocks, from the cache where it has been asked before."""
    within = tuple((id, at) for id, at in setting.shocks if at <= setting.rounds)
    return _room(opened.model, state.desk().question, within)


def simulation_job(
    opened: Opened, setting: TalksSetting, runs: int
) -> BackgroundJob[SimulatedTalks]:
    """Return the simulation of a setting: this visitor's own, begun anew when anything changes."""
    key = (state.desk().question, setting, runs)
    kept: dict[object, BackgroundJob[SimulatedTalks]] = st.session_state.setdefault(
        "talks_work", {}
    )
    if key not in kept:
        held = room_of(opened, setting), setting.plan(opened.scenario), runs, TALKS
        # The scenario's own setting and the visitor's: two are in use at a time.
        st.session_state.talks_work = kept = dict(list(kept.items())[-2:])
        kept[key] = BackgroundJob(lambda: simulated_blocks(*held))
    return kept[key]


def names(scenario: Scenario) -> Mapping[str, str]:
    """Return the parties' names."""
    return {id: party.name for id, party in scenario.parties.items()}
