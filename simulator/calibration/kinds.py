"""Kinds of people: how threshold and steepness lie together between people, with no shape assumed.

The non-parametric maximum likelihood of a mixture [KieferWolfowitz1956]_, by expectation and maximisation
over a fixed grid [Laird1978]_: each person's answers have a probability for every kind, and the weights of
the kinds are those under which all answers are likeliest. That leaves few kinds with any weight
[Lindsay1983]_; the rest are dropped.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import softmax

from simulator.arrays import FloatArray
from simulator.calibration.answers import Answers
from simulator.preferences.curve_defaults import KindsOfPeople

THRESHOLDS = np.arange(61) / 100
"""In the games nobody was offered less than nothing or more than half: beyond that they tell nothing."""
STEEPNESSES = np.geomspace(2, 200, 21)
"""Up to that, from a tenth to nine tenths takes 2 % of the pie, half a step between the games' offers:
whether somebody is steeper still cannot be seen."""
SLIPS = (1e-4, 0.05)
ROUNDS, LAST = 300, 3000
"""Of expectation and maximisation, on the way and at the end."""
MOST = 36
"""Kinds that are kept: with as many the answers are as likely as with all."""
LEAST = 5e-4
"""A lighter kind is dropped at the end: it would round to nothing in the file."""
KEPT = 0.8
"""The part of the kinds that outlives one thinning."""


def kinds_of_people(settings: Sequence[Answers], most: int = MOST) -> KindsOfPeople:
    """Fit the weights of kinds of people, and how often anybody slips; each setting counts alike.

    Settings differ by more than chance, and the largest would drown the others if people counted alike.
    People of whom no answer is known do not count.
    """
    known = [np.asarray((answers.yes + answers.no).sum(axis=1)) > 0 for answers in settings]
    counts = np.concatenate([people / people.sum() / len(settings) for people in known])
    threshold, steepness = (
        axis.ravel() for axis in np.meshgrid(THRESHOLDS, STEEPNESSES, indexing="ij")
    )
    even = np.full(len(threshold), 1 / len(threshold))

    def grid(slip: float) -> KindsOfPeople:
        return KindsOfPeople(threshold, steepness, even, np.full(len(even), slip))

    def loss(log_slip: float) -> float:
        likelihoods = _likelihoods(settings, grid(np.exp(log_slip)))
        return -_weighed(likelihoods, counts, even, ROUNDS)[1]

    best = minimize_scalar(
        loss, bounds=tuple(np.log(SLIPS)), method="bounded", options={"xatol": 0.1}
    )
    kinds = grid(float(np.exp(best.x)))
    likelihoods = _likelihoods(settings, kinds)
    kept = np.arange(len(even))
    weight = _weighed(likelihoods, counts, even, ROUNDS)[0]
    while len(kept) > most:
        heaviest = np.sort(np.argsort(weight)[-max(most, int(KEPT * len(kept))) :])
        kept = kept[heaviest]
        weight = weight[heaviest] / weight[heaviest].sum()
        weight = _weighed(likelihoods[:, kept], counts, weight, ROUNDS)[0]
    weight = _weighed(likelihoods[:, kept], counts, weight, LAST)[0]
    seen = weight >= LEAST
    kept, weight = kept[seen], weight[seen] / weight[seen].sum()
    return KindsOfPeople(threshold[kept], steepness[kept], weight, kinds.slip[kept])


def _likelihoods(settings: Sequence[Answers], kinds: KindsOfPeople) -> FloatArray:
    """Return the log probability of each person's answers for every kind, shape (n_people, n_kinds)."""
    return np.concatenate([_people(answers, kinds) for answers in settings])


def _people(answers: Answers, kinds: KindsOfPeople) -> FloatArray:
    chances = kinds.chances(answers.gain)
    return np.asarray(answers.yes @ np.log(chances) + answers.no @ np.log1p(-chances))


def _weighed(
    likelihoods: FloatArray, counts: FloatArray, weight: FloatArray, rounds: int
) -> tuple[FloatArray, float]:
    """Improve the weights of the kinds; return them and the mean log likelihood of a person.

    Parameters
    ----------
    likelihoods
        Logarithms, shape (n_people, n_kinds).
    counts
        How much each person counts, adding up to 1, shape (n_people,).
    weight
        Where to start, shape (n_kinds,).
    """
    top = likelihoods.max(axis=1, keepdims=True)
    relative = np.exp(likelihoods - top)
    for _ in range(rounds):
        weight = weight * ((counts / (relative @ weight)) @ relative)
    return weight, float(counts @ (np.log(relative @ weight) + top[:, 0]))


def kind_chances(answers: Answers, kinds: KindsOfPeople) -> FloatArray:
    """Predict every decision from what is known of the person, shape (n_decisions,)."""
    posterior = softmax(_people(answers, kinds) + np.log(kinds.weight), axis=1)
    return np.asarray((posterior @ kinds.chances(answers.gain).T)[answers.person, answers.offer])
