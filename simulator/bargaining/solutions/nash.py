"""The Nash bargaining solution."""

import numpy as np

from simulator.arrays import Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solution import solution


@solution(
    name="Nash",
    meaning="the largest product of the sides' gains over no deal",
    symbol="star",
    place=1,
    fair=True,
)
def nash(problem: BargainingProblem) -> Rows:
    """Maximise the product of the parties' gains over disagreement [Nash1950]_.

    With bargaining powers τ, the product of the gains to the power τ [Kalai1977a]_: the asymmetric
    solution. Where some party can gain nothing at all, every product is zero; the product is then
    taken over those who can gain, the limit as that party's disagreement value falls to its ideal.

    Returns
    -------
    Rows
        The chosen rows of `problem.utilities`, several if they tie; none if the ZOPA is empty.
    """
    if not len(problem.negotiation_set):
        return problem.negotiation_set
    gains = np.maximum(problem.gains, 0.0)
    powers = np.ones(gains.shape[1]) if problem.powers is None else problem.powers
    can_gain = problem.ideal_gains > problem.slack
    if not can_gain.any():
        return problem.negotiation_set
    shares = gains[:, can_gain] / problem.ideal_gains[can_gain]
    weights = powers[can_gain] / powers[can_gain].mean()
    return problem.best((shares**weights).prod(axis=1))
