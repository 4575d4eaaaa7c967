"""Game table: stances against stances, for oneself or for a lecture."""

from zlib import crc32

import numpy as np
import pandas as pd
import streamlit as st

from simulator.errors import GameError
from simulator.games.game import Game, best_replies, stable
from simulator.games.quantal_response import Branch
from simulator.games.textbook import TEXTBOOK
from simulator.same_names import told_apart
from simulator.wording import percent
from ui.charts.payoff_table import PayoffTable, payoff_table
from ui.charts.quantal_response import quantal_response_chart
from ui.engine import Opened
from ui.frame import begin, presenting
from ui.games import solved
from ui.plot import plot
from ui.text import plain

OWN = "own"
SEEN = 20
"""Up to which λ is drawn, per range of the payoffs: there, the better of two is all but sure."""


def page() -> None:
    """Draw the page."""
    found = begin()
    st.title("Game table")
    st.markdown(
        "Each side chooses how much to ask without knowing what the other chooses. **Underlined**: the best "
        "that this side can do against the other's choice. **Framed**: an equilibrium, where nobody gains by "
        "changing alone."
    )
    game = _chosen(found)
    if game is None:
        st.info(
            "No deal leaves everybody at least as well off as no deal, so there are no stances to compare "
            "(or there are more than three parties)."
        )
        return
    try:
        game = _changed(game)
    except GameError as error:
        st.error(plain(str(error)))
        return
    _table(game)
    _explained(game)
    st.fragment(_quantal)(game)


def _chosen(found: Opened) -> Game | None:
    """Let the visitor choose between the scenario's game and textbook ones."""
    name = st.selectbox(
        "Game",
        [OWN, *TEXTBOOK],
        key="game",
        format_func=lambda id: "This negotiation's stances" if id == OWN else id,
        persist_state="session",
        width=420,
        help="The open scenario's, or one that textbooks begin with",
    )
    if name in TEXTBOOK:
        return TEXTBOOK[name]
    own = found.stances
    if own is None:
        return None
    with st.expander("What the stances ask for"):
        for party, stances in own.stances.items():
            st.markdown(f"**{plain(found.scenario.parties[party].name)}**")
            for stance, asked in zip(stances.values(), own.demands[party], strict=True):
                why = plain(stance.assumption or ", ".join(stance.source))
                st.markdown(
                    f"- **{plain(stance.label)}** (worth at least {asked:.2f}): "
                    f"{plain(stance.description)} :gray[{why}]",
                    help=plain(f"Sources: {', '.join(stance.source)}") if stance.source else None,
                )
        st.caption(
            "Worth is from 0 to 1. Where demands can be met, a combination counts for the deal that Nash's "
            "solution picks among those that meet them, times the chance that everyone accepts it, and for "
            "no deal otherwise. Where they clash, for no deal."
        )
    return own.game


def _changed(game: Game) -> Game:
    """Let every payoff be changed, one table for each player."""
    payoffs = game.payoffs.copy()
    with st.expander("Change the payoffs"):
        shown = _slices(game, "Change it where")
        for n, player in enumerate(game.players):
            st.markdown(f"Worth to **{plain(player)}**")
            rows, columns = map(told_apart, game.strategies[:2])
            frame = pd.DataFrame(np.round(payoffs[n][shown], 3), index=rows, columns=columns)
            edited = st.data_editor(
                frame,
                key=f"payoffs:{st.session_state.get('game')}:{n}:{shown[2:]}:{crc32(game.payoffs.tobytes())}",
                num_rows="fixed",
                disabled=["_index"],
            )
            moved = edited.to_numpy(dtype=float) != frame.to_numpy(dtype=float)
            payoffs[n][shown] = np.where(moved, edited.to_numpy(dtype=float), payoffs[n][shown])
    return Game(game.players, game.strategies, payoffs)


def _slices(game: Game, label: str) -> tuple[slice | int, ...]:
    """Return which table of the game is shown: with three players, one choice of the third."""
    both = (slice(None), slice(None))
    if len(game.players) == 2:
        return both
    third = st.segmented_control(
        f"{label} {plain(game.players[2])} takes",
        range(game.counts[2]),
        default=0,
        format_func=lambda at: plain(game.strategies[2][at]),
        required=True,
    )
    return (*both, int(third or 0))


def _table(game: Game) -> None:
    shown = _slices(game, "Shown where")
    plot(
        payoff_table(
            PayoffTable(
                game.players,
                game.strategies[0],
                game.strategies[1],
                game.payoffs[(slice(None), *shown)],
                best_replies(game)[(slice(None), *shown)],
                stable(game)[shown],
            ),
            presenting(),
        ),
        key="payoff_table",
        alt="What each combination of strategies is worth to each player, equilibria framed.",
    )
    st.caption(
        "In each cell: worth to "
        + ", then ".join(plain(name) for name in game.players)
        + ". The darker, the better for the one it is worse for. Equilibria by chance stand below."
    )


def _explained(game: Game) -> None:
    st.subheader("What follows")
    found = solved(game)
    for sentence in found.follows:
        st.markdown(f"- {plain(sentence)}")
    with st.expander("Step by step"):
        for sentence in found.steps:
            st.markdown(f"- {plain(sentence)}")


def _quantal(game: Game) -> None:
    st.subheader("If they do not always take the best")
    branch = solved(game).branch
    most = float(f"{SEEN / game.spans.max():.2g}")
    st.markdown(
        "People see large differences and miss small ones. At λ = 0 they take anything with the same chance; "
        "the larger λ, the more surely what is better. The lines lead to an equilibrium."
    )
    at = st.slider("λ: how clearly differences are seen", 0.0, most, most / 4, key=f"lambda:{most}")
    plot(
        quantal_response_chart(
            branch.precision,
            branch.chances,
            list(zip(game.players, game.strategies, strict=True)),
            (at, most),
            presenting(),
        ),
        key="quantal_response",
        alt="The chance of each strategy as differences are seen more clearly.",
    )
    _chances(game, branch, at)


def _chances(game: Game, branch: Branch, at: float) -> None:
    for player, labels, own in zip(game.players, game.strategies, branch.at(at), strict=True):
        taken = ", ".join(
            f"{plain(label)} {percent(float(chance))}"
            for label, chance in zip(labels, own, strict=True)
        )
        st.markdown(f"**{plain(player)}**: {taken}")
