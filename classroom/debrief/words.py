"""What a class comes to, in plain sentences, without markup."""

from collections.abc import Mapping

from classroom.debrief.paths import PathOffer, TablePath
from classroom.debrief.results import ClassDebrief, TableResult
from classroom.records import Person, State, TableTalks
from simulator.explain.debrief import NAMES
from simulator.explain.refusals import deals_on_record
from simulator.formatting import HARDLY, capital, count, listed, mentioned
from simulator.preferences.negotiation_model import Model
from simulator.scenario.scenario import Scenario

ENDED: Mapping[State, tuple[str, str]] = {
    "deal": ("signed a deal", "signed a deal"),
    "walked": ("walked away", "walked away"),
    "time": ("ran out of time", "ran out of time"),
    "stopped": ("was ended by the teacher", "were ended by the teacher"),
    "open": ("is still talking", "are still talking"),
}
RESULTS: Mapping[State, str] = {
    "deal": "deal",
    "walked": "walked away",
    "time": "out of time",
    "stopped": "ended by the teacher",
    "open": "still open",
}


def headline(debrief: ClassDebrief) -> str:
    """Say in one sentence how many tables signed."""
    tables = len(debrief.tables)
    if not tables:
        return "No tables have been set up."
    signed = debrief.outcomes["deal"]
    if signed == tables:
        return "The one table signed." if tables == 1 else f"All {tables} tables signed."
    if tables == 1:
        return "The one table did not sign."
    return f"{signed or 'None'} of {tables} tables signed."


def summary(debrief: ClassDebrief) -> list[str]:
    """Say what the class comes to, the most important first."""
    sentences = []
    others = [
        f"{tables} {ENDED[state][tables > 1]}"
        for state, tables in debrief.outcomes.items()
        if tables and state != "deal"
    ]
    if others:
        sentences.append(
            f"Of the other tables, {listed(others)}."
            if debrief.deals
            else f"Of the tables, {listed(others)}."
        )
    if not debrief.open:
        sentences.append(
            "There is no ZOPA: every deal leaves somebody worse off than no deal. "
            "Not signing was no failure."
        )
    elif not len(debrief.could):
        sentences.append(
            "There is no ZOPA: every deal that leaves everyone at least as well off as no deal crosses a red "
            "line that is probably real. Not signing was no failure."
        )
    deals = debrief.deals
    if deals:
        sentences += _of_deals(debrief)
    without = [
        result for result in debrief.tables if result.deal is None and result.state != "open"
    ]
    if without and without[0].mutual >= HARDLY:
        who = "The table without a deal" if len(without) == 1 else "Each table without a deal"
        sentences.append(
            f"{who} missed deals that would have given {everyone(debrief)} at least "
            f"{without[0].mutual:.2f} more than no deal."
        )
    return sentences


def _of_deals(debrief: ClassDebrief) -> list[str]:
    deals, all_of_them = debrief.deals, everyone(debrief)
    sentences = []
    left = debrief.left or 0.0
    which = "The deal" if len(deals) == 1 else "The median deal"
    if left >= HARDLY:
        sentences.append(
            f"{which} left {left:.2f} on the table: {all_of_them} could have gained at least that much more."
        )
    else:
        sentences.append(
            f"{which} left nothing on the table: {all_of_them} could not have gained together."
        )
    best = [result.number for result in deals if result.on_frontier]
    if best:
        sentences.append(
            f"{count_of(best, 'deal')} on the Pareto frontier: nobody could have gained without somebody "
            "else losing."
        )
    worse = [result.number for result in deals if result.below]
    if worse:
        verb = "leaves" if len(worse) == 1 else "leave"
        sentences.append(
            f"{count_of(worse, 'deal', verb)} somebody, perhaps at home, worse off than no deal."
        )
    return sentences


def refused_on_record(debrief: ClassDebrief, scenario: Scenario) -> list[str]:
    """Say which of the deals that are compared, and of the tables', have what a side refused in reality."""
    compared = [(NAMES[mark.name], mark.deal) for mark in debrief.landmarks if mark.name != "real"]
    signed = [(f"table {one.number}", one.deal) for one in debrief.deals if one.deal is not None]
    return deals_on_record(scenario, [*compared, *signed])


def count_of(numbers: list[int], what: str, verb: str = "") -> str:
    """Say how many, and at which tables where they are few."""
    number = len(numbers)
    verb = verb or ("is" if number == 1 else "are")
    at = f" (table{'' if number == 1 else 's'} {listed(map(str, numbers))})" if number <= 6 else ""
    return f"{count(number, what)}{at} {verb}"


def everyone(debrief: ClassDebrief) -> str:
    """Name all sides together."""
    return "both sides" if len(debrief.parties) == 2 else "all sides"


def seats(scenario: Scenario, talks: TableTalks) -> Mapping[str, tuple[str, ...]]:
    """Return by party the names of those at a table, without those taken out of the class."""
    return {party: tuple(person.name for person in _at(talks, party)) for party in scenario.parties}


def _at(talks: TableTalks, party: str) -> list[Person]:
    return [person for person in talks.people if person.party == party and not person.removed]


def minute(seconds: float) -> str:
    """Write a moment of the talks."""
    return f"minute {seconds / 60:.1f}"


def worse_off(scenario: Scenario, result: TableResult) -> str:
    """Name the players whom a deal leaves worse off than no deal."""
    return listed(mentioned(scenario.players[id].name) for id in result.below)


def worths(model: Model, offer: PathOffer) -> str:
    """Say what the utility of an offer is for each side."""
    names = [mentioned(party.name) for party in model.scenario.parties.values()]
    parts = [f"{worth:.2f} for {name}" for worth, name in zip(offer.worth, names, strict=True)]
    return f"Utility: {listed(parts)}."


def became(scenario: Scenario, offer: PathOffer) -> str:
    """Say what was answered to an offer and what became of it."""
    sentences = []
    for answer in offer.answers:
        name = capital(scenario.parties[answer.party].name)
        how = "accepted" if answer.kind == "accept" else "took its acceptance back"
        sentences.append(f"{name} {how} in {minute(answer.clock)}.")
    until = "" if offer.until is None else f" in {minute(offer.until)}"
    sentences.append(
        {
            "deal": f"It became the deal{until}.",
            "replaced": f"Its side replaced it with another{until}.",
            "withdrawn": f"Its side withdrew it{until}.",
        }.get(offer.fate, "It was on the table until the end.")
    )
    return " ".join(sentences)


def ending(scenario: Scenario, path: TablePath) -> str:
    """Say how a table's talks ended."""
    when = "" if path.ended is None else f" in {minute(path.ended)}"
    if path.state == "deal":
        return f"A deal was made{when}."
    if path.state == "walked":
        who = "Somebody" if path.walked is None else capital(scenario.parties[path.walked].name)
        return f"{who} walked away{when}: there is no deal."
    if path.state == "open":
        return "The talks are still going on."
    how = "Time ran out" if path.state == "time" else "The teacher ended the talks"
    return f"{how}: there is no deal."
