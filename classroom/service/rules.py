"""The rules of a table, as functions of what was done there.

Each party's latest offer stands until it withdraws it or makes another. A deal is made when every other
party has said yes to the same standing offer; until then a yes can be taken back. A party that makes an
offer of its own takes back its yes to another's.
"""

from collections.abc import Collection, Mapping, Sequence

from classroom.records import Move


def standing(moves: Sequence[Move]) -> Mapping[str, Move]:
    """Return by party the offer of it that stands."""
    offers: dict[str, Move] = {}
    for move in moves:
        if move.kind == "offer":
            offers[move.party] = move
        elif move.kind == "withdraw":
            offers.pop(move.party, None)
    return offers


def consents(moves: Sequence[Move]) -> Mapping[int, frozenset[str]]:
    """Return by the id of each standing offer which parties have said yes to it."""
    yes: dict[str, set[int]] = {}
    for move in moves:
        accepted = yes.setdefault(move.party, set())
        if move.kind == "accept" and move.about is not None:
            accepted.add(move.about)
        elif move.kind == "take_back" and move.about is not None:
            accepted.discard(move.about)
        elif move.kind == "offer":
            accepted.clear()
    return {
        offer.id: frozenset(party for party, accepted in yes.items() if offer.id in accepted)
        for offer in standing(moves).values()
    }


def agreed(moves: Sequence[Move], parties: Collection[str]) -> Move | None:
    """Return the standing offer that every other party has said yes to."""
    consenting = consents(moves)
    for offer in standing(moves).values():
        if set(parties) - {offer.party} <= consenting[offer.id]:
            return offer
    return None


def fates(moves: Sequence[Move], deal: int | None) -> Mapping[int, str]:
    """Return by offer what became of it: `deal`, `stands`, `replaced` or `withdrawn`."""
    stands = {offer.id for offer in standing(moves).values()}
    withdrawn = {move.about for move in moves if move.kind == "withdraw"}
    return {
        move.id: "deal"
        if move.id == deal
        else "stands"
        if move.id in stands
        else "withdrawn"
        if move.id in withdrawn
        else "replaced"
        for move in moves
        if move.kind == "offer"
    }
