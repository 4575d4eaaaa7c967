"""Answers counted by the probability that they were given: slope, intercept and AUC, with intervals.

All three need only how many said yes and no at each predicted probability. So a thousand bootstrap
samples are a thousand rows of counts, and each figure is worked out for all of them at once.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.special import expit, log_expit

from simulator.arrays import FloatArray, IntArray

PERFECT = np.array([1.0, 0.0])
"""Slope and intercept of predictions that are right."""
STEPS = 100
LONGEST = 2.0
"""The farthest that one step of Newton's method goes: a sample may be nearly separable."""
HALVINGS = 40
"""How often a step that makes the fit worse is halved."""
CHUNK = 100
"""Bootstrap samples worked out at a time."""


@dataclass(frozen=True)
class Tally:
    """How many of each group said yes and no at each predicted log odds.

    Attributes
    ----------
    odds
        The different log odds, ascending within each fit, shape (n_odds,).
    fit
        Which fit predicted them, numbered from 0 and ascending, shape (n_odds,).
    yes, no
        Counts, shape (n_groups, n_odds).
    """

    odds: FloatArray
    fit: IntArray
    yes: csr_array
    no: csr_array

    def resampled(self, drawn: IntArray) -> tuple[FloatArray, FloatArray]:
        """Count yes and no when each group is drawn so often, shape (n_samples, n_odds)."""
        return (self.yes.T @ drawn.T).T.astype(float), (self.no.T @ drawn.T).T.astype(float)


def tally(odds: FloatArray, accepted: FloatArray, group: IntArray, fit: IntArray) -> Tally:
    """Count answers; all arguments of shape (n_decisions,)."""
    different, place = np.unique(np.stack([fit, odds], axis=1), axis=0, return_inverse=True)
    shape = (int(group.max()) + 1, len(different))

    def counted(answers: FloatArray) -> csr_array:
        return csr_array((answers, (group, place)), shape=shape)

    return Tally(
        different[:, 1], different[:, 0].astype(int), counted(accepted), counted(1 - accepted)
    )


def lines(
    odds: FloatArray, yes: FloatArray, no: FloatArray, start: FloatArray = PERFECT
) -> FloatArray:
    """Regress answers on predicted log odds by Newton's method, in every sample at once.

    A step that would make a sample's fit worse is halved until it does not: where predictions are far
    off, a whole step of Newton's leads past the top and back again, for ever.

    Parameters
    ----------
    odds
        Shape (n_odds,).
    yes, no
        Counts, shape (n_samples, n_odds).
    start
        Slope and intercept to start from.

    Returns
    -------
    FloatArray
        Slope and intercept, shape (n_samples, 2).
    """
    design = np.stack([odds, np.ones_like(odds)], axis=1)
    squares = design[:, :, None] * design[:, None, :]

    def likely(coefficients: FloatArray) -> FloatArray:
        lean = coefficients @ design.T
        return np.asarray((yes * log_expit(lean) + no * log_expit(-lean)).sum(axis=1))

    coefficients = np.tile(start, (len(yes), 1))
    top = likely(coefficients)
    for _ in range(STEPS):
        chance = expit(coefficients @ design.T)
        slope = (yes - (yes + no) * chance) @ design
        bend = np.tensordot((yes + no) * chance * (1 - chance), squares, axes=1)
        step = np.linalg.solve(bend + 1e-9 * np.eye(2), slope[:, :, None])[:, :, 0]
        # Shortened as a whole: clipped number by number it would point elsewhere, perhaps downhill.
        step /= np.maximum(1.0, np.abs(step).max(axis=1, keepdims=True) / LONGEST)
        for _ in range(HALVINGS):
            reached = likely(coefficients + step)
            # Less than rounding in a sum of logarithms is no loss.
            worse = reached < top - 1e-12 * np.abs(top)
            if not worse.any():
                break
            step[worse] /= 2
        coefficients, top = coefficients + step, reached
        if np.abs(step).max() < 1e-6:
            break
    return coefficients


def areas(fit: IntArray, yes: FloatArray, no: FloatArray) -> FloatArray:
    """Return the area under the ROC curve in every sample, shape (n_samples,).

    Only pairs that the same fit predicted are compared, ties count half. Across folds a fit without
    some people's yes is a little lower for just these people, so that a constant would seem to
    put offers in the wrong order. 0.5 where no pair has both answers.
    """
    first = np.searchsorted(fit, np.arange(fit.max() + 1))
    below = no.cumsum(axis=1) - no
    below = below - below[:, first[fit]]
    ordered = (yes * (below + no / 2)).sum(axis=1)
    pairs = (np.add.reduceat(yes, first, axis=1) * np.add.reduceat(no, first, axis=1)).sum(axis=1)
    return np.where(pairs > 0, ordered / np.maximum(pairs, 1), 0.5)


def measured(counts: Tally, drawn: IntArray, with_line: bool) -> FloatArray:
    """Return slope, intercept and AUC in every sample, shape (n_samples, 3); nan without a line.

    The first sample is close to all others, so that its line is where theirs start.
    """
    figures = np.full((len(drawn), 3), np.nan)
    start = PERFECT
    for first in range(0, len(drawn), CHUNK):
        rows = slice(first, first + CHUNK)
        yes, no = counts.resampled(drawn[rows])
        if with_line:
            start = lines(counts.odds, yes[:1], no[:1], start)[0]
            figures[rows, :2] = lines(counts.odds, yes, no, start)
        figures[rows, 2] = areas(counts.fit, yes, no)
    return figures
