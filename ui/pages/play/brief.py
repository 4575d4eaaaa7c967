"""The private brief: what one's own side wants, and nothing of anybody else."""

from collections.abc import Sequence

import streamlit as st

from simulator.explain.brief import brief_text
from simulator.formatting import listed, percent
from simulator.glossary import define
from simulator.scenario.deals import options
from simulator.simulation.human.brief import Brief, BriefTerm, brief
from ui.charts.played import priorities
from ui.components.controls import short_option
from ui.components.plot import plot
from ui.session.play import Session
from ui.shell import presenting
from ui.text import plain

MOST_AMOUNTS = 6
"""How many of an amount's steps are listed, evenly spread."""


def draw(now: Session) -> None:
    """Draw the brief of the visitor's side."""
    own, table, scenario = now.brief, now.game.table, now.game.phase.scenario
    words = [line for line in brief_text(scenario, table.person).splitlines() if line]
    home = scenario.voters_at_home(table.person) if table.plan.ratified else []
    sheet(own, table.person, words, home)


def sheet(own: Brief, side: str, words: Sequence[str], home: Sequence[str]) -> None:
    """Draw what a side knows about itself.

    Parameters
    ----------
    side
        A party.
    words
        Its goals, paragraph by paragraph.
    home
        Others of the same side who must agree too.
    """
    scenario = own.model.scenario
    party, player = scenario.parties[side], scenario.players[own.player]
    st.markdown(f"You are **{plain(player.label)}**, for **{plain(party.label)}**.")
    for text in words:
        st.markdown(plain(text))
    st.markdown(
        f"**Your aim:** a deal that is better for you than no deal, by as much as you can get. Your utility "
        "runs from 0 (the worst possible deal for you) to 1 (the best). **Without a deal it is "
        f"{own.none:.2f}, your reservation value.**",
        help=define("Reservation value", "Priority", "Red line"),
    )
    left, right = st.columns(2)
    with left:
        drawn = [
            (scenario.issues[term.issue].name, term.weight) for term in own.terms if term.weight > 0
        ]
        plot(
            priorities(drawn, "Your priorities", presenting()),
            key="play_priorities",
            alt="Your priority for each term: "
            + listed(f"{name} {percent(weight)}" for name, weight in drawn),
        )
    with right:
        _list(
            "Without a deal",
            [
                f"{plain(scenario.futures[id].label)} ({percent(chance)} likely): utility {worth:.2f}"
                for id, (worth, chance) in own.futures.items()
            ],
        )
        _red_lines(own)
        _home(own, home)
    _options(own)


def _options(own: Brief) -> None:
    """Tabulate what every option of every term is worth."""
    with st.expander("The value of each option to you"):
        st.caption(
            "From 0, your worst option for that term, to 1, your best. The most important term comes first."
        )
        lines = ["| Term | Your priority | Options, each with its value to you |", "|---|---|---|"]
        for term in sorted(own.terms, key=lambda term: -term.weight):
            lines.append(_line(own, term))
        st.markdown("\n".join(lines))


def _line(own: Brief, term: BriefTerm) -> str:
    issue = own.model.scenario.issues[term.issue]
    choices = options(issue)
    step = max(1, -(-(len(choices) - 1) // (MOST_AMOUNTS - 1)))
    places = range(len(choices))
    if issue.kind == "continuous":
        places = sorted({*range(0, len(choices), step), len(choices) - 1})  # type: ignore[assignment]
    values = " · ".join(
        f"{plain(short_option(issue, choices[k]))} **{term.worth[k]:.2f}**" for k in places
    )
    worth = values if term.weight > 0 else "does not matter to you"
    return f"| {plain(issue.name)} | {percent(term.weight)} | {worth} |"


def _list(head: str, lines: list[str]) -> None:
    if lines:
        st.markdown("\n".join([f"**{head}**\n", *(f"- {line}" for line in lines)]))


def _red_lines(own: Brief) -> None:
    lines = own.model.scenario.players[own.player].red_lines
    how = {True: "you mean it", False: "you say so, but you could live with crossing it"}
    _list(
        "Your red lines",
        [f"{plain(lines[id].label)}: {how[meant]}" for id, meant in own.red_lines.items()],
    )


def _home(own: Brief, home: Sequence[str]) -> None:
    """Say who else on one's own side must agree, and what matters to them most."""
    scenario, lines = own.model.scenario, []
    for id in home:
        theirs = brief(own.model, id)
        first = sorted(theirs.terms, key=lambda term: -term.weight)[:3]
        most = listed(plain(scenario.issues[term.issue].name) for term in first if term.weight > 0)
        lines.append(
            f"{plain(scenario.players[id].label)}: cares most about {most}; reservation value "
            f"{theirs.none:.2f}"
        )
    _list("Whose consent you also need at home", lines)
    players = scenario.parties[scenario.party_of[own.player]].players.values()
    _list(
        "Who watches at home, without a vote",
        [plain(player.label) for player in players if not player.votes],
    )
