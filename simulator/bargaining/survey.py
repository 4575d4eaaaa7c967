"""What a deal space holds: its frontier, its ZOPA, and the deals that bargaining theory picks.

The parties bargain through their leads; a deal is in the ZOPA when it leaves no veto player of any
party below its reservation value, a body by its pivotal group (`preferences.gains`), so that what the leads
settle on would be ratified at home [Putnam1988]_, and crosses no red line that is probably real
(`preferences.firm_lines`). Such a line concerns one issue, so what is left is a smaller deal space, surveyed
like any other. Spaces are enumerated within the budgets of `simulator.limits`. Beyond, the frontier is merged
issue by issue and the size of the ZOPA is estimated from a sample. Where the frontier is too wide for that,
a part of it is taken: deals that are each the best there is for some weights of the players, and so
efficient.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from simulator.arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from simulator.bargaining.frontier import frontier_or_part, thinned_frontier
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.errors import FrontierError
from simulator.limits import LOOKED_UP, SAMPLED, SORTED, WIDEST
from simulator.preferences.firm_lines import kept_options
from simulator.preferences.gains import content, gains, voter_gains, with_groups
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.restricted import restricted, unrestricted
from simulator.preferences.utility import grid, is_enumerable, player_utilities, utilities
from simulator.randomness import ONCE

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
        How many deals the rules between terms allow; all that follows is of these.
    frontier
        The Pareto frontier between the leads, of deals that cross no red line that is probably real;
        so are the negotiation set and the solutions. Ties are all kept where the space was enumerated;
        merged frontiers keep one deal for each pair of utilities.
    negotiation_set
        The Pareto frontier of the ZOPA; empty when there is no ZOPA.
    rational
        How many deals leave no veto player worse off than no deal, whatever lines they cross.
    zopa_size
        How many of these cross no red line that is probably real.
    estimated
        Whether one of these is an estimate from a sample of the space.
    partial
        Whether there are too many efficient deals to compare: the frontiers are then a part, and the
        solutions the best of it.
    solutions
        By concept; several deals if they tie, none when there is no ZOPA.
    closest
        The deal that falls least short of the ZOPA, when that is empty; None also where red lines leave
        no deal at all.
    """

    size: int
    frontier: Deals
    negotiation_set: Deals
    rational: int
    zopa_size: int
    estimated: bool
    partial: bool
    solutions: Mapping[str, Deals]
    closest: Deals | None


def survey(model: Model, all_deals: bool = False) -> Survey:
    """Work out what a scenario's deal space holds, at the estimates' values.

    Parameters
    ----------
    all_deals
        Whether deals that cross a red line which is probably real are counted and picked too.
    """
    whole, kept = model.central, kept_options(model.scenario, model.space)
    if all_deals or tuple(map(len, kept)) == model.space.counts:
        return _surveyed(whole)
    zopa, part = _zopa(whole.voters), restricted(whole, kept)
    within = _surveyed(part) if part.space.deals else _empty(whole)

    def on_whole(deals: Deals) -> Deals:
        return Deals(unrestricted(kept, deals.positions), deals.utilities)

    return replace(
        within,
        size=model.space.deals,
        frontier=on_whole(within.frontier),
        negotiation_set=on_whole(within.negotiation_set),
        rational=max(zopa.size, within.zopa_size),
        estimated=zopa.estimated or within.estimated,
        solutions={name: on_whole(deals) for name, deals in within.solutions.items()},
        closest=None if within.closest is None else on_whole(within.closest),
    )


def _surveyed(preferences: Preferences) -> Survey:
    """Survey every deal of a space."""
    leads = len(preferences.leads)
    if is_enumerable(preferences) and (leads <= 2 or leads * preferences.space.size <= SORTED):
        with suppress(FrontierError):
            return _enumerated(preferences)
    return _merged(preferences)


def _empty(preferences: Preferences) -> Survey:
    """Survey no deals: red lines leave none."""
    none = _deals(preferences, np.empty((0, len(preferences.space.issues)), dtype=np.intp))
    return Survey(0, none, none, 0, 0, False, False, dict.fromkeys(SOLUTIONS, none), None)


