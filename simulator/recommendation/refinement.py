"""Answers between the steps: what SciPy still finds around a counter-offer that was found on them.

Only amounts move, each within the steps next to it; the other terms stay. Whatever comes out is
rounded to an amount that one can say aloud, worked out on all draws like any deal, and kept only if it
is better than the answer on the steps and still as likely as was wanted: red lines make jumps that no
optimiser sees coming.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, floor

import numpy as np

from simulator.arrays import FloatArray
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Survey, zopa_problem
from simulator.preferences.off_grid import DIGITS, resolution, with_amounts
from simulator.preferences.outcome_space import Deal
from simulator.preferences.preference_arrays import in_draw
from simulator.preferences.restricted import restricted
from simulator.preferences.uncertainty import AtEstimates
from simulator.recommendation.amount_search import (
    AmountProblem,
    Amounts,
    Search,
    box_around,
    continuous,
)
from simulator.recommendation.counter_offers import NextMoves, Offer
from simulator.recommendation.free_amounts import FreeAmounts
from simulator.recommendation.reach import MOST_CHANGES
from simulator.scenario.deals import changed_terms
from simulator.scenario.issues import ContinuousIssue
from simulator.scenario.rules import broken

PASSES = 4
"""From coarse to fine: the second of them is already as fine as can be told, with three amounts."""
WORTH_IT = 0.0005
"""A gain below this, on the 0–1 scale of worth, is none that anyone would notice."""
LATTICE = 40_000
"""Deals looked at in one pass for a fair split."""


@dataclass(frozen=True)
class Refinement:
    """An answer with some of its amounts between the steps.

    Attributes
    ----------
    offer
        The deal.
    amounts
        By issue, the amount on the steps and the one between them.
    gain
        How much better it is than the answer on the steps, on the 0–1 scale of worth: how much shorter
        the way, or how much more it brings; of a fair split, how far the worth to a lead moves.
    """

    offer: Offer
    amounts: dict[str, tuple[float, float]]
    gain: float


def refined_change(moves: NextMoves, offer: Offer, target: float) -> Refinement | None:
    """Shorten a least change: move its amounts no further than the wanted chance needs."""
    scenario = moves.model.scenario
    issues = tuple(id for id in offer.changes if isinstance(scenario.issues[id], ContinuousIssue))

    def question(loose: FreeAmounts) -> AmountProblem:
        central, here = loose.model.central, moves.deal
        leads = [
            (lead, [float(w) for w in central.players[lead].salience]) for lead in central.leads
        ]
        places = [loose.model.space.issues.index(issue) for issue in issues]
        start = {
            (lead, issue): loose.worth(lead, issue, float(here[issue]))
            for lead, _ in leads
            for issue in issues
        }

        def shortness(amounts: Amounts) -> float:
            return -sum(
                weight[k] * abs(loose.worth(lead, issue, amount) - start[lead, issue]) / len(leads)
                for lead, weight in leads
                for k, issue, amount in zip(places, issues, amounts, strict=True)
            )

        return AmountProblem(shortness, lambda amounts: loose.chances(amounts)["deal", ""] - target)

    return _best(moves, offer, [issues], question)


def refined_best(moves: NextMoves, offer: Offer, party: str, target: float) -> Refinement | None:
    """Lift what a deal is worth to a party's lead, all signing with a chance of `target`."""
    lead = moves.model.scenario.parties[party].lead

    def question(loose: FreeAmounts) -> AmountProblem:
        return AmountProblem(
            lambda amounts: loose.utilities(amounts)[lead],
            lambda amounts: loose.chances(amounts)["deal", ""] - target,
        )

    return _best(moves, offer, _within_reach(moves, offer), question)


def refined_offer(moves: NextMoves, offer: Offer, party: str) -> Refinement | None:
    """Lift what a take-it-or-leave-it offer brings a party: ``(U_i − r_i) P``."""
    lead = moves.model.scenario.parties[party].lead
    reservation = float(moves.model.central.players[lead].reservation)

    def question(loose: FreeAmounts) -> AmountProblem:
        def brings(amounts: Amounts) -> float:
            chances = loose.chances(amounts)
            gain = loose.utilities(amounts)[lead] - reservation
            return gain * chances["others", lead]

        return AmountProblem(brings)

    return _best(moves, offer, _within_reach(moves, offer), question)


def refined_split(
    moves: NextMoves, offer: Offer, name: str, surveyed: Survey | None = None
) -> Refinement | None:
    """Let a bargaining solution pick again among the amounts around its pick.

    They are looked at from coarse to fine, so that one round needs no more than `LATTICE` deals.

    Parameters
    ----------
    name
        The solution, a key of `solutions.SOLUTIONS`.
    surveyed
        The survey of the whole space, if it has been made.
    """
    deal = dict(offer.evaluation.deal)
    issues = [
        id
        for id, issue in moves.model.scenario.issues.items()
        if isinstance(issue, ContinuousIssue) and id not in moves.locked
    ]
    ideal = moves.ideal_gains(surveyed)
    if not issues or ideal is None:
        return None
    start = {id: float(deal[id]) for id in issues}
    best, boxes = start, {id: box_around(moves.model, id, start[id]) for id in issues}
    most = max(3, int(LATTICE ** (1 / len(issues))))
    for _ in range(PASSES):
        amounts = {id: _lattice(moves, id, boxes[id], (start[id], best[id]), most) for id in issues}
        best = _fairest(moves, deal, amounts, name, ideal)
        boxes = {id: _next_to(best[id], amounts[id]) for id in issues}
    refined = moves.offer({**deal, **best})
    return _refinement(
        offer, refined, max(abs(refined.gains[id] - offer.gains[id]) for id in refined.gains)
    )


