"""Alternating offers without end: offers that each party would repeat for ever.

Where shares can be cut as finely as one likes, the answer is unique [Rubinstein1982]_: each
proposes what leaves the other just willing to accept. On a finite set of deals the smallest step
may leave several answers [VanDammeSeltenWinter1990]_, the more, the more patient the parties are. So three
things are worked out for two parties:

- `fine`, the unique answer when a party may also offer two neighbouring deals by lot, which stands
  for terms between them;
- `least` and `most`, between which the first party's worth lies in all answers on the deals alone.
  They are what talks with a far deadline come to, where the second or the first proposes last;
- `rows`, of those answers the one nearest to `fine`.

Among three parties or more, whose turn it is goes round and all must accept. There the answer is
what talks with a far deadline come to, which is unique.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from simulator.arrays import TOLERANCE, FloatArray, Rows
from simulator.bargaining.pareto import undominated
from simulator.simulation.equilibrium.alternating_offers import (
    Rules,
    proposal,
    worth_talking,
)

HALVINGS = 60


@dataclass(frozen=True)
class Stationary:
    """What each party proposes whenever it is its turn.

    Attributes
    ----------
    rows
        By proposer, rows of the deals, shape (n_parties,).
    utilities
        By proposer, what that is worth to each party, shape (n_parties, n_parties).
    fine
        The same where neighbouring deals can be offered by lot; None for three parties or more.
    least, most
        By proposer, the least and the most that the first party gets in an answer on the deals
        alone, shape (n_parties,).
    settled
        False if the deals are too coarse for offers that repeat; then these are the last ones found.
    """

    rows: Rows
    utilities: FloatArray
    fine: FloatArray | None
    least: FloatArray
    most: FloatArray
    settled: bool = True


def rubinstein(utilities: FloatArray, rules: Rules) -> Stationary | None:
    """Solve talks without a deadline [Rubinstein1982]_.

    Parameters
    ----------
    utilities
        What each deal is worth to each party, shape (n_deals, n_parties).

    Returns
    -------
    Stationary or None
        None if every deal leaves somebody better off without it.
    """
    return next(iter(by_patience(utilities, rules, [rules.patience])), None)


def by_patience(
    utilities: FloatArray, rules: Rules, patience: Iterable[FloatArray]
) -> list[Stationary]:
    """Solve the same talks for several degrees of patience; nothing if there is no deal to be made.

    What could be agreed on does not depend on patience, so it is found once.
    """
    among = worth_talking(utilities, rules)
    if not len(among):
        return []
    cases = [replace(rules, patience=own) for own in patience]
    if utilities.shape[1] > 2:
        return [_far_deadline(utilities, among, case) for case in cases]
    among = among[undominated(utilities[among])]
    _, once = np.unique(np.round(utilities[among], 10), axis=0, return_index=True)
    among = among[once]
    among = among[np.argsort(utilities[among, 0], kind="stable")]
    hull = _hull(utilities[among])
    return [_between_two(utilities, among, hull, case) for case in cases]


# --- two parties --------------------------------------------------------------------------------


def _between_two(utilities: FloatArray, among: Rows, hull: FloatArray, rules: Rules) -> Stationary:
    """Find every stationary answer on a frontier, sorted by the first party's worth."""
    worth = utilities[among]
    offers, answers = _stationary(worth, rules)
    fine = _fine(hull, rules)
    pairs = np.stack([worth[offers], worth[answers]], axis=1)
    nearest = int(np.abs(pairs - fine).max(axis=(1, 2)).argmin())
    return Stationary(
        rows=among[[offers[nearest], answers[nearest]]],
        utilities=pairs[nearest],
        fine=fine,
        least=pairs[0, :, 0],
        most=pairs[-1, :, 0],
    )


def _stationary(worth: FloatArray, rules: Rules) -> tuple[Rows, Rows]:
    """Return the offers of both parties in every answer, the first party's worth ascending.

    From the first party's offer follows the second's best that the first accepts, and from that the
    first's best that the second accepts. The map rises, so it has fixed points, the outermost of
    which are what far deadlines lead to.
    """
    every = np.arange(len(worth))
    first, second = worth[:, 0], worth[:, 1]
    needs = rules.least(worth)[:, 0]
    counter = np.minimum(np.searchsorted(first, needs - TOLERANCE), len(worth) - 1)
    needs = rules.least(worth[counter])[:, 1]
    # The second party's worth falls along the frontier.
    back = np.searchsorted(-second, -(needs - TOLERANCE), side="right") - 1
    fixed = np.flatnonzero(back == every)
    return fixed, counter[fixed]


def _hull(worth: FloatArray) -> FloatArray:
    """Keep the deals that no lottery of two others beats; a frontier sorted by its first column."""
    kept: list[FloatArray] = []
    for point in worth:
        while len(kept) > 1 and _below(kept[-1], kept[-2], point):
            kept.pop()
        kept.append(point)
    return np.array(kept)


def _below(middle: FloatArray, left: FloatArray, right: FloatArray) -> bool:
    run, rise = right - left
    return bool((middle[1] - left[1]) * run <= (middle[0] - left[0]) * rise)


def _fine(hull: FloatArray, rules: Rules) -> FloatArray:
    """Solve with lotteries, by halving: the map of `_stationary` then crosses the diagonal once."""
    low, high = float(hull[0, 0]), float(hull[-1, 0])
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _answered(hull, middle, rules)[0, 0] > middle:
            low = middle
        else:
            high = middle
    return _answered(hull, (low + high) / 2, rules)


def _answered(hull: FloatArray, first_gets: float, rules: Rules) -> FloatArray:
    """Return both offers that follow if the first party can have so much as proposer."""
    first, second = hull.T
    needs = rules.least(np.array([first_gets, 0.0]))[0]
    countered = max(needs, first[0])
    counter = np.array([countered, np.interp(countered, first, second)])
    offered = max(rules.least(counter)[1], second[-1])
    return np.array([[np.interp(offered, second[::-1], first[::-1]), offered], counter])


# --- three parties or more ----------------------------------------------------------------------


def _far_deadline(utilities: FloatArray, among: Rows, rules: Rules) -> Stationary:
    """Go back from a far deadline until an offer comes round again.

    What is offered follows from the offer of the round after it alone: so if a party's is what it was one
    turn of all parties ago, all stay as they are; if it is an earlier one, they go round in a circle.
    """
    worth, parties = utilities[among], utilities.shape[1]
    offers = np.full(parties, -1, dtype=np.intp)
    least = np.maximum(rules.breakdown, rules.outside)
    made: set[tuple[int, int]] = set()
    for turn in count():
        proposer = -turn % parties
        offer = proposal(worth, proposer, least)
        settled = bool(offer == offers[proposer])
        offers[proposer] = offer
        if (proposer, offer) in made:
            break
        made.add((proposer, offer))
        least = rules.least(worth[offer])
    proposed = worth[offers]
    return Stationary(among[offers], proposed, None, proposed[:, 0], proposed[:, 0], settled)
