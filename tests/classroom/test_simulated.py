"""Simulated students play when their turn has come, once, and never for a person; on both databases."""

import logging
import random
import threading
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event, select, update

from classroom.errors import Refused
from classroom.records import Everything
from classroom.service import clock, seats, tables
from classroom.service.scenarios import model
from classroom.simulated import scheduler
from classroom.simulated.negotiator import Act, next_act, outlook, persona
from classroom.simulated.scheduler import SHORTEST, act_due, open_demo
from classroom.storage.database import Database
from classroom.storage.schema import people
from simulator.preferences.negotiation_model import Model
from tests.classroom.room import PIE, THREE, HeldClock, Room, a_room, shipped_text, slices


@pytest.fixture(autouse=True)
def chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "_chance", random.Random(1))


def a_demo(db: Database, scenario: str = PIE, students: int = 12, minutes: int = 3) -> Room:
    live, key = open_demo(db, scenario, students, minutes)
    seats.deal(db, live.id, seed=1)
    return Room(db, live.id, live.code, key)


def played(room: Room, held: HeldClock, step: float = 1.0) -> Everything:
    """Let the clock run to the end."""
    while room.live.phase != "over":
        held.forward(step)
        act_due(room.db)
        clock.close_expired(room.db)
    return room.all


def check(records: Everything) -> Counter[str]:
    scenario = records.live.scenario
    ends = Counter(str(talks.table.state) for talks in records.talks)
    for talks in records.talks:
        sits = {person.id: person.party for person in talks.people}
        last: dict[int | None, float] = {}
        for move in talks.moves:
            assert move.party == sits[move.person or 0]
            assert move.at - last.get(move.person, -1e9) >= SHORTEST
            last[move.person] = move.at
        if talks.agreed is not None and talks.agreed.terms is not None:
            for party in model(scenario).scenario.parties:
                own = outlook(model(scenario), party).brief
                assert own.worth(talks.agreed.terms) >= own.none
    return ends


def test_a_demonstration_class_plays_itself_to_the_end(db: Database, held: HeldClock) -> None:
    room = a_demo(db, shipped_text("divide_the_dollar"))
    records = room.all
    assert records.live.demo
    assert len(records.talks) == 6
    assert len({person.name for person in records.people}) == 12
    assert all(
        person.simulated and person.name.endswith(" (simulated)") for person in records.people
    )
    assert act_due(db) == 0
    clock.start(db, room.id)
    records = played(room, held)
    ends = check(records)
    assert set(ends) <= {"deal", "walked", "time"}
    assert ends["deal"] >= 4
    done = [move for talks in records.talks for move in talks.moves]
    moves_made = Counter(move.person for move in done)
    assert len(moves_made) == 12
    assert max(moves_made.values()) <= 25
    assert sum(moves_made.values()) / 12 >= 5
    assert any(move.note for move in done)
    # Not everyone moves at the same moment.
    at = Counter(move.at for move in done)
    assert max(at.values()) <= 6


def test_three_parties_play_too(lite: Database, held: HeldClock) -> None:
    room = a_demo(lite, THREE, students=9)
    clock.start(lite, room.id)
    ends = check(played(room, held, step=2.0))
    assert ends["deal"] >= 2


def test_millions_of_deals_are_no_burden(lite: Database, held: HeldClock) -> None:
    room = a_demo(lite, shipped_text("us_ukraine_minerals"), students=8)
    clock.start(lite, room.id)
    ends = check(played(room, held, step=2.0))
    assert ends["deal"] >= 2


def test_in_a_longer_round_students_take_their_time(lite: Database, held: HeldClock) -> None:
    room = a_demo(lite, students=4, minutes=20)
    clock.start(lite, room.id)
    records = played(room, held, step=5.0)
    check(records)
    moves_made = Counter(move.person for talks in records.talks for move in talks.moves)
    assert max(moves_made.values()) <= 30
    waits = defaultdict(list)
    for talks in records.talks:
        for move in talks.moves:
            waits[move.person].append(move.at)
    assert all(b - a >= 30 for at in waits.values() for a, b in pairwise(at))


def test_a_pause_stops_the_computer_and_afterwards_it_does_not_rush(
    db: Database, held: HeldClock
) -> None:
    room = a_demo(db, students=24)
    clock.start(db, room.id)
    for _ in range(30):
        held.forward(1)
        act_due(db)
    clock.pause(db, room.id)
    before = sum(len(talks.moves) for talks in room.all.talks)
    for _ in range(5):
        held.forward(60)
        assert act_due(db) == 0
    clock.go_on(db, room.id)
    rates = []
    for _ in range(20):
        held.forward(1)
        rates.append(act_due(db))
    assert sum(len(talks.moves) for talks in room.all.talks) == before + sum(rates)
    assert max(rates) < 12
    assert sum(rates) > 10


