"""Issues in groups that no interaction and no rule joins: a deal's worth is a sum over groups."""

from itertools import pairwise

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.limits import HELD
from simulator.preferences.multilinear import multilinear
from simulator.preferences.outcome_space import DealSpace
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences


class Blocks:
    """The issues in groups that nothing joins, and what their allowed options are worth to some players."""

    def __init__(self, preferences: Preferences, ids: tuple[str, ...]) -> None:
        players = [preferences.players[id] for id in ids]
        self._issues = _coupled(preferences.space, players)
        self._options = [_combinations(preferences.space, block) for block in self._issues]
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


def _coupled(space: DealSpace, players: list[PlayerPreferences]) -> list[list[int]]:
    """Group the issues that some player's interactions, or rules, couple."""
    group = list(range(len(space.counts)))
    pairs = [pair for player in players for pair in player.pairs]
    pairs += [pair for block in space.rule_blocks for pair in pairwise(block.issues)]
    for k, m in pairs:
        joined, left = group[k], group[m]
        group = [joined if label == left else label for label in group]
    return [
        [k for k, label in enumerate(group) if label == shared] for shared in sorted(set(group))
    ]


def _combinations(space: DealSpace, block: list[int]) -> IntArray:
    """List the combinations of a block's options that the rules allow, (n_combinations, n_issues of it)."""
    counts = [space.counts[k] for k in block]
    options = np.stack(np.unravel_index(np.arange(int(np.prod(counts))), counts), axis=1)
    for rules in space.rule_blocks:
        if set(rules.issues) <= set(block):
            columns = [block.index(k) for k in rules.issues]
            allowed = np.zeros([space.counts[k] for k in rules.issues], dtype=bool)
            allowed[tuple(rules.allowed.T)] = True
            options = options[allowed[tuple(options[:, columns].T)]]
    return options


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
