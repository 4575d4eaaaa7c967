"""Maximum likelihood for the acceptance curve.

The curve is logistic in β · gain − a · behind − g · ahead (`simulator.acceptance`), without a constant:
someone who is level with no deal and with the other side is as likely to accept as not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from simulator.arrays import FloatArray, IntArray
from simulator.calibration.decisions import Decisions

Design = Callable[[Decisions], FloatArray]
"""From decisions to what the curve is linear in, shape (n_decisions, n_coefficients)."""

NODES = 41
"""Of the Gauss–Hermite quadrature over people."""


@dataclass(frozen=True)
class Fit:
    """Coefficients and their standard errors.

    Attributes
    ----------
    values, errors
        Shape (n_coefficients,). The errors allow for decisions of one group to be alike (the sandwich
        estimator, clustered [LiangZeger1986]_).
    """

    values: FloatArray
    errors: FloatArray


def logistic_fit(design: FloatArray, accepted: FloatArray, group: IntArray) -> Fit:
    """Fit a logistic regression without a constant.

    Parameters
    ----------
    design
        Shape (n, n_coefficients).
    accepted
        1 or 0, shape (n,).
    group
        Which rows belong together, shape (n,).
    """

    def loss(values: FloatArray) -> tuple[float, FloatArray]:
        lean = design @ values
        return (
            -float(log_expit(np.where(accepted == 1, lean, -lean)).sum()),
            design.T @ (expit(lean) - accepted),
        )

    values = minimize(loss, np.zeros(design.shape[1]), jac=True, method="BFGS").x
    chance = expit(design @ values)
    bread = np.linalg.pinv(design.T @ (design * (chance * (1 - chance))[:, None]))
    scores = np.zeros((int(group.max()) + 1, design.shape[1]))
    np.add.at(scores, group, design * (accepted - chance)[:, None])
    return Fit(values, np.sqrt(np.diag(bread @ scores.T @ scores @ bread)))


@dataclass(frozen=True)
class WithinPerson:
    """The curve of one person, and how far people's curves lie apart.

    Attributes
    ----------
    precision, disadvantageous
        β and a within a person.
    precision_error, disadvantageous_error
        Their standard errors.
    leaning
        Standard deviation between people of the curve's argument.
    """

    precision: float
    disadvantageous: float
    precision_error: float
    disadvantageous_error: float
    leaning: float

    @property
    def threshold_spread(self) -> float:
        """Standard deviation between people of the smallest share accepted, in a pie that adds up to 1.

        Offered s, one gains s and is 1 − 2s behind, so the argument rises by β + 2a with s.
        """
        return self.leaning / (self.precision + 2 * self.disadvantageous)


def within_person_fit(decisions: Decisions) -> WithinPerson:
    """Fit the curve with a random intercept for each person, by Gauss–Hermite quadrature.

    The standard errors are those of maximum likelihood, from the curvature at its top.
    """
    design = np.stack([decisions.gain, -decisions.behind], axis=1)
    sign = 2 * decisions.accepted - 1
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    log_weights = np.log(weights / weights.sum())

    def loss(values: FloatArray) -> float:
        lean = (design @ values[:2])[:, None] + np.exp(values[2]) * nodes
        each = log_expit(sign[:, None] * lean)
        person = np.zeros((decisions.groups, NODES))
        np.add.at(person, decisions.group, each)
        return -float(np.logaddexp.reduce(person + log_weights, axis=1).sum())

    start = np.array([8.0, 2.0, 0.5])
    found = minimize(loss, start, method="L-BFGS-B", bounds=[(0, 100), (0, 100), (-3, 4)]).x
    errors = np.sqrt(np.diag(np.linalg.pinv(_curvature(loss, found))))
    return WithinPerson(
        float(found[0]),
        float(found[1]),
        float(errors[0]),
        float(errors[1]),
        float(np.exp(found[2])),
    )


def _curvature(loss: Callable[[FloatArray], float], at: FloatArray) -> FloatArray:
    """Return the second derivatives by central differences, shape (n, n)."""
    steps = np.diag(1e-3 * np.maximum(1.0, np.abs(at)))
    found = np.empty((len(at), len(at)))
    for i, one in enumerate(steps):
        for j, other in enumerate(steps):
            around = (
                loss(at + one + other)
                - loss(at + one - other)
                - loss(at - one + other)
                + loss(at - one - other)
            )
            found[i, j] = around / (4 * one[i] * other[j])
    return found


@dataclass(frozen=True)
class Pooled:
    """A mean over settings that differ more than chance alone would make them."""

    value: float
    error: float
    spread: float
    """Standard deviation between settings."""


def random_effects_mean(values: Sequence[float], errors: Sequence[float]) -> Pooled:
    """Average settings by the method of [DerSimonianLaird1986]_; one alone is its own mean."""
    if len(values) == 1:
        return Pooled(float(values[0]), float(errors[0]), 0.0)
    found, variance = np.array(values), np.array(errors) ** 2
    weight = 1 / variance
    mean = (weight * found).sum() / weight.sum()
    q = (weight * (found - mean) ** 2).sum()
    excess = q - (len(found) - 1)
    between = max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (variance + between)
    return Pooled(
        float((weight * found).sum() / weight.sum()),
        float(np.sqrt(1 / weight.sum())),
        float(np.sqrt(between)),
    )
