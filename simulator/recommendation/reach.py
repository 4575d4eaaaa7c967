"""The deals within reach of one: those that change a few of its terms."""

from collections.abc import Sequence
from itertools import combinations
from math import prod

import numpy as np

from simulator.arrays import IntArray
from simulator.errors import DealSpaceError

MOST_CHANGES = 3
"""Terms that change at the most: a person can carry no more into the room."""
LARGEST = 200_000
"""Deals within reach that are still looked at."""


def deals_within_reach(
    here: IntArray, kept: Sequence[IntArray], changeable: Sequence[int]
) -> IntArray:
    """List every deal that differs from one in a few terms and holds none but some options.

    Parameters
    ----------
    here
        The deal, shape (n_issues,).
    kept
        By issue, the options that a deal may hold. A term of the deal itself that is not among them has
        to change.
    changeable
        The issues whose terms may change.

    Returns
    -------
    IntArray
        Shape (n_deals, n_issues), the fewest changes first, the deal itself among them if it may be.

    Raises
    ------
    DealSpaceError
        If there are more than `LARGEST`.
    """
    others = [options[options != at] for at, options in zip(here, kept, strict=True)]
    due = {k for k, options in enumerate(kept) if here[k] not in options}
    changes = [
        issues
        for n in range(MOST_CHANGES + 1)
        for issues in combinations(changeable, n)
        if due <= set(issues)
    ]
    size = sum(prod(len(others[k]) for k in issues) for issues in changes)
    if size > LARGEST:
        raise DealSpaceError(f"{size:,} deals lie within reach; lock some terms.")
    reached = [np.empty((0, len(here)), dtype=np.intp)]
    for issues in changes:
        columns = np.meshgrid(*(others[k] for k in issues), indexing="ij")
        deals = np.repeat(here[None, :], prod(len(others[k]) for k in issues), axis=0)
        for k, options in zip(issues, columns, strict=True):
            deals[:, k] = options.reshape(-1)
        reached.append(deals)
    return np.concatenate(reached)
