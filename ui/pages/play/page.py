"""Play: a person takes one side of the talks, and sees the other only when they are over."""

from dataclasses import replace

import streamlit as st

from simulator.errors import SimulatorError
from simulator.glossary import define
from simulator.scenario.editing import EditError
from simulator.scenario.scenario import Scenario
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.plan import scheduled
from ui.cache.engine import Opened
from ui.pages.play import debrief, table
from ui.session import page_state
from ui.session.play import (
    LARGEST_SEED,
    PlaySetting,
    begin_game,
    restore,
    session,
    to_redraw,
    usual,
    write_code,
)
from ui.session.talks import names
from ui.shell import begin
from ui.text import plain

CLOCKS = {0: "Off", 30: "30 seconds", 60: "1 minute", 120: "2 minutes", 300: "5 minutes"}
MOST_ROUNDS = 40
"""Rounds to choose from; a scenario may ask for more."""


def page() -> None:
    """Draw the page."""
    opened = begin(blind=True)
    problem = restore(opened)
    if problem:
        st.warning(plain(problem), icon=":material/info:")
    to_redraw()
    now = session()
    if now is None:
        _sit_down(opened)
        return
    write_code(now)
    if now.game.over:
        debrief.draw(opened, now)
    else:
        table.draw(now)


def _sit_down(opened: Opened) -> None:
    """Let the visitor choose a side, an opponent, and how the talks are held."""
    st.title("Negotiate it yourself")
    st.markdown(
        "Play one side against the computer. You get your own side's brief: what it wants, and how well it "
        "would do without a deal. Offers go back and forth until someone accepts, walks out, or time is up. "
        "Then you see both sides: what each really wanted, and what you left on the table.",
        help=define("Utility", "Reservation value"),
    )
    st.info(
        "The other pages show both sides. To play blind, do not look at them until you are done.",
        icon=":material/visibility_off:",
    )
    setting = _choices(opened.scenario)
    st.button(
        "Start",
        type="primary",
        icon=":material/chair:",
        key="play_start",
        on_click=_start,
        args=(opened, setting),
    )


def _start(opened: Opened, setting: PlaySetting) -> None:
    try:
        begin_game(opened, setting)
    except (SimulatorError, EditError) as error:
        page_state.notify(str(error))


def _choices(scenario: Scenario) -> PlaySetting:
    filed = usual(scenario)
    parties = list(scenario.parties)
    with st.container(border=True, key="play_setting"):
        person = st.radio(
            "You negotiate for",
            parties,
            index=parties.index(filed.person),
            key="play_person",
            format_func=lambda id: plain(_side(scenario, id)),
            horizontal=True,
        )
        level = st.radio(
            "Your opponent" if len(parties) == 2 else "Your opponents",
            list(OPPONENTS),
            index=list(OPPONENTS).index(filed.level),
            key="play_level",
            format_func=lambda id: OPPONENTS[id].label,
            captions=[opponent.description for opponent in OPPONENTS.values()],
        )
        setting = replace(filed, person=str(person), level=str(level))
        with st.expander("Rules of the talks"):
            first, second = st.columns(2)
            with first:
                setting = _order(scenario, setting)
            with second:
                return _surprises(scenario, setting)


def _order(scenario: Scenario, filed: PlaySetting) -> PlaySetting:
    """Let the visitor choose how long the talks are, who begins, and the table."""
    parties, called = list(scenario.parties), names(scenario)
    rounds = st.slider(
        "Deadline (rounds)",
        1,
        max(MOST_ROUNDS, filed.rounds),
        filed.rounds,
        key="play_rounds",
        help="A round is one offer and its answer; the sides take turns.",
    )
    opens = st.selectbox(
        "Who makes the first offer",
        parties,
        index=parties.index(filed.opens),
        key="play_opens",
        format_func=called.__getitem__,
    )
    seed = st.number_input(
        "Table number",
        0,
        LARGEST_SEED,
        filed.seed,
        key="play_seed",
        help="Fixes everything that is left to chance. The same number, settings and moves give "
        "the same game, so that a class can compare.",
    )
    return replace(filed, rounds=int(rounds), opens=str(opens), seed=int(seed))


def _surprises(scenario: Scenario, filed: PlaySetting) -> PlaySetting:
    """Let the visitor choose what may come from outside: the clock, those at home, and chance."""
    clock = st.selectbox(
        "Clock for each of your turns",
        list(CLOCKS),
        key="play_clock",
        format_func=CLOCKS.__getitem__,
        help="At zero the offer that your controls show is sent; if no further offer can be "
        "made, your answer is no.",
    )
    home = st.toggle(
        "Ratification at home",
        True,
        key="play_home",
        disabled=not _others(scenario),
        help="Once the negotiators agree, everyone else whose consent is needed accepts or "
        "refuses, each by chance: the better the deal for them, the likelier they accept.",
    )
    breaks = st.toggle(
        "The talks may break down",
        True,
        key="play_breaks",
        disabled=not _breakable(scenario),
        help="After each refusal, with the chance that the scenario gives.",
    )
    events = st.toggle(
        "Events during the talks",
        True,
        key="play_events",
        disabled=not scheduled(scenario),
        help="The events that the scenario has planned. You are told when one happens.",
    )
    return replace(
        filed,
        clock=int(clock or 0),
        home=bool(home) and _others(scenario),
        breaks=bool(breaks),
        events=bool(events),
    )


def _breakable(scenario: Scenario) -> bool:
    breakdown = scenario.talks.breakdown
    return breakdown is not None and breakdown.value > 0


def _others(scenario: Scenario) -> bool:
    """Tell whether anyone besides the leaders has to agree."""
    return len(scenario.voters) > len(scenario.parties)


def _side(scenario: Scenario, party: str) -> str:
    name, lead = scenario.parties[party].name, scenario.players[scenario.parties[party].lead].name
    return name if lead == name else f"{name} ({lead})"
