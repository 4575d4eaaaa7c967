"""Talks: how the parties would get to a deal, or not; one negotiation watched, or thousands."""

import streamlit as st

from simulator.errors import ScenarioError
from simulator.formatting import mentioned
from simulator.glossary import define
from simulator.scenario.base import Range
from simulator.scenario.editing import EditError
from simulator.scenario.scenario import Scenario
from simulator.scenario.talks import Shock
from simulator.simulation.acceptance_strategies import ACCEPTS
from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.bidding.strategy import Accepts
from simulator.simulation.plan import TalksError
from ui.components.controls import choose_view, columns_by_row, meaning
from ui.components.learning import answers_known
from ui.pages.talks import equilibrium, one, real_path, tournament
from ui.pages.talks import many as talks_many
from ui.session import state
from ui.session.talks import TalksSetting, as_filed, names
from ui.shell import begin
from ui.text import plain

VIEWS = {
    "one": ("Watch one", one.draw),
    "many": ("Simulate many", talks_many.draw),
    "tournament": ("Tournament", tournament.draw),
    "equilibrium": ("Equilibrium", equilibrium.draw),
    "real_path": ("What really happened", real_path.draw),
}
# The first by name, not None: a box that may be empty offers to be emptied.
ANSWERS = {
    "strategy": "The strategy’s default",
    "next_offer": "Accepts what beats its own next offer",
    "aspiration": "Accepts what it asks for by then, and no less",
    "model": "Accepts by chance, with its likely acceptance",
}
MOST_ROUNDS = 60
"""Rounds to choose from; a scenario may ask for more."""


def page() -> None:
    """Draw the page."""
    opened = begin()
    st.title("How the talks would run")
    st.markdown(
        "The sides take turns: one makes an offer, the other accepts or refuses, until the deadline. Choose "
        "each side's concession strategy and the events; everything else comes from the scenario and is "
        "drawn from its ranges.",
        help=define(
            "Concession strategy", "Round-robin tournament", "Equilibrium of alternating offers"
        ),
    )
    answers_known(opened)
    setting = _setting(opened.scenario)
    draw = choose_view(VIEWS, "talks_view")
    try:
        draw(opened, setting)
    except (TalksError, EditError, ScenarioError) as error:
        st.error(plain(str(error)))


def _key(name: str) -> str:
    """Name a control; each scenario has its own."""
    now = state.desk()
    return f"talks:{now.scenario}:{name}"


def _setting(scenario: Scenario) -> TalksSetting:
    filed = as_filed(scenario)
    with st.container(border=True, key="talks_setting"):
        tactics, patience, accepts = [], [], []
        columns = columns_by_row(len(filed.tactics), 2)
        for column, (party, tactic) in zip(columns, filed.tactics, strict=False):
            with column:
                tactics.append((party, _tactic(scenario, party, tactic)))
                rule = _answers(scenario, party)
                if rule is not None:
                    accepts.append((party, rule))
                patience.append((party, _patience(scenario, party)))
        rounds, breakdown, opens = st.columns(3)
        with rounds:
            many = _rounds(scenario, filed.rounds)
        with breakdown:
            breaks = _breakdown(scenario)
        with opens:
            first = _opens(scenario, filed.opens)
        shocks = _shocks(scenario, dict(filed.shocks), many)
    changed = [(party, value) for party, value in patience if value is not None]
    return TalksSetting(many, first, tuple(tactics), tuple(changed), breaks, shocks, tuple(accepts))


def _tactic(scenario: Scenario, party: str, filed: str) -> str:
    key = _key(f"tactic:{party}")
    name = plain(mentioned(names(scenario)[party]))
    chosen = st.selectbox(
        f"Concession strategy of {name}",
        list(STRATEGIES),
        index=list(STRATEGIES).index(filed),
        key=key,
        format_func=lambda id: STRATEGIES[id].label,
        persist_state="session",
    )
    st.caption(STRATEGIES[chosen].description)
    return str(chosen)


