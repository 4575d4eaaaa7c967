"""The charts of a class: what is drawn is what was given, and never markup."""

import json

import numpy as np
import pytest

from tests.ui.drawn import EVIL, drawn
from ui.charts.class_deals import ClassDeals, class_deals
from ui.charts.class_results import Got, term_counts, time_to_deal, who_got_what
from ui.charts.figure import Figure
from ui.charts.replay import Replay, replay
from ui.charts.utility_space import Mark

DEALS = ClassDeals(
    names=(EVIL, "B"),
    frontier=np.array([[0.1, 0.9], [0.9, 0.1]]),
    could=np.array([[0.4, 0.7], [0.7, 0.4]]),
    none=(0.3, 0.2),
    deals=[((1, 4, 7), "1, 4, 7", 0.5, 0.5), ((2,), "2", 0.6, 0.45)],
    without=3,
    marks=[Mark("Nash", 0.55, 0.55), Mark(EVIL, 0.4, 0.4)],
)
GOT = [Got("1, 4", True, [0.5, 0.6], [0.1, 0.2]), Got("3", False, [0.3, 0.2], [0.3, 0.4])]
TALKS = Replay(
    names=(EVIL, "B"),
    none=(0.3, 0.2),
    offers=[(1.0, 0, (0.9, 0.1)), (2.5, 1, (0.2, 0.8)), (4.0, 0, (0.5, 0.5))],
    deal=2,
    minutes=4.0,
)
LEVELS = [EVIL, "Some", "All"]
MADE = {
    "deals": class_deals(DEALS),
    "deals_large": class_deals(DEALS, large=True),
    "results": who_got_what((EVIL, "B"), (0.3, 0.2), GOT),
    "few": term_counts(EVIL, LEVELS, [0, 2, 5], real=1),
    "many": term_counts("Share", [f"{n} %" for n in range(21)], [1] * 21, real=20),
    "times": time_to_deal([(3, 9.0), (1, 4.0)], [(2, 6.0)], 20.0, 4),
    "replay": replay(TALKS, 3),
}


@pytest.mark.parametrize("name", MADE)
def test_every_chart_is_what_plotly_understands_with_a_title_and_no_markup(name: str) -> None:
    chart = MADE[name]
    assert drawn(chart).layout.title.text
    assert "<img" not in chart.to_json()
    if name in ("deals", "results", "few", "replay"):
        assert "&lt;img" in chart.to_json()


def trace(chart: Figure, name: str) -> dict[str, object]:
    return next(mark for mark in chart.traces if mark.get("name") == name)


def test_each_different_deal_is_one_mark_with_its_tables_numbers() -> None:
    chart = MADE["deals"]
    tables = trace(chart, "A table's deal")
    assert (tables["x"], tables["y"]) == ([0.5, 0.6], [0.5, 0.45])
    assert tables["customdata"] == ["Tables 1, 4, 7", "Table 2"]
    assert [annotation["text"] for annotation in chart.layout["annotations"]] == ["1, 4, 7", "2"]
    assert trace(chart, "No deal (3 tables)")["x"] == [0.3]
    assert (trace(chart, "Nash")["x"], trace(chart, "Nash")["y"]) == ([0.55], [0.55])
    lines = [shape for shape in chart.layout["shapes"] if shape["type"] == "line"]
    assert [(line["x0"], line["y0"]) for line in lines] == [(0.3, 0.0), (0.0, 0.2)]


def test_the_axes_hold_every_mark() -> None:
    chart = MADE["deals"]
    low, high = chart.layout["xaxis"]["range"]
    assert low < 0.3
    assert high > 0.7


def test_a_class_without_a_deal_and_without_a_deal_to_be_had_is_drawn_too() -> None:
    none = np.empty((0, 2))
    chart = class_deals(ClassDeals(("A", "B"), none, none, (0.3, 0.2), [], 2, []))
    assert [mark["name"] for mark in chart.traces] == ["No deal (2 tables)"]
    assert drawn(time_to_deal([], [], 20.0, 0)).layout.title.text
    assert drawn(who_got_what(("A", "B"), (0.3, 0.2), [])).layout.title.text


def test_the_frontier_of_more_sides_is_no_line() -> None:
    chart = class_deals(ClassDeals(**{**vars(DEALS), "projected": True}))
    assert trace(chart, "Frontier that all could sign")["mode"] == "markers"


def test_who_got_what_stands_beside_what_could_have_been_had() -> None:
    chart = MADE["results"]
    could, got = chart.traces[2:4]
    assert got["x"] == [0.6, 0.2]
    assert (could["base"], could["x"]) == ([0.6, 0.2], [0.2, 0.4])
    assert chart.layout["yaxis"]["ticktext"] == ["1, 4", "3<br>no deal"]
    hollow = got["marker"]["color"]
    assert hollow[1] != hollow[0]


def test_options_keep_their_order_and_the_real_one_is_marked() -> None:
    bars, real = MADE["few"].traces
    assert (bars["x"], bars["y"]) == ([0, 2, 5], [0, 1, 2])
    assert real["y"] == [1]
    bars, real = MADE["many"].traces
    assert bars["y"] == [1] * 21
    assert real["x"] == [20]
    assert len(term_counts("Share", LEVELS, [0, 0, 0]).traces) == 1


def test_the_count_of_deals_rises_with_each_and_stays() -> None:
    line, marks, walked = MADE["times"].traces
    assert (line["x"], line["y"]) == ([0.0, 4.0, 9.0, 20.0], [0, 1, 2, 2])
    assert marks["customdata"] == ["1", "3"]
    assert walked["x"] == [6.0]


def test_a_replay_shows_what_has_been_offered_so_far_and_rings_the_deal() -> None:
    first, all_of_them = replay(TALKS, 1), MADE["replay"]
    assert [mark["x"] for mark in first.traces] == [[1.0], [1.0]]
    assert [mark["y"] for mark in all_of_them.traces[:2]] == [[0.9, 0.2, 0.5], [0.1, 0.8, 0.5]]
    deal = trace(all_of_them, "the deal")
    assert (deal["x"], deal["y"]) == ([4.0, 4.0], [0.5, 0.5])
    assert first.layout["xaxis"]["range"] == all_of_them.layout["xaxis"]["range"]
    assert (
        json.loads(all_of_them.to_json())["layout"]["xaxis"]["title"]["text"] == "Minutes of talks"
    )
