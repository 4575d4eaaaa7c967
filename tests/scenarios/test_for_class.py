"""Every shipped scenario can be played by a class, and a brief tells nothing that is another's."""

import re
from pathlib import Path

import pytest

from simulator.explain.brief import brief_text, introduction_text
from simulator.scenario.reading.loading import load_scenario
from simulator.scenario.scenario import Scenario
from tests.support import SCENARIOS

FILES = sorted(SCENARIOS.glob("*.yaml"))
MOST_WORDS = 200
FEWEST_WORDS = 60
_REAL = re.compile(r"signed text|in fact|real texts?|real talks", re.IGNORECASE)
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


def public_numbers(scenario: Scenario) -> set[str]:
    """What both sides read before the talks: the introduction, the summary and the terms."""
    texts = [scenario.title, scenario.summary, introduction_text(scenario)]
    for issue in scenario.issues.values():
        texts += [issue.label, issue.description]
    return set(_FIGURES.findall(" ".join(texts)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_side_has_a_brief_that_fits_a_phone(file: Path) -> None:
    scenario = load_scenario(file)
    assert scenario.classroom.introduction is not None
    assert len(scenario.classroom.introduction.split()) <= MOST_WORDS
    for id, party in scenario.parties.items():
        assert party.brief is not None, id
        assert FEWEST_WORDS <= len(brief_text(scenario, id).split()) <= MOST_WORDS, id


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_debrief_has_questions(file: Path) -> None:
    prompts = load_scenario(file).classroom.prompts
    assert len(prompts) >= 4
    assert len({prompt.ask for prompt in prompts}) == len(prompts)
    assert all("?" in prompt.ask for prompt in prompts)
    assert any(prompt.then for prompt in prompts), "something to tell after a guess"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_brief_holds_no_number_that_is_not_public(file: Path) -> None:
    """So neither another side's values nor one's own, which stand on one's sheet."""
    scenario = load_scenario(file)
    for id, party in scenario.parties.items():
        figures = set(_FIGURES.findall(party.brief or ""))
        assert figures <= public_numbers(scenario), id


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_all_read_holds_no_partys_private_number(file: Path) -> None:
    """Worths of no deal and weights, as shares or as percentages, stay on the sheets."""
    scenario = load_scenario(file)
    text = introduction_text(scenario)
    private = {
        f"{number:g}"
        for player in scenario.players.values()
        for estimate in [*player.weights.values(), *player.no_deal.values()]
        if (number := getattr(estimate, "value", None)) is not None
    }
    assert not set(_FIGURES.findall(text)) & private - {"1"}
    assert "%" not in text


def test_a_variant_says_what_is_different_for_whom() -> None:
    base = load_scenario(SCENARIOS / "us_ukraine_minerals.yaml")
    for file in FILES:
        scenario = load_scenario(file)
        if scenario.parties.keys() != base.parties.keys() or scenario.title == base.title:
            continue
        assert scenario.classroom.introduction != base.classroom.introduction
        for id, party in scenario.parties.items():
            assert party.brief != base.parties[id].brief, (file.stem, id)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_facts_of_the_real_case_name_their_sources(file: Path) -> None:
    scenario = load_scenario(file)
    room = scenario.classroom
    assert room.source
    real = [prompt for prompt in room.prompts if _REAL.search(prompt.then or "")]
    assert all(prompt.source for prompt in real)
