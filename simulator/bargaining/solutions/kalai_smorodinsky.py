"""The Kalai–Smorodinsky solution."""

import numpy as np

from simulator.arrays import Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solution import solution


@solution(
    name="Kalai–Smorodinsky",
    meaning="each side gets the same share of the best gain it could hope for",
    symbol="diamond",
    place=2,
    fair=True,
)
def kalai_smorodinsky(problem: BargainingProblem) -> Rows:
    """Give everyone as equal a share as can be of the most it could hope for.

    The reading for finite sets is max–min: the outcome whose smallest ratio of gain to ideal gain
    is largest, and among ties the next smallest (leximin), so that it is never dominated
    [KalaiSmorodinsky1975]_, [Imai1983]_. The ideal is the most a party can gain within the ZOPA.
    (The other reading found in software, the frontier point with the least difference of ratios,
    can leave the worse-off side with less.) A party that can gain nothing has no ratio and is left
    out.

    Returns
    -------
    Rows
        The chosen rows of `problem.utilities`, several if they tie; none if the ZOPA is empty.
    """
    if not len(problem.negotiation_set):
        return problem.negotiation_set
    can_gain = problem.ideal_gains > problem.slack
    if not can_gain.any():
        return problem.negotiation_set
    return problem.leximin(np.asarray(problem.gains[:, can_gain] / problem.ideal_gains[can_gain]))
