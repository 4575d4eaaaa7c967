"""A player of a party: what it wants, what it will never accept, and how it answers."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from simulator.scenario.base import Estimate, Id, Line, Number, Option, Provenance, Strict, Text
from simulator.scenario.value_functions import ValueFunction


class Interaction(Estimate):
    """Two terms worth more together (positive) or replacing each other (negative).

    With `either`, its value is had as soon as one of the terms is at its best, and lost only as far as both
    are not: c(v + w − vw) in place of c·v·w. What is paid, a share of a base, is a product of costs, so
    nothing of anything costs nothing.
    """

    between: tuple[Id, Id]
    either: Annotated[bool, Field(strict=True)] = False


MOST_INTERACTIONS = 100
"""Of one player: each is one more term of what every deal is worth."""
MOST_RED_LINES = 40
"""Of one player."""


class RedLine(Strict):
    """What a player says it will never accept, and the chance that it means it (`firmness`).

    Exactly one of the three is given: `below` or `above` (crossed on that side of an amount or a
    level, the bound itself is acceptable), or `levels` (crossed at any of them). A line that is meant
    may lie a little beyond its bound: two in three lie no further than its `softness`, in the issue's unit
    or in steps of its levels.
    """

    label: Line
    issue: Id
    below: Option | None = None
    above: Option | None = None
    levels: Annotated[tuple[Id, ...], Field(max_length=200)] | None = None
    firmness: Estimate
    softness: Estimate | None = None


SOFTNESS = Estimate(
    value=0.05,
    assumption="Two in three of the lines that are meant lie at most a twentieth of the issue's range beyond "
    "their bound; no data are known.",
)
"""The softness of a line on an amount where a file says nothing, as a share of the issue's range."""


class AsGoodAs(Provenance):
    """A future that is worth as much as some deal, named by its terms."""

    as_good_as: dict[Id, Option]


class AcceptanceOverride(Strict):
    """The acceptance curve of one player, or of all, where a source gives it: s, τ, a and g."""

    steepness: Estimate | None = None
    threshold: Estimate | None = None
    disadvantageous: Estimate | None = None
    advantageous: Estimate | None = None


MOST_GROUPS = 12
"""Of one body."""
MOST_MEMBERS = 1_000_000_000
"""Of one group."""


def _fraction(value: Any) -> Any:
    """Read a share such as 2/3, which no decimal is."""
    if isinstance(value, str):
        over, _, under = value.partition("/")
        if over.isdecimal() and under.isdecimal() and len(value) < 20 and int(under) > 0:
            return int(over) / int(under)
    return value


PartOf = Annotated[
    Number,
    Field(ge=0, le=1),
    BeforeValidator(_fraction),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string"}]}),
]
"""A part of a whole, written as a decimal or as a fraction, `2/3`."""


class Threshold(Provenance):
    """How many votes carry a body: a number of them, or a part of its members or of the votes cast."""

    votes: Annotated[int, Field(strict=True, ge=0, le=MOST_GROUPS * MOST_MEMBERS)] | None = None
    more_than: PartOf | None = None
    at_least: PartOf | None = None
    of: Literal["members", "votes_cast"] = "members"


class Group(Provenance):
    """Members of a body who want the same: what the body wants, or another player, but for what differs.

    `discipline` is the correlation of their votes once their party is known to want the deal: 0, each
    for itself; 1, they vote as one. `turnout` is the part of them who vote at all.
    """

    label: Line
    members: Annotated[int, Field(strict=True, ge=1, le=MOST_MEMBERS)]
    discipline: Estimate | None = None
    turnout: Estimate | None = None
    like: Id | None = None
    weights: dict[Id, Estimate] = {}
    values: dict[Id, ValueFunction] = {}
    interactions: dict[Id, Interaction] = Field({}, max_length=MOST_INTERACTIONS)
    red_lines: dict[Id, RedLine] = Field({}, max_length=MOST_RED_LINES)
    no_deal: dict[Id, Estimate | AsGoodAs] = {}
    risk_attitude: Estimate | None = None

    @property
    def differs(self) -> bool:
        """Whether its members want something else than the body's others."""
        own = (self.weights, self.values, self.interactions, self.red_lines, self.no_deal)
        return bool(self.like or any(own) or self.risk_attitude)


Role = Literal["veto", "audience", "body"]
AUDIENCE_COST = Estimate(
    value=0.5,
    low=0.25,
    high=1.0,
    assumption="A lead minds what its audience loses half as much as its own losses; no data are known.",
)
"""What an audience's displeasure costs its lead where a file says nothing."""


class Player(Strict):
    """Someone who counts at home: its consent is needed, or only its displeasure costs its lead.

    Consent by a `veto` player [Putnam1988]_, [Tsebelis2002]_; an `audience` has no vote, and `cost` says how
    much what it loses against no deal weighs with its party's lead. A `body` (an assembly, a union, an
    electorate) says yes when the members of its `groups` carry its `threshold`.
    """

    role: Role = "veto"
    cost: Estimate | None = None
    threshold: Threshold | None = None
    groups: dict[Id, Group] = Field({}, max_length=MOST_GROUPS)
    label: Line
    short: Line | None = None
    description: Text
    weights: dict[Id, Estimate] = Field(min_length=1)
    values: dict[Id, ValueFunction]
    interactions: dict[Id, Interaction] = Field({}, max_length=MOST_INTERACTIONS)
    red_lines: dict[Id, RedLine] = Field({}, max_length=MOST_RED_LINES)
    no_deal: dict[Id, Estimate | AsGoodAs]
    risk_attitude: Estimate | None = None
    patience: Estimate | None = None
    acceptance: AcceptanceOverride = AcceptanceOverride()

    @property
    def name(self) -> str:
        """The short label where there is one."""
        return self.short or self.label

    @property
    def votes(self) -> bool:
        """Whether the deal needs its consent."""
        return self.role != "audience"

    @property
    def lines(self) -> dict[str, RedLine]:
        """Its red lines; of a body those of any group too."""
        of_groups = {
            id: line for group in self.groups.values() for id, line in group.red_lines.items()
        }
        return of_groups | self.red_lines

    @property
    def name_and_role(self) -> str:
        """The name, marked where it has no vote."""
        return self.name + self.role_note

    @property
    def role_note(self) -> str:
        """What marks who has no vote, after a name or a label."""
        return "" if self.votes else " (no vote)"
