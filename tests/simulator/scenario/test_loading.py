"""Scenario files: what is wrong is said with its line, all at once; what is right reads back."""

from pathlib import Path

import pytest

from simulator.errors import MOST_PROBLEMS, ScenarioError
from simulator.scenario.reading.loading import (
    changed,
    load_document,
    load_scenario,
    read_document,
    to_yaml,
)
from tests.support import SCENARIOS, WATER, WATER_TEXT, scenario_from

# What is replaced in the small scenario, by what; what the message must say.
MISTAKES = [
    ("kind: ordinal", "kind: ordnal", ['no kind "ordnal"', 'Did you mean "ordinal"?']),
    ("best: high, exp", "best: hihg, exp", ["must be one of high or low", '"hihg"']),
    ("min: 0", "min: 20", ["min 20 must lie below max 10"]),
    ("step: 1\n", "step: 3\n", ["step 3 does not divide the range 0 to 10"]),
    ("step: 1\n", "step: -1\n", ["more than 0", "found -1"]),
    ("step: 1\n", "step: 1e-9\n", ["steps", "at most 2,000"]),
    ("headline: true\n    min", "headlin: true\n    min", ["no such field", 'Did you mean "headline"?']),
    ("value: 0.7, low: 0.5", "value: 0.4, low: 0.5", ["value 0.4 lies outside its own range, 0.5 to 0.85"]),
    ("low: 0.5, high: 0.85, source: minutes", "low: 0.85, high: 0.5, source: minutes", ["range is reversed"]),
    ("low: 0.5, high: 0.85, source: minutes", "low: 0.5, high: 1, source: minutes", ["strictly between 0 and 1"]),
    ("low: 0.5, high: 0.85, source: minutes", "low: 0.5, source: minutes", ["both `low` and `high`"]),
    ("probability: {value: 0.4, low: 0.25", "probability: {value: 0.5, low: 0.25", ["probabilities add up to 1.1, not 1"]),
    ("flow: {value: 0.5, low: 0.4", "flow: {value: 0.55, low: 0.4", ["weights and interactions add up to 1.05, not 1"]),
    ("flow: {value: 0.35, low: 0.25", "flow: {value: 0.36, low: 0.25", ["the weights add up to 1.01, not 1"]),
    ("flow: {value: 0.35", "flood: {value: 0.35", ['no issue "flood"', 'Did you mean "flow"?']),
    ("table: {none: 1, summer: 0.6, always: 0}", "table: {none: 1, summer: 0.6}", ["says nothing about always"]),
    ("table: {none: 1, summer: 0.6, always: 0}", "table: {none: 0.9, summer: 0.6, always: 0}", ["worst must be worth 0 and the best 1"]),
    ("table: {none: 1, summer: 0.6, always: 0}", "table: {none: 1, summer: 6, always: 0}", ["6 must lie between 0 and 1"]),
    ("above: 8", "above: 12", ["12 lies outside the issue's range, 0 to 10"]),
    ("above: 8", "above: 10", ["no option can cross"]),
    ("above: 8", "above: 8, below: 2", ["exactly one of", "below and above"]),
    ("above: 8, firmness", "above: 8, softness: {value: -1, assumption: x}, firmness", ["softness", "-1 must be 0 or more"]),
    ("above: 8, firmness", "above: 8, softness: {value: 1, low: 2, high: 3, assumption: x}, firmness", ["value 1 lies outside its own range, 2 to 3"]),
    ("above: 8, firmness", "above: 8, softness: {value: 1}, firmness", ["missing provenance"]),
    ("levels: [nobody], firmness", "levels: [nobody], softness: {value: 1, assumption: x}, firmness", ["nothing lies beyond a line that names its levels", "leave `softness` out"]),
    ("levels: [nobody]", "levels: [noone]", ['no level "noone"']),
    ("firmness: {value: 0.5,", "firmness: {value: 5,", ["5 must lie between 0 and 1"]),
    ("firmness: {value: 0.5,", "firmness: {value: .nan,", ["finite"]),
    ("firmness: {value: 0.5, assumption: Half of it is talk.}", "firmness: {value: 0.5}", ["missing provenance", "`source`", "`assumption`"]),
    ("source: survey\n  flow", "\n  flow", ["missing provenance"]),
    ("source: [survey, minutes]", "source: [survey, minuts]", ['no source "minuts"', 'Did you mean "minutes"?']),
    ("url: \"https://example.org/survey\"", "url: \"javascript:alert(1)\"", ["http:// or https://"]),
    ("lead: union", "lead: onion", ['no player "onion"', 'Did you mean "union"?']),
    ("label: The union", "role: audience\n        label: The union", ['lead, who signs, so its role is "veto"', 'found "audience"']),
    ("label: The union", "role: vote\n        label: The union", ["must be one of veto, audience or body", '"vote"']),
    ("label: The council", "cost: {value: 1, assumption: x}\n        label: The council", ['only a player whose role is "audience" has a cost']),
    ("label: The council", "role: audience\n        cost: {value: -1, assumption: x}\n        label: The council", ["-1 must be 0 or more"]),
    ("parameter: promise", "parameter: promis", ['no credibility "promis"']),
    ("fallback: none", "fallback: nothing", ['no level "nothing"']),
    ("concerns: [farmers]", "concerns: [farmer]", ['no party "farmer"']),
    ("between: [flow, judge]", "between: [flow, flow]", ["two different issues"]),
    ("value: 0.1, low: 0.05, high: 0.18", "value: -0.3, low: -0.4, high: -0.2", ["negative interactions"]),
    ("as_good_as: {price: 9, flow: summer, judge: panel}", "as_good_as: {price: 9, flow: summer}", ["says nothing about judge"]),
    ("drought: {value: 0.15, low: 0.08, high: 0.25, source: survey}\n", "\n", ["the worth of drought is missing"]),
    ("terms: {price: 9, flow: none, judge: court}", "terms: {price: 9.5, flow: none, judge: court}", ["9.5 is not on a step"]),
    *(
        (
            "answers: {farmers: refused}",
            f"answers: {{city: accepted}}\n    refused: {{{refused}}}",
            wanted,
        )
        for refused, wanted in [
            ("farmer: {price: {options: [9], source: minutes}}", ['no party or player "farmer"', 'Did you mean "farmers"?']),
            ("farmers: {prices: {options: [9], source: minutes}}", ['no issue "prices"', 'Did you mean "price"?']),
            ("farmers: {price: {options: [12], source: minutes}}", ["12 lies outside the range, 0 to 10"]),
            ("farmers: {flow: {options: [nothing], source: minutes}}", ['no level "nothing"']),
            ("farmers: {price: {options: [], source: minutes}}", ["options"]),
            ("farmers: {price: {options: [9], source: minuts}}", ['no source "minuts"']),
            ("farmers: {price: {options: [9]}}", ["missing provenance"]),
            ("farmers: {price: {options: [9], assumption: x}}", ["a refusal on record needs a `source`"]),
            ("farmers: {price: {options: [9], day: May, source: minutes}}", ["day"]),
            ("city: {price: {options: [9], source: minutes}}", ['"city" accepted this text', "9"]),
            ("city: {price: {options: [8, 10], source: minutes}}", ['"city" accepted this text', "9"]),
            ("farmers: {price: {options: [1, 5, 9], source: minutes}}", ["found 3 amounts", "two for all"]),
        ]
    ),
    ("between: [flow, judge]", "between: [flow, judge], either: yes", ["this must be true or false", '"yes"']),
    ("title: Water for the valley", "title: Water for the valley\nextends: us_ukraine_minerals", ["a file that stands alone", "cannot extend another"]),
    ("answers: {farmers: refused}", "answers: {farmers: accepted, city: accepted}", ["every side accepted", "`happened: refused`"]),
    ("terms: {price: 4, flow: {value: summer, source: survey}, judge: panel}\n    happened: accepted", "terms: {price: 4, flow: summer, judge: panel}\n    happened: accepted\n    answers: {mayor: refused}", ['"mayor" refused, but this text `happened: accepted`']),
    ("answers: {farmers: refused}", "answers: {farmers: refused}\n    answered_on: {farmers: 2023-04-01}", ["2023-04-01 lies before the text's own date"]),
    ("answers: {farmers: refused}", "answers: {farmers: refused}\n    answered_on: {farmer: 2023-05-02}", ['no answer "farmer"']),
    ("answers: {farmers: refused}", "answers: {farmers: refused}\n    answer_days: -3", ["answer_days"]),
    ("answers: {farmers: refused}", "answers: {farmers: refused}\n    answer_days: 10000000", ["answer_days"]),
    *(
        ("answers: {farmers: refused}", f"said: {{{said}}}", wanted)
        for said, wanted in [
            ("farmer: {price: {view: for, source: minutes}}", ['no party or player "farmer"', 'Did you mean "farmers"?']),
            ("farmers: {prices: {view: for, source: minutes}}", ['no issue "prices"', 'Did you mean "price"?']),
            ("farmers: {price: {view: yes, source: minutes}}", ["must be one of for or against", '"yes"']),
            ("farmers: {price: {view: for, source: minuts}}", ['no source "minuts"']),
            ("farmers: {price: {view: for, assumption: x}}", ["what a side said needs a `source`"]),
        ]
    ),
    ("happened: other", "happened: never", ["must be one of accepted, refused or other"]),
    ("date: 2023-07-01", "date: July", ["a date such as 2025-04-30"]),
    ("proposer: farmers", "proposer: farmhands", ['no party "farmhands"']),
    ("presets:\n", "hindsight:\n  account: All.\n  versions:\n  - {label: First, chances: {sined: 0.5}, log_score: -1}\npresets:\n", ['no proposal "sined"', 'Did you mean "signed"?']),
    ("presets:\n", "hindsight:\n  account: All.\n  versions: [{label: First, log_score: 1}]\npresets:\n", ["log_score", "found 1"]),
    ("start: {like: middle}", "start: {like: midle}", ['no preset or proposal "midle"', 'Did you mean "middle"?']),
    ("start: {like: middle}", "start: {like: letter}", ["says nothing about flow, judge"]),
    ("like: middle, terms", "like: cheaper, terms", ["circle"]),
    ("title: Water for the valley\n", "\n", ["title", "missing"]),
    ("title: Water for the valley\n", "title: [a]\n", ["must be text"]),
    ("exponent: {value: 0.5, low: 0.4, high: 0.7}", "exponent: {value: 0}", ["0 must be more than 0"]),
    ("risk_tolerance: {value: 5, low: 3, high: 9}", "risk_tolerance: {value: 1, low: -1, high: 3}", ["not 0, nor is 0 in its range"]),
    ("risk_tolerance: {value: 5, low: 3, high: 9}", "risk_tolerance: abc", ["must be a"]),
    ("patience: {value: 0.9", "patience: {value: 1.9", ["1.9 must lie between 0 and 1"]),
    ("price: {value: 1.0, assumption: It only", "price: {value: true, assumption: It only", ["must be a number", "true"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES, ids=[m[1][:40] for m in MISTAKES])
def test_a_mistake_is_told_at_its_line(old: str, new: str, says: list[str]) -> None:
    assert old in WATER_TEXT
    text = WATER_TEXT.replace(old, new, 1)
    with pytest.raises(ScenarioError) as caught:
        scenario_from(text, "river.yaml")
    message = str(caught.value)
    assert message.startswith("river.yaml has ")
    for words in says:
        assert words in message
    assert all(problem.line > 0 for problem in caught.value.problems)


def test_the_line_is_the_line_of_the_mistake() -> None:
    text = WATER_TEXT.replace("above: 8", "above: 12", 1)
    with pytest.raises(ScenarioError) as caught:
        scenario_from(text)
    (problem,) = caught.value.problems
    lines = text.splitlines()
    assert "above: 12" in lines[problem.line - 1]
    assert lines[problem.line - 1][problem.column - 1 :].startswith("above: 12")
    assert problem.field[-3:] == ("red_lines", "dear", "above")


def test_all_mistakes_are_told_at_once() -> None:
    text = WATER_TEXT
    for old, new in (
        ("kind: ordinal", "kind: ordnal"), ("above: 8", "above: 12"), ("lead: union", "lead: onion"),
        ("happened: other", "happened: never"), ("probability: {value: 0.4", "probability: {value: 0.5"),
    ):  # fmt: skip
        text = text.replace(old, new, 1)
    with pytest.raises(ScenarioError) as caught:
        scenario_from(text)
    message = str(caught.value)
    for words in ("ordnal", "onion", "never", "add up to 1.1", "12 lies outside"):
        assert words in message


def test_a_sound_file_has_no_problems_and_reads_back_the_same() -> None:
    document = load_document(WATER)
    again = read_document(to_yaml(document), "again.yaml")
    assert again.scenario == document.scenario


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_shipped_file_reads_back_the_same(file: Path) -> None:
    document = load_document(file)
    assert read_document(to_yaml(document), "again.yaml").scenario == document.scenario


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        load_scenario(tmp_path / "nothing.yaml")


# --- extends ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "water.yaml").write_text(WATER_TEXT)
    return tmp_path


def extend(folder: Path, text: str, name: str = "dry") -> ScenarioError | None:
    (folder / f"{name}.yaml").write_text(text)
    try:
        load_scenario(folder / f"{name}.yaml")
    except ScenarioError as error:
        return error
    return None


def test_a_variant_changes_what_it_names_and_keeps_the_rest(folder: Path) -> None:
    change = "extends: water\ntitle: A dry valley\nfutures:\n  drought: {probability: {value: 0.5, low: 0.3, high: 0.7}}\n  rain: {probability: {value: 0.5}}\npresets: {cheaper: null}\nlimits: [Only this.]\n"
    assert extend(folder, change) is None
    base, variant = load_scenario(folder / "water.yaml"), load_scenario(folder / "dry.yaml")
    assert variant.title == "A dry valley"
    assert variant.futures["drought"].probability.value == 0.5
    assert variant.futures["drought"].probability.source == ("survey",)  # merged, field by field
    assert variant.futures["drought"].label == "A dry year"
    assert set(variant.presets) == {"middle"}
    assert variant.limits == ("Only this.",)  # lists replace
    assert variant.parties == base.parties


def test_a_value_function_of_another_kind_replaces_the_old_one(folder: Path) -> None:
    change = "extends: water\nparties: {city: {players: {mayor: {values: {price: {kind: target, peak: 6, assumption: x}}}}}}\n"
    assert extend(folder, change) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("extends: watr", 'Did you mean "water"?'),
        ("extends: ../water", "without path or ending"),
        ("extends: dry", "circle"),
        ("extends: [water]", "name a scenario"),
        ("extends: water\npresets: {chaeper: null}", 'Did you mean "cheaper"?'),
        (
            "extends: water\nfutures: {drought: {probability: {value: 0.9}}}",
            "outside its own range",
        ),
    ],
)
def test_what_is_wrong_with_a_variant(folder: Path, text: str, says: str) -> None:
    error = extend(folder, text)
    assert error is not None
    assert says in str(error)


