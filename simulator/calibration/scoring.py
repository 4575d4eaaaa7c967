"""How good a set of probabilities is, on decisions that the curve never saw."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from scipy.special import expit, logit

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.bootstrap import interval, mean_interval, resamples
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import Design, logistic_fit
from simulator.calibration.metrics import measured, tally
from simulator.preferences.curve_defaults import Bin, Rate, Scores
from simulator.randomness import ONCE

FOLDS = 10
SAME = 0.5
"""Predicted log odds closer than this are about the same: folds alone make them differ so much."""
NEAREST = 1e-6
"""The nearest to certainty that a probability is scored at."""


def _constant(decisions: Decisions) -> FloatArray:
    return np.ones((len(decisions), 1))


def _threshold(decisions: Decisions) -> FloatArray:
    return np.column_stack([decisions.gain, _constant(decisions)])


def _inequality(decisions: Decisions) -> FloatArray:
    return np.column_stack([_threshold(decisions), -decisions.behind])


def _without_threshold(decisions: Decisions) -> FloatArray:
    return np.column_stack([decisions.gain, -decisions.behind])


def _round(decisions: Decisions) -> FloatArray:
    """Add how late in the talk it is, in standard deviations from what is usual in the setting."""
    late = decisions.turn - decisions.turn.mean()
    spread = late.std()
    return np.column_stack([_threshold(decisions), late / spread if spread > 0 else late])


def earlier_refusals(decisions: Decisions) -> FloatArray:
    """Add the logarithm of refusals so far: the second says less than the first."""
    return np.column_stack([_threshold(decisions), -np.log1p(decisions.refusals)])


MODELS: Mapping[str, Design] = MappingProxyType(
    {
        "constant_rate": _constant,
        "with_threshold": _threshold,
        "without_threshold": _without_threshold,
        "with_inequality": _inequality,
        "with_round": _round,
        "with_earlier_refusals": earlier_refusals,
    }
)
"""From the simplest on. `without_threshold`, own gain and being behind but no constant, is what the engine's
formula has; all others have a constant."""
SIMPLER: Mapping[str, str] = MappingProxyType(
    {
        "with_threshold": "constant_rate",
        "without_threshold": "with_threshold",
        "with_inequality": "with_threshold",
        "with_round": "with_threshold",
        "with_earlier_refusals": "with_threshold",
    }
)
"""What each model is held against: for all but `without_threshold`, the one that it adds to."""


def folds(decisions: Decisions, seed: int = ONCE) -> IntArray:
    """Put whole groups into folds at random: the fold of each decision, shape (n,)."""
    fold = np.random.default_rng(seed).permutation(decisions.groups) % FOLDS
    return np.asarray(fold[decisions.group])


def by_folds(fold: IntArray, predict: Callable[[BoolArray], FloatArray]) -> FloatArray:
    """Predict every decision from those of other folds, shape (n,).

    Parameters
    ----------
    predict
        From the decisions that are known, shape (n,), to the chances of all.
    """
    chances = np.empty(len(fold))
    for n in np.unique(fold):
        held = fold == n
        if not held.all():
            chances[held] = predict(~held)[held]
    return chances


def cross_validated(decisions: Decisions, design: Design, seed: int = ONCE) -> FloatArray:
    """Predict every decision from a fit on other groups, shape (n,)."""
    matrix = design(decisions)

    def predict(known: BoolArray) -> FloatArray:
        group = np.unique(decisions.group[known], return_inverse=True)[1]
        fit = logistic_fit(matrix[known], decisions.accepted[known], group)
        return np.asarray(expit(matrix @ fit.values))

    return by_folds(folds(decisions, seed), predict)


def compare(decisions: Decisions, seed: int = ONCE) -> dict[str, Scores]:
    """Cross-validate every model whose terms can be told apart here."""
    scores: dict[str, Scores] = {}
    predictions: dict[str, FloatArray] = {}
    fold = folds(decisions, seed)
    for name, design in MODELS.items():
        matrix = design(decisions)
        if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
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


def rates(decisions: Decisions) -> tuple[Rate, ...]:
    """Return the share that accepted, by gain in steps of a twentieth."""
    step = np.round(decisions.gain * 20)
    return tuple(
        Rate(
            float(decisions.gain[step == n].mean()),
            float(decisions.accepted[step == n].mean()),
            int((step == n).sum()),
        )
        for n in np.unique(step)
    )


def predicted(decisions: Decisions, steepness: float, threshold: float) -> FloatArray:
    """Predict decisions by Λ(s(g − τ)), shape (n,)."""
    return np.asarray(expit(steepness * (decisions.gain - threshold)))
