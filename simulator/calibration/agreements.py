"""What people agreed on, beside what bargaining theory picks.

The data are finished negotiations over a few items of each kind: what each is worth to both sides, and
who got how many. Every split is a deal, valued exactly; no deal is worth what the file says.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from simulator.arrays import FloatArray, Rows
from simulator.bargaining import BargainingProblem
from simulator.calibration.scoring import Interval, resampled_interval
from simulator.errors import CalibrationError
from simulator.solutions import SOLUTIONS

NEAR = 1e-4
"""Utilities in the files are rounded to six digits."""


@dataclass(frozen=True)
class Agreement:
    """One negotiation that ended in a deal.

    Attributes
    ----------
    problem
        Every split by its worth to both sides, as shares of each side's own best.
    reached
        What the deal was worth to both, shape (2,).
    """

    problem: BargainingProblem
    reached: FloatArray


def read_agreements(path: Path | str) -> list[Agreement]:
    """Read a CSV file of finished negotiations over items.

    The columns are `count_*`, `weight_a_*`, `weight_b_*` for each kind of item, `utility_a`, `utility_b`,
    `reservation_a`, `reservation_b` and `agreed`.

    Raises
    ------
    CalibrationError
        If it cannot be read or lacks a column.
    """
    path = Path(path)
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["agreed"] == "1"]
        kinds = [name.removeprefix("count_") for name in rows[0] if name.startswith("count_")]
        return [_agreement(row, kinds) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error, IndexError) as error:
        raise CalibrationError(f"{path.name} cannot be read: {error}.") from None
    except (KeyError, ValueError) as error:
        raise CalibrationError(f"{path.name}: {error} is missing or no number.") from None


def _agreement(row: Mapping[str, str], kinds: Sequence[str]) -> Agreement:
    counts = np.array([int(row[f"count_{kind}"]) for kind in kinds])
    points = np.array([[float(row[f"weight_{side}_{kind}"]) for kind in kinds] for side in "ab"])
    splits = np.array(list(product(*(range(count + 1) for count in counts))))
    best = points @ counts
    utilities = np.stack(
        [splits @ points[0] / best[0], (counts - splits) @ points[1] / best[1]], axis=1
    )
    reservation = np.array([float(row[f"reservation_{side}"]) for side in "ab"])
    reached = np.array([float(row[f"utility_{side}"]) for side in "ab"])
    return Agreement(BargainingProblem(utilities, reservation), reached)


@dataclass(frozen=True)
class Closeness:
    """How close a rule comes to what was agreed.

    Attributes
    ----------
    distance
        Mean absolute difference of worth, over both sides; over what ties, its mean.
    hit
        How often the deal reached is worth to both what one of the rule's picks is.
    """

    distance: Interval
    hit: Interval


def _mixture(first: str, second: str) -> Callable[[BargainingProblem], Rows]:
    """Take what two rules both pick or, where they pick apart, what either does."""

    def mixed(problem: BargainingProblem) -> Rows:
        one, other = SOLUTIONS[first](problem), SOLUTIONS[second](problem)
        both = np.intersect1d(one, other)
        return both if len(both) else np.union1d(one, other)

    return mixed


RULES: Mapping[str, Callable[[BargainingProblem], Rows]] = {
    **SOLUTIONS,
    "nash_or_egalitarian": _mixture("nash", "egalitarian"),
    "any_efficient_deal": lambda problem: problem.negotiation_set,
    "any_deal_in_the_zopa": lambda problem: np.flatnonzero(problem.zopa),
}
"""Every solution, one mixture, and two naive guesses."""


def closeness(agreements: Sequence[Agreement]) -> dict[str, Closeness]:
    """Measure every rule against what people agreed on."""
    found = {}
    for name, rule in RULES.items():
        distances, hits = np.empty(len(agreements)), np.empty(len(agreements))
        for n, agreement in enumerate(agreements):
            picked = agreement.problem.utilities[rule(agreement.problem)]
            apart = np.abs(picked - agreement.reached)
            distances[n] = apart.mean()
            # A guess among many hits as often as it would if one were drawn.
            hit = (apart < NEAR).all(axis=1)
            hits[n] = hit.mean() if name.startswith("any_") else hit.any()
        found[name] = Closeness(resampled_interval(distances), resampled_interval(hits))
    return found
