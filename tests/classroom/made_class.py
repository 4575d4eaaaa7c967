"""Classes made by hand: who sat where, what they did, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from classroom.records import (
    Everything,
    Kind,
    LiveClass,
    Move,
    Person,
    Settings,
    State,
    Table,
    TableTalks,
)
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.utility import lead_utilities
from tests.support import model_of, three_parties, water

Done = tuple[float, str, Kind, Deal | int | None, str]
"""Seconds of talks, the party, what it did, the terms or the place of the offer meant, the note."""


@dataclass(frozen=True)
class Sat:
    """A table: what was done, how it ended (a deal names the place of its offer), and when."""

    done: Sequence[Done] = ()
    state: State = "time"
    deal: int | None = None
    clock: float | None = 1200.0
    names: dict[str, Sequence[str]] = field(default_factory=dict)


def valley() -> Model:
    """Two sides, one with a council at home, and a real deal."""
    return Model(water())


def three() -> Model:
    """The same with a third side."""
    return model_of(three_parties())


def everything(
    model: Model, tables: Sequence[Sat], scenario: str = "", title: str = ""
) -> Everything:
    """Put a class together; people and moves get running numbers."""
    live = LiveClass(
        id=1, code="KM7Q2", title=title or "Course 101", scenario=scenario, settings=Settings(), phase="over",
        created=1_700_000_000.0, seconds=1200.0, left=0.0, demo=False, version=9,
    )  # fmt: skip
    people: list[Person] = []
    talks = []
    ids = 0
    for number, sat in enumerate(tables, 1):
        here = []
        for party in model.scenario.parties:
            for name in sat.names.get(party, [f"{party[:8]} {number}"]):
                id = len(people) + 1
                person = Person(id, 1, name, f"code{id}", number, party, False, False)
                people.append(person)
                here.append(person)
        moves: list[Move] = []
        offers: list[int] = []
        for at, (clock, party, kind, what, note) in enumerate(sat.done):
            ids += 1
            who = next(person.id for person in here if person.party == party)
            about = offers[what] if isinstance(what, int) else None
            terms = what if kind == "offer" and not isinstance(what, int) else None
            moves.append(
                Move(ids, number, who, party, kind, terms, note, about, clock, 1.7e9 + clock + at)
            )
            if kind == "offer":
                offers.append(ids)
        deal = None if sat.deal is None else offers[sat.deal]
        talks.append(
            TableTalks(Table(number, 1, number, sat.state, deal, sat.clock, 1), here, moves)
        )
    return Everything(live, people, talks)


def lively(model: Model, tables: int, seed: int = 3, note: str = "Our best for now.") -> list[Sat]:
    """Make up tables that haggle: each side starts near its best and gives way; some find no deal."""
    rng = np.random.default_rng(seed)
    parties = list(model.scenario.parties)
    positions = model.space.drawn(rng, 4000)
    worth = lead_utilities(model.central, positions) - model.central.lead_reservations
    talks = []
    for _ in range(tables):
        done: list[Done] = []
        clock, offers = 0.0, 0
        toughness = rng.uniform(0.75, 0.99, len(parties))
        ends = rng.uniform(0.2, 1)
        rounds = int(rng.integers(3, 8))
        for turn in range(rounds):
            for side, party in enumerate(parties):
                clock += float(rng.uniform(20, 90))
                aim = np.quantile(worth[:, side], toughness[side] - 0.25 * turn / rounds)
                others = np.delete(worth, side, axis=1).min(axis=1)
                good = np.flatnonzero(worth[:, side] >= aim)
                pick = good[np.argsort(-others[good])[int(rng.integers(0, 40))]]
                remark = note if rng.random() < 0.5 else ""
                done.append((clock, party, "offer", model.space.deal(positions[pick]), remark))
                offers += 1
        if ends < 0.75:
            clock += 20.0
            last = parties[-1]
            done += [
                (clock + n, party, "accept", offers - 1, "")
                for n, party in enumerate(parties)
                if party != last
            ]
            talks.append(Sat(done, "deal", offers - 1, done[-1][0]))
        elif ends < 0.85:
            done.append((clock + 10, parties[0], "walk", None, ""))
            talks.append(Sat(done, "walked", None, clock + 10))
        else:
            talks.append(Sat(done))
    return talks


GOOD: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
DEAR: Deal = {"price": 10.0, "flow": "none", "judge": "court"}
CHEAP: Deal = {"price": 0.0, "flow": "always", "judge": "panel"}


def signed(deal: Deal, at: float = 300.0, by: str = "city", to: str = "farmers") -> Sat:
    return Sat([(60.0, by, "offer", deal, ""), (at, to, "accept", 0, "")], "deal", 0, at)


NASTY = ("<script>alert(1)</script>", "=cmd()", "[x](javascript:alert(1))", "<b>Bo</b>", "+1", "@SUM(A1)", "\t=1", "-2+3")  # fmt: skip


TALKS: list[Done] = [
    (10.0, "city", "offer", DEAR, NASTY[0]),
    (20.0, "farmers", "offer", CHEAP, NASTY[1]),
    (30.0, "city", "offer", GOOD, NASTY[2]),
    (40.0, "farmers", "accept", 2, ""),
]


def nasty_class(model: Model) -> Everything:
    names: dict[str, Sequence[str]] = {"city": NASTY[:4], "farmers": NASTY[4:]}
    return everything(model, [Sat(TALKS, "deal", 2, 40.0, names), Sat()], title=NASTY[3])
