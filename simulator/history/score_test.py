"""How little a short record proves: what luck alone would do to the score.

If the model's probabilities were right, the answers would still fall out by chance, and its score with them.
Where the real score lies among those is a test that holds with any number of proposals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from simulator.arrays import FloatArray
from simulator.history.prediction import Prediction, groups
from simulator.history.scores import log_scores
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

    Answers to different proposals are taken as independent; the same answer to texts that are coded alike
    is one.
    """
    chances, accepted, counts = _answers([one for one in predictions if one.scored])
    if not len(chances):
        return None
    patterns, weight = _patterns(chances)
    scores = log_scores(np.broadcast_to(chances, patterns.shape), patterns) @ counts
    real = float(log_scores(chances, accepted) @ counts)
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


def _answers(scored: Sequence[Prediction]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the different answers: their chances of a yes, 1 or 0, and weights that add up to 1."""
    group = groups(scored)
    counts: dict[tuple[int, bool, float], float] = {}
    for own, one in zip(group, scored, strict=True):
        assert one.chance is not None
        answer = int(own), one.happened == "accepted", one.chance
        share = 1 / (np.sum(group == own) * (group.max() + 1))
        counts[answer] = counts.get(answer, 0.0) + float(share)
    return (
        np.array([chance for _, _, chance in counts]),
        np.array([accepted for _, accepted, _ in counts], dtype=float),
        np.array(list(counts.values())),
    )


def _patterns(chances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return patterns of answers, shape (n_patterns, n), and how likely each is."""
    if len(chances) <= EXACT:
        patterns = np.array(list(product((0.0, 1.0), repeat=len(chances))))
        return patterns, np.where(patterns == 1, chances, 1 - chances).prod(axis=1)
    drawn = np.random.default_rng(ONCE).random((DRAWN, len(chances))) < chances
    return drawn.astype(float), np.full(DRAWN, 1 / DRAWN)
