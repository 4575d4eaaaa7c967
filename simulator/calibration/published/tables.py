"""What the tables of all data sets have in common."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import CalibrationError

Row = dict[str, Any]
DECISION = (
    "dataset",
    "dialogue_id",
    "decision_index",
    "decider",
    "own_utility",
    "other_utility",
    "own_reservation",
    "other_reservation",
    "turn_index",
    "turn_total",
    "prior_rejections",
    "elicitation",
    "context",
    "accepted",
)
"""The columns of every table of decisions."""


def share(value: float) -> str:
    """Write a share to six digits, without zeros at the end."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def decision(dataset: str, id: object, index: int, **more: Any) -> Row:
    values = {"dataset": dataset, "dialogue_id": id, "decision_index": index, **more}
    blank = {"own_reservation": 0, "other_reservation": 0, "prior_rejections": "", "context": ""}
    return {name: values[name] if name in values else blank[name] for name in DECISION}


def chosen(name: str, sample: Iterable[Any] | None, there: Iterable[Any]) -> set[Any]:
    """Return whom to take; complain if somebody of the sample is not there."""
    there = set(there)
    if sample is None:
        return there
    lacking = [member for member in sample if member not in there]
    if lacking:
        raise CalibrationError(
            f"{name} lacks {len(lacking)} of those whom the curve was fitted on: "
            + ", ".join(map(str, lacking[:5]))
            + (", …" if len(lacking) > 5 else "")
            + ". Is it another version?"
        )
    return set(sample)


def lines(path: Path, columns: Sequence[str], delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, delimiter=delimiter)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise CalibrationError(f"{path.name} has no column {', '.join(missing)}.")
        yield from reader
