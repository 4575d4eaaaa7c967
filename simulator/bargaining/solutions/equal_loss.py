"""The equal-loss solution."""

from simulator.arrays import Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solution import solution


@solution(
    name="equal loss",
    meaning="each side falls equally short of the best it could hope for",
    symbol="pentagon",
    place=5,
)
def equal_loss(problem: BargainingProblem) -> Rows:
    """Make the largest loss from the ideal point as small as can be [Chun1988]_.

    Among ties the next largest loss decides. Losses are counted from the most that each party can
    gain within the ZOPA, and compared between parties, so it depends on the units.

    Returns
    -------
    Rows
        The chosen rows of `problem.utilities`, several if they tie; none if the ZOPA is empty.
    """
    if not len(problem.negotiation_set):
        return problem.negotiation_set
    return problem.leximin(problem.gains - problem.ideal_gains)
