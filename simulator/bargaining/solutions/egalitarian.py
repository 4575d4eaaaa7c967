"""The egalitarian solution."""

from simulator.arrays import Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solution import solution


@solution(
    name="egalitarian",
    meaning="equal gains, as large as possible",
    symbol="triangle-up",
    place=3,
    fair=True,
)
def egalitarian(problem: BargainingProblem) -> Rows:
    """Make the smallest gain over disagreement as large as can be [Kalai1977b]_.

    Among ties the next smallest decides (leximin [Imai1983]_), so that it is never dominated. It
    compares gains between parties, and so depends on the units of their utilities.

    Returns
    -------
    Rows
        The chosen rows of `problem.utilities`, several if they tie; none if the ZOPA is empty.
    """
    return problem.leximin(problem.gains)
