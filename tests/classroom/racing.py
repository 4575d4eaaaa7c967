"""Tables at which several things that cannot all be true are done at the same instant."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from classroom.errors import ClassError
from classroom.records import Move, Settings, TableTalks
from classroom.service import clock, tables
from classroom.service.codes import class_code, person_code, teacher_key
from classroom.service.rules import agreed, standing
from classroom.storage.database import Database
from classroom.storage.schema import classes, moves, people
from classroom.storage.schema import tables as laid
from classroom.storage.steady_time import now
from classroom.storage.store import a_move, a_table
from tests.classroom.room import PIE, THREE, slices

SECONDS = 600.0
IN_TURN = 5
"""At every fifth table all is done one after another, so that each rival is first somewhere and last
elsewhere, however a machine happens to let them run."""
ROLES: dict[str, tuple[str, Callable[[Database, "Spot", int], Any]]] = {
    # One of `b` says yes to the offer of `a` that stands, and everyone else has said yes to.
    "accept": ("b", lambda db, at, who: tables.accept(db, who, at.offer)),
    "accept too": ("b", lambda db, at, who: tables.accept(db, who, at.offer)),
    "withdraw": ("a", lambda db, at, who: tables.withdraw(db, who)),
    "replace": ("a", lambda db, at, who: tables.offer(db, who, at.terms)),
    "counter": ("b", lambda db, at, who: tables.offer(db, who, at.terms)),
    "walk": ("b", lambda db, at, who: tables.walk(db, who)),
    "stop": ("", lambda db, at, who: clock.end(db, at.class_id)),
    "pause": ("", lambda db, at, who: clock.pause(db, at.class_id)),
    "time": ("", lambda db, at, who: clock.close_expired(db)),
}
"""By what is done: by whom, and how."""
UP = 0.02
"""Within so many seconds the time of a table is up that races with it."""
BESIDES = ("withdraw", "withdraw", "replace", "walk", "stop", "time", "counter", "pause")


@dataclass(frozen=True)
class Spot:
    """A class with one table, where an offer stands, and what is done there at once."""

    class_id: int
    table: int
    offer: int
    parties: tuple[str, ...]
    terms: dict[str, Any]
    people: dict[str, int]
    roles: tuple[str, ...]

    def act(self, db: Database, role: str) -> Any:
        return ROLES[role][1](db, self, self.people.get(role, 0))


@dataclass(frozen=True)
class Reply:
    """What somebody who did something was told: the move's id, or why not."""

    role: str
    move: int | None
    error: str = ""
    refused: bool = False


@dataclass
class _Plan:
    """What is to be laid, and the ids that the database gave it."""

    parties: tuple[str, ...]
    terms: dict[str, Any]
    roles: tuple[str, ...]
    class_id: int = 0
    table: int = 0
    offer: int = 0
    people: dict[str, int] = field(default_factory=dict)

    @property
    def seats(self) -> list[tuple[str, str]]:
        """Who sits there: for what, and on which side; the others' side and that of the offer too."""
        sides = {"a": self.parties[0], "b": self.parties[1]}
        acting = [(role, sides[ROLES[role][0]]) for role in self.roles if ROLES[role][0]]
        return [*acting, *((party, party) for party in (self.parties[0], *self.parties[2:]))]


def spots(db: Database, count: int, at_once: int, seed: int) -> list[Spot]:
    """Lay so many tables, each in a class of its own, at once; every third of three parties."""
    chance = random.Random(seed)
    plans = []
    for number in range(count):
        roles = ["accept", *chance.sample(BESIDES, at_once - 1)]
        if chance.random() < 0.3:
            roles[-1] = "accept too"
        chance.shuffle(roles)
        three = number % 3 == 2
        plans.append(
            _Plan(
                ("city", "farmers", "province") if three else ("a", "b"),
                {"price": 5.0, "flow": "summer", "judge": "panel"} if three else slices(6),
                tuple(dict.fromkeys(roles)),
            )
        )
    with db.writing() as connection:
        _lay(connection, plans)
    return [Spot(**vars(plan)) for plan in plans]


def _lay(connection: Connection, plans: Sequence[_Plan]) -> None:
    at = now(connection)

    def new(into: Any, rows: Sequence[dict[str, Any]]) -> list[int]:
        made = insert(into).returning(into.c.id, sort_by_parameter_order=True)
        return list(connection.execute(made, rows).scalars())

    same = {
        "title": "Race",
        "settings": asdict(Settings()),
        "phase": "running",
        "created": at,
        "seconds": SECONDS,
        "ends": at + SECONDS,
        "left": SECONDS,
        "version": 1,
        "roster": 1,
    }
    texts = {"a": PIE, "city": THREE}
    codes = [
        {"code": class_code(), "key_hash": teacher_key(), "scenario": texts[plan.parties[0]]}
        for plan in plans
    ]
    for plan, id in zip(plans, new(classes, [{**same, **row} for row in codes]), strict=True):
        plan.class_id = id
    rows = [
        {"class_id": plan.class_id, "number": 1, "state": "open", "version": 1} for plan in plans
    ]
    for plan, id in zip(plans, new(laid, rows), strict=True):
        plan.table = id
    seats = [(plan, *seat) for plan in plans for seat in plan.seats]
    rows = [
        {
            "class_id": plan.class_id,
            "table_id": plan.table,
            "party": party,
            "name": "x",
            "code": person_code(),
            # Who walks away in a race is the last on its side to want to.
            "leaving": True,
        }
        for plan, _, party in seats
    ]
    for (plan, purpose, _), id in zip(seats, new(people, rows), strict=True):
        plan.people[purpose] = id
    done = {"note": "", "clock": 0.0, "at": at - 100}

    def move(plan: _Plan, party: str, kind: str, **more: Any) -> dict[str, Any]:
        by = {"table_id": plan.table, "person_id": plan.people[party], "party": party}
        return {**done, **by, "kind": kind, **more}

    rows = [move(plan, plan.parties[0], "offer", terms=plan.terms) for plan in plans]
    for plan, id in zip(plans, new(moves, rows), strict=True):
        plan.offer = id
    yes = [
        move(plan, party, "accept", about=plan.offer)
        for plan in plans
        for party in plan.parties[2:]
    ]
    new(moves, yes)


