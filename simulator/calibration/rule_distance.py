"""What people agreed on, beside what bargaining theory picks, alone and mixed.

A rule by itself says one deal, and people never keep to it exactly. So each rule also stands for a
distribution: a deal is the less likely the farther it lies from what the rule picks,
``P(x) ∝ exp(−d(x) / τ)``. A mixture says that each pair of people follows one of the rules, with weights.
Beside them stand forecasts that know nothing of rules: naive guesses, what deals were usually worth in other
negotiations, and one by which a deal is the likelier the more it is worth to both and the more evenly.
Whatever is fitted is fitted on some negotiations and scored on others.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.spatial import KDTree
from scipy.special import logsumexp

from simulator.arrays import BoolArray, FloatArray, Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bootstrap import resampled_interval
from simulator.calibration.agreements import NEAR, Agreement, Agreements
from simulator.preferences.curve_defaults import AgreementRecord, MixtureRecord, RuleRecord
from simulator.randomness import ONCE

NAIVE: Mapping[str, Callable[[BargainingProblem], Rows]] = {
    "any_efficient_deal": lambda problem: problem.negotiation_set,
    "any_deal_in_the_zopa": lambda problem: np.flatnonzero(problem.zopa),
    "any_deal": lambda problem: np.arange(len(problem.utilities)),
}
RULES: Mapping[str, Callable[[BargainingProblem], Rows]] = {**SOLUTIONS, **NAIVE}
"""Every solution, and naive guesses."""
USUAL, SUM_AND_GAP = "usual_worth", "sum_and_gap"
"""The forecasts that are fitted on other negotiations and follow no rule."""
FOLDS = 10
BREADTHS = np.geomspace(0.004, 1.0, 24)
"""The τ that are tried."""
ROUNDS = 150
"""Of expectation and maximisation for the weights."""


def rule_test(agreements: Agreements) -> AgreementRecord:
    """Measure every rule, and a mixture of the solutions, against what people agreed on.

    Negotiations in which no deal leaves both at least as well off as no deal are left out.
    """
    negotiations = [
        negotiation
        for negotiation in agreements.agreements
        if len(negotiation.problem.negotiation_set)
    ]
    picks = {
        name: [rule(negotiation.problem) for negotiation in negotiations]
        for name, rule in RULES.items()
    }
    fold = np.random.default_rng(ONCE).permutation(len(negotiations)) % FOLDS
    points = {
        name: [
            negotiation.problem.utilities[rows]
            for negotiation, rows in zip(negotiations, picked, strict=True)
        ]
        for name, picked in picks.items()
    } | {USUAL: _usual(negotiations, fold)}
    fits = {
        name: np.array(list(map(_log_chances, negotiations, picked)))
        for name, picked in points.items()
    }
    records = {
        name: _rule_record(*_closeness(negotiations, points[name]), _held_out([fit], fold))
        for name, fit in fits.items()
    }
    records[SUM_AND_GAP] = _sum_and_gap(negotiations, fold)
    same = _same(picks)
    mixed = _held_out([fits[name] for name in same], fold)
    best = max(records, key=lambda name: records[name][1].mean())
    _, weights = _fitted([fits[name] for name in same])
    return AgreementRecord(
        name=agreements.name,
        negotiations=len(negotiations),
        rules={name: record for name, (record, _) in records.items()},
        mixture=MixtureRecord(
            weights=dict(zip(same, map(float, weights), strict=True)),
            same={name: tuple(others) for name, others in same.items() if others},
            held_out=resampled_interval(mixed),
            gain=resampled_interval(mixed - records[best][1]),
            best=best,
        ),
    )


def _same(picks: Mapping[str, Sequence[Rows]]) -> dict[str, list[str]]:
    """Name each solution that picks something of its own, with those that always pick the same."""
    distinct: dict[str, list[str]] = {}
    for name in SOLUTIONS:
        twin = next((rule for rule in distinct if _alike(picks[rule], picks[name])), None)
        if twin is None:
            distinct[name] = []
        else:
            distinct[twin].append(name)
    return distinct


def _alike(picks: Sequence[Rows], others: Sequence[Rows]) -> bool:
    return all(map(np.array_equal, picks, others))


def _closeness(
    negotiations: Sequence[Agreement], picks: Sequence[FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return how far what is picked lies from what was agreed, and how often it is that.

    Parameters
    ----------
    picks
        What each of the deals picked is worth to both sides, an array of shape (n_picks, 2) each. Of deals
        that tie, each counts alike, whoever picks them.
    """
    apart = [
        np.abs(points - negotiation.reached)
        for negotiation, points in zip(negotiations, picks, strict=True)
    ]
    return (
        np.array([points.mean() for points in apart]),
        np.array([(points < NEAR).all(axis=1).mean() for points in apart]),
    )


