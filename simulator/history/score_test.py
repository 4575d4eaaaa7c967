"""How little a short record proves: what luck alone would do to the score.

If the model's probabilities were right, the answers would still fall out by chance, and its score with them.
Where the real score lies among those is a test that holds with any number of proposals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from simulator.arrays import FloatArray
from simulator.history.backtest import Prediction, log_scores, scored_evaluations
from simulator.randomness import ONCE

EXACT = 12
"""Up to so many proposals every pattern of answers is gone through; beyond, patterns are drawn."""
DRAWN = 4096
SAME = 1e-9
"""Scores closer than this are the same."""


@dataclass(frozen=True)
class ScoreTest:
    """The model's log score among those that it would get if its probabilities were right.

    Attributes
    ----------
    score
        The real one.
    expected
        The mean of the others.
    low, high
        The range that holds nine of ten of them.
    as_bad
        How likely a score at most as good as the real one is: near 0 the probabilities are wrong, near 1
        they are too timid.
    """

    score: float
    expected: float
    low: float
    high: float
    as_bad: float


def score_test(predictions: Sequence[Prediction]) -> ScoreTest | None:
    """Compare the model's score with what its own probabilities promise; None without a score.

    Answers to different proposals are taken as independent.
    """
    evaluations, accepted = scored_evaluations(predictions)
    if not evaluations:
        return None
    chances = np.array([evaluation.joint.chance for evaluation in evaluations])
    patterns, weight = _patterns(chances)
    scores = log_scores(np.broadcast_to(chances, patterns.shape), patterns).mean(axis=1)
    real = float(log_scores(chances, accepted).mean())
    order = np.argsort(scores)
    reached = np.cumsum(weight[order])
    low, high = (scores[order][np.searchsorted(reached, share)] for share in (0.05, 0.95))
    return ScoreTest(
        score=real,
        expected=float(weight @ scores),
        low=float(low),
        high=float(high),
        as_bad=float(weight[scores <= real + SAME].sum()),
    )


def _patterns(chances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return patterns of answers, shape (n_patterns, n), and how likely each is."""
    if len(chances) <= EXACT:
        patterns = np.array(list(product((0.0, 1.0), repeat=len(chances))))
        return patterns, np.where(patterns == 1, chances, 1 - chances).prod(axis=1)
    drawn = np.random.default_rng(ONCE).random((DRAWN, len(chances))) < chances
    return drawn.astype(float), np.full(DRAWN, 1 / DRAWN)
