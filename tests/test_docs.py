"""The documentation says what is so."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from simulator.__main__ import main
from simulator.scenario.reading.loading import read_document
from simulator.scenario.scenario import Scenario
from tests.support import ROOT, SCENARIOS

README = (ROOT / "README.md").read_text("utf-8")
DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every model that a scenario is made of."""
    from typing import get_args

    def inner(annotation: Any) -> None:
        is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
        if is_model and annotation not in seen:
            seen.add(annotation)
            models(annotation, seen)
        for argument in get_args(annotation):
            inner(argument)

    for field in model.model_fields.values():
        inner(field.annotation)
        for constraint in field.metadata:
            inner(constraint)
    return seen


def test_every_field_of_the_format_is_described() -> None:
    text = (ROOT / "docs/scenario-format.md").read_text("utf-8")
    every = models(Scenario, {Scenario})
    assert len(every) > 20
    for model in every:
        for field in model.model_fields:
            assert re.search(rf"`(?:[^`]*\W)?{field}(?:\W[^`]*)?`", text), (
                f"{model.__name__}.{field}"
            )


def test_the_example_of_the_readme_is_a_scenario() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert read_document(example, "README.md").scenario.title == "A used car"


def test_the_variant_of_the_guide_works() -> None:
    text = (ROOT / "docs/add-a-scenario.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert read_document(example, "guide.yaml", SCENARIOS).scenario.parties["bob"].players["bob"]


def test_the_command_of_the_readme_prints_what_stands_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    command, expected = re.findall(r"\$ python -m simulator ([^\n]*)\n(.*?)```", README, re.DOTALL)[
        0
    ]
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out == expected


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_links_between_files_lead_somewhere(file) -> None:
    for target in re.findall(r"(?:\]\(|src=\")(?!https?:)([^)#\"]+)", file.read_text("utf-8")):
        assert (file.parent / target).exists(), target


def test_make_targets_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"\bmake (\w+)\b", README)) - {"it"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_example_of_the_python_page_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs/python-api.md").read_text("utf-8")
    first, drawing = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(first, names)  # noqa: S102 — our own page
    assert re.search(r"all sign: [\d.]+% \(\d+% – \d+%\)", capsys.readouterr().out)
    frontier = names["frontier"]
    # On a frontier, what one side gains the other loses.
    assert (frontier[1:, 0] > frontier[:-1, 0]).all()
    assert (frontier[1:, 1] < frontier[:-1, 1]).all()
    exec(drawing, names)  # noqa: S102
    assert len(names["figure"].data[0].x) == len(frontier)


def test_files_that_the_guides_name_exist() -> None:
    """Paths in the guide for contributors and on the page about the architecture."""
    folders = ("", "simulator/", "classroom/", "ui/")
    for name in ("CONTRIBUTING.md", "docs/architecture.md"):
        text = (ROOT / name).read_text("utf-8")
        paths = re.findall(r"`((?:simulator|classroom|ui|tests|docs|scenarios)/[\w./-]+)`", text)
        assert len(paths) > 5
        for path in paths:
            known = Path(re.sub(r"NAME.*$", "", path))
            assert any((ROOT / folder / known).exists() for folder in folders), f"{name}: {path}"
