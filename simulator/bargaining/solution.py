"""What a solution concept is: a rule that picks deals, and how it is called and drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.arrays import Rows
from simulator.bargaining.problem import BargainingProblem
from simulator.formatting import capital

Rule = Callable[[BargainingProblem], Rows]


@dataclass(frozen=True)
class Solution:
    """A solution concept; called with a problem, it returns the rows that it picks.

    Attributes
    ----------
    id
        By which results and the command line call it: the name of its function and module.
    name
        As it stands within a sentence.
    meaning
        What it picks, for any number of sides, without a full stop.
    symbol
        Its marker in charts, by Plotly's name.
    place
        Where it stands among the others, the least first.
    fair
        Whether the next moves propose it as a way to share the gains.
    """

    id: str
    name: str
    meaning: str
    symbol: str
    place: int
    choose: Rule
    fair: bool = False

    def __call__(self, problem: BargainingProblem) -> Rows:
        """Return the chosen rows of `problem.utilities`."""
        return self.choose(problem)

    @property
    def label(self) -> str:
        """The name as a heading."""
        return capital(self.name)


def solution(
    *, name: str, meaning: str, symbol: str, place: int, fair: bool = False
) -> Callable[[Rule], Solution]:
    """Make a rule a solution concept; decorates the function of its module's name."""
    return lambda rule: Solution(rule.__name__, name, meaning, symbol, place, rule, fair)
