"""The curve of one person, Λ(s(g − τ)), with one steepness for all and thresholds normal between people.

Each person's likelihood is an integral over its threshold. It is taken on a grid fine enough for
somebody with hundreds of answers, whose threshold is known to a hundredth: a few nodes of a quadrature that
stay where they are miss it. For a smooth function that dies away at both ends equal steps are as good as
any quadrature.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logsumexp, softmax

from simulator.arrays import FloatArray
from simulator.calibration.answers import Answers
from simulator.calibration.fitting import Fit

DEVIATES = np.linspace(-8, 8, 641)
"""Thresholds tried, in standard deviations from their mean."""
PRIOR = -(DEVIATES**2) / 2 - logsumexp(-(DEVIATES**2) / 2)
"""The logarithm of how many people have each."""
START = (15.0, 0.2, 0.2)


def normal_thresholds(answers: Answers) -> Fit:
    """Fit s, the mean of τ and its standard deviation between people, by maximum likelihood.

    The errors are clustered by person: they hold where people differ in steepness too, of which this
    curve knows nothing. The curvature at the top alone would say about half.
    """

    def loss(point: FloatArray) -> tuple[float, FloatArray]:
        likelihoods, slopes = _likelihoods(answers, *_natural(point))
        return -float(likelihoods.sum()), -slopes.sum(axis=0)

    steepness, threshold, spread = START
    start = np.array([np.log(steepness), threshold, np.log(spread)])
    point = minimize(loss, start, jac=True, method="BFGS").x
    curvature = np.array(
        [
            (loss(point + step)[1] - loss(point - step)[1]) / (2 * step.sum())
            for step in 1e-4 * np.eye(3)
        ]
    )
    bread = np.linalg.pinv((curvature + curvature.T) / 2)
    slopes = _likelihoods(answers, *_natural(point))[1]
    values = np.array(_natural(point))
    # From logarithms to what they are of.
    turn = np.diag([values[0], 1.0, values[2]])
    return Fit(values, turn @ bread @ (slopes.T @ slopes) @ bread @ turn)


def _natural(point: FloatArray) -> tuple[float, float, float]:
    return float(np.exp(point[0])), float(point[1]), float(np.exp(point[2]))


def _leans(answers: Answers, steepness: float, threshold: float, spread: float) -> FloatArray:
    """Return the curve's argument for every offer and deviate, shape (n_offers, n_deviates)."""
    return np.asarray(steepness * (answers.gain[:, None] - threshold - spread * DEVIATES))


def _people(answers: Answers, leans: FloatArray) -> FloatArray:
    """Return the log probability of each person's answers and deviate, shape (n_people, n_deviates)."""
    return np.asarray(answers.yes @ log_expit(leans) + answers.no @ log_expit(-leans) + PRIOR)


def _likelihoods(
    answers: Answers, steepness: float, threshold: float, spread: float
) -> tuple[FloatArray, FloatArray]:
    """Return each person's log likelihood, and its slope in log s, τ and log spread, shape (n_people, 3)."""
    leans = _leans(answers, steepness, threshold, spread)
    people = _people(answers, leans)
    total = logsumexp(people, axis=1)
    weight = np.exp(people - total[:, None])
    chance = expit(leans)
    # How far each person's answers pull the curve's argument up, and the same times that argument.
    pull = answers.yes @ (1 - chance) - answers.no @ chance
    stretch = answers.yes @ ((1 - chance) * leans) - answers.no @ (chance * leans)
    return total, np.stack(
        [
            (weight * stretch).sum(axis=1),
            -steepness * (weight * pull).sum(axis=1),
            -steepness * spread * (weight * pull) @ DEVIATES,
        ],
        axis=1,
    )


def person_chances(answers: Answers, values: FloatArray) -> FloatArray:
    """Predict every decision from what is known of the person, shape (n_decisions,).

    Parameters
    ----------
    values
        s, the mean of τ and its standard deviation.
    """
    leans = _leans(answers, *values)
    posterior = softmax(_people(answers, leans), axis=1)
    return np.asarray((posterior @ expit(leans).T)[answers.person, answers.offer])