def test_a_person_on_its_seat_speaks_for_it(db: Database, held: HeldClock) -> None:
    room = a_demo(db, students=2)
    (ada,) = room.joined("Ada")
    table, party = room.seat(ada) or (0, "")
    (mute,) = [person for person in room.sitting(table, party) if person.simulated]
    (other,) = [person for person in room.all.people if person.simulated and person.id != mute.id]
    clock.start(db, room.id)
    for _ in range(120):
        held.forward(1)
        act_due(db)
    # The one opposite has made an offer, waited, and asked for less; nobody spoke for the person.
    assert {move.person for move in room.at(1).moves} == {other.id}
    assert 1 <= len(room.at(1).moves) <= 12
    best = {"a": 10, "b": 0}[str(other.party)]
    made = tables.offer(db, ada.id, slices(best))
    for _ in range(25):
        held.forward(1)
        act_due(db)
    assert room.at(1).agreed == made
    # Once the person has left its seat, the computer speaks for it again.
    later = a_demo(db, students=2)
    (ben,) = later.joined("Ben")
    clock.start(db, later.id)
    seats.move(db, later.id, ben.id, None)
    for _ in range(40):
        held.forward(1)
        act_due(db)
    assert len({move.person for move in later.at(1).moves}) == 2


def test_an_empty_seat_is_played_by_the_computer(db: Database, held: HeldClock) -> None:
    room = a_room(db, minutes=10)
    (ada,) = room.joined("Ada")
    clock.start(db, room.id)
    held.forward(1)
    act_due(db)
    tables.offer(db, ada.id, slices(5))
    for _ in range(25):
        held.forward(1)
        act_due(db)
    # A person does not wait a minute for an answer, however long the round is.
    assert {move.person for move in room.at(1).moves} > {ada.id}


def test_several_processes_take_each_turn_once(db: Database, held: HeldClock) -> None:
    room = a_demo(db, students=24)
    clock.start(db, room.id)
    with db.writing() as connection:
        connection.execute(update(people).values(acts=held.at - 1))
    start = threading.Barrier(4)
    taken = []

    def look() -> None:
        start.wait(20)
        taken.append(act_due(db))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    done = [move for talks in room.all.talks for move in talks.moves]
    assert len(done) == sum(taken) > 0
    assert max(Counter(move.person for move in done).values()) == 1
    assert len(taken) == 4
    with db.reading() as connection:
        assert min(connection.execute(select(people.c.acts)).scalars()) >= held.at + SHORTEST


def test_where_nobodys_turn_has_come_it_costs_one_query(db: Database, held: HeldClock) -> None:
    room = a_demo(db, students=24)
    clock.start(db, room.id)
    act_due(db)
    statements: list[str] = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: statements.append(statement),
    )
    assert act_due(db) == 0
    assert len([statement for statement in statements if "FROM people" in statement]) == 1
    # Besides, the transaction begins, and PostgreSQL is asked the time.
    assert len(statements) <= 3


def test_a_student_that_cannot_move_holds_up_nobody(
    db: Database,
    held: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    room = a_demo(db, students=6)
    clock.start(db, room.id)
    with db.writing() as connection:
        connection.execute(update(people).values(acts=held.at))
    first, second, *others = sorted(person.id for person in room.all.people)
    real = persona

    def broken(id: int) -> object:
        if id == first:
            raise Refused("The talks at this table are over.")
        if id == second:
            raise ZeroDivisionError("oops")
        return real(id)

    monkeypatch.setattr(scheduler, "persona", broken)
    with caplog.at_level(logging.ERROR):
        assert act_due(db) == len(others)
    assert [record.exc_text and "oops" in record.exc_text for record in caplog.records] == [True]
    assert act_due(db) == 0


def test_a_class_that_computes_long_uses_up_its_own_time_alone(
    lite: Database, held: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = a_demo(lite, THREE, students=12), a_demo(lite, PIE, students=12)
    effort = 0.0
    budget = scheduler.Budget(clock=lambda: held.at, effort=lambda: effort)
    monkeypatch.setattr(scheduler, "_budget", budget)

    def long_for_one(of: Model, *rest: Any) -> Act | None:
        nonlocal effort
        effort += 30.0 if len(of.scenario.parties) == 3 else 0.001
        return next_act(of, *rest)

    monkeypatch.setattr(scheduler, "next_act", long_for_one)
    for room in (slow, quick):
        clock.start(lite, room.id)
    for _ in range(100):
        held.forward(1)
        act_due(lite)
    # A turn of 30 s, paid for by 80 s without one.
    assert 30 <= effort <= 3 * 30
    assert sum(len(talks.moves) for talks in quick.all.talks) > 40
    assert "takes the computer long" in scheduler.difficulty(lite, slow.live)
    assert scheduler.difficulty(lite, quick.live) == ""


def test_classes_take_turns_however_many_students_wait_in_one(
    db: Database, held: HeldClock
) -> None:
    large, small = a_demo(db, students=120), a_demo(db, students=2)
    for room in (large, small):
        clock.start(db, room.id)
    with db.writing() as connection:
        connection.execute(update(people).values(acts=held.at - 2))
        of_small = people.c.class_id == small.id
        connection.execute(update(people).where(of_small).values(acts=held.at - 1))
    assert [row.class_id for row in scheduler._due(db)][:4] == [large.id, small.id] * 2


def test_a_class_holds_one_thread_at_most() -> None:
    budget = scheduler.Budget()
    with budget.spending("one") as first, budget.spending("one") as second:
        assert (first, second) == (True, False)
        with budget.spending("another") as other:
            assert other
    with budget.spending("one") as again:
        assert again
