"""How far a class has come, without what was offered: what the board shows, and the console's lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import case, func, select

from classroom.errors import Unknown
from classroom.records import LiveClass, Person, Table, TableTalks
from classroom.storage.changes import class_version
from classroom.storage.database import Database
from classroom.storage.schema import moves, tables
from classroom.storage.store import class_row, every_table, live_class, present, talks_at


@dataclass(frozen=True)
class TableStatus:
    """How the talks at a table go.

    Attributes
    ----------
    offers
        Made so far.
    last_offer, last_move
        Seconds of talks, pauses left out, when the last was made; None before the first.
    """

    table: Table
    offers: int
    last_offer: float | None
    last_move: float | None


@dataclass(frozen=True)
class Progress:
    """A class at one moment.

    Attributes
    ----------
    version
        Changes whenever anything of this does.
    people
        Everyone in it, in the order in which they came.
    statuses
        Of every table, by number.
    """

    live: LiveClass
    version: str
    people: Sequence[Person]
    statuses: Sequence[TableStatus]

    @property
    def students(self) -> Sequence[Person]:
        """Those who are no computers, or all in a class that was opened to be tried alone."""
        return [person for person in self.people if self.live.demo or not person.simulated]

    @property
    def unseated(self) -> Sequence[Person]:
        """Who has no seat."""
        return [person for person in self.people if person.table is None]

    @cached_property
    def sitting(self) -> Mapping[tuple[int, str], Sequence[Person]]:
        """By a table's id and a party, who sits there; empty seats are missing."""
        seated: dict[tuple[int, str], list[Person]] = {}
        for person in self.people:
            if person.table is not None and person.party is not None:
                seated.setdefault((person.table, person.party), []).append(person)
        return seated

    def count(self, *states: str) -> int:
        """How many tables are in one of these states."""
        return sum(status.table.state in states for status in self.statuses)


def progress(db: Database, class_id: int) -> Progress:
    """Return how far a class has come, in three queries however many tables there are.

    Raises
    ------
    Unknown
        If it has been deleted.
    """
    offered = case((moves.c.kind == "offer", moves.c.clock))
    with db.reading() as connection:
        version = class_version(connection, class_id)
        live = live_class(connection, class_row(connection, class_id))
        counted = connection.execute(
            select(
                moves.c.table_id,
                func.count(offered).label("offers"),
                func.max(offered).label("last_offer"),
                func.max(moves.c.clock).label("last_move"),
            )
            .join(tables, tables.c.id == moves.c.table_id)
            .where(tables.c.class_id == class_id)
            .group_by(moves.c.table_id)
        )
        done = {row.table_id: (row.offers, row.last_offer, row.last_move) for row in counted}
        laid = every_table(connection, class_id)
        return Progress(
            live,
            version,
            present(connection, class_id),
            [TableStatus(table, *done.get(table.id, (0, None, None))) for table in laid],
        )


def at_table(db: Database, class_id: int, table_id: int) -> TableTalks:
    """Return one table of a class with all that was done at it.

    Raises
    ------
    Unknown
        If the class has no such table, or has been deleted.
    """
    with db.reading() as connection:
        class_row(connection, class_id)
        for table in every_table(connection, class_id):
            if table.id == table_id:
                return talks_at(connection, table)
    raise Unknown("There is no such table in this class.")
