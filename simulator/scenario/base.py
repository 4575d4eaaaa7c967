"""Numbers with their ranges and the places they come from; what every part of a scenario builds on."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
SourceKey = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,47}$")]
Line = Annotated[str, Field(min_length=1, max_length=160)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
KeyPath = tuple[str, ...]
"""The keys that lead to a place in a scenario file."""

Option = Annotated[str, Field(min_length=1, max_length=48)] | Number


def as_list(value: Any) -> Any:
    """One source may stand alone; several stand in a list."""
    return [value] if isinstance(value, str) else value


def _ranged(value: Any) -> Any:
    """A parameter may be written as its value alone."""
    return {"value": value} if isinstance(value, int | float) else value


class Strict(BaseModel):
    """Frozen, and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Provenance(Strict):
    """Where something comes from: keys of the scenario's `sources`, or the reasoning, or both."""

    source: Annotated[tuple[SourceKey, ...], BeforeValidator(as_list)] = Field((), max_length=20)
    assumption: Text | None = None
    note: Text | None = None


class Range(Strict):
    """A number and the range it may lie in, read as the 10th and 90th percentile."""

    value: Number
    low: Number | None = None
    high: Number | None = None


class Estimate(Range, Provenance):
    """A number with its range and the place it comes from. Without a range it is held certain."""


Parameter = Annotated[Range, BeforeValidator(_ranged)]


class Source(Strict):
    """Something that a reader can open."""

    title: Line
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"\\]+$", max_length=500)] | None = None
    date: Line | None = None
    flag: Line | None = None
