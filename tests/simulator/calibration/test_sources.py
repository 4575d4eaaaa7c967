"""The public data sets, in small samples made for this in the form in which each is published."""

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from simulator.__main__ import main
from simulator.calibration.agreements import NEAR, read_agreements
from simulator.calibration.decisions import COLUMNS, read_decisions
from simulator.calibration.published.tables import DECISION
from simulator.calibration.sources import SOURCES, TABLES, prepare
from simulator.errors import CalibrationError
from simulator.preferences.curve_defaults import acceptance_defaults
from tests.support import ROOT

EVERYONE: dict[str, Any] = dict.fromkeys(SOURCES)
MADE = ROOT / "tests/data/published"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return shutil.copytree(MADE, tmp_path / "published")


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / TABLES / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns(rows: list[dict[str, str]], *names: str) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_each_table_has_the_columns_that_are_read(published: Path) -> None:
    decisions, negotiations = prepare(published, EVERYONE)
    assert [path.stem for path in decisions] == [f"decisions_{name}" for name in SOURCES]
    assert set(COLUMNS) <= set(DECISION)
    for path in decisions:
        assert list(table(published, path.stem)[0]) == list(DECISION)
        assert read_decisions(path).setting == path.stem.removeprefix("decisions_")
    for path in negotiations:
        for agreement in read_agreements(path).agreements:
            apart = abs(agreement.problem.utilities - agreement.reached).max(axis=1)
            assert apart.min() < NEAR, "what was agreed is one of the deals"


def test_campers_answer_what_the_other_submitted(published: Path) -> None:
    """Points 5, 4, 3 for food, water, firewood, and 3, 4, 5 to the other; 36 is everything.

    One who leaves after an offer of its own has answered nothing.
    """
    prepare(published, EVERYONE)
    assert columns(
        table(published, "decisions_casino"),
        *("dialogue_id", "decider", "own_utility", "other_utility", "own_reservation"),
        *("turn_index", "turn_total", "prior_rejections", "context", "accepted"),
    ) == [
        ("7", "B", "0.416667", "0.75", "0.138889", "3", "6", "0", "reject", "0"),
        ("7", "A", "0.638889", "0.527778", "0.138889", "6", "6", "1", "accept", "1"),
    ]
    assert columns(
        table(published, "negotiations_casino"),
        *("dialogue_id", "weight_a_food", "weight_b_food", "a_gets_food", "a_gets_water"),
        *("utility_a", "utility_b", "messages", "outcome"),
    ) == [
        ("7", "5", "3", "3", "2", "0.638889", "0.527778", "6", "agree"),
        ("9", "5", "3", "", "", "0.138889", "0.138889", "2", "walkaway"),
    ]


def test_offers_and_answers_of_the_ultimatum_games(published: Path) -> None:
    prepare(published, EVERYONE)
    seen = ("dialogue_id", "own_utility", "other_utility", "turn_index", "turn_total", "accepted")
    assert columns(table(published, "decisions_ug_heffner"), *seen) == [
        ("4", "0.5", "0.5", "1", "2", "1"),
        ("4", "0.05", "0.95", "2", "2", "0"),
        ("6", "0.3", "0.7", "1", "1", "1"),
    ]
    assert columns(table(published, "decisions_ug_ds003745"), *seen, "context") == [
        ("sub-101", "0.35", "0.65", "1", "3", "1", "computer"),
        ("sub-101", "0.15", "0.85", "2", "3", "0", "ingroup"),
        ("sub-101", "0.5", "0.5", "3", "3", "1", "outgroup"),
    ]


def test_each_threshold_meets_the_offer_of_another(published: Path) -> None:
    """The first that each entered counts, and −1 is no entry."""
    prepare(published, EVERYONE)
    assert columns(
        table(published, "decisions_ug_moblab"), "dialogue_id", "own_utility", "accepted"
    ) == [("a-1", "0.3", "0"), ("c-3", "0.45", "1")]


def test_bids_for_a_job_by_hand(published: Path) -> None:
    """The recruiter's best is 0.9: 0.4 + 0.2 + 0.1, and 0.2 with a salesman at Apple or Google alike.

    First bid: to the recruiter 0.2 + 0.2 + 0.1 + 0.1 + 0.1 of 0.9, to the worker 0.25 of 1.
    Second: to the recruiter 0.1 of 0.9, to the worker 0.5 + 0.05 + 0.1 + 0.2 + 0.1 of 1.
    """
    prepare(published, EVERYONE)
    assert columns(
        table(published, "decisions_jobinterview"),
        *("dialogue_id", "decider", "own_utility", "other_utility"),
        *("turn_index", "turn_total", "prior_rejections", "accepted"),
    ) == [
        ("t-1", "worker", "0.25", "0.777778", "2", "4", "0", "0"),
        ("t-1", "recruiter", "0.111111", "0.95", "4", "4", "1", "1"),
    ]
    assert columns(
        table(published, "negotiations_jobinterview"), "utility_a", "utility_b", "messages"
    ) == [("0.111111", "0.95", "2")]


def test_only_those_of_the_sample_are_taken(published: Path) -> None:
    """A job interview is known by what its contract is worth, and takes the name given there."""
    sample = EVERYONE | {"ug_heffner": [6], "jobinterview": {"mine": [0.111111, 0.95]}}
    prepare(published, sample)
    assert columns(table(published, "decisions_ug_heffner"), "dialogue_id") == [("6",)]
    assert columns(table(published, "negotiations_jobinterview"), "dialogue_id") == [("mine",)]
    with pytest.raises(CalibrationError, match=r"ug_heffner lacks 1 .* fitted on: 5\."):
        prepare(published, EVERYONE | {"ug_heffner": [5, 6]})


def test_what_is_missing_is_named(
    tmp_path: Path, published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calibrate", "--published", str(tmp_path / "nowhere")]) == 2
    message = capsys.readouterr().err
    assert all(f"git clone {source.clone}" in message for source in SOURCES.values())
    file = published / "NC_emotion_classify/data/behavioral/ug_data.csv"
    file.write_text(file.read_text("utf-8").replace("choice", "chosen"), "utf-8")
    with pytest.raises(CalibrationError, match=r"ug_data\.csv has no column choice"):
        prepare(published, EVERYONE)
    file = published / "CaSiNo/data/casino.json"
    file.write_text(file.read_text("utf-8").replace("value2issue", "values"), "utf-8")
    with pytest.raises(CalibrationError, match=r"casino is not in the form .* 'value2issue'"):
        prepare(published, EVERYONE)
    assert main(["calibrate"]) == 2
    assert "--published" in capsys.readouterr().err


def test_every_data_set_of_the_record_can_be_made() -> None:
    assert list(SOURCES) == [setting.name for setting in acceptance_defaults().record.settings]
    for name, source in SOURCES.items():
        title = acceptance_defaults().sources[name].title
        assert source.licence.partition(",")[0] in title
