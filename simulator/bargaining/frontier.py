"""The frontier of a space that is not gone through deal by deal: merged, or a part of it."""

from math import isqrt

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.bargaining.pareto import merge
from simulator.errors import FrontierError
from simulator.limits import COMPARED, HELD, MULTIPLIED
from simulator.preferences.multilinear import multilinear
from simulator.preferences.preference_arrays import PlayerPreferences, Preferences
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
    blocks = _Blocks(preferences, ids)
    return blocks.positions(merge(blocks.worth).choices)


def _part(preferences: Preferences, ids: tuple[str, ...]) -> IntArray:
    """Find deals that are best for some weights of the players, shape (n_deals, n_issues).

    Weights are equal, nearly all on one player, even draws of all weights, and those that the
    shortfall of whoever is worst off raises step by step (multiplicative weights).
    """
    blocks, parties = _Blocks(preferences, ids), len(ids)
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
    blocks = _Blocks(preferences, ids)
    most = isqrt(COMPARED // (2 * len(ids) * len(blocks.worth)))
    return blocks.positions(merge(blocks.worth, most).choices)


class _Blocks:
    """The issues in groups that no interaction joins, and what their options are worth to some players."""

    def __init__(self, preferences: Preferences, ids: tuple[str, ...]) -> None:
        players = [preferences.players[id] for id in ids]
        self._issues = _coupled(players, len(preferences.space.counts))
        self._options = [_combinations(preferences, block) for block in self._issues]
        self.worth = [
            np.stack([_worth_of(player, block, options) for player in players], axis=1)
            for block, options in zip(self._issues, self._options, strict=True)
        ]

    def best(self, weights: FloatArray) -> IntArray:
        """Return the choices that are best for each row of weights, shape (n_rows, n_blocks)."""
        return np.stack([self._best(worth, weights) for worth in self.worth], axis=1)

    @staticmethod
    def _best(worth: FloatArray, weights: FloatArray) -> IntArray:
        at_once = max(1, HELD // 4 // len(worth))
        parts = (weights[n : n + at_once] for n in range(0, len(weights), at_once))
        return np.concatenate([(worth @ part.T).argmax(axis=0) for part in parts])

    def utilities(self, choices: IntArray) -> FloatArray:
        """Return what choices are worth, shape (n_rows, n_players)."""
        worths = [worth[choices[:, n]] for n, worth in enumerate(self.worth)]
        return np.asarray(np.sum(worths, axis=0))

    def positions(self, choices: IntArray) -> IntArray:
        """Turn choices of shape (n_rows, n_blocks) into positions of shape (n_rows, n_issues)."""
        issues = sum(map(len, self._issues))
        positions = np.empty((len(choices), issues), dtype=np.intp)
        for column, (block, options) in enumerate(zip(self._issues, self._options, strict=True)):
            positions[:, block] = options[choices[:, column]]
        return positions


def _coupled(players: list[PlayerPreferences], issues: int) -> list[list[int]]:
    """Group the issues that some player's interactions couple."""
    group = list(range(issues))
    for player in players:
        for k, m in player.pairs:
            joined, left = group[k], group[m]
            group = [joined if label == left else label for label in group]
    return [[k for k in range(issues) if group[k] == label] for label in sorted(set(group))]


def _combinations(preferences: Preferences, block: list[int]) -> IntArray:
    counts = [preferences.space.counts[k] for k in block]
    return np.stack(np.unravel_index(np.arange(int(np.prod(counts))), counts), axis=1)


def _worth_of(player: PlayerPreferences, block: list[int], options: IntArray) -> FloatArray:
    """Value every combination of a block's options, shape (n_combinations,)."""
    place = {k: column for column, k in enumerate(block)}
    return multilinear(
        lambda k: player.weighted[k][options[:, place[k]]],
        lambda k: player.worth[k][options[:, place[k]]],
        place,
        player.pairs,
        player.strength,
    )
