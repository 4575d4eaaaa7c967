"""The next move: what else to offer, starting from the deal on the table.

Least changes and best offers are looked for among all deals that differ from the one on the table in
at most `MOST_CHANGES` terms that are not locked: a person can carry no more into the room, and on
these the answers are exact. All of them are estimated on one part of the draws first; only what might
be an answer by a margin of `MARGIN` is then worked out on all of them, cheapest or best first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import prod

import numpy as np

from simulator.acceptance import mean_chances
from simulator.arrays import FloatArray, IntArray
from simulator.bargaining import BargainingProblem
from simulator.errors import DealSpaceError
from simulator.evaluation import Evaluation, evaluate
from simulator.model import Model
from simulator.outcomes import Deal
from simulator.preferences import PlayerPreferences, Preferences, thinned
from simulator.solutions import SOLUTIONS
from simulator.survey import ENUMERABLE, TOLERANCE, Survey, survey
from simulator.uncertainty import DRAWS_EACH
from simulator.utility import utilities

MOST_CHANGES = 3
MARGIN = 0.04
"""How far one part of the draws may be off, at the very most (its standard error is some 0.005)."""
ROUTES = 3
AT_ONCE = 64
LARGEST = 200_000
"""Deals within reach that are still looked at."""


@dataclass(frozen=True)
class Offer:
    """A deal that differs from the one on the table.

    Attributes
    ----------
    changes
        By issue, the option on the table and the one offered.
    cost
        How far it moves: for each change the swing of worth, weighted by what it matters, the mean over
        the parties' leads.
    evaluation
        Everyone's view of it.
    gains
        By lead, what it is worth above the deal on the table.
    """

    changes: dict[str, tuple[float | str, float | str]]
    cost: float
    evaluation: Evaluation
    gains: dict[str, float]


@dataclass(frozen=True)
class _Reach:
    """The deals within reach."""

    positions: IntArray
    cost: FloatArray
    screened: dict[tuple[str, str], FloatArray]


@dataclass(frozen=True)
class NextMoves:
    """What could be offered instead of a deal, some terms locked.

    Attributes
    ----------
    deal
        The deal on the table.
    locked
        Issues whose terms stay.
    """

    model: Model
    deal: Deal
    locked: frozenset[str] = frozenset()

    def least_changes(self, target: float, routes: int = ROUTES) -> list[Offer]:
        """Find the least changes that lift the likely acceptance by all to a target, in [0, 1].

        Returns
        -------
        list[Offer]
            Up to `routes`, cheapest first; each changes some set of terms that holds no set before
            it. Fewer, or none, where the deals within reach hold no more.
        """
        reach = self._reach
        likely = np.flatnonzero(reach.screened["deal", ""] >= target - MARGIN)
        order = likely[np.argsort(reach.cost[likely], kind="stable")]
        found: list[tuple[int, frozenset[int]]] = []
        for row, chance in self._exactly(order):
            changed = frozenset(map(int, np.flatnonzero(reach.positions[row] != self._here)))
            if chance < target or any(before <= changed for _, before in found):
                continue
            found.append((row, changed))
            if len(found) == routes:
                break
        return [self._offer(row) for row, _ in found]

    def best_for(self, party: str, target: float) -> Offer | None:
        """Find the deal worth most to a party's lead while all sign with a chance of `target`.

        None where no deal within reach is that likely.
        """
        reach = self._reach
        likely = np.flatnonzero(reach.screened["deal", ""] >= target - MARGIN)
        worth = self._worth(party)[likely]
        order = likely[np.lexsort((reach.cost[likely], -worth))]
        return next((self._offer(row) for row, p in self._exactly(order) if p >= target), None)

    def best_offer(self, party: str) -> Offer:
        """Find a party's best take-it-or-leave-it offer: ``argmax U_i P + r_i (1 − P)``.

        P is the chance that every other party accepts, by their own chances; of equal offers the one
        that changes least.
        """
        reach = self._reach
        reservation = self.model.central.players[self._lead(party)].reservation[0]
        gain = self._worth(party) - reservation
        screened = gain * self._others(reach.screened, party)
        possible = np.flatnonzero(screened + MARGIN * np.abs(gain) >= screened.max() - MARGIN)
        exact = np.concatenate(
            [
                gain[rows]
                * self._others(mean_chances(self.model.sample, reach.positions[rows]), party)
                for rows in _batches(possible)
            ]
        )
        best = possible[exact >= exact.max() - 1e-12]
        return self._offer(int(best[reach.cost[best].argmin()]))

    def fair_splits(self, whole: Survey | None = None) -> dict[str, Offer | None]:
        """Take what each bargaining solution picks with the locked terms kept; of ties the least change.

        Exact on all deals that keep them. None where these hold no ZOPA.

        Parameters
        ----------
        whole
            The survey of the whole space, if it has been made: what is picked with nothing locked.

        Raises
        ------
        DealSpaceError
            If some terms are locked and too many are left to look at every deal.
        """
        if not self.locked:
            picked = {
                name: deals.positions
                for name, deals in (whole or survey(self.model)).solutions.items()
            }
        else:
            picked = self._picked_among_open()
        found: dict[str, Offer | None] = {}
        for name, rows in picked.items():
            cost = _cost(self.model.central, self._here, rows)
            found[name] = self._made(rows[cost.argmin()], cost.min()) if len(rows) else None
        return found

    # --- what lies within reach -----------------------------------------------------------------

    @cached_property
    def _here(self) -> IntArray:
        return self.model.space.positions(self.deal)

    @cached_property
    def _reach(self) -> _Reach:
        counts = self.model.space.counts
        open_ = [k for k, issue in enumerate(self.model.space.issues) if issue not in self.locked]
        size = sum(
            prod(counts[k] - 1 for k in issues)
            for n in range(MOST_CHANGES + 1)
            for issues in combinations(open_, n)
        )
        if size > LARGEST:
            raise DealSpaceError(f"{size:,} deals lie within reach; lock some terms.")
        positions = _neighbours(self._here, counts, open_)
        return _Reach(
            positions,
            _cost(self.model.central, self._here, positions),
            mean_chances(thinned(self.model.sample, DRAWS_EACH), positions),
        )

    def _exactly(self, order: IntArray) -> Iterator[tuple[int, float]]:
        """Yield rows in an order, with their likely acceptance on all draws."""
        for rows in _batches(order):
            chances = mean_chances(self.model.sample, self._reach.positions[rows])["deal", ""]
            yield from zip(map(int, rows), map(float, chances), strict=True)

    def _lead(self, party: str) -> str:
        return self.model.scenario.parties[party].lead

    def _worth(self, party: str) -> FloatArray:
        player = self.model.central.players[self._lead(party)]
        return np.asarray(utilities(player, self._reach.positions)[:, 0])

    def _others(self, chances: dict[tuple[str, str], FloatArray], party: str) -> FloatArray:
        others = [chances["party", id] for id in self.model.scenario.parties if id != party]
        return np.asarray(np.prod(others, axis=0))

    def _picked_among_open(self) -> dict[str, IntArray]:
        """Apply every solution to all deals that keep the locked terms; rows of positions."""
        space, central = self.model.space, self.model.central
        options = [
            np.array([at]) if issue in self.locked else np.arange(count)
            for issue, at, count in zip(space.issues, self._here, space.counts, strict=True)
        ]
        shape = [len(each) for each in options]
        if prod(shape) > ENUMERABLE // 4:
            raise DealSpaceError(f"{prod(shape):,} deals are open; lock more terms.")
        worth = np.stack([_subgrid(each, options) for each in central.players.values()], axis=1)
        floor = np.array([player.reservation[0] for player in central.players.values()])
        leads = [list(central.players).index(lead) for lead in central.leads]
        problem = BargainingProblem(
            worth[:, leads],
            floor[leads],
            feasible=np.all(worth >= floor - TOLERANCE, axis=1),
            powers=central.powers,
        )
        found = {}
        for name, concept in SOLUTIONS.items():
            places = np.stack(np.unravel_index(concept(problem), shape), axis=1)
            found[name] = np.stack([each[places[:, k]] for k, each in enumerate(options)], axis=1)
        return found

    def _offer(self, row: int) -> Offer:
        return self._made(self._reach.positions[row], float(self._reach.cost[row]))

    def _made(self, there: IntArray, cost: float) -> Offer:
        before, after = self.model.space.deal(self._here), self.model.space.deal(there)
        both = np.stack([self._here, there])
        worth = {
            lead: utilities(self.model.central.players[lead], both)[:, 0]
            for lead in self.model.central.leads
        }
        return Offer(
            {
                issue: (before[issue], after[issue])
                for issue in self.model.space.issues
                if before[issue] != after[issue]
            },
            float(cost),
            evaluate(self.model, after),
            {lead: float(each[1] - each[0]) for lead, each in worth.items()},
        )


def _subgrid(player: PlayerPreferences, options: list[IntArray]) -> FloatArray:
    """Value every combination of some options at the estimates, last issue fastest."""
    total = np.zeros([1] * len(options))
    columns = []
    for k, some in enumerate(options):
        along = [1] * len(options)
        along[k] = len(some)
        columns.append(player.worth[k][some, 0].reshape(along))
        total = total + player.weight[k, 0] * columns[k]
    for (k, m), strength in zip(player.pairs, player.strength[:, 0], strict=True):
        total = total + strength * columns[k] * columns[m]
    return np.asarray(np.broadcast_to(total, [len(each) for each in options])).reshape(-1)


def _neighbours(here: IntArray, counts: tuple[int, ...], open_: list[int]) -> IntArray:
    """List every deal that differs in at most MOST_CHANGES of some issues, shape (n, n_issues)."""
    found = [here[None, :]]
    for size in range(1, MOST_CHANGES + 1):
        for issues in combinations(open_, size):
            others = [[at for at in range(counts[k]) if at != here[k]] for k in issues]
            grid = np.stack(np.meshgrid(*others, indexing="ij"), axis=-1).reshape(-1, size)
            deals = np.repeat(here[None, :], len(grid), axis=0)
            deals[:, list(issues)] = grid
            found.append(deals)
    return np.concatenate(found)


def _cost(preferences: Preferences, here: IntArray, positions: IntArray) -> FloatArray:
    """Return how far deals move, shape (n,); a change that matters to no lead costs next to nothing."""
    cost = 1e-9 * (positions != here).sum(axis=1).astype(float)
    for lead in preferences.leads:
        for k, weighted in enumerate(preferences.players[lead].weighted):
            swing = np.abs(weighted[:, 0] - weighted[here[k], 0])
            cost += swing[positions[:, k]] / len(preferences.leads)
    return np.asarray(cost)


def _batches(order: IntArray) -> Iterator[IntArray]:
    for start in range(0, len(order), AT_ONCE):
        yield order[start : start + AT_ONCE]
