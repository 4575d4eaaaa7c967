"""The compromise model: how far a text lies from the middle between the sides.

In comparisons of models of political bargaining the mean position, weighted by power and salience, predicts
about as well as anything ([Achen2006]_; the idea is [BuenoDeMesquita1994]_'s). It is a baseline here:
it knows what each side likes best and how much it cares, and nothing of no deal or of red lines.
"""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from simulator.arrays import FloatArray
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.issues import CategoricalIssue, Issue


def compromise_distances(model: Model, deals: Sequence[Deal]) -> FloatArray:
    """Return how far deals lie from the compromise, in [0, 1], shape (n_deals,).

    A lead's position on an issue is the option that is best for it (the mean of several), its salience
    the Shapley part of the issue in its utility, its weight plus half of its interactions. Amounts and
    ordered levels lie on a line from 0 to 1; between levels without an order the distance is the part of
    the weight that wants another. Distances are weighted by power and salience as the positions are.
    """
    held = model.with_deal(*deals)
    leads = [held.central.players[lead] for lead in held.central.leads]
    places = np.array([held.space.positions(deal) for deal in deals], dtype=np.intp)
    weight = held.central.powers[:, None] * np.array([lead.salience for lead in leads])
    distance = np.zeros(len(deals))
    for k, (id, options) in enumerate(zip(held.space.issues, held.space.options, strict=True)):
        line = _line(model.scenario.issues[id], options)
        ideal = np.array(
            [line[lead.worth[k] == lead.worth[k].max()].mean(axis=0) for lead in leads]
        )
        if weight[:, k].any():
            middle = np.average(ideal, axis=0, weights=weight[:, k])
            distance += weight[:, k].sum() * np.abs(line[places[:, k]] - middle).sum(axis=1)
    return np.asarray(distance / weight.sum())


def _line(issue: Issue, options: Sequence[float | str]) -> FloatArray:
    """Return where options lie, so that distances are sums of absolute differences."""
    if isinstance(issue, CategoricalIssue):
        return np.eye(len(options)) / 2
    amounts = [float(n if isinstance(option, str) else option) for n, option in enumerate(options)]
    line = np.array(amounts)[:, None] - min(amounts)
    return np.asarray(line / max(line.max(), 1e-12))


def left_out_logistic(
    distances: FloatArray, accepted: FloatArray, apart: Sequence[Sequence[int]]
) -> FloatArray:
    """Predict each answer from its distance, by a logistic regression on others, shape (n,).

    Under Jeffreys' prior ([Firth1993]_), so that the constant and the slope are finite where a distance
    parts every yes from every no, as it often does in so few texts.

    Parameters
    ----------
    apart
        For each text the others that its regression knows.
    """
    return np.array(
        [
            _predicted(distances[list(others)], accepted[list(others)], distances[n])
            for n, others in enumerate(apart)
        ]
    )


def _predicted(distances: FloatArray, accepted: FloatArray, at: float) -> float:
    spread = distances.std() if len(distances) else 0.0
    if spread < 1e-9:
        # The constant alone: Jeffreys' prior adds half a yes and half a no.
        return float((accepted.sum() + 0.5) / (len(accepted) + 1))
    middle = distances.mean()
    design = np.stack([np.ones(len(distances)), (distances - middle) / spread], axis=1)
    sign = 2 * accepted - 1

    def loss(beta: FloatArray) -> float:
        lean = design @ beta
        within = expit(lean) * expit(-lean)
        _, determinant = np.linalg.slogdet(design.T @ (within[:, None] * design))
        return float(-log_expit(sign * lean).sum() - determinant / 2)

    constant, slope = minimize(loss, np.zeros(2), method="Nelder-Mead", tol=1e-9).x
    return float(expit(constant + slope * (at - middle) / spread))
