"""What a deal space holds: its frontier, its ZOPA, and the deals that bargaining theory picks.

The parties bargain through their leads; a deal is in the ZOPA when it leaves no veto player of any
party below its reservation value, so that what the leads settle on would be ratified at home
[Putnam1988]_. Spaces up to `ENUMERABLE` deals are enumerated. Beyond, the frontier is merged issue
by issue and the size of the ZOPA is estimated from a sample.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from simulator.bargaining.pareto import merge
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.preferences.multilinear import multilinear
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import PlayerPreferences, Preferences
from simulator.preferences.utility import grid, player_utilities
from simulator.randomness import ONCE

ENUMERABLE = 20_000_000
SAMPLED = 1_000_000


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
    solutions: Mapping[str, Deals]
    closest: Deals | None


def survey(model: Model) -> Survey:
    """Work out what a scenario's deal space holds, at the estimates' values."""
    if model.space.size <= ENUMERABLE:
        return _enumerated(model)
    return _merged(model)


def _deals(preferences: Preferences, positions: IntArray) -> Deals:
    return Deals(positions, player_utilities(preferences, positions))


def _enumerated(model: Model) -> Survey:
    preferences, space = model.central, model.space
    problem = zopa_problem(preferences)

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
    leads = preferences.lead_columns
    frontier = _deals(preferences, merged_frontier(preferences, preferences.leads))
    everyone = _deals(preferences, merged_frontier(preferences, tuple(preferences.players)))
    reservations = preferences.reservations
    ratified = np.asarray((everyone.utilities >= reservations - TOLERANCE).all(axis=1))
    problem = BargainingProblem(
        everyone.utilities[:, leads],
        disagreement=reservations[leads],
        feasible=ratified,
        powers=preferences.powers,
    )

    def deals(rows: IntArray) -> Deals:
        return Deals(everyone.positions[rows], everyone.utilities[rows])

    short = (everyone.utilities - reservations).min(axis=1)
    sampled = _deals(preferences, sample_positions(preferences, SAMPLED))
    inside = (sampled.utilities >= reservations - TOLERANCE).all(axis=1).mean()
    return Survey(
        size=space.size,
        frontier=frontier,
        negotiation_set=deals(problem.negotiation_set),
        zopa_size=max(round(float(inside) * space.size), int(ratified.sum())),
        estimated=True,
        solutions={name: deals(concept(problem)) for name, concept in SOLUTIONS.items()},
        closest=None if ratified.any() else deals(np.array([int(short.argmax())])),
    )


def sample_positions(preferences: Preferences, deals: int) -> IntArray:
    """Draw deals evenly from the whole space, the same ones on every call."""
    rng = np.random.default_rng(ONCE)
    return np.stack([rng.integers(0, n, deals) for n in preferences.space.counts], axis=1)


def merged_frontier(preferences: Preferences, ids: tuple[str, ...]) -> IntArray:
    """Merge the frontier between some players, as positions of shape (n_deals, n_issues)."""
    players = [preferences.players[id] for id in ids]
    blocks = _coupled(players, len(preferences.space.counts))
    combinations = [_combinations(preferences, block) for block in blocks]
    merged = merge(
        [
            np.stack([_worth_of(player, block, options) for player in players], axis=1)
            for block, options in zip(blocks, combinations, strict=True)
        ]
    )
    positions = np.empty((len(merged.choices), len(preferences.space.counts)), dtype=np.intp)
    for column, (block, options) in enumerate(zip(blocks, combinations, strict=True)):
        positions[:, block] = options[merged.choices[:, column]]
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
