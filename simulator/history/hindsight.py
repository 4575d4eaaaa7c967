"""Hindsight, counted: numbers that nobody could have read up on the day for which they are set."""

from datetime import date, datetime

from simulator.scenario.parameters import ParameterEntry, parameter_entries
from simulator.scenario.scenario import Scenario

FORMS = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%b %Y", "%B %Y", "%Y-%m", "%Y")
"""How the date of a source may be written."""


def resting_on_later(scenario: Scenario) -> list[ParameterEntry]:
    """List the numbers all of whose sources are from after the scenario's day; none where it has no day.

    A source that says no day counts from the first that it may mean; one without a readable date as earlier.
    """
    if scenario.as_of is None:
        return []
    later = {
        key
        for key, source in scenario.sources.items()
        if (day := first_day(source.date or "")) is not None and day > scenario.as_of
    }
    return [
        entry
        for entry in parameter_entries(scenario)
        if entry.provenance is not None
        and entry.provenance.source
        and later.issuperset(entry.provenance.source)
    ]


def first_day(written: str) -> date | None:
    """Return the first day that a source's date may mean: a day, a month or a year; None: no such thing."""
    for form in FORMS:
        try:
            return datetime.strptime(written.strip(), form).date()
        except ValueError:
            continue
    return None
