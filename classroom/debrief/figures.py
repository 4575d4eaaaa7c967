"""What the pictures of a class show: tables with the same result together, in a telling order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from classroom.debrief.results import ClassDebrief, TableResult
from simulator.arrays import FloatArray

NAMED = 4
"""Up to so many tables are named one by one."""
APART = 3
"""Digits of a worth to which two results are told apart."""


@dataclass(frozen=True)
class Group:
    """Tables with the same result.

    Attributes
    ----------
    tables
        Their numbers, ascending.
    signed
        Whether they have a deal.
    worth, most
        As `TableResult` has them, shape (n_parties,).
    mutual
        What all could have had more.
    """

    tables: tuple[int, ...]
    signed: bool
    worth: FloatArray
    most: FloatArray
    mutual: float

    @property
    def label(self) -> str:
        """The tables' numbers, or how many they are."""
        return short_list(self.tables)


def short_list(numbers: Sequence[int]) -> str:
    """Write some tables' numbers in a few characters."""
    if len(numbers) > NAMED:
        return f"{len(numbers)} tables"
    return ", ".join(map(str, numbers))


def points(debrief: ClassDebrief, columns: Sequence[int]) -> tuple[Group, ...]:
    """Return the deals by what they are worth to some parties, those at the same place together."""
    return _grouped(debrief.deals, list(columns))


def rows(debrief: ClassDebrief) -> tuple[Group, ...]:
    """Return all results, what left the least for all first, no deal last."""
    deals = _grouped(debrief.deals, range(len(debrief.parties)))
    ordered = sorted(deals, key=lambda group: (round(group.mutual, APART), -group.worth[0]))
    without = [result for result in debrief.tables if result.deal is None]
    return (*ordered, *_grouped(without, range(len(debrief.parties))))


def _grouped(tables: Iterable[TableResult], columns: Iterable[int]) -> tuple[Group, ...]:
    columns = list(columns)
    groups: dict[tuple[float, ...], list[TableResult]] = {}
    for result in tables:
        key = tuple(float(worth) for worth in np.round(result.worth[columns], APART) + 0.0)
        groups.setdefault(key, []).append(result)
    return tuple(
        Group(
            tuple(sorted(result.number for result in same)),
            same[0].deal is not None,
            same[0].worth,
            same[0].most,
            same[0].mutual,
        )
        for same in groups.values()
    )
