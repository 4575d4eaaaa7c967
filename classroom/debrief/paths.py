"""The way of one table's talks, offer by offer, for all to look back on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from classroom.records import State, TableTalks
from classroom.service.rules import fates
from simulator.arrays import FloatArray
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.utility import lead_utilities
from simulator.scenario.deals import changed_terms


@dataclass(frozen=True)
class PathAnswer:
    """A yes to an offer, or a yes taken back: who, and when in seconds of talks."""

    party: str
    kind: str
    clock: float


@dataclass(frozen=True)
class PathOffer:
    """One offer, seen from all sides.

    Attributes
    ----------
    clock
        Seconds of talks when it was made.
    party, person
        Whose it is; the name of the one who pressed the button, empty where that student is gone.
    worth
        To each lead, shape (n_parties,).
    fate
        `deal`, `stands`, `replaced` or `withdrawn`.
    until
        Seconds of talks when it was replaced or withdrawn, or became the deal; None: it stands.
    answers
        In order.
    agreed
        The parties whose yes to it stood when its time was over.
    changed
        The issues on which it differs from its own side's offer before; empty for the first.
    first
        Whether it is its side's first.
    """

    clock: float
    party: str
    person: str
    deal: Deal
    worth: FloatArray
    note: str
    fate: str
    until: float | None
    answers: tuple[PathAnswer, ...]
    agreed: tuple[str, ...]
    changed: tuple[str, ...]
    first: bool


@dataclass(frozen=True)
class TablePath:
    """The way of a table's talks.

    Attributes
    ----------
    parties
        In the order of columns.
    none
        What no deal is worth to each lead, shape (n_parties,).
    walked
        The party that walked away; None where none did.
    ended
        Seconds of talks when it was over; None while it is open.
    """

    number: int
    state: State
    parties: tuple[str, ...]
    none: FloatArray
    offers: tuple[PathOffer, ...]
    walked: str | None
    ended: float | None


def table_path(model: Model, talks: TableTalks) -> TablePath:
    """Follow a table's talks from the first offer to the last."""
    return TablePath(
        number=talks.table.number,
        state=talks.table.state,
        parties=tuple(model.scenario.parties),
        none=model.central.lead_reservations,
        offers=_answered(_offered(model, talks), talks),
        walked=next(
            (
                move.party
                for move in reversed(talks.moves)
                if move.kind == "walk" and talks.table.state == "walked"
            ),
            None,
        ),
        ended=talks.table.clock,
    )


def _offered(model: Model, talks: TableTalks) -> list[PathOffer]:
    names = {person.id: person.name for person in talks.people}
    became = fates(talks.moves, talks.table.deal)
    offers = [(move, move.terms) for move in talks.offers if move.terms is not None]
    at = np.array([model.space.positions(terms) for _, terms in offers], dtype=np.intp)
    worths = lead_utilities(model.central, at.reshape(-1, len(model.space.issues)))
    before: dict[str, Deal] = {}
    path_offers = []
    for (move, terms), worth in zip(offers, worths, strict=True):
        was = before.get(move.party)
        changed = () if was is None else tuple(changed_terms(was, terms))
        path_offers.append(
            PathOffer(
                clock=move.clock,
                party=move.party,
                person=names.get(move.person or 0, ""),
                deal=terms,
                worth=worth,
                note=move.note,
                fate=became[move.id],
                until=None,
                answers=(),
                agreed=(),
                changed=changed,
                first=was is None,
            )
        )
        before[move.party] = terms
    return path_offers


def _answered(offers: Sequence[PathOffer], talks: TableTalks) -> tuple[PathOffer, ...]:
    """Add what was answered to each offer, and until when it stood."""
    place = {move.id: n for n, move in enumerate(talks.offers)}
    answered = list(offers)
    stands: dict[str, int] = {}
    for move in talks.moves:
        n = place.get(move.about or 0)
        if move.kind in ("accept", "take_back") and n is not None:
            yes = [party for party in answered[n].agreed if party != move.party]
            answered[n] = replace(
                answered[n],
                answers=(*answered[n].answers, PathAnswer(move.party, move.kind, move.clock)),
                agreed=(*yes, move.party) if move.kind == "accept" else tuple(yes),
            )
        elif move.kind in ("offer", "withdraw"):
            gone = stands.pop(move.party, None)
            if gone is not None:
                answered[gone] = replace(answered[gone], until=move.clock)
            if move.kind == "offer":
                # An offer of one's own takes back one's yes to another's.
                for standing in stands.values():
                    kept = tuple(
                        party for party in answered[standing].agreed if party != move.party
                    )
                    answered[standing] = replace(answered[standing], agreed=kept)
                stands[move.party] = place[move.id]
    return tuple(
        replace(offer, until=talks.table.clock) if offer.fate == "deal" else offer
        for offer in answered
    )
