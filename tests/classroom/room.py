"""Classes for tests: opened by the front door, or put into the database by the hundred."""

import sys
from dataclasses import dataclass, replace
from typing import Any

import pytest

from classroom.records import Everything, LiveClass, Person, Settings, TableTalks
from classroom.service import clock, tables
from classroom.service.classes import everything, open_class
from classroom.service.people import join
from classroom.service.scenarios import model
from classroom.storage.database import Database
from classroom.storage.steady_time import now
from classroom.storage.store import class_row, live_class
from simulator.scenario.reading.loading import ScenarioDocument, load_document, to_yaml
from tests.support import SCENARIOS, three_parties, two_player_data

HERE = "127.0.0.1"
PIE = to_yaml(
    ScenarioDocument(
        "pie",
        two_player_data(
            [([n / 10 for n in range(11)], [1 - n / 10 for n in range(11)])],
            ([1.0], [1.0]),
            (0.2, 0.3),
        ),
    )
)
"""Two parties, `a` and `b`, share a pie: option n gives a tenth times n of it to the first."""
THREE = to_yaml(ScenarioDocument("three", three_parties()))


def shipped_text(name: str) -> str:
    """A shipped scenario as a class keeps it, with what it extends."""
    return to_yaml(load_document(SCENARIOS / f"{name}.yaml"))


def slices(count: int) -> dict[str, str]:
    """The deal that gives so many tenths of the pie to `a`."""
    return {"i0": f"o{count}"}


@dataclass
class Room:
    """A class and the database that it is in."""

    db: Database
    id: int
    code: str
    key: str

    def joined(self, *names: str) -> list[Person]:
        return [join(self.db, self.code, name, HERE) for name in names]

    @property
    def all(self) -> Everything:
        return everything(self.db, self.id)

    @property
    def live(self) -> LiveClass:
        with self.db.reading() as connection:
            return live_class(connection, class_row(connection, self.id))

    def at(self, number: int) -> TableTalks:
        return self.all.talks[number - 1]

    def seat(self, person: Person) -> tuple[int, str] | None:
        """The number of a student's table, and its party."""
        return next(
            (
                (talks.table.number, str(seated.party))
                for talks in self.all.talks
                for seated in talks.people
                if seated.id == person.id
            ),
            None,
        )

    def sitting(self, number: int, party: str) -> list[Person]:
        return [person for person in self.at(number).people if person.party == party]


def a_room(db: Database, scenario: str = PIE, **settings: Any) -> Room:
    live, key = open_class(db, scenario, Settings(**settings))
    return Room(db, live.id, live.code, key)


def a_pair(db: Database, scenario: str = PIE, **settings: Any) -> tuple[Room, Person, Person]:
    """Two students at one table, in the order of the scenario's parties, the talks begun."""
    room = a_room(db, scenario, **settings)
    codes = {student.id: student.code for student in room.joined("Ada", "Ben")}
    clock.start(db, room.id, seed=1)
    parties = list(model(scenario).scenario.parties)[:2]
    seated = [room.sitting(1, party)[0] for party in parties]
    one, two = (replace(student, code=codes[student.id]) for student in seated)
    return room, one, two


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let students move as fast as a test can."""
    monkeypatch.setattr(tables, "AT_ONCE", 0.0)
    monkeypatch.setattr(tables, "A_MINUTE", 10**9)


@dataclass
class HeldClock:
    """The database's clock in a test's hands: it stands still until it is moved forward."""

    at: float = 1_800_000_000.0

    def forward(self, seconds: float) -> None:
        self.at += seconds

    def hold(self, patch: pytest.MonkeyPatch) -> None:
        """Take the place of the clock wherever the app reads it in this process."""
        readers = [
            module
            for name, module in list(sys.modules.items())
            if name.startswith("classroom.") and getattr(module, "now", None) is now
        ]
        assert len(readers) >= 6
        for module in readers:
            patch.setattr(module, "now", lambda _connection: self.at)
        patch.setattr(tables, "steady", lambda: self.at)
