"""What a deal space holds: its frontier, its ZOPA, and the deals that bargaining theory picks.

The parties bargain through their leads; a deal is in the ZOPA when it leaves no veto player of any
party below its reservation value, so that what the leads settle on would be ratified at home
[Putnam1988]_. Spaces are enumerated within the budgets of `simulator.limits`. Beyond, the frontier is
merged issue by issue and the size of the ZOPA is estimated from a sample. Where the frontier is too
wide for that, a part of it is taken: deals that are each the best there is for some weights of the
players, and so efficient.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isqrt

import numpy as np

from simulator.arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from simulator.bargaining.pareto import merge
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.errors import FrontierError
from simulator.limits import (
    COMPARED,
    ENUMERABLE,
    HELD,
    LOOKED_UP,
    MULTIPLIED,
    SAMPLED,
    SORTED,
    VALUED,
    WIDEST,
)
from simulator.preferences.multilinear import multilinear
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import PlayerPreferences, Preferences
from simulator.preferences.utility import grid, player_utilities, utilities
from simulator.randomness import ONCE

PART = 2048
"""Deals of a frontier that is too wide to be followed, at the most."""
AIMED = 96
"""Of these, how many are sought nearer and nearer to what leaves everyone above no deal."""
STEP = 4.0
"""How fast the weight of whoever is worst off rises."""
COUPLINGS = 8
"""Interactions that cost as much as one more player where every deal is valued."""
SHOWN_INSIDE = 500
"""Deals of the ZOPA that are weighed up beside such a part."""


@dataclass(frozen=True)
class Deals:
    """Some deals of the space.

    Attributes
    ----------
    positions
        Shape (n_deals, n_issues).
    utilities
        What each is worth to each veto player, in the model's order, shape (n_deals, n_players).
    """

    positions: IntArray
    utilities: FloatArray

    def __len__(self) -> int:
        return len(self.positions)

    def points(self, columns: Sequence[int], most: int | None = None) -> FloatArray:
        """Return the different pairs, or more, of utilities to some players, for a picture.

        Parameters
        ----------
        columns
            The players' places.
        most
            About how many to keep at the most, evenly thinned.

        Returns
        -------
        FloatArray
            Shape (n_points, n_columns), rounded to five digits, in ascending order.
        """
        points = np.unique(np.round(self.utilities[:, list(columns)], 5), axis=0)
        return points if most is None else points[:: max(1, -(-len(points) // most))]


@dataclass(frozen=True)
class Survey:
    """What a deal space holds.

    Attributes
    ----------
    size
        How many deals there are.
    frontier
        The Pareto frontier between the leads. Ties are all kept where the space was enumerated;
        merged frontiers keep one deal for each pair of utilities.
    negotiation_set
        The Pareto frontier of the ZOPA; empty when there is no ZOPA.
    zopa_size
        How many deals leave no veto player worse off than no deal.
    estimated
        Whether `zopa_size` is an estimate from a sample of the space.
    partial
        Whether there are too many efficient deals to compare: the frontiers are then a part, and the
        solutions the best of it.
    solutions
        By concept; several deals if they tie, none when there is no ZOPA.
    closest
        The deal that falls least short of the ZOPA, when that is empty.
    """

    size: int
    frontier: Deals
    negotiation_set: Deals
    zopa_size: int
    estimated: bool
    partial: bool
    solutions: Mapping[str, Deals]
    closest: Deals | None


def survey(model: Model) -> Survey:
    """Work out what a scenario's deal space holds, at the estimates' values."""
    preferences = model.central
    leads = len(preferences.leads)
    if _is_enumerable(preferences) and (leads <= 2 or leads * model.space.size <= SORTED):
        with suppress(FrontierError):
            return _enumerated(model)
    return _merged(model)


def _is_enumerable(preferences: Preferences) -> bool:
    """Whether every deal can be valued to every player, interactions between them included."""
    couplings = sum(len(player.pairs) for player in preferences.players.values())
    terms = len(preferences.players) + couplings // COUPLINGS
    return preferences.space.size <= ENUMERABLE and preferences.space.size * terms <= VALUED


def _deals(preferences: Preferences, positions: IntArray) -> Deals:
    return Deals(positions, player_utilities(preferences, positions))


def _enumerated(model: Model) -> Survey:
    preferences, space = model.central, model.space
    problem = zopa_problem(preferences)
    if max(len(problem.frontier), len(problem.negotiation_set)) > WIDEST:
        raise FrontierError  # mostly ties, of which merging keeps one

    def deals(rows: IntArray) -> Deals:
        return _deals(preferences, space.unravel(rows))

    zopa_size = int(np.count_nonzero(problem.zopa))
    gains = (grid(player) - player.reservation for player in preferences.players.values())
    return Survey(
        size=space.size,
        frontier=deals(problem.frontier),
        negotiation_set=deals(problem.negotiation_set),
        zopa_size=zopa_size,
        estimated=False,
        partial=False,
        solutions={name: deals(concept(problem)) for name, concept in SOLUTIONS.items()},
        closest=None if zopa_size else deals(np.array([least_short(gains)])),
    )


def zopa_problem(preferences: Preferences) -> BargainingProblem:
    """Set the leads' problem over every deal of a space, ratified by everyone else."""
    worth, ratified = enumerate_space(preferences)
    return BargainingProblem(
        worth,
        disagreement=preferences.lead_reservations,
        feasible=ratified,
        powers=preferences.powers,
    )


