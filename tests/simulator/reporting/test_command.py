"""The command `report` as a script would call it."""

import json
from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.acceptance.evaluation import evaluate
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from tests.support import WATER


def test_it_writes_both_beside_each_other_named_after_scenario_and_deal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(WATER), "--deal", "signed"]) == 0
    assert capsys.readouterr().out == "wrote water-signed.html\nwrote water-signed.pdf\n"
    assert (tmp_path / "water-signed.pdf").read_bytes().startswith(b"%PDF-")
    assert "The compromise" in (tmp_path / "water-signed.html").read_text("utf-8")


def test_it_writes_only_what_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["report", str(WATER), "--html", str(page)]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_json_holds_the_contents_and_writes_nothing_unasked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        main(["report", str(WATER), "--set", "price=6", "--lock", "flow", "judge", "--json"]) == 0
    )
    contents = json.loads(capsys.readouterr().out)
    answer = evaluate(
        Model(load_scenario(WATER)), {"price": 6.0, "flow": "summer", "judge": "panel"}
    )
    assert contents["report"]["all_sign"]["chance"] == answer.joint.chance
    assert contents["report"]["moves"]["locked"] == ["Guaranteed flow", "Who settles disputes"]
    assert contents["files"] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--deal", "signd"], 'Did you mean "signed"'),
        (["--lock", "prize"], 'Did you mean "price"'),
        (["--out", "no/such/folder"], "cannot be written"),
    ],
)
def test_bad_input_is_status_2_and_says_why(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(WATER), *arguments]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("target", ["0", "1", "50", "half"])
def test_a_target_is_a_chance(capsys: pytest.CaptureFixture[str], target: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["report", str(WATER), "--target", target])
    assert left.value.code == 2
    assert "no chance between 0 and 1" in capsys.readouterr().err