def test_every_key_of_a_variant_is_placed_where_it_stands(folder: Path) -> None:
    text = "extends: water\nissues:\n  price: null\nsources:\n  s9: {title: T}\ntitle: Dry\n"
    document = read_document(text, "dry.yaml", folder)
    own = {path: place for path, place in document.positions.items() if place.file == "dry.yaml"}
    assert {path: place.line for path, place in own.items()} == {
        ("issues",): 2,
        ("issues", "price"): 3,
        ("sources",): 4,
        ("sources", "s9"): 5,
        ("sources", "s9", "title"): 5,
        ("title",): 6,
    }
    assert not [path for path in document.positions if path[:2] == ("issues", "price") < path]


def test_a_file_with_thousands_of_mistakes_names_the_first_and_says_that_there_are_more() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_from("".join(f"field{n}: 1\n" for n in range(2000)))
    assert len(caught.value.problems) == MOST_PROBLEMS
    assert str(caught.value).startswith(f"test.yaml has more than {MOST_PROBLEMS} problems.")


def test_a_mistake_in_what_is_extended_names_that_file(folder: Path) -> None:
    (folder / "water.yaml").write_text(WATER_TEXT.replace("above: 8", "above: 12"))
    error = extend(folder, "extends: water\ntitle: x\n")
    assert error is not None
    assert "water.yaml, line" in str(error)


def test_an_upload_cannot_reach_other_folders() -> None:
    with pytest.raises(ScenarioError, match="cannot extend another"):
        read_document("extends: water\ntitle: x", "upload.yaml", None)


def test_changing_values_leaves_the_original_alone() -> None:
    document = load_document(WATER)
    other = changed(document, {("futures", "drought", "label"): "Dust"})
    assert other.scenario.futures["drought"].label == "Dust"
    assert document.scenario.futures["drought"].label == "A dry year"