def _deals(preferences: Preferences, positions: IntArray) -> Deals:
    return Deals(positions, player_utilities(preferences, positions))


def _enumerated(preferences: Preferences) -> Survey:
    space = preferences.space
    problem = zopa_problem(preferences)
    if max(len(problem.frontier), len(problem.negotiation_set)) > WIDEST:
        raise FrontierError  # mostly ties, of which merging keeps one

    def deals(rows: IntArray) -> Deals:
        return _deals(preferences, space.unravel(rows))

    zopa_size = int(np.count_nonzero(problem.zopa))
    all_gains = (
        gains(player, partial(grid, space)) for player in preferences.voters.players.values()
    )
    return Survey(
        size=space.deals,
        frontier=deals(problem.frontier),
        negotiation_set=deals(problem.negotiation_set),
        rational=zopa_size,
        zopa_size=zopa_size,
        estimated=False,
        partial=False,
        solutions={name: deals(concept(problem)) for name, concept in SOLUTIONS.items()},
        closest=None if zopa_size else deals(np.array([least_short(all_gains)])),
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
    for id, player in preferences.voters.players.items():
        if id in preferences.leads:
            worth[:, preferences.leads.index(id)] = grid(preferences.space, player)
            continue
        agreed = content(preferences.space, player)
        ratified = agreed if ratified is None else np.logical_and(ratified, agreed, out=ratified)
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


def _merged(preferences: Preferences) -> Survey:
    zopa = _zopa(preferences.voters)
    positions, partial = frontier_or_part(preferences, preferences.leads)
    frontier = _deals(preferences, positions)
    home = with_groups(preferences.voters)
    everybody, wide = tuple(home.players), partial
    if everybody != preferences.leads:
        positions, wide = frontier_or_part(home, everybody)
    if wide:
        # Best for some weights are the ends of what bends: between them lie deals that may be fairer.
        between = thinned_frontier(home, everybody)
        positions = np.unique(np.concatenate([positions, between, zopa.some]), axis=0)
    everyone = _deals(preferences, positions)
    all_gains = voter_gains(preferences, positions)
    ratified = np.asarray((all_gains >= -TOLERANCE).all(axis=1))
    problem = BargainingProblem(
        everyone.utilities[:, preferences.lead_columns],
        disagreement=preferences.lead_reservations,
        feasible=ratified,
        powers=preferences.powers,
    )

    def deals(rows: IntArray) -> Deals:
        return Deals(everyone.positions[rows], everyone.utilities[rows])

    zopa_size = max(zopa.size, int(ratified.sum()))
    return Survey(
        size=preferences.space.deals,
        frontier=frontier,
        negotiation_set=deals(problem.negotiation_set),
        rational=zopa_size,
        zopa_size=zopa_size,
        estimated=zopa.estimated,
        partial=partial or wide,
        solutions={name: deals(concept(problem)) for name, concept in SOLUTIONS.items()},
        closest=None if ratified.any() else deals(np.array([int(all_gains.min(axis=1).argmax())])),
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
    if is_enumerable(preferences):
        inside, worth = np.ones(space.size, dtype=bool), np.empty(space.size)
        for player in players:
            inside &= content(space, player, worth)
        rows = np.flatnonzero(inside)
        return _Zopa(len(rows), False, space.unravel(rows[:: max(1, len(rows) // SHOWN_INSIDE)]))
    drawn = min(SAMPLED, LOOKED_UP // (len(players) * len(space.counts)))
    sampled = sample_positions(preferences, drawn)
    inside = np.ones(drawn, dtype=bool)
    for player in players:
        inside &= gains(player, lambda holder: utilities(holder, sampled)) >= -TOLERANCE
    size = round(float(inside.mean()) * space.deals)
    return _Zopa(size, True, sampled[inside][:SHOWN_INSIDE].astype(np.intp))


def sample_positions(preferences: Preferences, deals: int) -> IntArray:
    """Draw deals evenly from the whole space, the same ones on every call."""
    return preferences.space.drawn(np.random.default_rng(ONCE), deals)
