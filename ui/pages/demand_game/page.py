"""Demand game: stances against stances, for oneself or for a lecture."""

from zlib import crc32

import numpy as np
import pandas as pd
import streamlit as st

from simulator.errors import GameError
from simulator.explain.stances import settled_on_record
from simulator.formatting import mentioned, percent
from simulator.games.game import Game, best_replies, stable
from simulator.games.quantal_response import Branch
from simulator.games.textbook import TEXTBOOK
from simulator.glossary import define
from simulator.scenario.same_names import told_apart
from ui.cache.engine import Opened
from ui.cache.games import solved
from ui.cache.turns import in_turn
from ui.charts.payoff_table import PayoffTable, payoff_table
from ui.charts.quantal_response import quantal_response_chart
from ui.components.plot import plot
from ui.shell import begin, presenting
from ui.text import plain

OWN = "own"
SEEN = 20
"""Up to which λ is drawn, per range of the payoffs: there, the better of two is nearly certain."""


def page() -> None:
    """Draw the page."""
    opened = begin()
    st.title("Demand game")
    st.markdown(
        "Each side chooses how much to demand without knowing what the other chooses. **Underlined**: a best "
        "response to the other's choice. **Framed**: a Nash equilibrium in pure strategies, where nobody "
        "gains by changing alone.",
        help=define(
            "Demand game", "Best response", "Nash equilibrium", "Mixed strategy", "Dominated"
        ),
    )
    game = _chosen(opened)
    if game is None:
        st.info(
            "There are no stances to compare: either there is no ZOPA, or there are more than three parties."
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


def _chosen(opened: Opened) -> Game | None:
    """Let the visitor choose between the scenario's game and textbook ones."""
    name = st.selectbox(
        "Game",
        [OWN, *TEXTBOOK],
        key="game",
        format_func=lambda id: "This negotiation's stances" if id == OWN else id,
        persist_state="session",
        width=420,
        help="The game of the open scenario, or a classic of the textbooks",
    )
    if name in TEXTBOOK:
        return TEXTBOOK[name]
    own = opened.demand_game
    if own is None:
        return None
    with st.expander("What the stances demand"):
        for party, stances in own.stances.items():
            st.markdown(f"**{plain(opened.scenario.parties[party].name)}**")
            for stance, demand in zip(stances.values(), own.demands[party], strict=True):
                why = plain(stance.assumption or ", ".join(stance.source))
                st.markdown(
                    f"- **{plain(stance.label)}** (utility of at least {demand:.2f}): "
                    f"{plain(stance.description)} :gray[{why}]",
                    help=plain(f"Sources: {', '.join(stance.source)}") if stance.source else None,
                )
        st.caption(
            "Utilities run from 0 to 1. Where all demands can be met, the payoff is that of the deal that "
            "the Nash solution picks among those that meet them, weighted by the chance that everyone "
            "accepts it, and of no deal otherwise. Where the demands clash, it is that of no deal."
        )
    for sentence in settled_on_record(opened.model, opened.survey, own):
        st.caption(plain(sentence))
    return own.game


def _changed(game: Game) -> Game:
    """Let every payoff be changed, one table for each player."""
    payoffs = game.payoffs.copy()
    with st.expander("Change the payoffs"):
        shown = _slices(game, "Change the payoffs where")
        for n, player in enumerate(game.players):
            st.markdown(f"Payoffs of **{plain(player)}**")
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
        f"{label} {plain(mentioned(game.players[2]))} chooses",
        range(game.counts[2]),
        default=0,
        format_func=lambda at: plain(game.strategies[2][at]),
        required=True,
    )
    return (*both, int(third or 0))


def _table(game: Game) -> None:
    shown = _slices(game, "Show the payoffs where")
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
        alt="The payoffs of each combination of strategies, with pure equilibria framed.",
    )
    st.caption(
        "In each cell: the payoff of "
        + ", then of ".join(plain(mentioned(name)) for name in game.players)
        + ". The stronger the colour, the better the combination for whoever gets least from it. Mixed "
        "equilibria are listed below."
    )


def _explained(game: Game) -> None:
    st.header("Solution")
    solution = solved(game)
    for sentence in solution.follows:
        st.markdown(f"- {plain(sentence)}")
    with st.expander("Step by step"):
        for sentence in solution.steps:
            st.markdown(f"- {plain(sentence)}")


@in_turn()
def _quantal(game: Game) -> None:
    st.header("Quantal response", help=define("Quantal response"))
    branch = solved(game).branch
    most = float(f"{SEEN / game.spans.max():.2g}")
    st.markdown(
        "People rarely miss a large difference but often miss a small one. At λ = 0 they choose every "
        "strategy with the same chance; the larger λ, the more reliably they choose the better one. As λ "
        "grows, the lines lead to a Nash equilibrium."
    )
    at = st.slider(
        "Precision λ: how reliably the better strategy is chosen",
        0.0,
        most,
        most / 4,
        key=f"lambda:{most}",
    )
    plot(
        quantal_response_chart(
            branch.precision,
            branch.chances,
            list(zip(game.players, game.strategies, strict=True)),
            (at, most),
            presenting(),
        ),
        key="quantal_response",
        alt="The chance of each strategy as the precision λ grows.",
    )
    _chances(game, branch, at)


def _chances(game: Game, branch: Branch, at: float) -> None:
    for player, labels, own in zip(game.players, game.strategies, branch.at(at), strict=True):
        taken = ", ".join(
            f"{plain(label)} {percent(float(chance))}"
            for label, chance in zip(labels, own, strict=True)
        )
        st.markdown(f"**{plain(player)}**: {taken}")
