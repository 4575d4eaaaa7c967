"""One run of the talks in which the moves of one seat come from a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simulator.arrays import BoolArray, IntArray
from simulator.simulation.human.reasons import Mind
from simulator.simulation.human.scripted_room import widened
from simulator.simulation.plan import TalksError
from simulator.simulation.protocol import Ending, Negotiation

Waits = Literal["answer", "offer", "over"]


class PlayError(TalksError):
    """A move that cannot be made now."""


@dataclass(frozen=True)
class PersonsMove:
    """What the person does; only an offer has a deal, as positions of shape (n_issues,)."""

    kind: Literal["offer", "accept", "refuse", "walk_out"]
    deal: tuple[int, ...] = ()


@dataclass(frozen=True)
class Said:
    """One thing that was said at the table.

    Attributes
    ----------
    round
        From 1.
    deal
        Of an offer its positions, shape (n_issues,).
    reason
        A plain sentence of an opponent; empty for the person.
    """

    round: int
    party: str
    kind: Literal["offer", "yes", "no"]
    deal: tuple[int, ...] = ()
    reason: str = ""


class _Waiting(Exception):
    """The person's next move is wanted."""

    def __init__(self, what: Waits) -> None:
        self.what: Waits = what


class _Left(Exception):
    """The person walks out."""


@dataclass
class PlayedTalks(Negotiation):
    """One run in which the person's moves come from a script."""

    person: str = field(kw_only=True)
    informed: bool = field(kw_only=True)
    script: Iterator[PersonsMove] = field(kw_only=True)
    said: list[Said] = field(default_factory=list)
    home: dict[str, bool] = field(default_factory=dict)
    left: str | None = None
    number: int = 0

    def played(self) -> Waits:
        """Play until the script ends or the talks do; say what they wait for."""
        for number in range(self.plan.rounds):
            self.number = number
            try:
                self.hold(number)
            except _Waiting as waiting:
                return waiting.what
            except _Left:
                self.left = self.person
                self._close(self.open, number, Ending.WALKED_OUT)
            if not self.open.any():
                return "over"
        self._close(self.open, self.number, Ending.DEADLINE)
        return "over"

    @property
    def me(self) -> int:
        """The person's place."""
        return self.parties.index(self.person)

    def _move(self, waits: Waits, allowed: tuple[str, ...]) -> PersonsMove:
        move = next(self.script, None)
        if move is None:
            raise _Waiting(waits)
        if move.kind == "walk_out":
            raise _Left
        if move.kind not in allowed:
            raise PlayError(
                "There is no offer to answer now."
                if waits == "offer"
                else "Answer the offer on the table first."
            )
        return move

    def _leave(self, place: int, which: BoolArray, number: int) -> None:
        """Let an opponent leave; when the person leaves is for the person to say."""
        if place != self.me and which.any():
            self.left = self.parties[place]
            super()._leave(place, which, number)

    def _offers(self, me: int, number: int) -> IntArray:
        if me == self.me:
            row = self._row(np.array(self._move("offer", ("offer",)).deal, dtype=np.intp))
            self._log(me, "offer", row)
            return np.array([row])
        view = self._view(me, number)
        offer = super()._offers(me, number)
        theirs = [
            int(row[0]) for row, by in zip(self.offers, self.proposers, strict=True) if by != me
        ]
        mine = [int(row[0]) for row in view.made_by(me)]
        said = self._mind(me, number).of_offer(
            int(offer[0]), mine[-1] if mine else None, theirs[-1] if theirs else None
        )
        self._log(me, "offer", int(offer[0]), said)
        return offer

    def _answers(self, other: int, number: int, offer: IntArray) -> BoolArray:
        if other == self.me:
            move = self._move("answer", ("accept", "refuse"))
            self._log(other, "yes" if move.kind == "accept" else "no")
            return np.array([move.kind == "accept"])
        yes = super()._answers(other, number, offer)
        if yes[0]:
            self._log(other, "yes", said="We accept.")
        else:
            by = self.proposers[-1]
            before = [
                (at + 1, int(row[0]))
                for at, (row, whose) in enumerate(
                    zip(self.offers[:-1], self.proposers[:-1], strict=True)
                )
                if whose == by
            ]
            said = self._mind(other, number + 1).of_refusal(int(offer[0]), before)
            self._log(other, "no", said=said)
        return yes

    def _yes(self, id: str, runs: IntArray, offer: IntArray) -> BoolArray:
        yes = super()._yes(id, runs, offer)
        if id not in self.stage.preferences.leads:
            self.home[id] = bool(yes[0])
        return yes

    def _row(self, deal: IntArray) -> int:
        """Return the row of a deal; one that nobody has talked about yet is added."""
        found = np.flatnonzero((self.room.deals == deal).all(axis=1))
        if len(found):
            return int(found[0])
        self.room = widened(self.room, deal, self.informed)
        self.stage = self.room.at(self.number + 1)
        self.seen = np.concatenate([self.seen, np.zeros_like(self.seen[..., :1])], axis=2)
        return len(self.room.deals) - 1

    def _mind(self, party: int, number: int) -> Mind:
        player = self.stage.model.central.players[self.stage.seats[party].lead]
        return Mind(self.stage.scenario, player, self._view(party, number), self.room.deals)

    def _log(
        self, party: int, kind: Literal["offer", "yes", "no"], row: int = -1, said: str = ""
    ) -> None:
        deal = tuple(int(at) for at in self.room.deals[row]) if row >= 0 else ()
        self.said.append(Said(self.number + 1, self.parties[party], kind, deal, said))
