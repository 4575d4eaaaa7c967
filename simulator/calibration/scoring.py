"""How good a set of probabilities is, on decisions that the curve never saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import expit, logit
from scipy.stats import rankdata

from simulator.arrays import FloatArray, IntArray
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import Design, logistic_fit

FOLDS = 10
RESAMPLES = 1000
SAME = 0.5
"""Predicted log odds closer than this are about the same: folds alone make them differ so much."""
NEAREST = 1e-6
"""The nearest to certainty that a probability is scored at."""


def _constant(decisions: Decisions) -> FloatArray:
    return np.ones((len(decisions), 1))


def _own(decisions: Decisions) -> FloatArray:
    return decisions.gain[:, None]


def _inequality(decisions: Decisions) -> FloatArray:
    return np.stack([decisions.gain, -decisions.behind], axis=1)


def _refusals(decisions: Decisions) -> FloatArray:
    return np.stack([decisions.gain, -decisions.behind, -decisions.refusals], axis=1)


MODELS: Mapping[str, Design] = MappingProxyType(
    {
        "constant_rate": _constant,
        "own_utility": _own,
        "with_inequality": _inequality,
        "with_earlier_refusals": _refusals,
    }
)
"""From the simplest on; each adds something to the one before, but for the first."""


@dataclass(frozen=True)
class Interval:
    """A figure and the range that holds 95 % of its bootstrap values."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class HeldOut:
    """How a model did on decisions that it was not fitted on.

    Attributes
    ----------
    log_loss, brier
        Mean; 0 is perfect.
    slope, intercept
        Of a logistic regression of the answers on the predicted log odds: 1 and 0 are perfect; a slope
        below 1 says that the predictions are too sure. None where all predictions are about the same.
    auc
        The chance that an accepted offer was given the higher probability of two.
    better_than_simpler
        How much lower its log loss is than that of the model before it; None for the first.
    """

    log_loss: Interval
    brier: Interval
    slope: float | None
    intercept: float | None
    auc: float
    better_than_simpler: Interval | None


def cross_validated(decisions: Decisions, design: Design, seed: int = 1950) -> FloatArray:
    """Predict every decision from a fit on other groups, shape (n,)."""
    fold = np.random.default_rng(seed).permutation(decisions.groups) % FOLDS
    chances = np.empty(len(decisions))
    matrix = design(decisions)
    for each in range(FOLDS):
        held = fold[decisions.group] == each
        rest = np.flatnonzero(~held)
        if held.any() and len(rest):
            group = np.unique(decisions.group[rest], return_inverse=True)[1]
            fit = logistic_fit(matrix[rest], decisions.accepted[rest], group)
            chances[held] = expit(matrix[held] @ fit.values)
    return chances


def compare(decisions: Decisions, seed: int = 1950) -> dict[str, HeldOut]:
    """Cross-validate every model that says something other than the one before it."""
    found: dict[str, HeldOut] = {}
    before: FloatArray | None = None
    for name, design in MODELS.items():
        if name == "with_earlier_refusals" and not decisions.refusals.any():
            continue
        chances = cross_validated(decisions, design, seed)
        losses = _losses(chances, decisions.accepted)
        found[name] = held_out(decisions, chances, before, seed)
        before = losses
    return found


def held_out(
    decisions: Decisions, chances: FloatArray, before: FloatArray | None = None, seed: int = 1950
) -> HeldOut:
    """Score predictions; `before` are the log losses of a simpler model, decision by decision."""
    accepted = decisions.accepted
    losses, squares = _losses(chances, accepted), (chances - accepted) ** 2
    resampled = _resamples(decisions.group, seed)
    slope, intercept = _calibration(chances, accepted)
    return HeldOut(
        log_loss=_interval(losses, decisions.group, resampled),
        brier=_interval(squares, decisions.group, resampled),
        slope=slope,
        intercept=intercept,
        auc=auc(chances, accepted),
        better_than_simpler=None
        if before is None
        else _interval(before - losses, decisions.group, resampled),
    )


def _losses(chances: FloatArray, accepted: FloatArray) -> FloatArray:
    told = np.clip(chances, NEAREST, 1 - NEAREST)
    return -np.log(np.where(accepted == 1, told, 1 - told))


def _resamples(group: IntArray, seed: int) -> IntArray:
    """Draw whole groups with replacement, shape (RESAMPLES, n_groups): how often each is drawn."""
    groups = int(group.max()) + 1
    rng = np.random.default_rng(seed)
    return rng.multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)


def _interval(values: FloatArray, group: IntArray, resampled: IntArray) -> Interval:
    """Return the mean of values and its 95 % bootstrap interval over groups."""
    totals = np.bincount(group, weights=values)
    sizes = np.bincount(group)
    means = (resampled @ totals) / (resampled @ sizes)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))


def resampled_interval(values: FloatArray, seed: int = 1950) -> Interval:
    """Return the mean of independent values and its 95 % bootstrap interval."""
    group = np.arange(len(values))
    return _interval(values, group, _resamples(group, seed))


def auc(chances: FloatArray, accepted: FloatArray) -> float:
    """Return the area under the ROC curve, ties counted half; 0.5 without both answers."""
    yes = accepted == 1
    if yes.all() or not yes.any():
        return 0.5
    ranks = rankdata(chances)
    n_yes, n_no = int(yes.sum()), int((~yes).sum())
    return float((ranks[yes].sum() - n_yes * (n_yes + 1) / 2) / (n_yes * n_no))


def _calibration(
    chances: FloatArray, accepted: FloatArray
) -> tuple[float, float] | tuple[None, None]:
    """Regress the answers on the predicted log odds; slope and intercept."""
    odds = logit(np.clip(chances, NEAREST, 1 - NEAREST))
    if np.ptp(odds) < SAME:
        return None, None
    design = np.stack([odds, np.ones_like(odds)], axis=1)
    values = logistic_fit(design, accepted, np.arange(len(accepted))).values
    return float(values[0]), float(values[1])


@dataclass(frozen=True)
class Bin:
    """Decisions given about the same probability: that, how many said yes, and how many there were."""

    predicted: float
    accepted: float
    count: int


def reliability(chances: FloatArray, accepted: FloatArray, bins: int = 10) -> list[Bin]:
    """Group decisions by predicted probability, in bins of equal width."""
    place = np.minimum((chances * bins).astype(int), bins - 1)
    return [
        Bin(
            float(chances[place == each].mean()),
            float(accepted[place == each].mean()),
            int((place == each).sum()),
        )
        for each in np.unique(place)
    ]


def predicted(decisions: Decisions, coefficients: Sequence[float]) -> FloatArray:
    """Predict decisions by a curve with given β and a."""
    return np.asarray(expit(_inequality(decisions) @ np.asarray(coefficients)))
