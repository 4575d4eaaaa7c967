"""A process that serves a class until it is killed."""

import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection

from classroom.service import tables
from classroom.storage.database import Database
from tests.classroom.racing import Spot
from tests.classroom.room import slices

OFFERS = 4
"""At each table before one is accepted."""


def serve(url: str, several: Sequence[Sequence[Spot]], confirmations: Connection) -> None:
    """Let students in several threads offer and accept, and say of each move that it is confirmed."""
    tables.AT_ONCE, tables.A_MINUTE = 0.0, 10**9
    db = Database(url)
    telling = threading.Lock()

    def confirm(move: int) -> None:
        with telling:
            confirmations.send(move)

    def play(mine: Sequence[Spot]) -> None:
        for spot in mine:
            for number in range(OFFERS):
                made = tables.offer(db, spot.people["a"], slices(number), "Take this.")
                confirm(made.id)
            confirm(tables.accept(db, spot.people["accept"], made.id).id)

    threads = [threading.Thread(target=play, args=(mine,)) for mine in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
