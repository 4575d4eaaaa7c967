"""Who sits where: pairs or teams at as many tables as can be filled."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Who = TypeVar("Who")
Seats = list[list[Who]]
"""Of one table: for each party those who share its seat."""


def seated(
    people: Sequence[Who], parties: int, team: int, rng: np.random.Generator
) -> list[Seats[Who]]:
    """Deal people to tables at random.

    As many tables as have `team` people for every party, one at least. Whoever is left over joins a
    seat, so that no seat has more than one person more than another, unless there are too few people
    for more than one table.

    Parameters
    ----------
    parties
        Seats at a table.
    team
        People for each seat, at least.

    Returns
    -------
    list
        Of tables; each has `parties` seats, and a seat may be empty only where there are fewer people
        than parties. Empty if there is nobody.
    """
    if not people:
        return []
    count = max(1, len(people) // (parties * team))
    order = [people[int(at)] for at in rng.permutation(len(people))]
    tables: list[Seats[Who]] = [[[] for _ in range(parties)] for _ in range(count)]
    # Table by table and seat by seat, so that those left over spread over the tables; which party
    # gets them first is left to chance too.
    turns = [(table, seat) for seat in rng.permutation(parties) for table in range(count)]
    for at, who in enumerate(order):
        table, seat = turns[at % len(turns)]
        tables[table][int(seat)].append(who)
    return tables
