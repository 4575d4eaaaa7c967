"""The clock of a class: when moves are possible, and how the talks end; on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from classroom.errors import Refused, TooFast, Unknown
from classroom.service import clock, seats, tables
from classroom.storage import steady_time
from classroom.storage.database import Database
from simulator.errors import DealError
from simulator.preferences.outcome_space import Deal
from tests.classroom.room import THREE, HeldClock, a_pair, a_room, slices


def test_nothing_is_offered_before_the_start(db: Database) -> None:
    room = a_room(db)
    ada, _ = room.joined("Ada", "Ben")
    seats.deal(db, room.id)
    with pytest.raises(Refused, match="The talks have not begun yet"):
        tables.offer(db, ada.id, slices(6))
    for early in (clock.pause, clock.go_on, clock.end):
        with pytest.raises(Refused):
            early(db, room.id)
    with pytest.raises(Refused, match="not running"):
        clock.extend(db, room.id, 1)
    clock.start(db, room.id)
    with pytest.raises(Refused, match="begun already"):
        clock.start(db, room.id)


def test_a_pause_stops_moves_and_the_clock(db: Database, held: HeldClock) -> None:
    room, one, two = a_pair(db, minutes=10)
    held.forward(100)
    made = tables.offer(db, one.id, slices(6))
    assert made.clock == pytest.approx(100)
    clock.pause(db, room.id)
    with pytest.raises(Refused, match="not running"):
        clock.pause(db, room.id)
    held.forward(5000)
    clock.close_expired(db)
    assert room.live.phase == "paused"
    assert room.live.left == pytest.approx(500)
    for stopped in (
        lambda: tables.accept(db, two.id, made.id),
        lambda: tables.walk(db, two.id),
        lambda: tables.withdraw(db, one.id),
    ):
        with pytest.raises(Refused, match="The talks are paused"):
            stopped()
    clock.go_on(db, room.id)
    with pytest.raises(Refused, match="not paused"):
        clock.go_on(db, room.id)
    held.forward(30)
    assert room.live.left == pytest.approx(470)
    assert tables.accept(db, two.id, made.id).clock == pytest.approx(130)
    assert room.at(1).table.clock == pytest.approx(130)


def test_time_is_given_while_the_clock_runs_and_while_it_is_paused(
    db: Database, held: HeldClock
) -> None:
    room, one, _ = a_pair(db, minutes=10)
    held.forward(300)
    clock.extend(db, room.id, 5)
    assert (room.live.seconds, room.live.left) == pytest.approx((900, 600))
    clock.pause(db, room.id)
    clock.extend(db, room.id, -2)
    assert (room.live.seconds, room.live.left) == pytest.approx((780, 480))
    assert room.live.played == pytest.approx(300)
    clock.go_on(db, room.id)
    held.forward(479)
    tables.offer(db, one.id, slices(6))
    assert room.at(1).moves[-1].clock == pytest.approx(779)
    for minutes in (-8, float("nan"), 1440, float("inf")):
        with pytest.raises(Refused):
            clock.extend(db, room.id, minutes)
    assert (room.live.seconds, room.live.left) == pytest.approx((780, 1))


def test_when_the_time_is_up_all_tables_close_and_nothing_more_is_taken(
    db: Database, held: HeldClock
) -> None:
    room, one, two = a_pair(db, minutes=1)
    made = tables.offer(db, one.id, slices(6))
    held.forward(59)
    clock.close_expired(db)
    assert [room.live.phase] == ["running"]
    held.forward(1)
    # The clock alone decides, whether or not somebody has closed the class yet.
    with pytest.raises(Refused, match="The time is up"):
        tables.accept(db, two.id, made.id)
    assert room.at(1).table.state == "open"
    clock.close_expired(db)
    assert room.live.phase == "over"
    assert (room.live.left, room.live.played) == (0, 60)
    assert (room.at(1).table.state, room.at(1).table.clock) == ("time", 60)
    assert room.at(1).agreed is None
    version = room.live.version
    clock.close_expired(db)
    assert room.live.version == version
    for late in (
        lambda: tables.accept(db, two.id, made.id),
        lambda: tables.offer(db, two.id, slices(5)),
        lambda: tables.withdraw(db, one.id),
        lambda: tables.walk(db, one.id),
    ):
        with pytest.raises(Refused, match="The time is up"):
            late()
    order: Callable[..., object]
    for order in (clock.end, clock.pause, clock.go_on, clock.start):
        with pytest.raises(Refused):
            order(db, room.id)
    assert room.at(1).moves == [made]


def test_the_teacher_ends_the_talks_and_deals_stay_deals(db: Database, held: HeldClock) -> None:
    room = a_room(db)
    room.joined("Ada", "Ben", "Cleo", "Dora", "Emil", "Finn")
    clock.start(db, room.id)
    made = tables.offer(db, room.sitting(1, "a")[0].id, slices(6))
    tables.accept(db, room.sitting(1, "b")[0].id, made.id)
    tables.walk(db, room.sitting(2, "a")[0].id)
    held.forward(90)
    clock.pause(db, room.id)
    held.forward(90)
    clock.end(db, room.id)
    laid = [talks.table for talks in room.all.talks]
    assert [table.state for table in laid] == ["deal", "walked", "stopped"]
    assert [table.deal for table in laid] == [made.id, None, None]
    assert [table.clock for table in laid] == pytest.approx([0, 0, 90])
    assert room.live.played == pytest.approx(90)


def test_one_class_ends_and_another_goes_on(db: Database, held: HeldClock) -> None:
    short, _, _ = a_pair(db, minutes=1)
    long, one, _ = a_pair(db, minutes=2)
    held.forward(60)
    clock.close_expired(db)
    assert (short.live.phase, long.live.phase) == ("over", "running")
    tables.offer(db, one.id, slices(6))


def test_after_a_deal_nothing_more_is_taken(db: Database, held: HeldClock) -> None:
    room, one, two = a_pair(db)
    made = tables.offer(db, one.id, slices(6))
    assert room.at(1).agreed is None
    tables.accept(db, two.id, made.id)
    held.forward(10)
    for late in (
        lambda: tables.withdraw(db, one.id),
        lambda: tables.offer(db, one.id, slices(7)),
        lambda: tables.take_back(db, two.id, made.id),
        lambda: tables.accept(db, two.id, made.id),
        lambda: tables.walk(db, two.id),
    ):
        with pytest.raises(Refused, match="The talks at this table are over"):
            late()
    assert room.at(1).agreed == made
    assert len(room.at(1).moves) == 2


def test_what_does_not_stand_cannot_be_accepted(db: Database, held: HeldClock) -> None:
    room, one, two = a_pair(db)
    first = tables.offer(db, one.id, slices(6))
    held.forward(1)
    second = tables.offer(db, one.id, slices(5))
    held.forward(1)
    with pytest.raises(Refused, match="no longer on the table"):
        tables.accept(db, two.id, first.id)
    tables.withdraw(db, one.id)
    with pytest.raises(Refused, match="no longer on the table"):
        tables.accept(db, two.id, second.id)
    with pytest.raises(Refused, match="no longer on the table"):
        tables.accept(db, two.id, 10**6)
    _, elsewhere, _ = a_pair(db)
    other = tables.offer(db, elsewhere.id, slices(6))
    with pytest.raises(Refused, match="no longer on the table"):
        tables.accept(db, two.id, other.id)
    with pytest.raises(Unknown):
        tables.offer(db, 10**6, slices(6))
    assert room.at(1).table.state == "open"


def test_three_sides_all_say_yes_or_there_is_no_deal(db: Database, held: HeldClock) -> None:
    room = a_room(db, THREE)
    room.joined("Ada", "Ben", "Cleo")
    clock.start(db, room.id)
    city, farmers, state = (room.sitting(1, party)[0] for party in ("city", "farmers", "province"))
    terms: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
    made = tables.offer(db, city.id, terms)
    tables.accept(db, farmers.id, made.id)
    held.forward(1)
    with pytest.raises(Refused, match="accepted this offer already"):
        tables.accept(db, farmers.id, made.id)
    tables.take_back(db, farmers.id, made.id)
    held.forward(1)
    with pytest.raises(Refused, match="has not accepted"):
        tables.take_back(db, farmers.id, made.id)
    tables.accept(db, state.id, made.id)
    assert room.at(1).table.state == "open"
    tables.accept(db, farmers.id, made.id)
    assert room.at(1).agreed == made


def test_moves_of_one_student_are_limited(db: Database, held: HeldClock) -> None:
    room, one, two = a_pair(db)
    tables.offer(db, one.id, slices(6))
    held.forward(tables.AT_ONCE / 2)
    with pytest.raises(TooFast, match="very quick"):
        tables.offer(db, one.id, slices(5))
    tables.offer(db, two.id, slices(4))
    for number in range(tables.A_MINUTE - 1):
        held.forward(1)
        tables.offer(db, one.id, slices(number % 10))
    held.forward(1)
    with pytest.raises(TooFast, match="30 moves a minute"):
        tables.offer(db, one.id, slices(5))
    held.forward(60)
    tables.offer(db, one.id, slices(5))
    assert len(room.at(1).moves) == tables.A_MINUTE + 2


def test_a_table_that_is_full_can_still_come_to_an_end(
    db: Database, held: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_MOVES", 4)
    room = a_room(db)
    room.joined("Ada", "Ben", "Cleo", "Dora")
    clock.start(db, room.id, seed=1)
    for number in (1, 2):
        one, two = (room.sitting(number, party)[0] for party in ("a", "b"))
        for _ in range(2):
            held.forward(1)
            made = tables.offer(db, one.id, slices(6))
            tables.offer(db, two.id, slices(4))
        held.forward(1)
        with pytest.raises(Refused, match="accept, or walk away"):
            tables.offer(db, one.id, slices(5))
        if number == 1:
            tables.accept(db, two.id, made.id)
        else:
            tables.withdraw(db, two.id)
            tables.walk(db, one.id)
    assert [talks.table.state for talks in room.all.talks] == ["deal", "walked"]


def test_terms_that_the_scenario_does_not_allow_are_refused(db: Database) -> None:
    room, one, _ = a_pair(db)
    wrong: list[Deal] = [{}, {"i0": "o99"}, {"i0": 1.0}, {"i0": "o1", "x": 1}, {"i0": float("nan")}]
    for terms in wrong:
        with pytest.raises(DealError):
            tables.offer(db, one.id, terms)
    assert room.at(1).moves == []


@pytest.mark.parametrize("step", [-120.0, -5.0, 86_400.0])
def test_a_step_of_the_systems_clock_neither_refuses_moves_nor_ends_the_talks(
    db: Database,
    db_url: str,
    monkeypatch: pytest.MonkeyPatch,
    step: float,
    opened: Callable[[str], Database],
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 0.0)
    room, one, two = a_pair(db, minutes=10)
    tables.offer(db, one.id, slices(6))
    right = steady_time.wall
    monkeypatch.setattr(steady_time, "wall", lambda connection: right(connection) + step)
    clock.close_expired(db)
    assert room.live.phase == "running"
    assert 500 < room.live.left <= 600
    tables.offer(db, one.id, slices(5))
    # A process that is started after the step goes by the others' clock where the machine has one.
    restarted = opened(db_url)
    clock.close_expired(restarted)
    tables.offer(restarted, two.id, slices(4))
    if steady_time._BOOT:
        assert room.live.phase == "running"
        at = [move.at for move in room.at(1).moves]
        assert at == sorted(at)
        assert at[-1] - at[0] < 500


@pytest.mark.parametrize("step", [-120.0, -5.0])
def test_a_clock_that_was_put_back_counts_no_move_as_recent(
    db: Database, held: HeldClock, step: float
) -> None:
    """Between machines, or starts of one, clocks can differ after all."""
    room, one, _ = a_pair(db)
    for number in range(tables.A_MINUTE):
        held.forward(1)
        tables.offer(db, one.id, slices(number % 10))
    held.forward(step)
    tables.offer(db, one.id, slices(5))
    assert len(room.at(1).moves) == tables.A_MINUTE + 1


def test_who_presses_on_and_on_keeps_the_database_from_nobody(
    db: Database, held: HeldClock
) -> None:
    room, one, _ = a_pair(db)
    tables.offer(db, one.id, slices(6))
    begun: list[object] = []
    event.listen(db.engine, "begin", begun.append)
    for _ in range(100):
        with pytest.raises(TooFast, match="very quick"):
            tables.offer(db, one.id, slices(5))
    assert begun == []
    held.forward(1)
    tables.offer(db, one.id, slices(5))
    assert len(room.at(1).moves) == 2
