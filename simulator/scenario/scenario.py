"""What a negotiation is: parties, issues, preferences, futures, history, and their sources.

Every class is frozen and refuses unknown fields. `simulator.scenario.reading.loading` builds a `Scenario`
from a file, and `simulator.scenario.validation.references` holds what concerns several parts at once
(names that must exist, weights that must add up), so that all of it can be reported together.
"""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

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
)
from simulator.scenario.issues import Issue
from simulator.scenario.players import AcceptanceOverride, Player
from simulator.scenario.record import MOST_PROPOSALS, Hindsight, Proposal, Terms
from simulator.scenario.rules import MOST_RULES, Rule
from simulator.scenario.talks import TalksFormat
from simulator.scenario.teaching import Classroom

MOST_STANCES = {2: 6, 3: 3}
"""By the number of parties, the most stances that each can have."""
MOST_SOURCES = 1000
MOST_PRESETS = 100
"""Each may be like another, and so on along all of them."""


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
    choice_steepness: Estimate | None = None
    """How surely it takes, of the futures that it chooses among, the one that is best for its lead."""
    stances: dict[Id, Stance] = Field(default={}, max_length=6)
    players: dict[Id, Player] = Field(min_length=1, max_length=12)

    @property
    def name(self) -> str:
        """The short label where there is one."""
        return self.short or self.label


CHOICE_STEEPNESS = Estimate(
    value=10.0,
    low=3.0,
    high=30.0,
    assumption="A party tells its own futures apart about as surely as people tell a good offer from a bad "
    "one; no data are known of how surely threats are carried out.",
)
"""How surely a party chooses among its own futures where a file says nothing: λ, per span of its lead's
utility between efficient deals."""


class Future(Strict):
    """One way in which the world goes on without a deal.

    Where a party chooses it, `probability` is its weight before worth counts: what it would be if all that
    the party can choose were worth the same to its lead.
    """

    label: Line
    description: Text
    chosen_by: Id | None = None
    probability: Estimate


class NamedEstimate(Estimate):
    """An estimate that stands on its own."""

    label: Line


# --- history and starting points ----------------------------------------------------------------


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
    def choosers(self) -> Mapping[str, Party]:
        """The parties that choose among some futures, by id."""
        chosen = {future.chosen_by for future in self.futures.values()}
        return {id: party for id, party in self.parties.items() if id in chosen}

    @property
    def leads(self) -> tuple[str, ...]:
        """The player who negotiates for each party, in the parties' order."""
        return tuple(party.lead for party in self.parties.values())
