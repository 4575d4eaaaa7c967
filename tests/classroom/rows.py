"""Rows put into a database by hand, and counted; and what is done in several threads at once."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, func, insert, select

from classroom.storage.schema import classes, metadata, moves, people, tables

A_CLASS = {
    "code": "ABCDEF",
    "key_hash": "0" * 64,
    "title": "Water",
    "scenario": "",
    "settings": {"minutes": 20},
    "phase": "gathering",
    "created": 0.0,
    "seconds": 1200.0,
    "left": 1200.0,
    "version": 1,
    "roster": 1,
}


def a_class(connection: Connection) -> int:
    """Put a class with one table, one student and one move into the database."""
    made = connection.execute(insert(classes).values(A_CLASS).returning(classes.c.id)).scalar_one()
    table = connection.execute(
        insert(tables)
        .values(class_id=made, number=1, state="open", version=1)
        .returning(tables.c.id)
    ).scalar_one()
    person = connection.execute(
        insert(people)
        .values(class_id=made, name="Ada", same_name="ada", code="2345678923", table_id=table)
        .returning(people.c.id)
    ).scalar_one()
    connection.execute(
        insert(moves).values(
            table_id=table,
            person_id=person,
            party="a",
            kind="offer",
            terms={"price": 3},
            note="",
            clock=1.0,
            at=1.0,
        )
    )
    return int(made)


def rows(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
    }


def in_threads(count: int, work: Callable[[int], Any]) -> list[BaseException]:
    """Run a function in threads that start together; return what went wrong."""
    wrong: list[BaseException] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            start.wait(20)
            work(number)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return wrong
