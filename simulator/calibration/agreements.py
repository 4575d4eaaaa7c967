"""What people agreed on: finished negotiations, read from CSV, with every deal that they might have made.

Two kinds of files are read. In one, a few items of each kind are split; in the other, each side has
written down what every option of every issue is worth to it. No deal is worth what the file says.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from simulator.arrays import FloatArray
from simulator.bargaining.problem import BargainingProblem
from simulator.errors import CalibrationError

NEAR = 1e-4
"""Utilities in the files are rounded to six digits, and weights to five."""


@dataclass(frozen=True)
class Agreement:
    """One negotiation that ended in a deal.

    Attributes
    ----------
    problem
        Every deal by its worth to both sides, as shares of each side's own best.
    reached
        What the deal was worth to both, shape (2,).
    """

    problem: BargainingProblem
    reached: FloatArray


@dataclass(frozen=True)
class Agreements:
    """The negotiations of one data set that ended in a deal."""

    name: str
    agreements: list[Agreement]


def read_agreements(path: Path | str) -> Agreements:
    """Read a CSV file of finished negotiations.

    The columns are `dataset`, `utility_a`, `utility_b`, `reservation_a`, `reservation_b`, `agreed`, and
    either `count_*`, `weight_a_*` and `weight_b_*` for each kind of item, or `preferences_a` and
    `preferences_b`: JSON with each issue's weight `w` and its `values`.

    Raises
    ------
    CalibrationError
        If it cannot be read or lacks a column.
    """
    path = Path(path)
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["agreed"] == "1"]
        worth = _by_preferences if "preferences_a" in rows[0] else _by_items
        return Agreements(rows[0]["dataset"], [_agreement(row, worth(row)) for row in rows])
    except (OSError, UnicodeDecodeError, csv.Error, IndexError) as error:
        raise CalibrationError(f"{path.name} cannot be read: {error}.") from None
    except (KeyError, ValueError, TypeError) as error:
        raise CalibrationError(f"{path.name}: {error} is missing or no number.") from None


def _agreement(row: Mapping[str, str], worth: FloatArray) -> Agreement:
    reservation = np.array([float(row[f"reservation_{side}"]) for side in "ab"])
    reached = np.array([float(row[f"utility_{side}"]) for side in "ab"])
    return Agreement(BargainingProblem(worth / worth.max(axis=0), reservation), reached)


def _by_items(row: Mapping[str, str]) -> FloatArray:
    """Value every split of the items, shape (n_splits, 2)."""
    kinds = [name.removeprefix("count_") for name in row if name.startswith("count_")]
    counts = np.array([int(row[f"count_{kind}"]) for kind in kinds])
    points = np.array([[float(row[f"weight_{side}_{kind}"]) for kind in kinds] for side in "ab"])
    splits = np.array(list(product(*(range(count + 1) for count in counts))))
    return np.stack([splits @ points[0], (counts - splits) @ points[1]], axis=1)


def _by_preferences(row: Mapping[str, str]) -> FloatArray:
    """Value every contract, shape (n_contracts, 2)."""
    sides = [json.loads(row[f"preferences_{side}"]) for side in "ab"]
    return np.stack([contracts(side, sorted(sides[0])) for side in sides], axis=1)


def contracts(preferences: Mapping[str, Any], issues: Sequence[str]) -> FloatArray:
    """Add up one side's weighted values over every combination of options, shape (n_contracts,)."""
    total: FloatArray = np.zeros([1] * len(issues))
    for place, issue in enumerate(issues):
        table = preferences[issue]
        values, other = table["values"], table.get("with_")
        if other is None:
            worth = np.array(list(amounts(values).values()))
            axes = [place]
        else:
            # Valued jointly with another issue: "Engineer|Google".
            pairs = sorted(values)
            worth = np.array([values[pair] for pair in pairs])
            worth = worth.reshape(len({pair.partition("|")[0] for pair in pairs}), -1)
            axes = [place, issues.index(other)]
        # Put its axes where the issues stand, and leave the others to be repeated.
        spread = worth.reshape(*worth.shape, *[1] * (len(issues) - worth.ndim))
        total = total + table["w"] * np.moveaxis(spread, range(worth.ndim), axes)
    return total.ravel()


def amounts(values: Mapping[str, Any]) -> Mapping[Any, float]:
    """Return what each option is worth, 0 to 1, in a fixed order."""
    if "min" not in values:
        return {name: values[name] for name in sorted(values)}
    low, high = int(values["min"]), int(values["max"])
    shares = {amount: (amount - low) / (high - low) for amount in range(low, high + 1)}
    if values["likes"] == "high":
        return shares
    return {amount: 1 - share for amount, share in shares.items()}
