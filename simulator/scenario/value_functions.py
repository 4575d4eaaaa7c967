"""How worth rises and falls over one issue: single-issue value functions.

The forms are those of multi-attribute value theory [KeeneyRaiffa1976]_. Each kind says what a scenario
writes, what is wrong with it, which of its numbers can be changed, how it reads in words, and what
options come to by it.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from simulator.scenario.base import Id, KeyPath, Number, Parameter, Strict
from simulator.scenario.checks import Findings, named, range_of
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.value_function import (
    AmountFunction,
    Array,
    Draws,
    FunctionParameter,
    ValueFunctionKind,
)

Best = Literal["high", "low"]


class LinearValue(AmountFunction):
    """Worth rises evenly from the worst end to the best."""

    kind: Literal["linear"]
    best: Best

    def _worth(self, issue: ContinuousIssue, amounts: Array, draws: Draws, np: Any) -> Array:
        return _way(self.best, issue, amounts)

    def describe(self) -> str:
        """Say which end is best."""
        return f"linear, best when {self.best}"


class PowerValue(AmountFunction):
    """Worth is the share of the way to the best end, to the power `exponent`."""

    kind: Literal["power"]
    best: Best
    exponent: Parameter

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        yield from range_of((*path, "exponent"), self.exponent, "positive")

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        yield FunctionParameter(("exponent",), "exponent (1: linear)", self.exponent, 0.1, 5.0)

    def _worth(self, issue: ContinuousIssue, amounts: Array, draws: Draws, np: Any) -> Array:
        return _way(self.best, issue, amounts) ** draws(("exponent",), self.exponent, "positive")


class ExponentialValue(AmountFunction):
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

    def _worth(self, issue: ContinuousIssue, amounts: Array, draws: Draws, np: Any) -> Array:
        tolerance = draws(("risk_tolerance",), self.risk_tolerance, "positive")
        bend = (issue.max - issue.min) / tolerance
        return np.expm1(-bend * _way(self.best, issue, amounts)) / np.expm1(-bend)


class Point(Strict):
    """A worth at one amount."""

    at: Number
    worth: Parameter


class PiecewiseValue(AmountFunction):
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

    def _worth(self, issue: ContinuousIssue, amounts: Array, draws: Draws, np: Any) -> Array:
        at = [point.at for point in self.points]
        drawn = np.stack([draws(("points",), point.worth, "share") for point in self.points])
        # Between two points worth is their weighted mean: one matrix for all draws.
        shares = [np.interp(amounts[:, 0], at, point) for point in np.eye(len(at))]
        return np.stack(shares, axis=1) @ drawn

    def describe(self) -> str:
        """Say so where no worth lies between the ends."""
        return _all_or_nothing(self._worths)

    @property
    def _worths(self) -> list[float]:
        return [point.worth.value for point in self.points]


class LevelsValue(ValueFunctionKind):
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

    def worth(self, issue: Issue, options: Sequence[float | str], draws: Draws, np: Any) -> Array:
        """Value some levels."""
        # One dimension for the whole table: a player who values the middle more than we think
        # does so all along, and the order of the levels is never broken by chance.
        return np.stack([draws(("table",), self.table[str(level)], "share") for level in options])

    def describe(self) -> str:
        """Say so where no worth lies between the ends."""
        return _all_or_nothing(self._worths)

    @property
    def _worths(self) -> list[float]:
        return [worth.value for worth in self.table.values()]


class TargetValue(AmountFunction):
    """Worth falls evenly on both sides of a peak, to 0 at the farther end of the domain."""

    kind: Literal["target"]
    peak: Parameter

    def _check_amounts(self, path: KeyPath, issue: ContinuousIssue) -> Findings:
        yield from range_of((*path, "peak"), self.peak, "plain")
        yield from within((*path, "peak"), issue, self.peak.value)

    def _curve(self, issue: ContinuousIssue) -> Iterator[FunctionParameter]:
        yield FunctionParameter(("peak",), "best amount", self.peak, issue.min, issue.max)

    def _worth(self, issue: ContinuousIssue, amounts: Array, draws: Draws, np: Any) -> Array:
        low, high = issue.min, issue.max
        peak = np.clip(draws(("peak",), self.peak, "plain"), low, high)
        return 1 - abs(amounts - peak) / np.maximum(peak - low, high - peak)


class ThresholdValue(AmountFunction):
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

    def _worth(self, issue: ContinuousIssue, amounts: Array, draws: Draws, np: Any) -> Array:
        at = np.clip(draws(("at",), self.at, "plain"), issue.min, issue.max)
        width = draws(("width",), self.width, "positive")
        # The logistic function is a hyperbolic tangent, stretched here so that the ends are worth 0 and 1.
        low, here, high = (np.tanh((x - at) / width / 2) for x in (issue.min, amounts, issue.max))
        return (here - low if self.best == "high" else high - here) / (high - low)


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


def _way(best: Best, issue: ContinuousIssue, amounts: Array) -> Array:
    """Return how far amounts lie on the way from the worst end to the best."""
    way = (amounts - issue.min) / (issue.max - issue.min)
    return way if best == "high" else 1 - way


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
