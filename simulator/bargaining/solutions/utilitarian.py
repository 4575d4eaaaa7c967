"""The utilitarian solution."""

from simulator.arrays import Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solution import solution


@solution(
    name="utilitarian",
    meaning="the largest sum of utilities (only meaningful if the 0–1 scales can be compared)",
    symbol="square",
    place=4,
)
def utilitarian(problem: BargainingProblem) -> Rows:
    """Maximise the sum of the parties' utilities within the ZOPA [Harsanyi1955]_.

    It compares utilities between parties, and so depends on their units.

    Returns
    -------
    Rows
        The chosen rows of `problem.utilities`, several if they tie; none if the ZOPA is empty.
    """
    return problem.best(problem.gains.sum(axis=1))
