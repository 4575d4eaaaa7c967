"""Killing the process at any moment loses nothing that was confirmed; on both databases."""

import multiprocessing
import random
from collections.abc import Callable

import pytest
from sqlalchemy import text

from classroom.service.rules import agreed
from classroom.storage.database import Database
from tests.classroom import killed
from tests.classroom.racing import read, spots

pytestmark = pytest.mark.exhaustive

KILLS = 8
THREADS = 3
ENOUGH = THREADS * killed.OFFERS + 1
"""So many moves are an offer accepted in one of the threads at least."""
TABLES = 30
"""For each thread of each process: more than it can play before it is killed."""


@pytest.mark.usefixtures("bare_main")
def test_every_confirmed_move_outlives_a_kill(
    db: Database, db_url: str, opened: Callable[[str], Database]
) -> None:
    laid = [
        spot
        for spot in spots(db, KILLS * THREADS * TABLES * 3 // 2, 2, seed=3)
        if len(spot.parties) == 2
    ]
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload([killed.__name__])
    chance = random.Random(3)
    confirmed: list[int] = []
    for number in range(KILLS):
        first = number * THREADS
        mine = [laid[first + n :: KILLS * THREADS] for n in range(THREADS)]
        receive, send = start.Pipe(duplex=False)
        process = start.Process(target=killed.serve, args=(db_url, mine, send))
        process.start()
        send.close()
        # Somewhere in what follows so many moves: enough for a deal, and fewer than there are to make.
        ids = [receive.recv() for _ in range(chance.randint(ENOUGH, 6 * ENOUGH))]
        process.kill()
        try:
            while True:
                ids.append(receive.recv())
        except EOFError:
            pass
        process.join(20)
        assert process.exitcode == -9
        confirmed += ids

    # As another process finds it.
    db.close()
    again = opened(db_url)
    recovered = read(again, laid)
    done = {move.id: (talks.table, move) for talks in recovered for move in talks.moves}
    assert set(confirmed) <= set(done)
    deals = 0
    for id in confirmed:
        table, move = done[id]
        if move.kind == "accept":
            deals += 1
            assert (table.state, table.deal) == ("deal", move.about)
    assert deals >= KILLS
    # Nor is anything half done.
    for spot, talks in zip(laid, recovered, strict=True):
        signed = agreed(talks.moves, spot.parties)
        assert talks.table.deal == (signed.id if signed else None)
        assert talks.table.version == len(talks.moves)
    if again.sqlite:
        with again.reading() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
