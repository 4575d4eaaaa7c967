"""How worth rises and falls over one issue, as a scenario writes it.

Each kind says what is wrong with it, which of its numbers can be changed, and how it reads in words;
`simulator.preferences.value_functions` computes what it comes to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.scenario.base import (
    Id,
    KeyPath,
    Number,
    Option,
    Parameter,
    Provenance,
    Range,
    Strict,
)
from simulator.scenario.checks import Findings, named, range_of
from simulator.scenario.issues import ContinuousIssue, Issue

Best = Literal["high", "low"]


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


class _ValueFunction(Provenance):
    of_amounts: ClassVar[bool] = True
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
        elif isinstance(issue, ContinuousIssue):
            yield from self._check_amounts(path, issue)

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        yield from ()

    def parameters(self, issue: Issue) -> Iterator[FunctionParameter]:
        """List the numbers that can be changed; the ends, worth 0 and 1 by definition, stay."""
        if isinstance(issue, ContinuousIssue):
            yield from self._curve(issue)

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        yield from ()

    def describe(self) -> str:
        """Say in words what no number of it says; empty where its numbers say all."""
        return ""


class LinearValue(_ValueFunction):
    """Worth rises evenly from the worst end to the best."""

    kind: Literal["linear"]
    best: Best

    def describe(self) -> str:
        """Say which end is best."""
        return f"linear, best when {self.best}"


class PowerValue(_ValueFunction):
    """Worth is the share of the way to the best end, to the power `exponent`."""

    kind: Literal["power"]
    best: Best
    exponent: Parameter

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        yield from range_of((*path, "exponent"), self.exponent, "positive")

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        yield FunctionParameter(("exponent",), "exponent (1: linear)", self.exponent, 0.1, 5.0)


class ExponentialValue(_ValueFunction):
    """Worth with a constant risk tolerance, in the issue's own units; negative means convex."""

    kind: Literal["exponential"]
    best: Best
    risk_tolerance: Parameter

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        path, tolerance = (*path, "risk_tolerance"), self.risk_tolerance
        yield from range_of(path, tolerance, "plain")
        ends = [
            tolerance.value,
            tolerance.low or tolerance.value,
            tolerance.high or tolerance.value,
        ]
        if (
            tolerance.value == 0
            or min(ends) * max(ends) <= 0
            or 0 in (tolerance.low, tolerance.high)
        ):
            yield path, "a risk tolerance is not 0, nor is 0 in its range"
        elif (issue.max - issue.min) / min(map(abs, ends)) > 500:
            yield path, "this is so small that only the best end is worth anything"

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        far = (issue.max - issue.min) * (1 if self.risk_tolerance.value > 0 else -1)
        ends = sorted((far / 20, far * 5))
        yield FunctionParameter(("risk_tolerance",), "risk tolerance", self.risk_tolerance, *ends)


class Point(Strict):
    """A worth at one amount."""

    at: Number
    worth: Parameter


class PiecewiseValue(_ValueFunction):
    """Straight lines between the points given."""

    kind: Literal["piecewise"]
    points: tuple[Point, ...] = Field(min_length=2, max_length=50)

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        path, at = (*path, "points"), [point.at for point in self.points]
        for n, (before, after) in enumerate(pairwise(at), start=1):
            if after <= before:
                yield (*path, str(n), "at"), f"{after:g} must lie above {before:g}"
        if (at[0], at[-1]) != (issue.min, issue.max):
            yield (
                path,
                f"the points go from {at[0]:g} to {at[-1]:g}; they must go from the issue's min, "
                f"{issue.min:g}, to its max, {issue.max:g}",
            )
        for n, point in enumerate(self.points):
            yield from range_of((*path, str(n), "worth"), point.worth, "share")
        yield from _ends(path, self._worths)

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        for n, point in enumerate(self.points):
            if 0 < point.worth.value < 1:
                yield FunctionParameter(("points", str(n), "worth"), point.at, point.worth)

    def describe(self) -> str:
        """Say so where no worth lies between the ends."""
        return _all_or_nothing(self._worths)

    @property
    def _worths(self) -> list[float]:
        return [point.worth.value for point in self.points]


class LevelsValue(_ValueFunction):
    """A worth for every level."""

    of_amounts: ClassVar[bool] = False
    kind: Literal["levels"]
    table: dict[Id, Parameter] = Field(min_length=2, max_length=200)

    def check(self, path: KeyPath, issue: Issue) -> Findings:
        """Complain of levels that are missing or unknown, and of worths that make no sense."""
        yield from super().check(path, issue)
        if isinstance(issue, ContinuousIssue):
            return
        path, levels = (*path, "table"), list(issue.levels)
        for level in self.table:
            yield from named((*path, level), level, levels, "level")
        missing = [level for level in levels if level not in self.table]
        if missing:
            yield path, f"the table says nothing about {', '.join(missing)}"
        for level, worth in self.table.items():
            yield from range_of((*path, level), worth, "share")
        yield from _ends(path, self._worths)

    def parameters(self, issue: Issue) -> Iterator[FunctionParameter]:
        """List the worths of the levels between the best and the worst."""
        for level, worth in self.table.items():
            if 0 < worth.value < 1:
                yield FunctionParameter(("table", level), level, worth)

    def describe(self) -> str:
        """Say so where no worth lies between the ends."""
        return _all_or_nothing(self._worths)

    @property
    def _worths(self) -> list[float]:
        return [worth.value for worth in self.table.values()]


class TargetValue(_ValueFunction):
    """Worth falls evenly on both sides of a peak, to 0 at the farther end of the domain."""

    kind: Literal["target"]
    peak: Parameter

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        yield from range_of((*path, "peak"), self.peak, "plain")
        yield from within((*path, "peak"), issue, self.peak.value)

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        yield FunctionParameter(("peak",), "best amount", self.peak, issue.min, issue.max)


class ThresholdValue(_ValueFunction):
    """A logistic step: most of the worth is won or lost around `at`, over about four `width`s."""

    kind: Literal["threshold"]
    best: Best
    at: Parameter
    width: Parameter

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        yield from range_of((*path, "at"), self.at, "plain")
        yield from range_of((*path, "width"), self.width, "positive")
        yield from within((*path, "at"), issue, self.at.value)

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        span = issue.max - issue.min
        yield FunctionParameter(("at",), "position of the step", self.at, issue.min, issue.max)
        yield FunctionParameter(("width",), "width of the step", self.width, span / 100, span)


ValueFunction = Annotated[
    LinearValue
    | PowerValue
    | ExponentialValue
    | PiecewiseValue
    | LevelsValue
    | TargetValue
    | ThresholdValue,
    Field(discriminator="kind"),
]


def within(path: KeyPath, issue: ContinuousIssue, amount: float) -> Findings:
    """Complain of an amount that an issue does not reach."""
    if not issue.min <= amount <= issue.max:
        yield path, f"{amount:g} lies outside the issue's range, {issue.min:g} to {issue.max:g}"


def _ends(path: KeyPath, worths: Sequence[float]) -> Findings:
    if min(worths) != 0 or max(worths) != 1:
        yield (
            path,
            f"the worst must be worth 0 and the best 1; found {min(worths):g} to {max(worths):g}",
        )


def _all_or_nothing(worths: Sequence[float]) -> str:
    return "" if any(0 < worth < 1 for worth in worths) else "all or nothing"
