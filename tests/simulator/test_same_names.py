"""Two things of one name are told apart wherever they stand side by side."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.debrief.export import moves, results
from classroom.debrief.report import document as debrief_document
from classroom.debrief.results import class_debrief
from simulator.acceptance.evaluation import evaluate
from simulator.preferences.negotiation_model import Model
from simulator.reporting.document import TableBlock
from simulator.reporting.html import page
from simulator.reporting.pdf import sheets
from simulator.scenario.deals import label_of
from simulator.scenario.issues import ContinuousIssue
from simulator.scenario.reading.loading import (
    ScenarioDocument,
    load_document,
    scenario_files,
)
from simulator.scenario.same_names import side_by_side, told_apart
from simulator.scenario.scenario import Scenario
from tests.classroom.made_class import everything, lively
from tests.simulator.reporting.made import made
from tests.support import SCENARIOS
from tests.twins import SAME, all_differ, of_twins, twins


@given(st.lists(st.sampled_from(["A", "A (2)", " A", "B", "A (3)", "B (2)"]), max_size=8))
def test_no_two_read_the_same_and_what_differs_stays(names: list[str]) -> None:
    apart = told_apart(names)
    assert all_differ(apart)
    assert told_apart(apart) == apart
    for name, distinct in zip(names, apart, strict=True):
        assert distinct.startswith(name)
    first = {" ".join(name.split()): n for n, name in reversed([*enumerate(names)])}
    assert all(apart[n] == names[n] for n in first.values())


def test_the_owner_tells_two_apart_before_a_number_does() -> None:
    assert told_apart(["Minister", "Envoy", "Minister"], ["France", "Italy", "Italy"]) == [
        "Minister (France)", "Envoy", "Minister (Italy)",
    ]  # fmt: skip


def test_heads_that_are_the_same_keep_their_own_values() -> None:
    assert side_by_side({"round": 1}, {"round": "best of three"}) == {
        "round": 1,
        "round (2)": "best of three",
    }


def test_a_name_of_the_greatest_length_stays_within_it() -> None:
    first, second = told_apart(["x" * 160] * 2)
    assert first == "x" * 160
    assert second.endswith("x (2)")
    assert len(second) == 160


def test_everything_of_a_scenario_is_told_apart_in_words() -> None:
    scenario = of_twins()
    for issue in scenario.issues.values():
        assert not isinstance(issue, ContinuousIssue)
        assert all_differ([label_of(issue, option) for option in issue.levels])
        assert all_differ([level.name for level in issue.levels.values()])
    players = scenario.players.values()
    for things in (scenario.issues.values(), scenario.parties.values(), players):
        assert all_differ([thing.name for thing in things])
        assert all_differ([thing.label for thing in things])
    assert [preset.label for preset in scenario.presets.values()] == [SAME, f"{SAME} (2)"]
    assert scenario.players["b_home"].name == f"Tyres ({SAME} (2))"


@pytest.mark.parametrize("file", scenario_files(SCENARIOS), ids=lambda file: file.stem)
def test_names_that_differ_are_left_as_their_file_has_them(file: Any) -> None:
    document = load_document(file)
    assert document.scenario == Scenario.model_validate(document.data)


def test_contributions_of_terms_of_one_name_all_count() -> None:
    model = Model(of_twins())
    view = evaluate(model, model.space.deal([0, 0, 0])).players["a_lead"]
    names = [model.scenario.issues[id].name for id in view.contributions]
    assert len(dict(zip(names, view.contributions.values(), strict=True))) == 3


def test_reports_and_files_of_a_class_name_each_of_them() -> None:
    document = ScenarioDocument("twins.yaml", twins())
    model = Model(document.scenario)
    report = made(document)
    assert all_differ([term.label for term in report.terms])
    assert all_differ([party.label for party in report.parties])
    assert all_differ([player.label for party in report.parties for player in party.players])
    contents = everything(model, lively(model, 3))
    for sheet in (moves(model, contents), results(class_debrief(model, contents), model, contents)):
        assert all_differ(list(sheet.head))
    debrief = debrief_document(
        class_debrief(model, contents), contents, model, [], date(2026, 3, 4)
    )
    heads = [
        block.head
        for part in debrief.sections
        for block in part.blocks
        if isinstance(block, TableBlock)
    ]
    assert heads
    assert all(map(all_differ, heads))
    assert f"{SAME} (2)" in page(debrief)
    assert sheets(debrief, date(2026, 3, 4)).startswith(b"%PDF")
