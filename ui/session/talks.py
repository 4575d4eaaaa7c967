"""The talks that a visitor sets up, and what has been simulated of them."""

from collections.abc import Mapping

import streamlit as st

from simulator.preferences.negotiation_model import Model
from simulator.randomness import TALKS
from simulator.scenario.scenario import Scenario
from simulator.simulation.monte_carlo import SimulatedTalks, simulated_blocks
from simulator.simulation.phases import PreparedTalks, prepared_talks
from simulator.simulation.plan import plan
from ui.cache.background import BackgroundJob, PooledJob, pooled_job
from ui.cache.engine import Opened
from ui.session import state
from ui.work import tasks
from ui.work.setting import TalksSetting

__all__ = ["TalksSetting", "as_filed", "many_job", "names", "room_of", "simulation_job"]


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
    return prepared_talks(_model, dict(shocks), tasks.DRAWS)


def room_of(opened: Opened, setting: TalksSetting) -> PreparedTalks:
    """Return the room for talks with certain shocks, from the cache where it has been asked before."""
    return _room(opened.model, state.desk().question, setting.happening)


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


def many_job(
    opened: Opened, setting: TalksSetting, runs: int, slot: str
) -> PooledJob[tasks.TalksSummary]:
    """Return the work on many talks, one of this visitor's two."""
    return pooled_job(f"talks_{slot}", tasks.many_talks, opened.case, setting, runs)


def names(scenario: Scenario) -> Mapping[str, str]:
    """Return the parties' names."""
    return {id: party.name for id, party in scenario.parties.items()}
