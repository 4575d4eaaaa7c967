"""Exactly one outcome for each table, whatever is done there at the same instant; on both databases."""

import multiprocessing
import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from classroom.storage.database import Database
from tests.classroom import racing
from tests.classroom.racing import IN_TURN, Reply, Spot, attempt, check, close, prepare, read, spots
from tests.support import EXPLORES

pytestmark = pytest.mark.exhaustive

AT_ONCE = 4


def checked(
    db: Database, laid: Sequence[Spot], by_table: Sequence[Sequence[Reply]]
) -> Counter[str]:
    """Check every table, and that what is done later changes no outcome; count the outcomes."""
    outcomes = Counter[str]()
    before = read(db, laid)
    for spot, talks, replies in zip(laid, before, by_table, strict=True):
        check(spot, talks, replies)
        outcomes[talks.table.state] += 1
        outcomes.update(f"{reply.role} {'no' if reply.error else 'yes'}" for reply in replies)
    close(db, laid[:40])
    for was, talks in zip(before[:40], read(db, laid[:40]), strict=True):
        assert talks.moves == was.moves
        assert talks.table == was.table or (was.table.state, talks.table.state) == ("open", "time")
    return outcomes


def both_ways(outcomes: Counter[str]) -> None:
    """The races were open: each of the rivals won some and lost some."""
    for role in ("accept", "withdraw", "replace", "walk"):
        assert outcomes[f"{role} yes"] > 0, role
        assert outcomes[f"{role} no"] > 0, role
    for state in ("deal", "walked", "time", "stopped"):
        assert outcomes[state] > 0, state


def test_threads_that_race_leave_one_outcome_at_each_table(db: Database) -> None:
    laid = spots(db, 300 if EXPLORES else 120, AT_ONCE, seed=1)
    chance = random.Random(1)
    by_table = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, spot in enumerate(laid):
            if number % IN_TURN == 0:
                prepare(db, spot, chance)
                order = chance.sample(spot.roles, len(spot.roles))
                by_table.append([attempt(db, spot, role) for role in order])
                continue
            start = threading.Barrier(len(spot.roles))
            prepare(db, spot, chance)
            running = [
                pool.submit(
                    attempt,
                    db,
                    spot,
                    role,
                    partial(start.wait, 60),
                    chance.uniform(0, 0.004),
                )
                for role in spot.roles
            ]
            by_table.append([future.result(60) for future in running])
    both_ways(checked(db, laid, by_table))


@pytest.mark.usefixtures("bare_main")
def test_processes_that_race_leave_one_outcome_at_each_table(db: Database, db_url: str) -> None:
    laid = spots(db, 100 if EXPLORES else 40, AT_ONCE, seed=2)
    # They import everything once, in a server of their own, and are copies of it.
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload([racing.__name__])
    barrier = start.Barrier(AT_ONCE)
    running = []
    for number in range(AT_ONCE):
        mine = [(spot, spot.roles[number] if number < len(spot.roles) else None) for spot in laid]
        receive, send = start.Pipe(duplex=False)
        process = start.Process(target=racing.raced, args=(db_url, mine, barrier, send, number))
        process.start()
        send.close()
        running.append((process, receive))
    by_table: list[list[Reply]] = [[] for _ in laid]
    for number, (process, receive) in enumerate(running):
        assert receive.poll(60)
        theirs = [
            replies
            for replies, spot in zip(by_table, laid, strict=True)
            if number < len(spot.roles)
        ]
        for replies, reply in zip(theirs, receive.recv(), strict=True):
            replies.append(reply)
        process.join(20)
        assert process.exitcode == 0
    outcomes = checked(db, laid, by_table)
    for role in ("accept", "withdraw"):
        assert outcomes[f"{role} yes"] > 0 < outcomes[f"{role} no"], role
