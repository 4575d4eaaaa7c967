"""Maximum likelihood for the acceptance curve, and a mean over settings.

The curve is Λ(s(g − τ)) (`simulator.preferences.curve_defaults.ThresholdCurve`): someone who is offered
its threshold τ is as likely to accept as not, and s says how fast the chance rises with the gain g.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from simulator.arrays import FloatArray, IntArray
from simulator.calibration.decisions import Decisions
from simulator.errors import CalibrationError

Design = Callable[[Decisions], FloatArray]
"""From decisions to what the curve is linear in, shape (n_decisions, n_coefficients)."""


@dataclass(frozen=True)
class Fit:
    """Coefficients, and how far and in which direction they may be off.

    Attributes
    ----------
    values
        Shape (n_coefficients,).
    covariance
        Shape (n_coefficients, n_coefficients). It allows for decisions of one group to be alike (the
        sandwich estimator, clustered [LiangZeger1986]_).
    """

    values: FloatArray
    covariance: FloatArray

    @property
    def errors(self) -> FloatArray:
        """The standard errors, shape (n_coefficients,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def estimates(self) -> list[tuple[float, float]]:
        """Each coefficient with its standard error."""
        return list(zip(self.values.tolist(), self.errors.tolist(), strict=True))


def logistic_fit(design: FloatArray, accepted: FloatArray, group: IntArray) -> Fit:
    """Fit a logistic regression on these columns and no others.

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
    return Fit(values, bread @ scores.T @ scores @ bread)


def threshold_fit(decisions: Decisions) -> Fit:
    """Fit Λ(s(g − τ)): steepness s and threshold τ.

    Raises
    ------
    CalibrationError
        If the answers have no such curve.
    """
    name, accepted = decisions.setting, decisions.accepted
    if np.ptp(accepted) == 0:
        raise CalibrationError(
            f"{name}: every answer is {'yes' if accepted[0] else 'no'}; a curve needs both."
        )
    if np.ptp(decisions.gain) == 0:
        raise CalibrationError(f"{name}: every offer gives the same; a curve needs different ones.")
    design = np.stack([decisions.gain, -np.ones(len(decisions))], axis=1)
    fit = logistic_fit(design, decisions.accepted, decisions.group)
    steepness, constant = fit.values
    if steepness <= 0:
        raise CalibrationError(
            f"{name}: better offers are accepted no more often. Is `accepted` 1 for yes, and is "
            "`own_utility` that of whoever answers?"
        )
    # The delta method, from (s, sτ) to (s, τ).
    turn = np.array([[1.0, 0.0], [-constant / steepness**2, 1 / steepness]])
    return Fit(np.array([steepness, constant / steepness]), turn @ fit.covariance @ turn.T)


@dataclass(frozen=True)
class Pooled(Fit):
    """A mean over settings that differ more than chance alone would make them."""

    spread: FloatArray
    """Standard deviation of each coefficient between settings, shape (n_coefficients,)."""


def random_effects_mean(settings: Sequence[Fit]) -> Pooled:
    """Average the coefficients of settings together, with what ties them within each.

    What settings differ by is estimated by moments, for each pair of coefficients: on the diagonal that
    is [DerSimonianLaird1986]_, off it [JacksonWhiteThompson2010]_. A setting alone is its own mean.
    """
    if len(settings) == 1:
        alone = settings[0]
        return Pooled(alone.values, alone.covariance, np.zeros(len(alone.values)))
    values = np.array([fit.values for fit in settings])
    within = np.array([fit.covariance for fit in settings])
    between = _between(values, within)
    weights = np.linalg.inv(within + between)
    covariance = np.linalg.inv(weights.sum(axis=0))
    mean = covariance @ np.einsum("ijk,ik->j", weights, values)
    return Pooled(mean, covariance, np.sqrt(np.diag(between)))


def _between(values: FloatArray, within: FloatArray) -> FloatArray:
    """Return the covariance between settings, the nearest that is one, shape (n, n) coefficients."""
    settings, coefficients = values.shape
    between = np.zeros((coefficients, coefficients))
    weight = 1 / np.diagonal(within, axis1=1, axis2=2)
    # Takes each coefficient's weighted mean away from it.
    centring = [np.eye(settings) - column / column.sum() for column in weight.T]
    for j in range(coefficients):
        for k in range(coefficients):
            kernel = centring[j].T @ np.diag(np.sqrt(weight[:, j] * weight[:, k])) @ centring[k]
            by_chance = np.diag(kernel) @ within[:, j, k]
            between[j, k] = (values[:, j] @ kernel @ values[:, k] - by_chance) / np.trace(kernel)
    scale, axes = np.linalg.eigh((between + between.T) / 2)
    return np.asarray(axes * np.maximum(scale, 0) @ axes.T)
