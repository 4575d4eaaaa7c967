"""The frontier of a space that is not gone through deal by deal: merged, or a part of it."""

from math import isqrt

import numpy as np

from simulator.arrays import IntArray
from simulator.bargaining.pareto import merge
from simulator.errors import FrontierError
from simulator.limits import COMPARED, MULTIPLIED
from simulator.preferences.blocks import Blocks
from simulator.preferences.preference_arrays import Preferences
from simulator.randomness import ONCE

PART = 2048
"""Deals of a frontier that is too wide to be followed, at the most."""
AIMED = 96
"""Of these, how many are sought nearer and nearer to what leaves everyone above no deal."""
STEP = 4.0
"""How fast the weight of whoever is worst off rises."""


def frontier_or_part(preferences: Preferences, ids: tuple[str, ...]) -> tuple[IntArray, bool]:
    """Return the frontier between some players, and whether it is but a part of it."""
    try:
        return merged_frontier(preferences, ids), False
    except FrontierError:
        return _part(preferences, ids), True


def merged_frontier(preferences: Preferences, ids: tuple[str, ...]) -> IntArray:
    """Merge the frontier between some players, as positions of shape (n_deals, n_issues).

    Raises
    ------
    FrontierError
        If it is too wide.
    """
    blocks = Blocks(preferences, ids)
    return blocks.positions(merge(blocks.worth).choices)


def _part(preferences: Preferences, ids: tuple[str, ...]) -> IntArray:
    """Find deals that are best for some weights of the players, shape (n_deals, n_issues).

    Weights are equal, nearly all on one player, even draws of all weights, and those that the
    shortfall of whoever is worst off raises step by step (multiplicative weights).
    """
    blocks, parties = Blocks(preferences, ids), len(ids)
    options = sum(map(len, blocks.worth))
    most = int(np.clip(MULTIPLIED // (options * parties), 2 * parties, PART))
    rng = np.random.default_rng(ONCE)
    weights = np.concatenate(
        [
            np.ones((1, parties)) / parties,
            np.eye(parties) + 1e-6,
            rng.dirichlet(np.ones(parties), most),
        ]
    )
    chosen = [blocks.best(weights)]
    floor = np.array([preferences.players[id].reservation for id in ids])
    aimed = np.ones(parties) / parties
    for _ in range(min(AIMED, most)):
        chosen.append(blocks.best(aimed[None, :]))
        gains = blocks.utilities(chosen[-1])[0] - floor
        aimed = aimed * np.exp(-STEP * gains)
        aimed /= aimed.sum()
    return np.unique(blocks.positions(np.concatenate(chosen)), axis=0)


def thinned_frontier(preferences: Preferences, ids: tuple[str, ...]) -> IntArray:
    """Merge as `merged_frontier` does, with as many sums as there is room for to compare them all."""
    blocks = Blocks(preferences, ids)
    most = isqrt(COMPARED // (2 * len(ids) * len(blocks.worth)))
    return blocks.positions(merge(blocks.worth, most).choices)
