"""What a teacher takes away: every move and every result as tables, with names or without."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from classroom.debrief.paths import table_path
from classroom.debrief.results import ClassDebrief, TableResult
from classroom.debrief.words import RESULTS, seats, worse_off
from classroom.records import Everything, Person
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.safe_text import csv_cell
from simulator.scenario.deals import label_of
from simulator.scenario.same_names import told_apart

Value = str | float | int | None


@dataclass(frozen=True)
class Sheet:
    """A table of values; no two columns have the same head, nor, where they have ids, the same id."""

    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    ids: tuple[str, ...] = ()


def csv_text(sheet: Sheet) -> str:
    """Write a sheet as CSV in which no text is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (sheet.head, *sheet.rows):
        writer.writerow([csv_cell(value) if isinstance(value, str) else value for value in row])
    return out.getvalue()


def moves(model: Model, everything: Everything) -> Sheet:
    """Return everything that was done, a row a move, table by table in order."""
    scenario = model.scenario
    names = [party.name for party in scenario.parties.values()]
    head = [
        "table", "move", "seconds of talks", "seconds since 1970", "party", "name", "kind",
        "offer number", "what became of the offer",
        *_term_heads(model), *(f"utility, {name}" for name in names), "note",
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for talks in sorted(everything.talks, key=lambda talks: talks.table.number):
        path = table_path(model, talks)
        place = {move.id: n for n, move in enumerate(talks.offers)}
        called = {person.id: person.name for person in talks.people}
        for n, move in enumerate(talks.moves, 1):
            at = place.get(move.id)
            offer = None if at is None else path.offers[at]
            meant = place.get(move.about or 0) if offer is None else at
            worths = (
                [None] * len(names) if offer is None else [float(worth) for worth in offer.worth]
            )
            rows.append(
                (
                    talks.table.number,
                    n,
                    round(move.clock, 3),
                    round(move.at, 3),
                    scenario.parties[move.party].name,
                    called.get(move.person or 0, ""),
                    move.kind,
                    None if meant is None else meant + 1,
                    "" if offer is None else offer.fate,
                    *_term_cells(model, None if offer is None else offer.deal),
                    *worths,
                    move.note,
                )
            )
    return Sheet(tuple(told_apart(head)), tuple(rows))


def results(debrief: ClassDebrief, model: Model, everything: Everything) -> Sheet:
    """Return every table's result, a row a table."""
    scenario = model.scenario
    names = {id: party.name for id, party in scenario.parties.items()}
    terms = zip(_term_ids(model), _term_heads(model), strict=True)
    at = {talks.table.number: talks for talks in everything.talks}
    heads = {
        "table": "table",
        "result": "result",
        "minutes": "minutes of talks",
        "offers": "offers",
        **{f"seats:{id}": name for id, name in names.items()},
        **dict(terms),
        **{f"utility:{id}": f"utility, {name}" for id, name in names.items()},
        **{f"gain:{id}": f"gain over no deal, {name}" for id, name in names.items()},
        **{f"most:{id}": f"could have gained, {name}" for id, name in names.items()},
        "mutual": "left for all",
        "on_frontier": "on the frontier",
        "better_for_all": "better than no deal for all",
        "worse_off": "worse off than no deal",
        "chance": "chance that all sign",
        "low": "chance, low",
        "high": "chance, high",
        **{f"chance:{id}": f"chance, {player.label}" for id, player in scenario.players.items()},
        **{f"opening:{id}": f"first offer, utility of {name} itself" for id, name in names.items()},
    }
    rows = []
    for result in debrief.tables:
        sat = seats(scenario, at[result.number])
        rows.append(
            (
                result.number,
                RESULTS[result.state],
                None if result.ended is None else round(result.ended / 60, 3),
                result.offers,
                *(", ".join(sat[party]) for party in debrief.parties),
                *_term_cells(model, result.deal),
                *map(float, (*result.worth, *result.gain, *result.most)),
                result.mutual,
                _yes_or_no(result, result.on_frontier),
                _yes_or_no(result, result.better_for_all),
                worse_off(scenario, result),
                *_chances(result, list(scenario.players)),
                *(
                    float(result.openings[party].worth[n]) if party in result.openings else None
                    for n, party in enumerate(debrief.parties)
                ),
            )
        )
    return Sheet(tuple(told_apart([*heads.values()])), tuple(rows), tuple(heads))


def _chances(result: TableResult, players: Sequence[str]) -> list[Value]:
    """Return how likely all were to sign, with its range, and each player."""
    likely = result.acceptance
    if likely is None:
        return [None] * (3 + len(players))
    joint = likely.joint
    return [joint.chance, joint.low, joint.high, *(likely.players[id].chance for id in players)]


def anonymised(everything: Everything) -> Everything:
    """Return a class without names, notes and codes; all numbers stay.

    Students are numbered in the order in which they came.
    """
    students = {person.id: person for person in everything.people}
    students |= {person.id: person for talks in everything.talks for person in talks.people}
    number = {id: n for n, id in enumerate(sorted(students), 1)}

    def nameless(people: Iterable[Person]) -> list[Person]:
        return [replace(person, name=f"Student {number[person.id]}", code="") for person in people]

    return replace(
        everything,
        live=replace(everything.live, code=""),
        people=nameless(everything.people),
        talks=[
            replace(
                talks,
                people=nameless(talks.people),
                moves=[replace(move, note="") for move in talks.moves],
            )
            for talks in everything.talks
        ],
    )


def _yes_or_no(result: TableResult, yes: bool) -> str:
    return "" if result.deal is None else "yes" if yes else "no"


def _term_heads(model: Model) -> list[str]:
    issues = model.scenario.issues
    return [head for id, issue in issues.items() for head in (issue.name, f"{id} (value)")]


def _term_ids(model: Model) -> list[str]:
    return [column for id in model.scenario.issues for column in (f"term:{id}", f"value:{id}")]


def _term_cells(model: Model, deal: Deal | None) -> list[Value]:
    issues = model.scenario.issues
    if deal is None:
        return [None] * (2 * len(issues))
    return [cell for id, issue in issues.items() for cell in (label_of(issue, deal[id]), deal[id])]
