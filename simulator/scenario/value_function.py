"""What every kind of value function says of itself: see `simulator.scenario.value_functions`."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from simulator.scenario.base import KeyPath, Option, Provenance, Range
from simulator.scenario.checks import Findings
from simulator.scenario.issues import ContinuousIssue, Issue

Array = Any
Draws = Callable[[KeyPath, Range, Literal["share", "positive", "plain"]], Array]
"""A number as it is drawn, shape (n_draws,), by the keys from the function to it and its scale."""


@dataclass(frozen=True)
class FunctionParameter:
    """A number of a value function that may be changed.

    Attributes
    ----------
    keys
        The keys that lead to it from the function.
    what
        The option whose worth it is, or in words what it says about the curve.
    least, most
        Between which it can be moved; None for a worth.
    """

    keys: KeyPath
    what: Option
    number: Range
    least: float | None = None
    most: float | None = None


class ValueFunctionKind(Provenance, ABC):
    of_amounts: ClassVar[bool]
    """Whether it is for a continuous issue, rather than one with levels."""

    def check(self, path: KeyPath, issue: Issue) -> Findings:
        """Complain of what makes no sense over an issue."""
        if self.of_amounts != isinstance(issue, ContinuousIssue):
            kind: str = getattr(self, "kind")  # noqa: B009
            wanted = "levels" if self.of_amounts else "any kind but levels"
            yield (
                (*path, "kind"),
                f"the issue is {issue.kind}, so its value function is of {wanted}; found {kind}",
            )

    @abstractmethod
    def parameters(self, issue: Issue) -> Iterator[FunctionParameter]:
        """List the numbers that can be changed; the ends, worth 0 and 1 by definition, stay."""

    @abstractmethod
    def worth(self, issue: Issue, options: Sequence[float | str], draws: Draws, np: Any) -> Array:
        """Value some options of an issue, 0 the worst and 1 the best, whatever its numbers are drawn as.

        Parameters
        ----------
        draws
            Gives the function's numbers.
        np
            NumPy: given, since what a file may say is read without it.

        Returns
        -------
        Array
            Shape (n_options, n_draws), or (n_options, 1) where nothing is drawn.
        """

    def describe(self) -> str:
        """Say in words what no number of it says; empty where its numbers say all."""
        return ""


class AmountFunction(ValueFunctionKind):
    """A value function over the amounts of a continuous issue."""

    of_amounts: ClassVar[bool] = True

    def check(self, path: KeyPath, issue: Issue) -> Findings:
        """Complain of what makes no sense over an issue."""
        yield from super().check(path, issue)
        if isinstance(issue, ContinuousIssue):
            yield from self._check_amounts(path, issue)

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        yield from ()

    def parameters(self, issue: Issue) -> Iterator[FunctionParameter]:
        """List the numbers that can be changed."""
        if isinstance(issue, ContinuousIssue):
            yield from self._curve(issue)

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        yield from ()

    def worth(self, issue: Issue, options: Sequence[float | str], draws: Draws, np: Any) -> Array:
        """Value some amounts."""
        assert isinstance(issue, ContinuousIssue)
        return self._worth(issue, np.array(options, dtype=float)[:, None], draws, np)

    @abstractmethod
    def _worth(self, issue: ContinuousIssue, amounts: Array, draws: Draws, np: Any) -> Array: ...
