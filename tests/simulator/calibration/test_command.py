"""`python -m simulator calibrate`, on data made for it."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from simulator.__main__ import main
from simulator.calibration import report
from simulator.calibration.calibrate import Calibration, calibrate
from simulator.calibration.decisions import COLUMNS, Decisions, read_decisions
from simulator.calibration.serialise import as_data, defaults_from, to_text
from simulator.explain import curve_evidence
from simulator.preferences import curve_defaults
from simulator.preferences.curve_defaults import Record, SettingRecord
from tests.simulator.calibration.simulated import game, normal_people, simulated
from tests.support import ROOT

pytestmark = pytest.mark.exhaustive

PACKAGE = "simulator.calibration"


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
                    "prior_rejections": decisions.refusals[row] if decisions.talk else "",
                    "turn_index": decisions.turn[row],
                    "elicitation": decisions.elicitation,
                    "accepted": int(decisions.accepted[row]),
                    **more,
                }
            )
    return path


def one() -> Decisions:
    """A game of 10 offers a person."""
    return game(*normal_people(60, 18.0, 0.17, 0.1), 10, setting="one")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("data")
    return [
        str(written(folder / "one.csv", one())),
        str(written(folder / "two.csv", simulated(300, 1, seed=5, setting="two", talk=True))),
    ]


@pytest.fixture(scope="module")
def calibration(files: list[str]) -> Calibration:
    return calibrate([read_decisions(path) for path in files])


def test_a_file_is_read_as_it_was_meant(tmp_path: Path) -> None:
    decisions = simulated(30, 3)
    read = read_decisions(written(tmp_path / "x.csv", decisions))
    assert read.gain == pytest.approx(decisions.gain)
    assert read.behind == pytest.approx(decisions.behind)
    assert read.accepted.tolist() == decisions.accepted.tolist()
    assert read.groups == 30


def test_what_is_known_only_afterwards_is_never_read(tmp_path: Path, files: list[str]) -> None:
    assert "turn_total" not in COLUMNS
    decisions = one()
    with_it = read_decisions(written(tmp_path / "z.csv", decisions, turn_total=3))
    plain = read_decisions(files[0])
    assert (with_it.gain == plain.gain).all()
    assert set(vars(with_it)) == set(vars(plain))


def test_the_command_tells_what_the_functions_find(
    capsys: pytest.CaptureFixture[str], files: list[str], calibration: Calibration
) -> None:
    assert main(["calibrate", *files, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["population"]["threshold"]["value"] == calibration.population.values[1]
    assert printed["kinds_of_people"]["slip"] >= 0
    assert [setting["name"] for setting in printed["settings"]] == ["one", "two"]
    assert {transfer["checked_on"] for transfer in printed["transfers"]} == {"one", "two"}
    assert printed == json.loads(json.dumps(as_data(calibration)))


def test_every_figure_of_a_model_is_printed_with_its_interval(calibration: Calibration) -> None:
    text = "\n".join(report.lines(calibration))
    for setting in calibration.record.settings:
        for model in setting.scores.values():
            for figure in (model.log_loss, model.brier, model.slope, model.intercept, model.auc):
                if figure is not None:
                    assert f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]" in text
    assert "one → two (300 decisions)" in text
    assert "two → one (600 decisions)" in text
    assert "is an assumption" in text


def test_the_page_on_the_calibration_shows_the_shipped_record() -> None:
    lines = report.record_lines(curve_defaults.acceptance_defaults().record)
    assert "\n".join(lines) in (ROOT / "docs/calibration.md").read_text("utf-8")


def test_bad_data_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, files: list[str]
) -> None:
    for text, says in (
        ("a,b\n1,2\n", "no column"),
        (",".join(COLUMNS) + "\n", "holds no decisions"),
        (",".join(COLUMNS) + "\nx,1,abc,0.5,0,,1,direct,1\n", "own_utility"),
        (",".join(COLUMNS) + "\nx,1,0.5,0.5,0,,1,direct,2\n", "1 or 0"),
        (",".join(COLUMNS) + "\nx,1,0.5,0.5,0,,1,asked,1\n", "direct, strategy, implicit"),
        (",".join(COLUMNS) + "\nx,1,nan,0.5,0,,1,direct,1\n", "finite"),
    ):
        path = tmp_path / "bad.csv"
        path.write_text(text)
        assert main(["calibrate", files[0], str(path)]) == 2
        assert says in capsys.readouterr().err
    assert main(["calibrate", str(tmp_path / "nowhere.csv")]) == 2


def test_what_is_written_is_what_the_engine_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: list[str], calibration: Calibration
) -> None:
    target = tmp_path / "acceptance.yaml"
    target.write_text(curve_defaults.FILE.read_text("utf-8"))
    monkeypatch.setattr(curve_defaults, "FILE", target)
    assert main(["calibrate", *files, "--write"]) == 0
    read = curve_defaults.AcceptanceDefaults.model_validate(curve_defaults.defaults_data())
    written = (read.single_offer.steepness.value, read.single_offer.threshold.value)
    assert written == pytest.approx(calibration.population.values, abs=1e-4)
    assert calibration.kinds is not None
    gain = np.linspace(-0.5, 1, 31)
    assert read.kinds_of_people.population_curve(gain) == pytest.approx(
        calibration.kinds.population_curve(gain), abs=1e-3
    )
    content = defaults_from(calibration, curve_defaults.defaults_data())
    assert to_text(content) == target.read_text("utf-8")  # and again, unchanged


def test_the_shipped_defaults_name_their_sources() -> None:
    shipped = curve_defaults.acceptance_defaults()
    people = shipped.decision_makers
    for curve in (shipped.single_offer, people):
        for estimate in (curve.steepness, curve.threshold):
            assert estimate.source
            assert set(estimate.source) <= set(shipped.sources)
            assert estimate.low is not None
    assert people.slip.source
    assert {setting.name for setting in shipped.record.settings} == set(shipped.sources)
    for transfer in shipped.record.transfers:
        assert {transfer.checked_on, *transfer.fitted_on} <= set(shipped.sources)
    assert {agreement.name for agreement in shipped.record.agreements} <= set(shipped.sources)


def test_the_documentation_shows_the_record_that_ships() -> None:
    text = (ROOT / "docs/calibration.md").read_text("utf-8")
    shown = np.array(re.findall(r"(-?\d+\.\d{3}) \[(-?\d+\.\d{3}), (-?\d+\.\d{3})\]", text), float)
    record = curve_defaults.acceptance_defaults().record
    figures = [
        estimate
        for setting in record.settings
        for check in [setting.within_check]
        for scores in (
            *setting.scores.values(),
            *((check.kinds, check.person, check.population) if check else ()),
        )
        for estimate in (scores.log_loss, scores.brier, scores.slope, scores.intercept, scores.auc)
    ]
    figures += [transfer.bias for transfer in (*record.transfers, *record.questions)]
    figures += [
        estimate
        for test in record.agreements
        for rule in test.rules.values()
        for estimate in (rule.held_out, rule.distance)
    ]
    for estimate in filter(None, figures):
        # The record has four digits, the page three.
        figure = (estimate.value, estimate.low, estimate.high)
        assert np.isclose(shown, figure, atol=6e-4, rtol=0).all(axis=1).any(), figure


def setting(name: str, gain: tuple[float, float, float]) -> SettingRecord:
    """A record of a setting in which every model gained so much over the simpler one."""
    scores = {
        "log_loss": (0.5, 0.4, 0.6), "brier": (0.2, 0.1, 0.3), "slope": (1.0, 0.9, 1.1),
        "intercept": (0.0, -0.1, 0.1), "auc": (0.8, 0.7, 0.9), "better_than_simpler": gain,
    }  # fmt: skip
    return SettingRecord.model_validate(
        {
            "name": name, "decisions": 10, "groups": 5, "rate": 0.5, "elicitation": "direct",
            "talk": False, "pooled": True, "steepness": (6, 1), "threshold": (0.1, 0.1), "rates": (),
            "within_person": None, "within_check": None,
            "scores": {"with_threshold": scores, "with_round": scores},
        }
    )  # fmt: skip


def test_a_gain_is_called_one_only_where_its_interval_says_so() -> None:
    record = Record(
        questions=(),
        settings=(setting("a", (0.05, 0.02, 0.08)), setting("b", (0.01, -0.01, 0.03))),
        transfers=(),
        agreements=(),
    )
    sentence = curve_evidence.models_sentence(record, {"a": "A", "b": "B"})
    assert "by more than noise in 1 of 2 settings, by 0.010 to 0.050 in log loss" in sentence
    assert "how late in the talks it is adds more than noise in A (+0.050" in sentence
    assert "B" not in sentence
    assert "assumption" in curve_evidence.support_sentence(record)
