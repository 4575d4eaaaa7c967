"""What is said below a player's reasons: how a body votes on the deal, and which red lines it crosses."""

import streamlit as st

from simulator.acceptance.evaluation import PlayerView, VoteView
from simulator.explain.deal import ranged, voting
from simulator.formatting import capital, percent
from simulator.scenario.players import Player
from ui.text import plain


def show_notes(player: Player, view: PlayerView) -> None:
    """Show a body's share of yes, all of it and group by group, and the lines that the deal crosses."""
    if view.vote is not None:
        _show_vote(player, view.vote)
    for id in view.crossed:
        line = player.lines[id]
        st.caption(
            f":material/block: Crosses a red line: {plain(line.label)} "
            f"({percent(line.firmness.value)} likely to be real)"
        )


def _show_vote(player: Player, vote: VoteView) -> None:
    shares = "; ".join(
        f"{plain(player.groups[id].label)} {ranged(group.share)}"
        for id, group in vote.groups.items()
    )
    st.caption(
        f":material/how_to_vote: {capital(voting(vote))}. Share of yes by group: {shares}. "
        "What the terms add is the mean over the members."
    )