def enumerate_space(preferences: Preferences) -> tuple[FloatArray, BoolArray | None]:
    """Value every deal.

    Returns
    -------
    utilities
        What each deal is worth to each lead, shape (n_deals, n_parties), columns contiguous.
    ratified
        Which deals leave no other veto player below its reservation value, shape (n_deals,); None
        where there are no others.
    """
    worth = np.empty((len(preferences.leads), preferences.space.size)).T
    ratified: BoolArray | None = None
    for id, player in preferences.players.items():
        utility = grid(player)
        if id in preferences.leads:
            worth[:, preferences.leads.index(id)] = utility
            continue
        content = utility >= player.reservation - TOLERANCE
        ratified = content if ratified is None else np.logical_and(ratified, content, out=ratified)
    return worth, ratified


def least_short(gains: Iterator[FloatArray]) -> int:
    """Find the row whose worst-off player is the least short of its reservation value.

    Parameters
    ----------
    gains
        Of one player after the other, over its reservation value, shape (n_deals,); may be overwritten.
    """
    worst = next(gains)
    for gain in gains:
        np.minimum(worst, gain, out=worst)
    return int(worst.argmax())


# --- without enumerating ------------------------------------------------------------------------


def _merged(model: Model) -> Survey:
    preferences, space = model.central, model.space
    reservations = preferences.reservations
    zopa = _zopa(preferences)
    positions, partial = frontier_or_part(preferences, preferences.leads)
    frontier = _deals(preferences, positions)
    positions, wide = frontier_or_part(preferences, tuple(preferences.players))
    if wide:
        # Best for some weights are the ends of what bends: between them lie deals that may be fairer.
        between = _thinned(preferences, tuple(preferences.players))
        positions = np.unique(np.concatenate([positions, between, zopa.some]), axis=0)
    everyone = _deals(preferences, positions)
    ratified = np.asarray((everyone.utilities >= reservations - TOLERANCE).all(axis=1))
    problem = BargainingProblem(
        everyone.utilities[:, preferences.lead_columns],
        disagreement=reservations[preferences.lead_columns],
        feasible=ratified,
        powers=preferences.powers,
    )

    def deals(rows: IntArray) -> Deals:
        return Deals(everyone.positions[rows], everyone.utilities[rows])

    short = (everyone.utilities - reservations).min(axis=1)
    return Survey(
        size=space.size,
        frontier=frontier,
        negotiation_set=deals(problem.negotiation_set),
        zopa_size=max(zopa.size, int(ratified.sum())),
        estimated=zopa.estimated,
        partial=partial or wide,
        solutions={name: deals(concept(problem)) for name, concept in SOLUTIONS.items()},
        closest=None if ratified.any() else deals(np.array([int(short.argmax())])),
    )


@dataclass(frozen=True)
class _Zopa:
    """How many deals leave nobody worse off, and some of them, shape (n_some, n_issues)."""

    size: int
    estimated: bool
    some: IntArray


def _zopa(preferences: Preferences) -> _Zopa:
    """Count the ZOPA deal by deal where that can be done, else in a sample."""
    players, space = preferences.players.values(), preferences.space
    if _is_enumerable(preferences):
        inside, worth = np.ones(space.size, dtype=bool), np.empty(space.size)
        for player in players:
            inside &= grid(player, out=worth) >= player.reservation - TOLERANCE
        rows = np.flatnonzero(inside)
        return _Zopa(len(rows), False, space.unravel(rows[:: max(1, len(rows) // SHOWN_INSIDE)]))
    drawn = min(SAMPLED, LOOKED_UP // (len(players) * len(space.counts)))
    sampled = sample_positions(preferences, drawn)
    inside = np.ones(drawn, dtype=bool)
    for player in players:
        inside &= utilities(player, sampled) >= player.reservation - TOLERANCE
    size = round(float(inside.mean()) * space.size)
    return _Zopa(size, True, sampled[inside][:SHOWN_INSIDE].astype(np.intp))


def sample_positions(preferences: Preferences, deals: int) -> IntArray:
    """Draw deals evenly from the whole space, the same ones on every call."""
    rng = np.random.default_rng(ONCE)
    # No issue has more options than 16 bits can count; of the whole width they would take 4 times that.
    drawn = (rng.integers(0, n, deals).astype(np.int16) for n in preferences.space.counts)
    return np.stack(list(drawn), axis=1)


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


def _thinned(preferences: Preferences, ids: tuple[str, ...]) -> IntArray:
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