def _rule_record(
    distances: FloatArray, hits: FloatArray, held_out: FloatArray
) -> tuple[RuleRecord, FloatArray]:
    """Put intervals around a rule's figures; the log chances of each negotiation stay beside them."""
    record = RuleRecord(
        distance=resampled_interval(distances),
        hit=resampled_interval(hits),
        held_out=resampled_interval(held_out),
    )
    return record, held_out


def _usual(negotiations: Sequence[Agreement], fold: Rows) -> list[FloatArray]:
    """Pick what deals of the other folds were worth to both sides on average, whatever the case."""
    reached = np.array([negotiation.reached for negotiation in negotiations])
    picks = np.empty((len(fold), 1, 2))
    for n in np.unique(fold):
        picks[fold == n] = reached[fold != n].mean(axis=0)
    return list(picks)


def _sum_and_gap(negotiations: Sequence[Agreement], fold: Rows) -> tuple[RuleRecord, FloatArray]:
    """Forecast by a softmax in the sum of both worths and the gap between them; it picks the likeliest."""
    worths = [negotiation.problem.utilities for negotiation in negotiations]
    sizes = np.array([len(worth) for worth in worths])
    first = np.cumsum(sizes) - sizes
    worth = np.concatenate(worths)
    features = np.stack([worth.sum(axis=1), -np.abs(worth[:, 0] - worth[:, 1])], axis=1)
    reached = np.concatenate([_reached(negotiation) for negotiation in negotiations])

    def shares(lean: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return each negotiation's log sum of exponentials, and each deal's share in it."""
        top = np.maximum.reduceat(lean, first)
        parts = np.exp(lean - np.repeat(top, sizes))
        total = np.add.reduceat(parts, first)
        return top + np.log(total), parts / np.repeat(total, sizes)

    def reached_chances(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the log probability of each deal reached, and its slope, shape (n, 2)."""
        lean = features @ values
        everything, share = shares(lean)
        here, among = shares(np.where(reached, lean, -np.inf))
        slopes = np.add.reduceat((among - share)[:, None] * features, first)
        return here - everything, slopes

    def loss(values: FloatArray, known: BoolArray) -> tuple[float, FloatArray]:
        chances, slopes = reached_chances(values)
        return -float(chances[known].sum()), -slopes[known].sum(axis=0)

    log_chances = np.empty(len(fold))
    picks: list[FloatArray] = [np.empty(0)] * len(fold)
    values = np.ones(2)
    for n in np.unique(fold):
        held = fold == n
        values = minimize(loss, values, args=(~held,), jac=True).x
        log_chances[held] = reached_chances(values)[0][held]
        lean = features @ values
        for row in np.flatnonzero(held).tolist():
            own = lean[first[row] : first[row] + sizes[row]]
            picks[row] = worths[row][own >= own.max() - NEAR]
    return _rule_record(*_closeness(negotiations, picks), log_chances)


def _reached(agreement: Agreement) -> BoolArray:
    """Return which deals are worth to both sides what the one reached is, shape (n_deals,)."""
    off = np.abs(agreement.problem.utilities - agreement.reached).max(axis=1)
    return np.asarray(off <= max(NEAR, float(off.min())))


def _log_chances(agreement: Agreement, picks: FloatArray) -> FloatArray:
    """Return the log probability of the deal reached for each breadth τ, shape (n_breadths,).

    Deals that are worth the same to both sides as the one reached count together.

    Parameters
    ----------
    picks
        What is picked is worth to both sides, shape (n_picks, 2).
    """
    worth = agreement.problem.utilities
    apart = KDTree(picks).query(worth, p=1)[0] / worth.shape[1]
    leaning = -apart / BREADTHS[:, None]
    reached = _reached(agreement)
    return np.asarray(logsumexp(leaning[:, reached], axis=1) - logsumexp(leaning, axis=1))


def _held_out(fits: Sequence[FloatArray], fold: Rows) -> FloatArray:
    """Predict each negotiation by weights and a breadth fitted on others: log chances, shape (n,)."""
    log_chances = np.empty(len(fold))
    for n in range(FOLDS):
        held = fold == n
        breadth, weights = _fitted([fit[~held] for fit in fits])
        chances = np.stack([fit[held, breadth] for fit in fits], axis=1)
        log_chances[held] = logsumexp(chances, axis=1, b=weights)
    return log_chances


def _fitted(fits: Sequence[FloatArray]) -> tuple[int, FloatArray]:
    """Return the place of the likeliest breadth and the rules' weights, by maximum likelihood.

    The weights of each breadth come from expectation and maximisation, all breadths at once.
    """
    logs = np.stack(fits, axis=2)
    top = logs.max(axis=2, keepdims=True)
    chances = np.exp(logs - top)
    weights = np.full(logs.shape[1:], 1 / len(fits))
    for _ in range(ROUNDS if len(fits) > 1 else 0):
        share = weights * chances
        weights = (share / share.sum(axis=2, keepdims=True)).mean(axis=0)
    likely = (np.log((weights * chances).sum(axis=2)) + top[:, :, 0]).sum(axis=0)
    breadth = int(likely.argmax())
    return breadth, weights[breadth]
