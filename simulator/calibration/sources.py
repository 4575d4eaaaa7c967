"""The five public data sets as their authors publish them, made into the tables that are fitted.

Each lies in a folder of its own, as `git clone` leaves it. No talk, name or demographic field is kept:
a table has what was offered, what that was worth to both sides, and the answer.
"""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from simulator.calibration.published.campers import campers
from simulator.calibration.published.interviews import interviews
from simulator.calibration.published.tables import Row
from simulator.calibration.published.ultimatum import one_by_one, scanned, thresholds
from simulator.errors import CalibrationError

SAMPLE = Path(__file__).with_name("sample.yaml")
TABLES = "tables"
"""The folder for what is made, beside the data sets."""

Sample = Mapping[str, Any]
"""Whose decisions are taken, by data set; a data set that it does not name is taken whole."""


@dataclass(frozen=True)
class Published:
    """One data set.

    Attributes
    ----------
    clone, commit, licence
        The repository's address, its state that the shipped curve was fitted on, and its terms.
    files
        Where the data lie in a folder of clones: a path, or a pattern for several.
    read
        From these files and the sample to tables by name.
    """

    clone: str
    commit: str
    licence: str
    files: str
    read: Callable[[Sequence[Path], Any], dict[str, list[Row]]]


def prepare(folder: Path, sample: Sample | None = None) -> tuple[list[Path], list[Path]]:
    """Make the tables of decisions and of finished negotiations from the data sets in a folder.

    Parameters
    ----------
    sample
        Whose decisions; those that the shipped curve was fitted on if not given.

    Returns
    -------
    tuple of two lists of Path
        The files of decisions, and of finished negotiations, below `folder`.

    Raises
    ------
    CalibrationError
        If a data set is missing, is not in the form in which it is published, or lacks somebody of
        the sample.
    """
    sample = yaml.safe_load(SAMPLE.read_text("utf-8")) if sample is None else sample
    paths = {name: sorted(folder.glob(source.files)) for name, source in SOURCES.items()}
    missing = [
        f"  {source.files}: git clone {source.clone}, commit {source.commit} ({source.licence})"
        for name, source in SOURCES.items()
        if not paths[name]
    ]
    if missing:
        raise CalibrationError("\n".join([f"{folder} lacks", *missing]))
    tables: dict[str, list[Row]] = {}
    for name, files in paths.items():
        try:
            tables |= SOURCES[name].read(files, sample.get(name))
        except (OSError, UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
            raise CalibrationError(f"{name} cannot be read: {error}.") from None
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise CalibrationError(
                f"{name} is not in the form that is known here: {type(error).__name__} {error}."
            ) from None
    (folder / TABLES).mkdir(exist_ok=True)
    written = {
        name: _written(folder / TABLES / f"{name}.csv", rows) for name, rows in tables.items()
    }
    return (
        [path for name, path in written.items() if name.startswith("decisions_")],
        [path for name, path in written.items() if name.startswith("negotiations_")],
    )


def _written(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    return path


SOURCES: Mapping[str, Published] = {
    "casino": Published(
        "https://github.com/kushalchawla/CaSiNo",
        "2f6ed4a",
        "CC BY 4.0",
        "CaSiNo/data/casino.json",
        campers,
    ),
    "ug_heffner": Published(
        "https://github.com/jpheffne/NC_emotion_classify",
        "5ece09e",
        "MIT",
        "NC_emotion_classify/data/behavioral/ug_data.csv",
        one_by_one,
    ),
    "ug_ds003745": Published(
        "https://github.com/OpenNeuroDatasets/ds003745",
        "cc3fee6",
        "CC0",
        "ds003745/sub-*/func/sub-*_task-ultimatum_run-*_events.tsv",
        scanned,
    ),
    "ug_moblab": Published(
        "https://github.com/yutxie/ChatGPT-Behavioral",
        "69ec557",
        "MIT",
        "ChatGPT-Behavioral/data/ultimatum_strategy.csv",
        thresholds,
    ),
    "jobinterview": Published(
        "https://github.com/DSincerity/SysEval-NegoLLMs",
        "6374360",
        "MIT, by way of a repository under Apache-2.0",
        "SysEval-NegoLLMs/storage/utilities/ji.test.json",
        interviews,
    ),
}
"""In the order of the record. None forbids commercial use."""
