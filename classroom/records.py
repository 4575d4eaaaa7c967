"""What a class consists of, as plain data: read from the database, never changed in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from simulator.preferences.outcome_space import Deal

Phase = Literal["gathering", "running", "paused", "over"]
State = Literal["open", "deal", "walked", "time", "stopped"]
"""Of a table: talks go on, a deal, someone walked away, the clock ran out, the teacher ended it."""
Door = Literal["open", "wait", "closed"]
"""Who joins once roles are dealt gets one where nobody sits, waits for the teacher, or nobody joins."""
Kind = Literal["offer", "accept", "take_back", "withdraw", "walk"]


@dataclass(frozen=True)
class Settings:
    """How a class is held.

    Attributes
    ----------
    minutes
        Of one round of talks.
    team
        How many students share a seat, at least.
    open_book
        Whether each side sees what a deal is worth to the others too.
    notes
        Whether offers may come with a written note.
    briefs
        By party, the goals in words that its students read; what the scenario says where it is missing.
    door
        What becomes of those who come now.
    names
        Who may join; anybody where it is empty.
    """

    minutes: int = 20
    team: int = 1
    open_book: bool = False
    notes: bool = True
    briefs: Mapping[str, str] = field(default_factory=dict)
    door: Door = "wait"
    names: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True)
class LiveClass:
    """A class.

    Attributes
    ----------
    code
        What students type to join.
    scenario
        The scenario's text, as YAML.
    seconds
        Of talks in all, with what the teacher added.
    left
        Seconds of talks left when this was read.
    demo
        Whether it was opened to be tried alone, with simulated students.
    """

    id: int
    code: str
    title: str
    scenario: str
    settings: Settings
    phase: Phase
    created: float
    seconds: float
    left: float
    demo: bool
    version: int

    @property
    def played(self) -> float:
        """Seconds of talks so far, pauses left out."""
        return self.seconds - self.left


@dataclass(frozen=True)
class Person:
    """A student.

    Attributes
    ----------
    code
        With the class's code it opens this student's page anywhere; known only where the student has just
        come in with it, and empty elsewhere.
    kept_code
        What is kept of it.
    table
        The id of the table, None while none is dealt.
    simulated
        Whether the computer plays it.
    removed
        Whether the teacher took it out of the class.
    device
        Names its browser in this class; None where that is not known.
    joined
        When it came, in seconds since 1970; None if nobody noted it.
    seen
        The parties whose briefs it was dealt since roles were last assigned to all.
    leaving
        Whether it wants its side to walk away.
    """

    id: int
    class_id: int
    name: str
    code: str
    table: int | None
    party: str | None
    simulated: bool
    removed: bool
    device: str | None = None
    joined: float | None = None
    seen: Sequence[str] = ()
    leaving: bool = False
    kept_code: str = ""


@dataclass(frozen=True)
class Move:
    """One thing that was done at a table.

    Attributes
    ----------
    terms
        Of an offer; None otherwise.
    about
        The offer that is accepted, taken back or withdrawn.
    clock
        Seconds of talks, pauses left out, when it was done.
    at
        When, in seconds since 1970.
    """

    id: int
    table: int
    person: int | None
    party: str
    kind: Kind
    terms: Deal | None
    note: str
    about: int | None
    clock: float
    at: float


@dataclass(frozen=True)
class Table:
    """A table and how its talks stand.

    Attributes
    ----------
    number
        What it is called, from 1.
    deal
        The id of the offer that all accepted.
    clock
        Seconds of talks when it ended; None while it is open.
    """

    id: int
    class_id: int
    number: int
    state: State
    deal: int | None
    clock: float | None
    version: int


@dataclass(frozen=True)
class TableTalks:
    """A table with everyone at it and all that was done there, in order."""

    table: Table
    people: Sequence[Person]
    moves: Sequence[Move]

    @property
    def offers(self) -> Sequence[Move]:
        """The offers, in order."""
        return [move for move in self.moves if move.kind == "offer"]

    @property
    def agreed(self) -> Move | None:
        """The offer that became the deal."""
        return next((move for move in self.moves if move.id == self.table.deal), None)


@dataclass(frozen=True)
class Everything:
    """A whole class: what a console, an export and a debrief are made from."""

    live: LiveClass
    people: Sequence[Person]
    talks: Sequence[TableTalks]
