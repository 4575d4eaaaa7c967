"""Games that textbooks begin with, to be shown and changed."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from simulator.games.game import Game


def _game(strategies: tuple[str, ...], first: object, second: object) -> Game:
    return Game(("Row", "Column"), (strategies, strategies), np.array([first, second], dtype=float))


TEXTBOOK: Mapping[str, Game] = MappingProxyType(
    {
        "Prisoner's dilemma": _game(("Cooperate", "Defect"), [[3, 0], [5, 1]], [[3, 5], [0, 1]]),
        "Chicken": _game(("Stand firm", "Give way"), [[0, 7], [2, 6]], [[0, 2], [7, 6]]),
        "Battle of the sexes": _game(("Opera", "Football"), [[2, 0], [0, 1]], [[1, 0], [0, 2]]),
        "Stag hunt": _game(("Stag", "Hare"), [[4, 0], [3, 3]], [[4, 3], [0, 3]]),
        "Matching pennies": _game(("Heads", "Tails"), [[1, -1], [-1, 1]], [[-1, 1], [1, -1]]),
        "Rock, paper, scissors": _game(
            ("Rock", "Paper", "Scissors"),
            [[0, -1, 1], [1, 0, -1], [-1, 1, 0]],
            [[0, 1, -1], [-1, 0, 1], [1, -1, 0]],
        ),
    }
)
