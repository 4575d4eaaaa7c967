"""Bodies for tests: an assembly in a party of the small scenario, and what would be made of its votes by hand."""

import copy
from typing import Any

import numpy as np
from scipy.stats import betabinom, binom

from tests.support import water_data

ARGUED = {"assumption": "test"}


def group(members: int = 1, discipline: float | None = 0.0, **others: Any) -> dict[str, Any]:
    """A group whose numbers are certain."""
    stated = {} if discipline is None else {"discipline": {"value": discipline, **ARGUED}}
    return {"label": "Some members", "members": members, **stated, **others, **ARGUED}


def with_body(
    groups: dict[str, dict[str, Any]], threshold: dict[str, Any] | None = None, **council: Any
) -> dict[str, Any]:
    """The small scenario, whose council is a body."""
    data = copy.deepcopy(water_data())
    data["parties"]["city"]["players"]["council"].update(
        role="body",
        groups=groups,
        threshold={**(threshold or {"more_than": 0.5}), **ARGUED},
        **council,
    )
    return data


def exact_chance(
    members: list[int], yes: list[float], discipline: list[float], needed: int
) -> float:
    """The chance of enough ayes where each group's are beta-binomial: its share of yes varies, its members toss."""
    ayes = np.ones(1)
    for n, q, rho in zip(members, yes, discipline, strict=True):
        number = np.arange(n + 1)
        if rho <= 1e-9:
            of_group = binom.pmf(number, n, q)
        elif rho >= 1 - 1e-9:
            of_group = np.where(number == 0, 1 - q, np.where(number == n, q, 0.0))
        else:
            spread = (1 - rho) / rho
            of_group = betabinom.pmf(number, n, q * spread, (1 - q) * spread)
        ayes = np.convolve(ayes, of_group)
    return float(ayes[needed:].sum())