def _answers(scenario: Scenario, party: str) -> Accepts | None:
    """Let the visitor say how a side answers offers; None where its strategy decides."""
    chosen = st.selectbox(
        f"How {plain(mentioned(names(scenario)[party]))} responds",
        list(ANSWERS),
        key=_key(f"answers:{party}"),
        format_func=ANSWERS.__getitem__,
        persist_state="session",
    )
    return next((rule for rule in ACCEPTS if rule == chosen), None)


def _patience(scenario: Scenario, party: str) -> float | None:
    lead = scenario.players[scenario.parties[party].lead]
    in_file = lead.patience
    return _moved(
        f"Patience of {plain(mentioned(lead.name))}",
        f"patience:{party}",
        in_file or Range(value=1.0),
        define("Patience") + ("\n\n" + meaning(scenario, in_file) if in_file else ""),
        50,
    )


def _breakdown(scenario: Scenario) -> float | None:
    in_file = scenario.talks.breakdown
    return _moved(
        "Chance of a breakdown",
        "breakdown",
        in_file or Range(value=0.0),
        "After each refusal the talks may break off for good."
        + ("\n\n" + meaning(scenario, in_file) if in_file else ""),
        0,
        50,
    )


def _moved(
    label: str, name: str, in_file: Range, text: str, least: int, most: int = 100
) -> float | None:
    """Draw a slider in percent; None while it stands where the scenario has it, range and all."""
    filed = min(max(round(100 * in_file.value), least), most)
    value = st.slider(
        label,
        least,
        most,
        filed,
        key=_key(name),
        format="%d %%",
        help=text,
        persist_state="session",
    )
    return None if value == filed else value / 100


def _rounds(scenario: Scenario, filed: int) -> int:
    in_file = scenario.talks.rounds
    return int(
        st.slider(
            "Deadline (rounds)",
            1,
            max(MOST_ROUNDS, filed),
            filed,
            key=_key("rounds"),
            help="The talks fail if no offer has been accepted by then."
            + ("\n\n" + meaning(scenario, in_file) if in_file else ""),
            persist_state="session",
        )
    )


def _opens(scenario: Scenario, filed: str) -> str:
    in_file = scenario.talks.opens
    parties = list(scenario.parties)
    return str(
        st.selectbox(
            "Who makes the first offer",
            parties,
            index=parties.index(filed),
            key=_key("opens"),
            format_func=lambda id: names(scenario)[id],
            help=meaning(scenario, in_file) if in_file else None,
            persist_state="session",
        )
    )


def _shocks(scenario: Scenario, filed: dict[str, int], rounds: int) -> tuple[tuple[str, int], ...]:
    """Let the visitor choose what happens during the talks, and when."""
    known = scenario.talks.shocks
    if not known:
        return ()
    happening = []
    with st.expander(f"Events during the talks ({len(known)} to choose from)"):
        for id, shock in known.items():
            at = _shock(scenario, id, shock, filed.get(id), rounds)
            if at is not None:
                happening.append((id, at))
    return tuple(happening)


def _shock(scenario: Scenario, id: str, shock: Shock, filed: int | None, rounds: int) -> int | None:
    switch, when = st.columns([3, 2], vertical_alignment="center")
    with switch:
        on = st.toggle(
            plain(shock.label),
            filed is not None,
            key=_key(f"shock:{id}"),
            help=meaning(scenario, shock, shock.description),
            persist_state="session",
        )
    if not on:
        return None
    if rounds == 1:
        return 1
    with when:
        return int(
            st.slider(
                f"From round: {plain(shock.label)}",
                1,
                rounds,
                min(filed or max(1, rounds // 2), rounds),
                key=_key(f"shock_round:{id}:{rounds}"),
                label_visibility="collapsed",
                persist_state="session",
            )
        )
