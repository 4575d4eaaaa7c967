"""Pages of a scenario in which all that has a name has the same."""

import json

import numpy as np
import pytest

from simulator.explain.debrief import NAMES
from simulator.scenario.issues import ContinuousIssue
from tests.twins import SAME, all_differ, twins
from tests.ui.pages import PAGES, page
from ui.charts.figure import Figure
from ui.charts.played import landmark, priorities
from ui.charts.real_path import PathStep, real_path
from ui.charts.utility_space import Mark
from ui.charts.worth import worth_chart
from ui.session.share import Shared, pack

LINK = pack(Shared("own", json.dumps(twins()), {}, {f"i{n}": "o0" for n in range(3)}, {}))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_and_its_tables_keep_every_column_and_row(name: str) -> None:
    test = page(name, "", LINK)
    assert not test.exception
    assert not test.error
    assert len(test.dataframe) or name in ("play", "history", "talks")
    for table in test.dataframe:
        assert all_differ(list(table.value.columns))
        assert table.value.index.is_unique


@pytest.mark.parametrize("option", ["o0", "o1", "o2"])
def test_the_option_that_was_chosen_lies_on_the_table(option: str) -> None:
    test = page("desk", "", LINK)
    test.selectbox(key="term:i0").set_value("o2").run()
    test.selectbox(key="term:i0").set_value(option).run()
    test.select_slider(key="term:i2").set_value(option).run()
    deal = test.session_state["desk"].deal
    assert (deal["i0"], deal["i2"]) == (option, option)
    assert test.selectbox(key="term:i0").options == [SAME, f"{SAME} (2)", f"{SAME} (3)"]


def test_a_chart_has_a_place_for_each_of_one_name() -> None:
    long = "What the past aid of the allies counts as"
    chart = priorities([(f"{long}, first", 0.6), (f"{long}, second", 0.4)], "Yours")
    assert len(set(chart.traces[0]["y"])) == 2
    steps = [PathStep(SAME, happened, 0.5, 0.5) for happened in ("refused", "refused", "accepted")]
    path = real_path(steps)
    assert [list(trace["x"]) for trace in path.traces] == [[0, 1, 2], [2], [0, 1]]
    # Amounts that differ in a digit that is not written.
    issue = ContinuousIssue(
        kind="continuous", label="Sum", description="x", min=1e6, max=1e6 + 2e-4, step=1e-4,
        assumption="x",
    )  # fmt: skip
    worth = worth_chart(issue, (1e6, 1e6 + 1e-4, 1e6 + 2e-4), np.arange(3) / 2, np.ones((3, 4)))
    assert len(set(worth.traces[0]["x"])) == 3


def test_a_rules_mark_hangs_on_the_rule_and_not_on_its_words() -> None:
    drawn = Figure()
    for kind in ("nash", "kalai_smorodinsky", "real", "egalitarian"):
        landmark(drawn, Mark("In any words", 0.5, 0.5, kind=kind), 10)
    symbols = [trace["marker"]["symbol"] for trace in drawn.traces]
    assert symbols == ["star", "diamond", "hexagon", "triangle-up"]
    assert {"nash", "kalai_smorodinsky", "real"} <= set(NAMES)