def _lattice(
    moves: NextMoves, id: str, box: tuple[float, float], always: Sequence[float], most: int
) -> list[float]:
    """Spread amounts evenly over a box, none finer than can be told apart."""
    finest = resolution(continuous(moves.model, id))
    first, last = ceil(box[0] / finest - 1e-9), floor(box[1] / finest + 1e-9)
    stride = max(1, -(-(last - first) // most))
    evenly = {round(n * finest, DIGITS) for n in range(first, last + 1, stride)}
    return sorted({*evenly, *box, *always})


def _next_to(best: float, amounts: Sequence[float]) -> tuple[float, float]:
    at = amounts.index(best)
    return amounts[max(at - 1, 0)], amounts[min(at + 1, len(amounts) - 1)]


def _fairest(
    moves: NextMoves, deal: Deal, amounts: dict[str, list[float]], name: str, ideal: FloatArray
) -> dict[str, float]:
    """Apply a solution to a deal with any of some amounts; of ties, what moves least."""
    steps = moves.model.steps
    missing = {
        id: tuple(amount for amount in tried if not steps.space.holds(id, amount))
        for id, tried in amounts.items()
    }
    central = in_draw(with_amounts(steps.scenario, steps.certain, AtEstimates(), missing), 0)
    options = [
        np.array([central.space.position(id, amount) for amount in amounts.get(id, [deal[id]])])
        for id in central.space.issues
    ]
    rows = SOLUTIONS[name](replace(zopa_problem(restricted(central, options)), ideal=ideal))
    places = np.stack(np.unravel_index(rows, [len(positions) for positions in options]), axis=1)
    picked = {
        id: np.array(tried)[places[:, central.space.issues.index(id)]]
        for id, tried in amounts.items()
    }
    moved = sum(
        np.abs(picks - float(deal[id])) / np.ptp(amounts[id]) for id, picks in picked.items()
    )
    least = int(np.argmin(moved))
    return {id: float(picks[least]) for id, picks in picked.items()}


# --- with SciPy ---------------------------------------------------------------------------------


def _best(
    moves: NextMoves,
    offer: Offer,
    groups: Sequence[tuple[str, ...]],
    question: Callable[[FreeAmounts], AmountProblem],
) -> Refinement | None:
    """Move each group of amounts; keep what is best."""
    deal, best = offer.evaluation.deal, dict(offer.evaluation.deal)
    gain = 0.0
    for issues in filter(None, groups):
        loose = FreeAmounts(moves.model.with_deal(moves.deal, deal), deal, issues)
        asked = _obeying(moves, deal, issues, question(loose))
        search = Search(moves.model, asked, issues, tuple(float(deal[id]) for id in issues))
        amounts, gained = search.best()
        if gained > gain:
            best, gain = {**deal, **dict(zip(issues, amounts, strict=True))}, gained
    return _refinement(offer, moves.offer(best), gain) if gain >= WORTH_IT else None


def _obeying(
    moves: NextMoves, deal: Deal, issues: tuple[str, ...], asked: AmountProblem
) -> AmountProblem:
    """Leave out what the rules between terms exclude."""
    rules = moves.model.scenario.rules
    if not rules:
        return asked

    def slack(amounts: Amounts) -> float:
        terms = {**deal, **dict(zip(issues, amounts, strict=True))}
        return -1.0 if broken(rules, terms) else asked.slack(amounts)

    return replace(asked, slack=slack)


def _refinement(offer: Offer, refined: Offer, gain: float) -> Refinement | None:
    changes = changed_terms(offer.evaluation.deal, refined.evaluation.deal)
    amounts = {id: (float(before), float(after)) for id, (before, after) in changes.items()}
    return Refinement(refined, amounts, gain) if amounts and gain >= WORTH_IT else None


def _within_reach(moves: NextMoves, offer: Offer) -> list[tuple[str, ...]]:
    """Name the amounts that may move without changing more terms than a next move may."""
    free = [
        id
        for id, issue in moves.model.scenario.issues.items()
        if isinstance(issue, ContinuousIssue) and id not in moves.locked
    ]
    changed = tuple(id for id in free if id in offer.changes)
    rest = [id for id in free if id not in offer.changes]
    room = min(MOST_CHANGES - len(offer.changes), len(rest))
    return [(*changed, *more) for more in combinations(rest, max(room, 0))]
