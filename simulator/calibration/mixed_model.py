"""The curve of one person: how steep it is once differences between people are taken out.

Each person has the same β and a, and leans towards yes or no by an amount of its own, normal over people.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import expit, log_expit, logsumexp, softmax

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.calibration.decisions import Decisions
from simulator.calibration.fitting import logistic_fit
from simulator.calibration.scoring import held_out
from simulator.preferences.curve_defaults import WithinPerson, WithinRecord

Loss = Callable[[FloatArray], tuple[float, FloatArray]]
NODES = 41
"""Of the Gauss–Hermite quadrature over people."""


def within_person_fit(decisions: Decisions) -> WithinPerson:
    """Fit the curve with a random intercept for each person, by Gauss–Hermite quadrature.

    The standard errors are those of maximum likelihood, from the curvature at its top.
    """
    loss = _loss(decisions, np.ones(len(decisions), bool))
    coefficients = _most_likely(loss)
    errors = np.sqrt(np.diag(np.linalg.pinv(_curvature(loss, coefficients))))
    leaning = float(np.exp(coefficients[2]))
    return WithinPerson(
        precision=float(coefficients[0]),
        disadvantageous=float(coefficients[1]),
        precision_error=float(errors[0]),
        disadvantageous_error=float(errors[1]),
        leaning=leaning,
        # Offered s, one gains s and is 1 − 2s behind, so the argument rises by β + 2a with s.
        threshold_spread=leaning / float(coefficients[0] + 2 * coefficients[1]),
    )


def _curvature(loss: Loss, at: FloatArray) -> FloatArray:
    """Return the second derivatives by central differences of the slope, shape (n, n)."""
    steps = np.diag(1e-4 * np.maximum(1.0, np.abs(at)))
    curvature = np.array(
        [(loss(at + step)[1] - loss(at - step)[1]) / (2 * step.sum()) for step in steps]
    )
    return np.asarray((curvature + curvature.T) / 2)


def _most_likely(loss: Loss) -> FloatArray:
    """Return β, a and the logarithm of how far people lean apart."""
    start = np.array([8.0, 2.0, 0.5])
    limits = [(0, 100), (0, 100), (-3, 4)]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits).x)


@cache
def _nodes() -> tuple[FloatArray, FloatArray]:
    """Return how far people lean, in standard deviations, and the logarithm of how many do."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, np.log(weights / weights.sum())


def _leans(decisions: Decisions, values: FloatArray) -> FloatArray:
    """Return the curve's argument for every decision and every leaning, shape (n, NODES)."""
    nodes, _ = _nodes()
    lean = values[0] * decisions.gain - values[1] * decisions.behind
    return np.asarray(lean[:, None] + np.exp(values[2]) * nodes)


def _people(decisions: Decisions, known: BoolArray, values: FloatArray) -> FloatArray:
    """Return the log probability of what is known of each person, with each leaning's prior.

    Shape (n_people, NODES).
    """
    sign = 2 * decisions.accepted - 1
    log_chances = log_expit(sign[:, None] * _leans(decisions, values)) * known[:, None]
    return np.asarray(_membership(decisions) @ log_chances + _nodes()[1])


def _loss(decisions: Decisions, known: BoolArray) -> Loss:
    """Return minus the log likelihood of what is known, and its slope, as a function of β, a, log σ."""
    nodes, _ = _nodes()
    member = _membership(decisions)

    def loss(values: FloatArray) -> tuple[float, FloatArray]:
        leans = _leans(decisions, values)
        people = _people(decisions, known, values)
        total = logsumexp(people, axis=1)
        weight = np.exp(people - total[:, None])
        # How far each answer pulls its argument, over the leanings that the person may have.
        pull = (member.T @ weight) * (decisions.accepted[:, None] - expit(leans)) * known[:, None]
        decision_pull = pull.sum(axis=1)
        slope = [
            decision_pull @ decisions.gain,
            -(decision_pull @ decisions.behind),
            np.exp(values[2]) * (pull @ nodes).sum(),
        ]
        return -float(total.sum()), -np.array(slope)

    return loss


def _membership(decisions: Decisions) -> csr_array:
    """Return which decision is whose, shape (n_people, n)."""
    n = len(decisions)
    return csr_array((np.ones(n), (decisions.group, np.arange(n))), shape=(decisions.groups, n))


def check_within(decisions: Decisions) -> WithinRecord:
    """Split each person's answers in two, predict each half from the other, and score both curves."""
    half = _turns(decisions) % 2
    person, population = np.empty(len(decisions)), np.empty(len(decisions))
    design = np.stack([decisions.gain, -decisions.behind], axis=1)
    for part in (0, 1):
        known, unseen = half != part, half == part
        values = _most_likely(_loss(decisions, known))
        person[unseen] = person_chances(decisions, known, values)[unseen]
        fit = logistic_fit(design[known], decisions.accepted[known], decisions.group[known])
        population[unseen] = expit(design[unseen] @ fit.values)
    return WithinRecord(
        person=held_out(decisions, person, population, half),
        population=held_out(decisions, population, fit=half),
    )


def person_chances(decisions: Decisions, known: BoolArray, values: FloatArray) -> FloatArray:
    """Predict every decision from what is known of the person, shape (n,).

    Parameters
    ----------
    known
        The decisions that each person's leaning is learnt from, shape (n,).
    values
        β, a, and the logarithm of how far people lean apart.
    """
    leaning = softmax(_people(decisions, known, values), axis=1)
    return np.asarray((expit(_leans(decisions, values)) * leaning[decisions.group]).sum(axis=1))


def _turns(decisions: Decisions) -> IntArray:
    """Number each person's decisions from 0, in the order of the data."""
    order = np.argsort(decisions.group, kind="stable")
    counted = np.empty(len(decisions), int)
    sizes = np.bincount(decisions.group)
    counted[order] = np.concatenate([np.arange(size) for size in sizes])
    return counted
