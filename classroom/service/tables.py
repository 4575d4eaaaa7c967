"""What students do at a table: offer, say yes, take a yes back, withdraw, walk away.

Each is one transaction. It holds the table's lock, so that of two that cannot both be true the second
finds that things have changed, and it is on the disk before anybody is told.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, func, insert, select, update

from classroom.errors import Refused, TooFast, Unknown
from classroom.records import Kind, LiveClass, Move, Person, Table
from classroom.service.input_limits import note as cleaned
from classroom.service.rules import agreed, consents, standing
from classroom.service.scenarios import model
from classroom.storage.database import Database
from classroom.storage.schema import moves, people, tables
from classroom.storage.steady_time import now, steady
from classroom.storage.store import (
    GONE,
    a_move,
    a_table,
    class_row,
    live_class,
    moves_at,
    person,
    tell_table,
    when_forgetting,
)
from simulator.preferences.outcome_space import Deal

Done = TypeVar("Done")
MOST_MOVES = 400
"""At one table, before only accepting, withdrawing and walking away are left."""
A_MINUTE = 30
"""Moves of one student in a minute."""
STUDENTS_KEPT = 5_000
"""Students of whom a process knows when they did something."""
AT_ONCE = 0.4
"""Seconds between two moves of one student: a finger that presses twice means it once."""


@dataclass(frozen=True)
class _Turn:
    connection: Connection
    live: LiveClass
    person: Person
    party: str
    table: Table
    done: Sequence[Move]
    at: float

    @property
    def parties(self) -> Sequence[str]:
        return list(model(self.live.scenario).scenario.parties)

    def offer(self, id: int) -> Move:
        """Return a standing offer."""
        for move in standing(self.done).values():
            if move.id == id:
                return move
        raise Refused("This offer is no longer on the table. Look at what is there now.")

    def add(
        self, kind: Kind, terms: Deal | None = None, note: str = "", about: int | None = None
    ) -> Move:
        """Write a move down."""
        row = self.connection.execute(
            insert(moves)
            .values(
                table_id=self.table.id,
                person_id=self.person.id,
                party=self.party,
                kind=kind,
                terms=None if terms is None else dict(terms),
                note=note,
                about=about,
                clock=self.live.played,
                at=self.at,
            )
            .returning(moves)
        ).one()
        return a_move(row)

    def close(self, state: str, deal: int | None = None) -> None:
        """End the talks at this table."""
        self.connection.execute(
            update(tables)
            .where(tables.c.id == self.table.id, tables.c.state == "open")
            .values(state=state, deal=deal, clock=self.live.played)
        )


def offer(db: Database, person_id: int, terms: Deal, note: str = "") -> Move:
    """Put an offer on the table in the place of one's side's last.

    Raises
    ------
    DealError
        If the scenario does not allow these terms.
    BadText, Refused, TooFast, Unknown
        If the note is too long, or nothing can be offered now.
    """
    text = cleaned(note)

    def act(turn: _Turn) -> Move:
        _room_for_more(turn)
        space = model(turn.live.scenario).space
        deal = space.deal(space.positions(terms))
        return turn.add("offer", deal, text if turn.live.settings.notes else "")

    return _act(db, person_id, act)


def accept(db: Database, person_id: int, offer_id: int) -> Move:
    """Say yes to an offer; once every other side has, it is the deal.

    Raises
    ------
    Refused, TooFast, Unknown
        If it does not stand any more, is one's own side's, or one's side has said yes already.
    """

    def act(turn: _Turn) -> Move:
        offered = turn.offer(offer_id)
        if offered.party == turn.party:
            raise Refused("This is your own side's offer: the others have to accept it.")
        if turn.party in consents(turn.done)[offer_id]:
            raise Refused("Your side has accepted this offer already.")
        acceptance = turn.add("accept", about=offer_id)
        signed = agreed([*turn.done, acceptance], turn.parties)
        if signed is not None:
            turn.close("deal", signed.id)
        return acceptance

    return _act(db, person_id, act)


def take_back(db: Database, person_id: int, offer_id: int) -> Move:
    """Take back one's side's yes while others have still to say theirs.

    Raises
    ------
    Refused, TooFast, Unknown
        If there is none.
    """

    def act(turn: _Turn) -> Move:
        turn.offer(offer_id)
        if turn.party not in consents(turn.done)[offer_id]:
            raise Refused("Your side has not accepted this offer.")
        _room_for_more(turn)
        return turn.add("take_back", about=offer_id)

    return _act(db, person_id, act)


def withdraw(db: Database, person_id: int) -> Move:
    """Take one's side's offer off the table.

    Raises
    ------
    Refused, TooFast, Unknown
        If there is none.
    """

    def act(turn: _Turn) -> Move:
        own = standing(turn.done).get(turn.party)
        if own is None:
            raise Refused("Your side has no offer on the table.")
        return turn.add("withdraw", about=own.id)

    return _act(db, person_id, act)


def walk(db: Database, person_id: int) -> Move | None:
    """Walk away: the talks at this table end without a deal, for all.

    Where several share a side, it walks away once all of them want to.

    Returns
    -------
    Move or None
        None as long as others on this side have still to agree.

    Raises
    ------
    Refused, TooFast, Unknown
        If they are over.
    """

    def act(turn: _Turn) -> Move | None:
        own_side = select(func.count()).where(
            people.c.table_id == turn.table.id,
            people.c.party == turn.party,
            people.c.id != person_id,
            people.c.simulated.is_(False),
            people.c.leaving.is_(False),
        )
        if turn.connection.execute(own_side).scalar_one():
            _leaving(turn, True)
            return None
        move = turn.add("walk")
        turn.close("walked")
        return move

    return _act(db, person_id, act)


def stay(db: Database, person_id: int) -> None:
    """No longer want to walk away.

    Raises
    ------
    Refused, TooFast, Unknown
        If the talks are over.
    """
    _act(db, person_id, lambda turn: _leaving(turn, False))


def _leaving(turn: _Turn, leaving: bool) -> None:
    turn.connection.execute(
        update(people).where(people.c.id == turn.person.id).values(leaving=leaving)
    )


def _act(db: Database, person_id: int, act: Callable[[_Turn], Done]) -> Done:
    # Who presses again and again is told so before anybody waits for the database's lock.
    pressed = _latest(db, person_id)
    _unhurried([steady() - at for at in pressed])
    with db.writing() as connection:
        turn = _turn(connection, person_id)
        _unhurried([turn.at - move.at for move in turn.done if move.person == person_id])
        done = act(turn)
        tell_table(connection, turn.table.id)
    pressed.append(steady())
    return done


def _latest(db: Database, person_id: int) -> deque[float]:
    """Return when a student did something in this process, the latest times."""
    if len(_pressed) >= STUDENTS_KEPT:
        _pressed.clear()
    return _pressed.setdefault((str(db.engine.url), person_id), deque(maxlen=A_MINUTE))


_pressed: dict[tuple[str, int], deque[float]] = {}
when_forgetting(_pressed.clear)


def _turn(connection: Connection, person_id: int) -> _Turn:
    where = select(people.c.class_id).where(people.c.id == person_id)
    class_id = connection.execute(where).scalar_one_or_none()
    if class_id is None:
        raise Unknown(GONE)
    row = class_row(connection, class_id, "share")
    # Under the lock: seats change only under the class's own.
    who = person(connection, person_id)
    if who.table is None or who.party is None:
        raise Refused("You have no role yet. Your teacher will give you one.")
    query = select(tables).where(tables.c.id == who.table).with_for_update()
    table = a_table(connection.execute(query).one())
    # The clock is read once the table's turn has come: moves are timed in the order in which they
    # are made, and one that waited too long is too late.
    live = live_class(connection, row)
    _time_for_talks(live)
    if table.state != "open":
        raise Refused("The talks at this table are over.")
    done = moves_at(connection, table.id)
    return _Turn(connection, live, who, who.party, table, done, now(connection))


def _time_for_talks(live: LiveClass) -> None:
    if live.phase == "gathering":
        raise Refused("The talks have not begun yet.")
    if live.phase == "paused":
        raise Refused("The talks are paused.")
    if live.phase == "over" or live.left <= 0:
        raise Refused("The time is up.")


def _room_for_more(turn: _Turn) -> None:
    # What is left to do needs few moves: each standing offer is accepted or withdrawn once.
    if len(turn.done) >= MOST_MOVES:
        raise Refused("This table has made as many moves as it can: accept, or walk away.")


def _unhurried(ago: Sequence[float]) -> None:
    """Refuse a move that comes too soon after others, made so many seconds ago."""
    # One from the future was timed by a clock that has been put right since: it says nothing.
    if ago and 0 <= ago[-1] < AT_ONCE:
        raise TooFast("That was very quick. Look again, then press once more.")
    if sum(0 <= seconds < 60 for seconds in ago) >= A_MINUTE:
        raise TooFast(f"At most {A_MINUTE} moves a minute. Wait a moment.")
