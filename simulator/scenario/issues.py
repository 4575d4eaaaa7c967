"""What is negotiated: issues, and the options of each."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from simulator.scenario.base import Id, Line, Number, Option, Provenance, Strict, Text


class Credibility(Strict):
    """A promise is worth its value times the chance that it is kept [Fearon1995]_, [Powell2006]_.

    With probability `parameter` the term holds as written; otherwise it is worth what `fallback`
    is worth. Only the parties named in `concerns` doubt it.
    """

    parameter: Id
    fallback: Option
    concerns: tuple[Id, ...] = Field(min_length=1)


class _Issue(Provenance):
    label: Line
    short: Line | None = None
    description: Text
    group: Line = "Terms"
    headline: Annotated[bool, Field(strict=True)] = False
    credibility: Credibility | None = None

    @property
    def name(self) -> str:
        """The short label where there is one."""
        return self.short or self.label


class ContinuousIssue(_Issue):
    """An amount, from `min` to `max` in steps of `step`."""

    kind: Literal["continuous"]
    min: Number
    max: Number
    step: Annotated[Number, Field(gt=0)]
    unit: Annotated[str, Field(max_length=24)] = ""
    ends: tuple[Line, Line] | None = None
    """What the least and the greatest amount mean, in a few words."""


def _labelled(value: Any) -> Any:
    """A level may be written as its label alone."""
    return {"label": value} if isinstance(value, str) else value


class Level(Strict):
    """One option of an ordinal or categorical issue."""

    label: Line
    short: Line | None = None
    description: Text | None = None

    @property
    def name(self) -> str:
        """The short label where there is one."""
        return self.short or self.label


Levels = Annotated[
    dict[Id, Annotated[Level, BeforeValidator(_labelled)]], Field(min_length=2, max_length=200)
]


class OrdinalIssue(_Issue):
    """Levels in an order that everyone agrees on, least first."""

    kind: Literal["ordinal"]
    levels: Levels


class CategoricalIssue(_Issue):
    """Options without an order."""

    kind: Literal["categorical"]
    levels: Levels


Issue = Annotated[ContinuousIssue | OrdinalIssue | CategoricalIssue, Field(discriminator="kind")]
