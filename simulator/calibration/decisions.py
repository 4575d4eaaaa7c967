"""Human accept and reject decisions, read from CSV."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.errors import CalibrationError
from simulator.preferences.curve_defaults import Elicitation

COLUMNS = (
    "dataset",
    "dialogue_id",
    "own_utility",
    "other_utility",
    "own_reservation",
    "prior_rejections",
    "turn_index",
    "elicitation",
    "accepted",
)
"""The columns that are read. `turn_total` is known only afterwards (an accepted offer ends the talk),
and is never among them."""


@dataclass(frozen=True)
class Decisions:
    """Answers to offers, one row each.

    Attributes
    ----------
    setting
        Where they were made.
    elicitation
        `direct` (asked about this offer), `strategy` (a threshold stated beforehand) or `implicit`.
    talk
        Whether people talk and may refuse several offers; else each offer stands alone, as in an
        ultimatum game.
    group
        Whose decision, or which talk, as a number from 0; rows of one group belong together.
    gain
        What the offer gives the decider above no deal, as a share of its own best deal.
    behind, ahead
        How much better off the other side, or the decider, would be, on the same scale; 0 or more.
    refusals
        Offers refused earlier in the same talk; 0 where there was no talk.
    turn
        Place of the answer in the talk, or number of the trial: known when the answer is given.
    accepted
        1 or 0.
    """

    setting: str
    elicitation: Elicitation
    talk: bool
    group: IntArray
    gain: FloatArray
    behind: FloatArray
    ahead: FloatArray
    refusals: FloatArray
    turn: FloatArray
    accepted: FloatArray

    def __len__(self) -> int:
        return len(self.accepted)

    @property
    def groups(self) -> int:
        """How many people, or talks."""
        return int(self.group.max()) + 1


def read_decisions(path: Path | str) -> Decisions:
    """Read one CSV file of decisions.

    Raises
    ------
    CalibrationError
        If it cannot be read, lacks a column, or holds what is no number.
    """
    path = Path(path)
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise CalibrationError(f"{path.name} has no column {', '.join(missing)}.")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalibrationError(f"{path.name} cannot be read: {error}.") from None
    if not rows:
        raise CalibrationError(f"{path.name} holds no decisions.")
    number = {name: _numbers(path, rows, name) for name in COLUMNS[2:7]}
    accepted = _numbers(path, rows, "accepted")
    if not np.isin(accepted, (0, 1)).all():
        raise CalibrationError(f"{path.name}: `accepted` is 1 or 0.")
    kinds = get_args(Elicitation)
    elicitation = next((kind for kind in kinds if kind == rows[0]["elicitation"]), None)
    if elicitation is None:
        raise CalibrationError(f"{path.name}: `elicitation` is one of {', '.join(kinds)}.")
    own, other = number["own_utility"], number["other_utility"]
    return Decisions(
        setting=rows[0]["dataset"],
        elicitation=elicitation,
        talk=any(row["prior_rejections"] for row in rows),
        group=np.unique([row["dialogue_id"] for row in rows], return_inverse=True)[1],
        gain=own - number["own_reservation"],
        behind=np.maximum(other - own, 0),
        ahead=np.maximum(own - other, 0),
        refusals=number["prior_rejections"],
        turn=number["turn_index"],
        accepted=accepted,
    )


def _numbers(path: Path, rows: Sequence[dict[str, str]], name: str) -> FloatArray:
    try:
        values = np.array([float(row[name] or 0) for row in rows])
    except (TypeError, ValueError) as error:
        raise CalibrationError(f"{path.name}, column {name}: {error}.") from None
    if not np.isfinite(values).all():
        raise CalibrationError(f"{path.name}, column {name}: not every entry is a finite number.")
    return values
