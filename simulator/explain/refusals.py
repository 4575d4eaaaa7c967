"""Says of a deal what of it a side refused by name in a real text."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby

from simulator.formatting import capital, listed, mentioned
from simulator.scenario.deals import Option, label_of
from simulator.scenario.refusals import RefusedOption, refusals
from simulator.scenario.scenario import Scenario


def on_record(scenario: Scenario, deal: Mapping[str, Option]) -> list[str]:
    """Return a sentence for each term of a deal that somebody refused by name."""
    sentences = []
    for id, of_term in groupby(refusals(scenario, deal), key=lambda refused: refused.issue):
        issue = scenario.issues[id]
        what = f"‘{issue.name}: {label_of(issue, deal[id])}’"
        sentences.append(_sentence(scenario, list(of_term), what))
    return sentences


def deals_on_record(
    scenario: Scenario, deals: Iterable[tuple[str, Mapping[str, Option]]]
) -> list[str]:
    """Return a sentence for each refused term of several deals, behind the names of those that have it."""
    which: dict[str, dict[str, None]] = {}
    for name, deal in deals:
        for sentence in on_record(scenario, deal):
            which.setdefault(sentence, {})[name] = None
    return [f"{capital(listed(names))}: {sentence}" for sentence, names in which.items()]


def option_on_record(scenario: Scenario, issue: str, option: Option) -> str:
    """Say who refused an option by name, and when; empty: nobody did."""
    refused = refusals(scenario, {issue: option})
    return _sentence(scenario, refused, "this") if refused else ""


def _sentence(scenario: Scenario, refused: list[RefusedOption], what: str) -> str:
    """Say who refused something, and in which months; of an amount nobody named, what lies around it."""
    by_name = [one for one in refused if one.between is None]
    days: dict[tuple[str, str], list[date]] = {}
    for one in by_name or refused:
        days.setdefault((one.whose, _around(scenario, one)), []).append(one.day)
    sides = [
        f"{mentioned(_name(scenario, whose))} "
        f"{f'refused {around or what} ' if around or not n else ''}in {_months(of_side)}"
        for n, ((whose, around), of_side) in enumerate(days.items())
    ]
    lies = "" if by_name else f"; {what} lies between"
    return f"{capital(listed(sides))}{lies}."


def _around(scenario: Scenario, refused: RefusedOption) -> str:
    """Name the amounts around one that was not named itself; empty where it was."""
    issue = scenario.issues[refused.issue]
    return listed(label_of(issue, amount) for amount in refused.between or ())


def _months(days: list[date]) -> str:
    """Name the months of some days, the earliest first, and each year once."""
    months = {
        year: dict.fromkeys(f"{day:%B}" for day in of_year)
        for year, of_year in groupby(days, key=lambda day: day.year)
    }
    return listed(f"{listed(of_year)} {year}" for year, of_year in months.items())


def _name(scenario: Scenario, whose: str) -> str:
    party = scenario.parties.get(whose)
    return party.name if party is not None else scenario.players[whose].name
