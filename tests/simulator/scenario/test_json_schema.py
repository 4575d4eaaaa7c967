"""The JSON Schema by which editors check scenario files."""

import json

import pytest
from jsonschema import Draft202012Validator

from simulator.scenario.json_schema import scenario_schema
from simulator.scenario.reading.yaml_reader import read_yaml
from tests.support import SCENARIOS, WATER, WATER_TEXT

SCHEMA = scenario_schema()
FILES = sorted(SCENARIOS.glob("*.yaml"))


def problems(text: str) -> list[str]:
    data = read_yaml(text, "x.yaml").data
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def test_the_published_file_is_current() -> None:
    published = json.loads((SCENARIOS / "scenario.schema.json").read_text("utf-8"))
    assert published == SCHEMA, "run `make schema`"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", [WATER, *FILES], ids=lambda file: file.stem)
def test_every_file_fits_it(file) -> None:
    assert problems(file.read_text("utf-8")) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_names_it_in_its_first_line(file) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: ordinal", "kind: ordnal"),
        ("headline: true", "headlin: true"),
        ("happened: other", "happened: never"),
        ("lead: union", "lead: 3"),
        ("step: 1", "step: -1"),
        ("title: Water for the valley\n", ""),
    ],
)
def test_what_the_loader_refuses_by_type_it_refuses_too(old: str, new: str) -> None:
    assert problems(WATER_TEXT.replace(old, new, 1))


def test_a_variant_may_leave_out_and_delete() -> None:
    assert problems("extends: water\npresets: {cheaper: null}\nfutures: {rain: {label: Wet}}") == []
    assert problems("extends: water\nfutures: {rain: {lable: Wet}}")
