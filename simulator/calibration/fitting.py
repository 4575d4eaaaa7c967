"""Maximum likelihood for the acceptance curve.

The curve is logistic in β · gain − a · behind − g · ahead (`simulator.acceptance.acceptance`), without a
constant: someone who is level with no deal and with the other side is as likely to accept as not.
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
class Pooled:
    """A mean over settings that differ more than chance alone would make them."""

    value: float
    error: float
    spread: float
    """Standard deviation between settings."""


def random_effects_mean(settings: Sequence[tuple[float, float]]) -> Pooled:
    """Average settings by the method of [DerSimonianLaird1986]_; one alone is its own mean.

    Parameters
    ----------
    settings
        Each one's value and standard error.
    """
    if len(settings) == 1:
        return Pooled(*settings[0], 0.0)
    values, errors = np.array(settings).T
    variance = errors**2
    weight = 1 / variance
    mean = (weight * values).sum() / weight.sum()
    q = (weight * (values - mean) ** 2).sum()
    excess = q - (len(values) - 1)
    between = max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (variance + between)
    return Pooled(
        float((weight * values).sum() / weight.sum()),
        float(np.sqrt(1 / weight.sum())),
        float(np.sqrt(between)),
    )
