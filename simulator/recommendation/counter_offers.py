"""The next move: what else to offer, starting from the deal on the table.

Least changes and best offers are looked for among all deals that differ from the one on the table in
at most `reach.MOST_CHANGES` terms that are not locked: on these the answers are exact. All of them are
estimated on one part of the draws first; only what might be an answer by a margin of `MARGIN` is then
worked out on all of them, cheapest or best first.

No answer crosses a red line that is probably real: terms of the deal on the table that do have to change,
and where they are locked, or more than that, there is no answer. Least changes that bring in what a side
refused by name in a real text come last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod

import numpy as np

from simulator.acceptance.acceptance import mean_chances
from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Survey, survey, zopa_problem
from simulator.errors import DealSpaceError
from simulator.limits import HELD, KEPT
from simulator.preferences.contributions import contributions
from simulator.preferences.deviates import DRAWS_EACH
from simulator.preferences.firm_lines import kept_options
from simulator.preferences.negotiation_model import Model, Placed
from simulator.preferences.outcome_space import Deal
from simulator.preferences.preference_arrays import Preferences, thinned
from simulator.preferences.restricted import distances, restricted, unrestricted
from simulator.preferences.utility import utilities
from simulator.recommendation.reach import deals_within_reach
from simulator.scenario.deals import changed_terms
from simulator.scenario.refusals import refused_options

FAIR = tuple(id for id, concept in SOLUTIONS.items() if concept.fair)
"""Of the solutions those that are offered as a next move."""
MARGIN = 0.04
"""How far one part of the draws may be off, at the very most (its standard error is some 0.005)."""
ROUTES = 3
AT_ONCE = 64


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
    shares
        By lead and issue, how the gain splits; adds up to it.
    """

    changes: dict[str, tuple[float | str, float | str]]
    cost: float
    evaluation: Evaluation
    gains: dict[str, float]
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


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
            Up to `routes`, cheapest first, but those that bring in what some side refused by name after all
            others; each changes some set of terms that holds no set before it. Fewer, or none, where
            the deals within reach hold no more.
        """
        reach = self._reach
        likely = self._likely(target)
        order = likely[np.lexsort((reach.cost[likely], self._adds_refused[likely]))]
        chosen: list[tuple[int, frozenset[int]]] = []
        for row, chance in self._exactly(order):
            changed = frozenset(map(int, np.flatnonzero(reach.positions[row] != self._here)))
            if chance < target or any(before <= changed for _, before in chosen):
                continue
            chosen.append((row, changed))
            if len(chosen) == routes:
                break
        return [self._offer(row) for row, _ in chosen]

    def best_for(self, party: str, target: float) -> Offer | None:
        """Find the deal worth most to a party's lead while all sign with a chance of `target`.

        None where no deal within reach is that likely.
        """
        reach = self._reach
        likely = self._likely(target)
        worth = self._worth(party)[likely]
        order = likely[np.lexsort((reach.cost[likely], -worth))]
        return next((self._offer(row) for row, p in self._exactly(order) if p >= target), None)

    def best_offer(self, party: str) -> Offer | None:
        """Find a party's best take-it-or-leave-it offer: ``argmax U_i P + r_i (1 − P)``.

        P is the chance that everyone else says yes, the lead's own house included; of equal offers the
        one that changes least. None where red lines leave no deal within reach.
        """
        reach = self._reach
        if not len(reach.positions):
            return None
        lead = self._lead(party)
        gain = self._worth(party) - self._model.central.players[lead].reservation
        at_most = gain * _at_most(reach.screened["others", lead], gain > 0)
        exact = np.full(len(gain), -np.inf)
        for rows in _batches(np.argsort(-at_most, kind="stable")):
            if at_most[rows[0]] < exact.max() - 1e-12:
                break
            chances = mean_chances(self._model.sample, reach.positions[rows], others=True)
            exact[rows] = gain[rows] * chances["others", lead]
        best = np.flatnonzero(exact >= exact.max() - 1e-12)
        return self._offer(int(best[reach.cost[best].argmin()]))

    def fair_splits(self, surveyed: Survey | None = None) -> dict[str, Offer | None]:
        """Take what each bargaining solution picks with the locked terms kept; of ties the least change.

        Exact on all deals that keep them. None where these hold no ZOPA.

        Parameters
        ----------
        surveyed
            The survey of the whole space, if it has been made: what is picked with nothing locked.

        Raises
        ------
        DealSpaceError
            If some terms are locked and too many are left to look at every deal.
        """
        if self.locked:
            picked = self._picked_among_open()
        else:
            solutions = (surveyed or survey(self.model.steps)).solutions
            picked = {name: self._on_space(deals.positions) for name, deals in solutions.items()}
        splits: dict[str, Offer | None] = {}
        for name, rows in picked.items():
            cost = distances(self._model.central, self._here, rows)
            splits[name] = self._made(rows[cost.argmin()]) if len(rows) else None
        return splits

    def offer(self, deal: Deal) -> Offer:
        """Describe any deal as an offer instead of the one on the table."""
        model = self._model.with_deal(self.deal, deal)
        both = np.stack([model.space.positions(terms) for terms in (self.deal, deal)])
        before, after = (model.space.deal(terms) for terms in both)
        shares = {}
        for lead in model.central.leads:
            gains = contributions(model.central.players[lead], both[1], both[0])
            shares[lead] = dict(zip(model.space.issues, map(float, gains), strict=True))
        return Offer(
            changed_terms(before, after),
            float(distances(model.central, both[0], both[1:])[0]),
            evaluate(model, after),
            {lead: sum(gains.values()) for lead, gains in shares.items()},
            shares,
        )

    def ideal_gains(self, surveyed: Survey | None = None) -> FloatArray | None:
        """Return the most that each party can gain in the ZOPA with the locked terms kept.

        Shape (n_parties,); None where there is no ZOPA. Parameters and errors are those of
        `fair_splits`.
        """
        if self.locked:
            problem = self._open
            return (
                problem.ideal_gains
                if problem is not None and len(problem.negotiation_set)
                else None
            )
        central, deals = self.model.central, (surveyed or survey(self.model.steps)).negotiation_set
        if not len(deals):
            return None
        best = deals.utilities[:, central.lead_columns].max(axis=0)
        return np.asarray(best - central.lead_reservations)

    # --- what lies within reach -----------------------------------------------------------------

    @cached_property
    def _placed(self) -> Placed:
        return self.model.at(self.deal)

    @property
    def _model(self) -> Model:
        """The model, with what the table says between the steps."""
        return self._placed.model

    @property
    def _here(self) -> IntArray:
        return self._placed.positions

    def _on_space(self, positions: IntArray) -> IntArray:
        """Turn positions on the steps into positions among all options."""
        space, steps = self._model.space, self.model.steps.space
        places = [
            np.array([space.position(issue, option) for option in options])
            for issue, options in zip(steps.issues, steps.options, strict=True)
        ]
        return np.stack([place[positions[:, k]] for k, place in enumerate(places)], axis=1)

    @cached_property
    def _reach(self) -> _Reach:
        model = self._model
        changeable = [k for k, issue in enumerate(model.space.issues) if issue not in self.locked]
        positions = deals_within_reach(self._here, self._kept, changeable)
        positions = positions[model.space.allowed(positions)]
        return _Reach(
            positions,
            distances(model.central, self._here, positions),
            mean_chances(screening(model.sample), positions, others=True),
        )

    @cached_property
    def _adds_refused(self) -> BoolArray:
        """Tell which deals within reach bring in an option that some side refused by name."""
        space, positions = self._model.space, self._reach.positions
        adds = np.zeros(len(positions), dtype=bool)
        for k, (issue, options) in enumerate(zip(space.issues, space.options, strict=True)):
            refused = np.array(refused_options(self._model.scenario, issue, options))
            adds |= refused[positions[:, k]] & (positions[:, k] != self._here[k])
        return adds

    def _exactly(self, order: IntArray) -> Iterator[tuple[int, float]]:
        """Yield rows in an order, with their likely acceptance on all draws."""
        for rows in _batches(order):
            chances = mean_chances(self._model.sample, self._reach.positions[rows])["deal", ""]
            yield from zip(map(int, rows), map(float, chances), strict=True)

    def _likely(self, target: float) -> IntArray:
        """Return the rows within reach that all may sign with such a chance."""
        reach = self._reach
        if not len(reach.positions):
            return np.empty(0, dtype=np.intp)
        return np.flatnonzero(reach.screened["deal", ""] >= target - MARGIN)

    def _lead(self, party: str) -> str:
        return self.model.scenario.parties[party].lead

    def _worth(self, party: str) -> FloatArray:
        player = self._model.central.players[self._lead(party)]
        return np.asarray(utilities(player, self._reach.positions))

    @cached_property
    def _kept(self) -> list[IntArray]:
        """By issue, the options of deals that keep the locked terms and cross no line probably real."""
        space = self._model.space
        kept = kept_options(self._model.scenario, space)
        return [
            stay[stay == at] if issue in self.locked else stay
            for issue, at, stay in zip(space.issues, self._here, kept, strict=True)
        ]

    @cached_property
    def _open(self) -> BargainingProblem | None:
        """The problem over every deal of the kept options; None where there is no such deal."""
        size = prod(map(len, self._kept))
        if size > KEPT or size * len(self._model.central.leads) > HELD // 2:
            raise DealSpaceError(f"{size:,} deals are possible; lock more terms.")
        return zopa_problem(restricted(self._model.central, self._kept)) if size else None

    def _picked_among_open(self) -> dict[str, IntArray]:
        """Apply every solution to all deals that keep the locked terms; rows of positions."""
        problem, counts = self._open, [len(stay) for stay in self._kept]
        if problem is None:
            return dict.fromkeys(SOLUTIONS, np.empty((0, len(counts)), dtype=np.intp))
        return {
            name: unrestricted(
                self._kept, np.stack(np.unravel_index(concept(problem), counts), axis=1)
            )
            for name, concept in SOLUTIONS.items()
        }

    def _offer(self, row: int) -> Offer:
        return self._made(self._reach.positions[row])

    def _made(self, there: IntArray) -> Offer:
        return self.offer(self._model.space.deal(there))


def screening(sample: Preferences) -> Preferences:
    """Keep one part of the draws, in single precision: enough to tell what might be an answer."""
    part = thinned(sample, DRAWS_EACH)
    single = {
        id: player.mapped(lambda a: a.astype(np.float32)) for id, player in part.players.items()
    }
    return replace(part, players=single)


def _at_most(screened: FloatArray, up: BoolArray) -> FloatArray:
    """Return the highest, or lowest, that chances can be whose estimate is `screened`.

    Estimates of small chances err by less: by at most their own size and a little.
    """
    high = screened + np.minimum(MARGIN, screened + 2e-4)
    return np.asarray(np.where(up, high, np.maximum(screened - MARGIN, 0)))


def _batches(order: IntArray) -> Iterator[IntArray]:
    for start in range(0, len(order), AT_ONCE):
        yield order[start : start + AT_ONCE]
