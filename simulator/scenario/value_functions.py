"""How worth rises and falls over one issue, as a scenario writes it; `simulator.preferences.value_functions` computes it."""

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.base import Id, Number, Parameter, Provenance, Strict

Best = Literal["high", "low"]


class LinearValue(Provenance):
    """Worth rises evenly from the worst end to the best."""

    kind: Literal["linear"]
    best: Best


class PowerValue(Provenance):
    """Worth is the share of the way to the best end, to the power `exponent`."""

    kind: Literal["power"]
    best: Best
    exponent: Parameter


class ExponentialValue(Provenance):
    """Worth with a constant risk tolerance, in the issue's own units; negative means convex."""

    kind: Literal["exponential"]
    best: Best
    risk_tolerance: Parameter


class Point(Strict):
    """A worth at one amount."""

    at: Number
    worth: Parameter


class PiecewiseValue(Provenance):
    """Straight lines between the points given."""

    kind: Literal["piecewise"]
    points: tuple[Point, ...] = Field(min_length=2, max_length=50)


class LevelsValue(Provenance):
    """A worth for every level."""

    kind: Literal["levels"]
    table: dict[Id, Parameter] = Field(min_length=2, max_length=200)


class TargetValue(Provenance):
    """Worth falls evenly on both sides of a peak, to 0 at the farther end of the domain."""

    kind: Literal["target"]
    peak: Parameter


class ThresholdValue(Provenance):
    """A logistic step: most of the worth is won or lost around `at`, over about four `width`s."""

    kind: Literal["threshold"]
    best: Best
    at: Parameter
    width: Parameter


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
