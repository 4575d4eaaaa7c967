"""What people agreed on, beside what bargaining theory picks, alone and mixed.

A rule by itself says one deal, and people never keep to it exactly. So each rule also stands for a
distribution: a deal is the less likely the farther it lies from what the rule picks,
``P(x) ∝ exp(−d(x) / τ)``. A mixture says that each pair of people follows one of the rules, with weights.
Both are fitted on some negotiations and scored on others.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.spatial import KDTree
from scipy.special import logsumexp

from simulator.arrays import FloatArray, Rows
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
    fits = {
        name: np.array(
            [
                _log_chances(negotiation, rows)
                for negotiation, rows in zip(negotiations, picked, strict=True)
            ]
        )
        for name, picked in picks.items()
    }
    fold = np.random.default_rng(ONCE).permutation(len(negotiations)) % FOLDS
    alone = {name: _held_out([fit], fold) for name, fit in fits.items()}
    same = _same(picks)
    mixed = _held_out([fits[name] for name in same], fold)
    best = max(RULES, key=lambda name: alone[name].mean())
    _, weights = _fitted([fits[name] for name in same])
    return AgreementRecord(
        name=agreements.name,
        negotiations=len(negotiations),
        rules={
            name: _rule_record(negotiations, picks[name], name not in NAIVE, alone[name])
            for name in RULES
        },
        mixture=MixtureRecord(
            weights=dict(zip(same, map(float, weights), strict=True)),
            same={name: tuple(others) for name, others in same.items() if others},
            held_out=resampled_interval(mixed),
            gain=resampled_interval(mixed - alone[best]),
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


def _rule_record(
    negotiations: Sequence[Agreement], picks: Sequence[Rows], theory: bool, held_out: FloatArray
) -> RuleRecord:
    distances, hits = np.empty(len(negotiations)), np.empty(len(negotiations))
    for n, (agreement, rows) in enumerate(zip(negotiations, picks, strict=True)):
        apart = np.abs(agreement.problem.utilities[rows] - agreement.reached)
        distances[n] = apart.mean()
        # A guess among many hits as often as it would if one were drawn.
        hit = (apart < NEAR).all(axis=1)
        hits[n] = hit.any() if theory else hit.mean()
    return RuleRecord(
        distance=resampled_interval(distances),
        hit=resampled_interval(hits),
        held_out=resampled_interval(held_out),
    )


def _log_chances(agreement: Agreement, rows: Rows) -> FloatArray:
    """Return the log probability of the deal reached for each breadth τ, shape (n_breadths,).

    Deals that are worth the same to both sides as the one reached count together.
    """
    worth = agreement.problem.utilities
    apart = KDTree(worth[rows]).query(worth, p=1)[0] / worth.shape[1]
    off = np.abs(worth - agreement.reached).max(axis=1)
    reached = off <= max(NEAR, float(off.min()))
    leaning = -apart / BREADTHS[:, None]
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
