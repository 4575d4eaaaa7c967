"""One run of the talks in which the moves of one seat come from a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from simulator.arrays import BoolArray, IntArray
from simulator.simulation.human.central_talks import widened
from simulator.simulation.human.reasons import Mind
from simulator.simulation.plan import TalksError
from simulator.simulation.protocol import MoveRequest, Negotiation

Waits = Literal["answer", "offer", "over"]


class PlayError(TalksError):
    """A move that cannot be made now."""


@dataclass(frozen=True)
class PersonsMove:
    """What the person does; only an offer has a deal, as positions of shape (n_issues,)."""

    kind: Literal["offer", "accept", "refuse", "walk_out"]
    deal: tuple[int, ...] = ()


@dataclass(frozen=True)
class Statement:
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


@dataclass
class PlayedTalks:
    """One run of a negotiation in which one party's moves are a person's.

    Attributes
    ----------
    informed
        Whether the others take the person's side for what it is.
    statements
        At the table so far, in order.
    """

    talks: Negotiation
    me: int
    informed: bool
    statements: list[Statement] = field(default_factory=list)

    def play(self, script: Iterator[PersonsMove]) -> Waits:
        """Play until the script ends or the talks do; say what they wait for."""
        turns = self.talks.turns()
        move: IntArray | BoolArray | None = None
        while True:
            try:
                turn = turns.send(move)
            except StopIteration:
                return "over"
            if turn.party != self.me:
                move = self._opponents(turn)
                continue
            waits: Waits = "offer" if turn.facing is None else "answer"
            persons = next(script, None)
            if persons is None:
                return waits
            if persons.kind == "walk_out":
                self.talks.leave(self.me, self.talks.open)
                return "over"
            move = self._persons(persons, waits)

    def home(self) -> dict[str, bool]:
        """Return what each voter at home says of what the leads agreed on; empty if not asked."""
        talks, run = self.talks, np.zeros(1, dtype=np.intp)
        preferences = talks.phase.preferences.voters
        if not talks.plan.ratified or talks.row[0] < 0:
            return {}
        return {
            id: bool(talks.consents(id, run, talks.row)[0])
            for id in preferences.players
            if id not in preferences.leads
        }

    def _persons(self, move: PersonsMove, waits: Waits) -> IntArray | BoolArray:
        if waits == "offer":
            if move.kind != "offer":
                raise PlayError("There is no offer to answer now.")
            row = self._row(np.array(move.deal, dtype=np.intp))
            self._log(self.me, "offer", row)
            return np.array([row])
        if move.kind == "offer":
            raise PlayError("Answer the offer on the table first.")
        accepts = move.kind == "accept"
        self._log(self.me, "yes" if accepts else "no")
        return np.array([accepts])

    def _opponents(self, turn: MoveRequest) -> IntArray | BoolArray:
        """Move as the strategy does, and give a reason."""
        talks, party = self.talks, turn.party
        offers = [
            (by, at + 1, int(row[0]))
            for at, (row, by) in enumerate(zip(talks.offers, talks.proposers, strict=True))
        ]
        if turn.facing is None:
            row = int(talks.offer(party)[0])
            own = [row for by, _, row in offers if by == party]
            theirs = [row for by, _, row in offers if by != party]
            reason = self._mind(party, talks.number).of_offer(
                row, own[-1] if own else None, theirs[-1] if theirs else None
            )
            self._log(party, "offer", row, reason)
            return np.array([row])
        accepts = talks.answer(party, turn.facing)
        if accepts[0]:
            self._log(party, "yes", reason="We accept.")
        else:
            proposer, _, facing = offers.pop()
            before = [(at, row) for by, at, row in offers if by == proposer]
            reason = self._mind(party, talks.number + 1).of_refusal(facing, before)
            self._log(party, "no", reason=reason)
        return accepts

    def _row(self, deal: IntArray) -> int:
        """Return the row of a deal; one that nobody has talked about yet is added."""
        talks = self.talks
        known = np.flatnonzero((talks.prepared.deals == deal).all(axis=1))
        if len(known):
            return int(known[0])
        talks.prepared = widened(talks.prepared, deal, self.informed)
        talks.phase = talks.prepared.at(talks.number + 1)
        talks.seen = np.concatenate([talks.seen, np.zeros_like(talks.seen[..., :1])], axis=2)
        return len(talks.prepared.deals) - 1

    def _mind(self, party: int, number: int) -> Mind:
        phase, deals = self.talks.phase, self.talks.prepared.deals
        return Mind(phase.model, phase.views[party].lead, self.talks.view(party, number), deals)

    def _log(
        self, party: int, kind: Literal["offer", "yes", "no"], row: int = -1, reason: str = ""
    ) -> None:
        deal = tuple(int(at) for at in self.talks.prepared.deals[row]) if row >= 0 else ()
        self.statements.append(
            Statement(self.talks.number + 1, self.talks.parties[party], kind, deal, reason)
        )
