"""`python -m simulator calibrate`, on data made for it."""

import csv
import json
from pathlib import Path

import pytest

from simulator import defaults
from simulator.__main__ import main
from simulator.calibration.calibrate import calibrate
from simulator.calibration.decisions import COLUMNS, Decisions, read_decisions
from simulator.calibration.record import defaults_from, to_text
from tests.calibration.test_fitting import simulated


def written(path: Path, decisions: Decisions, **more: object) -> Path:
    """Write decisions as a file that has every column of the public ones."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, [*COLUMNS, *more])
        out.writeheader()
        for row in range(len(decisions)):
            own = decisions.gain[row] + 0.1
            out.writerow(
                {
                    "dataset": decisions.setting,
                    "dialogue_id": f"p{decisions.group[row]}",
                    "own_utility": own,
                    "other_utility": own + decisions.behind[row] - decisions.ahead[row],
                    "own_reservation": 0.1,
                    "prior_rejections": "",
                    "elicitation": decisions.elicitation,
                    "accepted": int(decisions.accepted[row]),
                    **more,
                }
            )
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    return [
        str(written(tmp_path / "one.csv", simulated(60, 10, spread=1.5, setting="one"))),
        str(written(tmp_path / "two.csv", simulated(300, 1, seed=5, setting="two"))),
    ]


def test_a_file_is_read_as_it_was_meant(tmp_path: Path) -> None:
    made = simulated(30, 3)
    read = read_decisions(written(tmp_path / "x.csv", made))
    assert read.gain == pytest.approx(made.gain)
    assert read.behind == pytest.approx(made.behind)
    assert read.accepted.tolist() == made.accepted.tolist()
    assert read.groups == 30


def test_what_is_known_only_afterwards_is_never_read(tmp_path: Path, files: list[str]) -> None:
    assert "turn_total" not in COLUMNS
    made = simulated(60, 10, spread=1.5, setting="one")
    with_it = read_decisions(written(tmp_path / "z.csv", made, turn_total=3, turn_index=3))
    plain = read_decisions(files[0])
    assert (with_it.gain == plain.gain).all()
    assert set(vars(with_it)) == set(vars(plain))


def test_the_command_tells_what_the_functions_find(
    capsys: pytest.CaptureFixture[str], files: list[str]
) -> None:
    assert main(["calibrate", *files, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = calibrate([read_decisions(path) for path in files])
    assert told["population"]["precision"]["value"] == found.precision.value
    assert [each["name"] for each in told["settings"]] == ["one", "two"]
    assert {each["checked_on"] for each in told["transfers"]} == {"one", "two"}
    assert main(["calibrate", *files]) == 0
    assert "population: precision" in capsys.readouterr().out


def test_bad_data_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, files: list[str]
) -> None:
    for text, says in (
        ("a,b\n1,2\n", "no column"),
        (",".join(COLUMNS) + "\n", "holds no decisions"),
        (",".join(COLUMNS) + "\nx,1,abc,0.5,0,,direct,1\n", "own_utility"),
        (",".join(COLUMNS) + "\nx,1,0.5,0.5,0,,direct,2\n", "1 or 0"),
        (",".join(COLUMNS) + "\nx,1,nan,0.5,0,,direct,1\n", "finite"),
    ):
        path = tmp_path / "bad.csv"
        path.write_text(text)
        assert main(["calibrate", files[0], str(path)]) == 2
        assert says in capsys.readouterr().err
    assert main(["calibrate", str(tmp_path / "nowhere.csv")]) == 2


def test_what_is_written_is_what_the_engine_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: list[str]
) -> None:
    target = tmp_path / "acceptance.yaml"
    target.write_text(defaults.FILE.read_text("utf-8"))
    monkeypatch.setattr(defaults, "FILE", target)
    assert main(["calibrate", *files, "--write"]) == 0
    read = defaults.AcceptanceDefaults.model_validate(defaults.defaults_data())
    found = calibrate([read_decisions(path) for path in files])
    assert read.population.precision.value == pytest.approx(found.precision.value, abs=1e-4)
    assert read.between_people.value == pytest.approx(found.between_people or 0, abs=1e-4)
    content = defaults_from(found, defaults.defaults_data())
    assert to_text(content) == target.read_text("utf-8")  # and again, unchanged


def test_the_shipped_defaults_name_their_sources() -> None:
    shipped = defaults.acceptance_defaults()
    for curve in (shipped.population, shipped.within_person):
        for estimate in (curve.precision, curve.disadvantageous):
            assert estimate.source
            assert set(estimate.source) <= set(shipped.sources)
            assert estimate.low is not None
    assert {each.name for each in shipped.record.settings} == set(shipped.sources)
