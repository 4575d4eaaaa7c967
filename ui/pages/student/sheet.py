"""What a student reads: the introduction that all have, one's own brief, the way back."""

import streamlit as st

from classroom.service.codes import shown
from classroom.service.people import StudentView
from simulator.explain.brief import brief_text, introduction_text
from simulator.formatting import listed, mentioned, percent
from ui.charts.played import priorities
from ui.components.plot import plot
from ui.pages.play import brief as play_brief
from ui.session import student
from ui.shell import presenting
from ui.text import plain


def introduction(view: StudentView) -> None:
    """Say what the class is about."""
    scenario = student.scenario_of(view.live)
    st.header(plain(scenario.title))
    for text in introduction_text(scenario).splitlines():
        if text:
            st.markdown(plain(text))


def brief(view: StudentView) -> None:
    """Draw what the student's side is told about itself."""
    scenario, party = student.scenario_of(view.live), str(view.person.party)
    own = student.own_brief(view)
    words = view.live.settings.briefs.get(party) or brief_text(scenario, party)
    for text in introduction_text(scenario).splitlines():
        if text:
            st.markdown(plain(text))
    lines = [line for line in words.splitlines() if line]
    play_brief.sheet(own, party, lines, scenario.voters_at_home(party))
    if view.live.settings.open_book:
        _others(view, party)


def _others(view: StudentView, party: str) -> None:
    """Lay open what the others want, where the teacher has decided so."""
    scenario = student.scenario_of(view.live)
    for side, (id, other) in enumerate(
        ((id, other) for id, other in scenario.parties.items() if id != party), 1
    ):
        theirs = student.party_brief(view.live, id)
        drawn = [
            (scenario.issues[term.issue].name, term.weight)
            for term in theirs.terms
            if term.weight > 0
        ]
        st.markdown(
            f"**{plain(other.name)}** knows your numbers, and you know theirs. "
            f"Their reservation value is {theirs.none:.2f}."
        )
        plot(
            priorities(drawn, f"Priorities of {mentioned(other.name)}", presenting(), side),
            key=f"seat_priorities:{id}",
            alt=f"The priorities of {mentioned(other.name)}: "
            + listed(f"{name} {percent(weight)}" for name, weight in drawn),
        )


def way_back(view: StudentView) -> None:
    """Tell how to come back on another device."""
    with st.expander("Continue on another device", icon=":material/devices:"):
        st.markdown(
            "This page's address brings you back here, also on another device: keep it to yourself. "
            "Or type on the join page:"
        )
        st.markdown(
            f"Class code **{shown(view.live.code)}** · your own code **{shown(student.own_code())}**"
        )
