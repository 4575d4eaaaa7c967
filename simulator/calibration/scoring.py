"""How good a set of probabilities is, on decisions that the curve never saw."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from scipy.special import expit, logit

from simulator.arrays import FloatArray, IntArray
from simulator.bootstrap import interval, mean_interval, resamples
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import Design, logistic_fit
from simulator.calibration.metrics import measured, tally
from simulator.preferences.curve_defaults import Bin, Scores
from simulator.randomness import ONCE

FOLDS = 10
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


def _round(decisions: Decisions) -> FloatArray:
    """Add how late in the talk it is, as a deviation from what is usual in the setting.

    Centred, so that it stands for late or early and not for the constant that the curve lacks.
    """
    late = decisions.turn - decisions.turn.mean()
    spread = late.std()
    return np.column_stack([_inequality(decisions), late / spread if spread > 0 else late])


def _refusals(decisions: Decisions) -> FloatArray:
    return np.column_stack([_inequality(decisions), -decisions.refusals])


MODELS: Mapping[str, Design] = MappingProxyType(
    {
        "constant_rate": _constant,
        "own_utility": _own,
        "with_inequality": _inequality,
        "with_round": _round,
        "with_earlier_refusals": _refusals,
    }
)
"""From the simplest on."""
SIMPLER: Mapping[str, str] = MappingProxyType(
    {
        "own_utility": "constant_rate",
        "with_inequality": "own_utility",
        "with_round": "with_inequality",
        "with_earlier_refusals": "with_inequality",
    }
)
"""What each model adds to."""


def folds(decisions: Decisions, seed: int = ONCE) -> IntArray:
    """Put whole groups into folds at random: the fold of each decision, shape (n,)."""
    fold = np.random.default_rng(seed).permutation(decisions.groups) % FOLDS
    return np.asarray(fold[decisions.group])


def cross_validated(decisions: Decisions, design: Design, seed: int = ONCE) -> FloatArray:
    """Predict every decision from a fit on other groups, shape (n,)."""
    fold = folds(decisions, seed)
    chances = np.empty(len(decisions))
    matrix = design(decisions)
    for n in range(FOLDS):
        held = fold == n
        rest = np.flatnonzero(~held)
        if held.any() and len(rest):
            group = np.unique(decisions.group[rest], return_inverse=True)[1]
            fit = logistic_fit(matrix[rest], decisions.accepted[rest], group)
            chances[held] = expit(matrix[held] @ fit.values)
    return chances


def compare(decisions: Decisions, seed: int = ONCE) -> dict[str, Scores]:
    """Cross-validate every model that says something other than the one that it adds to."""
    scores: dict[str, Scores] = {}
    predictions: dict[str, FloatArray] = {}
    fold = folds(decisions, seed)
    for name, design in MODELS.items():
        if name in ("with_round", "with_earlier_refusals") and not design(decisions)[:, 2].any():
            continue
        predictions[name] = cross_validated(decisions, design, seed)
        scores[name] = held_out(
            decisions, predictions[name], predictions.get(SIMPLER.get(name, "")), fold, seed
        )
    return scores


def held_out(
    decisions: Decisions,
    chances: FloatArray,
    simpler: FloatArray | None = None,
    fit: IntArray | None = None,
    seed: int = ONCE,
) -> Scores:
    """Score predictions, with intervals over groups.

    Parameters
    ----------
    chances, simpler
        Predicted probabilities, and those of a simpler model, shape (n,).
    fit
        Which fit predicted each, numbered from 0, shape (n,); all the same if not given.
    """
    accepted, group = decisions.accepted, decisions.group
    fit = np.zeros(len(decisions), int) if fit is None else fit
    drawn = resamples(group, seed)
    losses = log_losses(chances, accepted)
    odds = logit(np.clip(chances, NEAREST, 1 - NEAREST))
    counts = tally(odds, accepted, group, fit)
    with_line = bool(np.ptp(odds) >= SAME)
    once = np.vstack([np.ones(drawn.shape[1], int), drawn])
    slope, intercept, auc = measured(counts, once, with_line).T
    return Scores(
        log_loss=mean_interval(losses, group, drawn),
        brier=mean_interval((chances - accepted) ** 2, group, drawn),
        slope=interval(slope[0], slope[1:]) if with_line else None,
        intercept=interval(intercept[0], intercept[1:]) if with_line else None,
        auc=interval(auc[0], auc[1:]),
        better_than_simpler=None
        if simpler is None
        else mean_interval(log_losses(simpler, accepted) - losses, group, drawn),
    )


def log_losses(chances: FloatArray, accepted: FloatArray) -> FloatArray:
    """Return minus the log probability given to each answer, shape (n,)."""
    clipped = np.clip(chances, NEAREST, 1 - NEAREST)
    return np.asarray(-np.log(np.where(accepted == 1, clipped, 1 - clipped)))


def reliability(chances: FloatArray, accepted: FloatArray, bins: int = 10) -> tuple[Bin, ...]:
    """Group decisions by predicted probability, in bins of equal width."""
    place = np.minimum((chances * bins).astype(int), bins - 1)
    return tuple(
        Bin(
            float(chances[place == n].mean()),
            float(accepted[place == n].mean()),
            int((place == n).sum()),
        )
        for n in np.unique(place)
    )


def predicted(decisions: Decisions, coefficients: Sequence[float]) -> FloatArray:
    """Predict decisions by a curve with given β and a."""
    return np.asarray(expit(_inequality(decisions) @ np.asarray(coefficients)))
