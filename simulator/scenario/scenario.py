"""What a negotiation is: parties, issues, preferences, futures, history, and their sources.

Every class is frozen and refuses unknown fields. `simulator.scenario.reading.loading` builds a `Scenario`
from a file, and `simulator.scenario.validation.references` holds what concerns several parts at once
(names that must exist, weights that must add up), so that all of it can be reported together.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from simulator.scenario.base import (
    Estimate,
    Id,
    Line,
    Number,
    Option,
    Provenance,
    Source,
    SourceKey,
    Strict,
    Text,
    as_list,
)
from simulator.scenario.issues import Issue
from simulator.scenario.rules import MOST_RULES, Rule
from simulator.scenario.talks import TalksFormat
from simulator.scenario.teaching import Classroom
from simulator.scenario.value_functions import ValueFunction


class Interaction(Estimate):
    """Two terms worth more together (positive) or replacing each other (negative)."""

    between: tuple[Id, Id]


MOST_STANCES = {2: 6, 3: 3}
"""By the number of parties, the most stances that each can have."""
MOST_INTERACTIONS = 100
"""Of one player: each is one more term of what every deal is worth."""
MOST_RED_LINES = 40
"""Of one player."""
MOST_SOURCES = 1000
MOST_PROPOSALS = 300
MOST_PRESETS = 100
"""Each may be like another, and so on along all of them."""


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


class Stance(Provenance):
    """How much a party asks for, as one of a few ways to negotiate.

    Either `aspiration`, how far up it asks from no deal (0) to the best deal that all could sign
    (1); or a deal, named like a preset, than which it takes nothing worse.
    """

    label: Line
    description: Text
    aspiration: Number | None = None
    like: Id | None = None
    terms: dict[Id, Option] = {}


class Party(Strict):
    """A side of the table: one lead who negotiates, others who must consent, and audiences."""

    label: Line
    short: Line | None = None
    description: Text | None = None
    brief: Text | None = None
    """What only its own people read before they negotiate: its goals in words."""
    lead: Id
    power: Estimate | None = None
    stances: dict[Id, Stance] = Field(default={}, max_length=6)
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


class Refusal(Provenance):
    """Options of an issue that a side refused by name, whatever became of the text as a whole.

    Of amounts, two name all that lie between them. `day` is when it said so; if left out, the text's date.
    """

    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=200)]
    day: date | None = None


class Proposal(Provenance):
    """A real proposal or event, coded in the issues' own terms as far as the record allows.

    One that lacks a term is shown but not scored.
    """

    label: Line
    date: date
    proposer: Annotated[tuple[Id, ...], BeforeValidator(as_list)] = ()
    summary: Text
    terms: Terms = {}
    happened: Outcome
    outcome: Line
    answers: dict[Id, Outcome] = Field({}, max_length=104)
    answer_days: Number | None = None
    refused: dict[Id, dict[Id, Refusal]] = Field({}, max_length=104)
    codings: dict[Id, Coding] = Field({}, max_length=20)


class NumbersVersion(Strict):
    """One version of a scenario's numbers: what the model made of the record with it.

    `chances` are those that all sign, by proposal; `log_score` is the mean log probability of what
    happened.
    """

    label: Line
    chances: dict[Id, Annotated[Number, Field(ge=0, le=1)]] = Field({}, max_length=MOST_PROPOSALS)
    log_score: Annotated[Number, Field(le=0)]


class Hindsight(Strict):
    """What whoever set the numbers knew of how the real proposals were answered.

    `versions` hold the score as it was before and after a revision that the answers prompted.
    """

    account: Text
    versions: tuple[NumbersVersion, ...] = Field((), max_length=20)
    note: Text | None = None
    """How the versions were worked out."""


class Preset(Provenance):
    """A deal to start from."""

    label: Line
    description: Text
    like: Id | None = None
    terms: dict[Id, Option] = {}


class StatusQuo(Provenance):
    """The terms in force while nothing is signed. Reasons for and against a deal are told against them."""

    terms: Terms


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
    sources: dict[SourceKey, Source] = Field({}, max_length=MOST_SOURCES)
    issues: dict[Id, Issue] = Field(min_length=1, max_length=40)
    rules: dict[Id, Rule] = Field({}, max_length=MOST_RULES)
    credibilities: dict[Id, NamedEstimate] = Field({}, max_length=40)
    futures: dict[Id, Future] = Field(min_length=1, max_length=12)
    parties: dict[Id, Party] = Field(min_length=2, max_length=8)
    acceptance: AcceptanceOverride = AcceptanceOverride()
    talks: TalksFormat = TalksFormat()
    classroom: Classroom = Classroom()
    history: dict[Id, Proposal] = Field({}, max_length=MOST_PROPOSALS)
    hindsight: Hindsight | None = None
    presets: dict[Id, Preset] = Field({}, max_length=MOST_PRESETS)
    start: Start = Start()
    status_quo: StatusQuo | None = None
    limits: tuple[Line, ...] = Field((), max_length=50)
    """What this case's model cannot say, one sentence each."""

    @property
    def players(self) -> Mapping[str, Player]:
        """Every player by id, party by party, the lead first."""
        return {
            id: party.players[id]
            for party in self.parties.values()
            for id in sorted(party.players, key=lambda id, lead=party.lead: id != lead)  # type: ignore[misc]
        }

    @property
    def voters(self) -> Mapping[str, Player]:
        """Of these, those whose consent the deal needs."""
        return {id: player for id, player in self.players.items() if player.votes}

    def voters_at_home(self, party: str) -> list[str]:
        """List those whose consent a party's lead needs."""
        return [
            id
            for id, player in self.parties[party].players.items()
            if player.votes and id != self.parties[party].lead
        ]

    @property
    def party_of(self) -> Mapping[str, str]:
        """The party that each player belongs to."""
        return {id: name for name, party in self.parties.items() for id in party.players}

    @property
    def leads(self) -> tuple[str, ...]:
        """The player who negotiates for each party, in the parties' order."""
        return tuple(party.lead for party in self.parties.values())
