"""A player of a party: what it wants, what it will never accept, and how it answers."""

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.base import Estimate, Id, Line, Option, Provenance, Strict, Text
from simulator.scenario.value_functions import ValueFunction


class Interaction(Estimate):
    """Two terms worth more together (positive) or replacing each other (negative).

    With `either`, its value is had as soon as one of the terms is at its best, and lost only as far as both
    are not: c(v + w − vw) in place of c·v·w. What is paid, a share of a base, is a product of costs, so
    nothing of anything costs nothing.
    """

    between: tuple[Id, Id]
    either: bool = False


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


Role = Literal["veto", "audience"]
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
    much what it loses against no deal weighs with its party's lead.
    """

    role: Role = "veto"
    cost: Estimate | None = None
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
        return self.role == "veto"

    @property
    def name_and_role(self) -> str:
        """The name, marked where it has no vote."""
        return self.name + self.role_note

    @property
    def role_note(self) -> str:
        """What marks who has no vote, after a name or a label."""
        return "" if self.votes else " (no vote)"
