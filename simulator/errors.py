"""What can go wrong, drawn as a tree.

SimulatorError
├── ScenarioError     a scenario file needs mending; lists every problem found
├── DealError         a deal names an issue or an option that the scenario lacks
│   └── RuleError     a deal that a rule between terms excludes
├── DealSpaceError    a deal space is too large for what was asked of it
│   └── FrontierError its frontier is too wide to be followed
├── GameError         a table of payoffs that is no game, or one too large
├── OutputError       a file that cannot be written
└── CalibrationError  data from which the acceptance curve cannot be fitted
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

MOST_PROBLEMS = 100
"""Of a file, how many are listed; nobody reads on, so no more are looked for."""
MOST_NAMES = 400
"""Of those allowed, how many are compared with a wrong one."""
LONGEST_NAME = 48
"""Characters of a name that are compared."""


class SimulatorError(Exception):
    """Anything that the simulator refuses, with a sentence for the person who asked."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend in a scenario file.

    Attributes
    ----------
    line, column
        Where it stands, counted from 1; 0 where no place can be named.
    field
        The keys that lead to it, outermost first.
    message
        What was found and what is allowed, in one sentence.
    file
        The file it stands in, which may be one that the scenario extends.
    """

    line: int
    column: int
    field: tuple[str, ...]
    message: str
    file: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        path = " > ".join(self.field)
        return f"{place}{path}: {self.message}" if path else f"{place}{self.message}"


class ScenarioError(SimulatorError):
    """A scenario that cannot be used, with its problems at once, up to `MOST_PROBLEMS`."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        every = sorted(set(problems))
        self.problems: tuple[Problem, ...] = tuple(every[:MOST_PROBLEMS])
        more = len(every) > MOST_PROBLEMS
        count = len(self.problems)
        self.count = f"{'more than ' if more else ''}{count} problem{'' if count == 1 else 's'}"
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"{self.file} has {self.count}."]
        for problem in self.problems:
            elsewhere = f"{problem.file}, " if problem.file and problem.file != self.file else ""
            lines.append(f"  {elsewhere}{problem}")
        lines.append("See docs/scenario-format.md.")
        return "\n".join(lines)


class DealError(SimulatorError):
    """A deal that the scenario does not allow."""


class RuleError(DealError):
    """A deal that a rule between terms excludes."""

    def __init__(self, rule: str, because: str) -> None:
        named = rule.replace("_", " ")
        super().__init__(f'The rule "{named}" excludes this deal: {because}')
        self.rule = rule


class DealSpaceError(SimulatorError):
    """A deal space too large for what was asked of it."""


class FrontierError(DealSpaceError):
    """A frontier too wide to be followed."""

    def __init__(self) -> None:
        super().__init__("Too many of the possible deals are efficient to compare them all.")


class GameError(SimulatorError):
    """A table of payoffs that is no game of two or three players, or one too large."""


class OutputError(SimulatorError):
    """A file that cannot be written."""


class CalibrationError(SimulatorError):
    """Data from which the acceptance curve cannot be fitted."""


def did_you_mean(name: str, allowed: Sequence[str]) -> str:
    """Name the nearest allowed name, or list what is allowed when nothing is near."""
    names = {other[:LONGEST_NAME]: other for other in reversed(allowed[:MOST_NAMES])}
    near = get_close_matches(name[:LONGEST_NAME], list(names), n=1, cutoff=0.5)
    if near:
        return f'Did you mean "{names[near[0]]}"?'
    listed = ", ".join(allowed[:12]) + (", …" if len(allowed) > 12 else "")
    return f"Allowed here: {listed}." if allowed else "Nothing is allowed here."
