"""Games solved once for everybody who looks at the same payoffs."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st

from simulator.explain import games
from simulator.games.dominance import dominated, eliminated
from simulator.games.equilibria import equilibria
from simulator.games.game import Game
from simulator.games.quantal_response import Branch, quantal_response

GAMES_KEPT = 32


@dataclass(frozen=True)
class Solved:
    """A game and what follows from it, each part worked out when it is first asked for."""

    game: Game

    @cached_property
    def follows(self) -> list[str]:
        """Dominance and every equilibrium, in words."""
        game = self.game
        return [*games.dominance(game, dominated(game)), *games.equilibria(game, equilibria(game))]

    @cached_property
    def steps(self) -> list[str]:
        """What is eliminated in turn, and the best replies, in words."""
        return [*games.elimination(self.game, eliminated(self.game)), *games.replies(self.game)]

    @cached_property
    def branch(self) -> Branch:
        """The quantal response."""
        return quantal_response(self.game)


def solved(game: Game) -> Solved:
    """Return a game's solution, kept for whoever asks again."""
    return _solved(game.players, game.strategies, game.payoffs.tobytes())


@st.cache_resource(max_entries=GAMES_KEPT, show_spinner=False)
def _solved(
    players: tuple[str, ...], strategies: tuple[tuple[str, ...], ...], payoffs: bytes
) -> Solved:
    shape = (len(players), *map(len, strategies))
    return Solved(Game(players, strategies, np.frombuffer(payoffs).reshape(shape)))
