"""How a class, its tables and its times are called on the screen."""

from classroom.records import LiveClass, Person
from classroom.service.progress import Progress, TableStatus
from simulator.scenario.scenario import Scenario

PHASES = {
    "gathering": "Students are joining",
    "running": "The talks are running",
    "paused": "The talks are paused",
    "over": "The talks are over",
}
STATES = {
    "open": ("…", "talking"),
    "deal": ("✓", "deal"),
    "walked": ("✕", "walked away"),
    "time": ("–", "time up"),
    "stopped": ("–", "stopped"),
}
"""Of a table, a sign and a word."""


def state(status: TableStatus, live: LiveClass) -> str:
    """Say in what state a table is."""
    sign, word = STATES[status.table.state]
    if status.table.state == "open" and live.phase in ("gathering", "paused"):
        return "waiting" if live.phase == "gathering" else "paused"
    return f"{sign} {word}"


def minutes_since(clock: float | None, live: LiveClass) -> int | None:
    """Return how many whole minutes of talks have passed since something."""
    return None if clock is None else int(max(0.0, live.played - clock) // 60)


def clock_time(seconds: float) -> str:
    """Write a time as minutes and seconds."""
    rounded = round(seconds)
    return f"{rounded // 60}:{rounded % 60:02d}"


def seat(person: Person, now: Progress, scenario: Scenario) -> str:
    """Say where a student sits."""
    number = next(
        (status.table.number for status in now.statuses if status.table.id == person.table), None
    )
    if number is None or person.party not in scenario.parties:
        return "no role"
    return f"table {number}, {scenario.parties[person.party].name}"
