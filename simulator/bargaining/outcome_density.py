"""All deals of a space, counted in the cells of a picture: what each is worth to two players."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.bargaining.survey import sample_positions
from simulator.limits import ENUMERABLE, SAMPLED
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import grid, utilities


@dataclass(frozen=True)
class OutcomeDensity:
    """How many deals fall into each cell.

    Attributes
    ----------
    edges
        Of the cells, on both axes, shape (n_cells + 1,), from 0 to 1.
    counts
        Deals per cell, first player's worth along the first axis, shape (n_cells, n_cells).
    """

    edges: FloatArray
    counts: IntArray


def outcome_density(model: Model, first: str, second: str, cells: int = 80) -> OutcomeDensity:
    """Count a space's deals by what they are worth to two players, at the estimates' values.

    Spaces beyond `limits.ENUMERABLE` are sampled.
    """
    players = [model.central.players[id] for id in (first, second)]
    if model.space.size <= ENUMERABLE:
        worth = [grid(model.space, player, np.float32) for player in players]
        if model.space.excluded is not None:
            worth = [utility[~model.space.excluded] for utility in worth]
    else:
        positions = sample_positions(model.central, SAMPLED)
        worth = [utilities(player, positions) for player in players]
    counts = np.zeros(cells * cells, dtype=np.intp)
    for start in range(0, len(worth[0]), SAMPLED):
        across, up = (
            np.clip((utility[start : start + SAMPLED] * cells).astype(np.int32), 0, cells - 1)
            for utility in worth
        )
        counts += np.bincount(across * np.int32(cells) + up, minlength=cells * cells)
    return OutcomeDensity(np.linspace(0, 1, cells + 1), counts.reshape(cells, cells))
