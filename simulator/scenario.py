"""What a negotiation is: parties, issues, preferences, futures, history, and their sources.

Every class is frozen and refuses unknown fields. `simulator.loading` builds a `Scenario` from a
file, and `simulator.checks` holds what concerns several parts at once (names that must exist,
weights that must add up), so that all of it can be reported together.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e15, le=1e15)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.0, le=1.0)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
SourceKey = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,47}$")]
Line = Annotated[str, Field(min_length=1, max_length=160)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Option = Annotated[str, Field(min_length=1, max_length=48)] | Number


def _listed(value: Any) -> Any:
    """One source may stand alone; several stand in a list."""
    return [value] if isinstance(value, str) else value


def _labelled(value: Any) -> Any:
    """A level may be written as its label alone."""
    return {"label": value} if isinstance(value, str) else value


def _ranged(value: Any) -> Any:
    """A parameter may be written as its value alone."""
    return {"value": value} if isinstance(value, int | float) else value


class Strict(BaseModel):
    """Frozen, and unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Provenance(Strict):
    """Where something comes from: keys of the scenario's `sources`, or the reasoning, or both."""

    source: Annotated[tuple[SourceKey, ...], BeforeValidator(_listed)] = ()
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
    url: Annotated[str, Field(pattern=r"^https?://", max_length=500)] | None = None
    date: Line | None = None
    flag: Line | None = None


# --- issues -------------------------------------------------------------------------------------


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
    headline: bool = False
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


# --- preferences --------------------------------------------------------------------------------

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


class Interaction(Estimate):
    """Two terms worth more together (positive) or replacing each other (negative)."""

    between: tuple[Id, Id]


class RedLine(Strict):
    """What a player says it will never accept, and the chance that it means it (`firmness`).

    Exactly one of the three is given: `below` or `above` (crossed on that side of an amount or a
    level, the bound itself is acceptable), or `levels` (crossed at any of them).
    """

    label: Line
    issue: Id
    below: Option | None = None
    above: Option | None = None
    levels: tuple[Id, ...] | None = None
    firmness: Estimate


class AsGoodAs(Provenance):
    """A future that is worth as much as some deal, named by its terms."""

    as_good_as: dict[Id, Option]


class AcceptanceOverride(Strict):
    """The acceptance curve of one player, where a source gives it (MODEL: β, a, g)."""

    precision: Estimate | None = None
    disadvantageous: Estimate | None = None
    advantageous: Estimate | None = None


class Player(Strict):
    """Someone whose consent the deal needs [Putnam1988]_, [Tsebelis2002]_."""

    label: Line
    short: Line | None = None
    description: Text
    weights: dict[Id, Estimate] = Field(min_length=1)
    values: dict[Id, ValueFunction]
    interactions: dict[Id, Interaction] = {}
    red_lines: dict[Id, RedLine] = {}
    no_deal: dict[Id, Estimate | AsGoodAs]
    risk_attitude: Estimate | None = None
    patience: Estimate | None = None
    acceptance: AcceptanceOverride = AcceptanceOverride()

    @property
    def name(self) -> str:
        """The short label where there is one."""
        return self.short or self.label


class Party(Strict):
    """A side of the table: one lead who negotiates, and others who must consent."""

    label: Line
    short: Line | None = None
    description: Text | None = None
    lead: Id
    power: Estimate | None = None
    players: dict[Id, Player] = Field(min_length=1, max_length=12)

    @property
    def name(self) -> str:
        """The short label where there is one."""
        return self.short or self.label


class Future(Strict):
    """One way in which the world goes on without a deal."""

    label: Line
    description: Text
    probability: Estimate


class NamedEstimate(Estimate):
    """An estimate that stands on its own."""

    label: Line


# --- history and starting points ----------------------------------------------------------------


class Term(Provenance):
    """One coded term that needs its own provenance."""

    value: Option


def _termed(value: Any) -> Any:
    return {"value": value} if isinstance(value, str | int | float) else value


Terms = dict[Id, Annotated[Term, BeforeValidator(_termed)]]
Outcome = Literal["accepted", "refused", "other"]


class Coding(Provenance):
    """Another reading of the same text, where the record is disputed."""

    label: Line
    terms: Terms


class Proposal(Provenance):
    """A real proposal or event, coded in the issues' own terms as far as the record allows.

    One that lacks a term is shown but not scored.
    """

    label: Line
    date: date
    proposer: Annotated[tuple[Id, ...], BeforeValidator(_listed)] = ()
    summary: Text
    terms: Terms = {}
    happened: Outcome
    outcome: Line
    answers: dict[Id, Outcome] = {}
    answer_days: Number | None = None
    codings: dict[Id, Coding] = {}


class Preset(Provenance):
    """A deal to start from."""

    label: Line
    description: Text
    like: Id | None = None
    terms: dict[Id, Option] = {}


class Start(Strict):
    """The deal on the table when the scenario opens: a proposal or preset, and changes to it."""

    like: Id | None = None
    terms: dict[Id, Option] = {}


class Scenario(Strict):
    """A whole negotiation, as one file describes it."""

    title: Line
    summary: Text
    question: Line | None = None
    as_of: date | None = None
    order: int = 100
    sources: dict[SourceKey, Source] = {}
    issues: dict[Id, Issue] = Field(min_length=1, max_length=40)
    credibilities: dict[Id, NamedEstimate] = {}
    futures: dict[Id, Future] = Field(min_length=1, max_length=12)
    parties: dict[Id, Party] = Field(min_length=2, max_length=8)
    acceptance: AcceptanceOverride = AcceptanceOverride()
    history: dict[Id, Proposal] = {}
    presets: dict[Id, Preset] = {}
    start: Start = Start()
    limits: tuple[Line, ...] = ()
    """What this case's model cannot say, one sentence each."""

    @property
    def players(self) -> Mapping[str, Player]:
        """Every veto player by id, party by party, the lead first."""
        return {
            id: party.players[id]
            for party in self.parties.values()
            for id in sorted(party.players, key=lambda id, lead=party.lead: id != lead)  # type: ignore[misc]
        }

    @property
    def party_of(self) -> Mapping[str, str]:
        """The party that each veto player belongs to."""
        return {id: name for name, party in self.parties.items() for id in party.players}

    @property
    def leads(self) -> tuple[str, ...]:
        """The player who negotiates for each party, in the parties' order."""
        return tuple(party.lead for party in self.parties.values())