def prepare(db: Database, spot: Spot, chance: random.Random) -> None:
    """Let the time of a class be up in a moment, if that is part of its race."""
    if "time" in spot.roles:
        with db.writing() as connection:
            ends = now(connection) + chance.uniform(0.002, UP)
            values = {"ends": ends, "left": SECONDS}
            connection.execute(
                update(classes).where(classes.c.id == spot.class_id).values(**values)
            )


def attempt(
    db: Database,
    spot: Spot,
    role: str,
    wait: Callable[[], Any] = lambda: None,
    pause: float = UP,
) -> Reply:
    """Do something when all are ready; return what one was told."""
    wait()
    time.sleep(pause)
    try:
        made = spot.act(db, role)
    except ClassError as error:
        return Reply(role, None, str(error), refused=True)
    except Exception as error:
        return Reply(role, None, repr(error))
    return Reply(role, made.id if isinstance(made, Move) else None)


def close(db: Database, spots: Sequence[Spot]) -> None:
    """Let the time of some classes be up, and close what is open."""
    ids = [spot.class_id for spot in spots]
    with db.writing() as connection:
        connection.execute(
            update(classes)
            .where(classes.c.id.in_(ids), classes.c.phase != "over")
            .values(phase="running", ends=now(connection))
        )
    clock.close_expired(db)


def check(spot: Spot, talks: TableTalks, replies: Sequence[Reply]) -> None:
    """Hold what happened at a table against the rules, and against what everybody was told."""
    table, done = talks.table, talks.moves
    for reply in replies:
        assert reply.refused or not reply.error, f"{reply.role}: {reply.error}"
    ok = {reply.role: reply for reply in replies if not reply.error}

    # What anyone was told has happened is there, once; and nothing else is.
    before = len(spot.parties) - 1
    assert [move.id for move in done[before:]] == sorted(
        reply.move for reply in ok.values() if reply.move is not None
    )
    closed = table.state in ("time", "stopped")
    assert table.version == 1 + len(done) - before + closed
    kinds = {move.id: move.kind for move in done}
    for role, kind in (("withdraw", "withdraw"), ("walk", "walk"), ("accept", "accept")):
        assert role not in ok or kinds[ok[role].move or 0] == kind

    # Played again by the rules, the moves come to the same end, and not before.
    for count in range(len(done)):
        assert agreed(done[:count], spot.parties) is None
        assert not any(move.kind == "walk" for move in done[:count])
    signed = agreed(done, spot.parties)
    assert table.deal == (signed.id if signed else None)
    walked = done[-1].kind == "walk"
    assert table.state in ("open", "deal", "walked", "time", "stopped")
    assert (table.state == "deal") == (signed is not None)
    assert (table.state == "walked") == walked
    if signed is not None:
        assert done[-1].kind == "accept"
        assert standing(done[:-1])[signed.party] == signed
    # In time, in order.
    assert [move.clock for move in done] == sorted(move.clock for move in done)
    assert (table.clock is None) == (table.state == "open")
    assert done[-1].clock <= (table.clock or SECONDS) <= SECONDS
    if signed is not None or walked:
        assert table.clock == done[-1].clock

    # Nobody was told something else than the others.
    if "accept" in ok or "accept too" in ok:
        assert table.deal == spot.offer
    assert not ("accept" in ok and "accept too" in ok)
    for role in ("withdraw", "replace"):
        assert role not in ok or table.deal != spot.offer
    assert "walk" not in ok or table.state == "walked"
    assert "stop" not in ok or table.state in ("stopped", "deal", "walked")
    assert table.state != "stopped" or "stop" in ok


def read(db: Database, spots: Sequence[Spot]) -> list[TableTalks]:
    """Return how the talks at all tables stand."""
    with db.reading() as connection:
        by_id = {row.id: a_table(row) for row in connection.execute(select(laid))}
        done: dict[int, list[Move]] = {}
        for row in connection.execute(select(moves).order_by(moves.c.id)):
            done.setdefault(row.table_id, []).append(a_move(row))
    return [TableTalks(by_id[spot.table], [], done[spot.table]) for spot in spots]


def raced(
    url: str, mine: Sequence[tuple[Spot, str | None]], barrier: Any, send: Any, seed: int
) -> None:
    """Be one of several processes that race: do one thing at each table, when all have come to it."""
    db = Database(url)
    chance = random.Random(seed)
    replies = []
    for number, (spot, role) in enumerate(mine):
        if seed == 0:
            prepare(db, spot, chance)
        if number % IN_TURN == 0:
            for turn in range(len(spot.roles)):
                barrier.wait(60)
                if role is not None and turn == (seed + number // IN_TURN) % len(spot.roles):
                    replies.append(attempt(db, spot, role))
            continue
        if role is None:
            barrier.wait(60)
            continue
        replies.append(attempt(db, spot, role, lambda: barrier.wait(60), chance.uniform(0, 0.004)))
    send.send(replies)
    send.close()
    db.close()
