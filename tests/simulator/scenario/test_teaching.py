"""What a file says for a class: read, held to limits, inherited, and put into words where it is silent."""

from pathlib import Path
from typing import Any

import pytest

from classroom.service.input_limits import brief as kept
from simulator.errors import ScenarioError
from simulator.explain.brief import brief_text, introduction_text
from simulator.scenario.editing import edited, edited_scenario
from simulator.scenario.reading.loading import (
    load_document,
    load_scenario,
    read_document,
    to_yaml,
)
from simulator.scenario.teaching import LONGEST_QUESTION, MAX_MINUTES, MINUTES, MOST_PROMPTS, Prompt
from tests.support import MAYOR, WATER, WATER_TEXT, scenario_from, water

ROOM = """\
classroom:
  minutes: 15
  introduction: >-
    The river is low.

    Both sides know it.
  source: minutes
  prompts:
    - Who gave way first?
    - {ask: Who got more?, then: Look at the frontier., source: [survey, minutes]}
"""
BRIEF = "    lead: mayor\n    brief: You hold that the water is yours.\n"
TEXT = WATER_TEXT.replace("    lead: mayor\n", BRIEF, 1) + ROOM


def test_a_prompt_is_a_question_alone_or_comes_with_what_is_told_afterwards() -> None:
    room = scenario_from(TEXT).classroom
    assert room.minutes == 15
    assert room.introduction == "The river is low.\nBoth sides know it."
    assert room.source == ("minutes",)
    assert room.prompts == (
        Prompt(ask="Who gave way first?"),
        Prompt(ask="Who got more?", then="Look at the frontier.", source=("survey", "minutes")),
    )


def test_a_file_need_say_nothing_about_a_class() -> None:
    scenario = load_scenario(WATER)
    assert scenario.classroom.minutes == MINUTES
    assert scenario.classroom.prompts == ()
    assert introduction_text(scenario) == scenario.summary


def test_it_is_written_edited_and_read_again_unchanged() -> None:
    document = read_document(TEXT, "river.yaml")
    scenario = document.scenario
    assert read_document(to_yaml(document), "again.yaml").scenario == scenario
    moved: dict[tuple[str, ...], float] = {("futures", "drought", "probability", "value"): 0.5}
    for changed in (edited(document, moved).scenario, edited_scenario(scenario, moved)):
        assert changed.classroom == scenario.classroom
        assert changed.parties["city"].brief == "You hold that the water is yours."


def test_a_variant_inherits_it_and_a_list_of_prompts_replaces_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "river.yaml").write_text(TEXT)
    (tmp_path / "dry.yaml").write_text(
        "extends: river\nclassroom: {minutes: 30, prompts: [Was it too dry?]}\n"
        "parties: {city: {brief: null}}\n"
    )
    base, variant = load_scenario(tmp_path / "river.yaml"), load_scenario(tmp_path / "dry.yaml")
    assert variant.classroom.minutes == 30
    assert variant.classroom.introduction == base.classroom.introduction
    assert [prompt.ask for prompt in variant.classroom.prompts] == ["Was it too dry?"]
    assert base.parties["city"].brief is not None
    assert variant.parties["city"].brief is None
    again = read_document(to_yaml(load_document(tmp_path / "dry.yaml")), "again.yaml")
    assert again.scenario == variant


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("minutes: 15", "minutes: 0", "minutes", "at least 1; found 0"),
        ("minutes: 15", f"minutes: {MAX_MINUTES + 1}", "minutes", f"at most {MAX_MINUTES}"),
        ("minutes: 15", "minutes: 2.5", "minutes", "a whole number; found 2.5"),
        ("minutes: 15", "minutes: true", "minutes", "a whole number; found true"),
        ("minutes: 15", "minuets: 15", "minuets", 'Did you mean "minutes"?'),
        ("Who gave way first?", "x" * (LONGEST_QUESTION + 1), "0", "at most 400 characters"),
        ("Who gave way first?", "7", "0", "this must be text; found 7"),
        ("Who gave way first?", "''", "0", "may not be empty"),
        ("ask: Who got more?, then", "then", "1", "missing"),
        ("then: Look", "than: Look", "1", 'Did you mean "then"?'),
        ("[survey, minutes]}", "[survey, minuts]}", "source", 'Did you mean "minutes"?'),
        ("source: minutes\n  prompts", "source: x\n  prompts", "source", 'no source "x"'),
        ("    - Who gave way first?\n", "    - Why?\n" * MOST_PROMPTS, "prompts", "at most 12 entries"),
        ("prompts:\n", "prompts: {a: b}\n  notes:\n", "prompts", "must be a list"),
        ("You hold that the water is yours.", "[a, b]", "brief", "must be text; found a list"),
        ("You hold that the water is yours.", "x" * 4001, "brief", "at most 4000 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_line(old: str, new: str, field: str, says: str) -> None:
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    with pytest.raises(ScenarioError) as raised:
        scenario_from(text)
    (problem,) = [problem for problem in raised.value.problems if field in problem.field]
    assert says in problem.message
    line = text[: TEXT.index(old)].count("\n") + 1
    assert abs(problem.line - line) <= 1


def test_a_brief_that_is_too_long_hides_no_other_mistake() -> None:
    text = TEXT.replace("You hold", "x" * 4001).replace("above: 8", "above: 12")
    with pytest.raises(ScenarioError) as raised:
        scenario_from(text)
    assert {problem.field[-1] for problem in raised.value.problems} == {"brief", "above"}


def test_a_file_may_hold_no_longer_brief_than_a_class_keeps() -> None:
    longest = "x" * 4000
    text = TEXT.replace("You hold that the water is yours.", longest)
    assert kept(brief_text(scenario_from(text), "city")) == longest


def test_without_a_brief_a_side_is_told_who_it_is_and_what_matters_most() -> None:
    changes: dict[tuple[str, ...], Any] = {
        ("parties", "city", "description"): "Upstream.",
        (*MAYOR, "description"): "Wants money.",
    }
    scenario = water(changes)
    lines = brief_text(scenario, "city").splitlines()
    assert lines[:2] == ["Upstream.", "Wants money."]
    assert lines[2].startswith("What you care about most: ")
    weights = scenario.players["mayor"].weights
    first = max(weights, key=lambda id: weights[id].value)
    assert lines[2].split(": ")[1].startswith(scenario.issues[first].name)
    for player in scenario.parties["farmers"].players.values():
        assert player.description not in "\n".join(lines)
