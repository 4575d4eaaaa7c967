"""Charts: what is drawn is what was given, with a title and units, and never as markup."""

import json
from base64 import b64decode
from datetime import date

import numpy as np
import pytest

from simulator.bargaining.outcome_density import OutcomeDensity
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.uncertainty import Scale
from simulator.scenario.base import Range
from simulator.scenario.issues import ContinuousIssue
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.tornado import TornadoBar
from tests.ui.drawn import EVIL, drawn
from ui.charts.acceptance_map import MapAxis, acceptance_map
from ui.charts.contributions import contributions
from ui.charts.curve import curve_chart
from ui.charts.figure import Figure
from ui.charts.history import HistoryEvent, HistoryPoint, history_chart
from ui.charts.looking_ahead import backward_induction, patience_lines
from ui.charts.many_talks import Signed, agreement_over_time, final_deals, term_histogram
from ui.charts.offers import Offers, offers_path, term_steps
from ui.charts.payoff_table import PayoffTable, payoff_table
from ui.charts.played import OwnScale, own_scale, played_path, priorities
from ui.charts.quantal_response import quantal_response_chart
from ui.charts.real_path import PathStep, real_path
from ui.charts.reliability import reliability_chart
from ui.charts.separation import separation_chart
from ui.charts.shares import VarianceShare, shares_chart
from ui.charts.term_paths import TermColumn, TermRow, term_paths_chart
from ui.charts.tornado import tornado
from ui.charts.tournament import Ranked, pairings, ranking
from ui.charts.utility_space import Mark, UtilitySpace, utility_space
from ui.charts.worth import worth_chart

ISSUE = ContinuousIssue(
    kind="continuous", label=EVIL, description="x", min=0.0, max=2.0, step=1.0, unit="$bn"
)

NUMBER = Parameter(("x",), EVIL, EVIL, Range(value=0.4, low=0.2, high=0.6), Scale.SHARE)


def space(**changes: object) -> UtilitySpace:
    given = {
        "names": (EVIL, "B"),
        "cloud": OutcomeDensity(np.linspace(0, 1, 5), np.arange(16).reshape(4, 4)),
        "frontier": np.array([[0.2, 0.9], [0.9, 0.1]]),
        "negotiation_set": np.array([[0.5, 0.5]]),
        "reservation": (0.3, 0.4),
        "solutions": {"nash": np.array([[0.5, 0.5]]), "egalitarian": np.empty((0, 2))},
        "table": Mark("on the table", 0.6, 0.4),
        "proposals": [Mark(EVIL, 0.1, 0.1, EVIL), Mark("D2", 0.12, 0.11), Mark("D3", 0.8, 0.8)],
    }
    return UtilitySpace(**{**given, **changes})  # type: ignore[arg-type]


MADE: dict[str, Figure] = {
    "priorities": priorities([(EVIL, 0.7), ("Share", 0.3)], "Your priorities"),
    "own_scale": own_scale(
        OwnScale([("You", [2], [0.9]), (EVIL, [1, 3], [0.1, 0.2])], [0.5, 0.5, 0.4], 12)
    ),
    "played_path": played_path(
        Offers(
            [EVIL, "B"],
            [0, 1],
            np.array([[0.9, 0.1], [0.2, 0.8]]),
            np.empty((0, 2)),
            (0.3, 0.2),
            False,
        ),
        np.array([[0.8, 0.3], [0.4, 0.7]]),
        (0.3, 0.2),
        [Mark(EVIL, 0.5, 0.6), Mark("Nash", 0.6, 0.5)],
    ),
    "map": acceptance_map(
        np.array([[0.1, 0.2], [0.3, 0.4]]),
        MapAxis(EVIL, [EVIL, "b"], 0),
        MapAxis("Columns", ["c", "d"], 1),
    ),
    "contributions": contributions(EVIL, {EVIL: 0.2, "VarianceShare": -0.1}, 0.2),
    "curve": curve_chart(acceptance_defaults().kinds_of_people),
    "history": history_chart(
        [HistoryPoint(EVIL, date(2025, 2, 12), 0.4, 0.2, 0.7, {EVIL: 0.5}, "refused", EVIL)],
        [HistoryEvent(date(2025, 2, 28), EVIL)],
    ),
    "term_paths": term_paths_chart(
        [
            TermRow(EVIL, [EVIL, "b", "b"], [False, True, False], [0.5, -0.5, 0.0]),
            TermRow("Share", ["50 %"] * 3, [False] * 3, [0.0] * 3),
        ],
        [TermColumn(EVIL, "refused"), TermColumn("D2", "accepted"), TermColumn("D3", "refused")],
        (EVIL, "B"),
    ),
    "worth": worth_chart(ISSUE, (0.0, 1.0, 2.0), np.array([0, 0.4, 1.0]), np.full((3, 10), 0.5)),
    "space": utility_space(space()),
    "tornado": tornado([TornadoBar(NUMBER, {("deal", ""): (0.1, 0.2, 0.5, 0.6)}, 0.01)], 0.4),
    "shares": shares_chart([VarianceShare(EVIL, 0.2, 0.05, 0.3, 0.02)]),
    "payoffs": payoff_table(
        PayoffTable(
            (EVIL, "Bob"),
            (EVIL, "give"),
            ("hold", EVIL),
            np.array([[[1, 5], [0, 3]], [[1, 0], [5, 3.25]]]),
            np.array([[[True, True], [False, False]], [[True, False], [True, False]]]),
            np.array([[True, False], [False, False]]),
        )
    ),
    "quantal": quantal_response_chart(
        np.array([0.0, 10.0]),
        [np.array([[0.5, 0.5], [1.0, 0.0]])] * 2,
        [(EVIL, ("a", EVIL)), ("Bob", ("a", "b"))],
        (2.5, 5.0),
    ),
    "offers": offers_path(
        Offers(
            [EVIL, "B"],
            [0, 1],
            np.array([[0.9, 0.1], [0.2, 0.8]]),
            np.array([[0.5, 0.5]]),
            (0.2, 0.3),
            True,
        )
    ),
    "term_steps": term_steps(EVIL, [EVIL, "b"], 4, [(EVIL, [1, 3], [0, 1]), ("B", [2], [1])]),
    "over_time": agreement_over_time({EVIL: [0.0, 0.5]}),
    "final_deals": final_deals(
        (EVIL, "B"),
        np.array([[0.2, 0.9], [0.9, 0.1]]),
        (0.3, 0.4),
        {EVIL: Signed(np.array([[0.5, 0.5]]), np.array([1.0]))},
    ),
    "histogram": term_histogram(EVIL, [EVIL, "b"], {EVIL: np.array([0.25, 0.75])}),
    "pairings": pairings([EVIL, "b"], np.array([[0.1, 0.2], [0.3, 0.4]]), EVIL, EVIL),
    "ranking": ranking([Ranked(EVIL, 0.4, 0.3, 0.5)]),
    "real_path": real_path(
        [PathStep(EVIL, "accepted", 0.3, 0.3), PathStep("b", "refused", 0.9, 0.2)]
    ),
    "ahead": backward_induction({EVIL: [0.5, 0.4]}),
    "patience": patience_lines(EVIL, np.array([0.5, 0.9]), {EVIL: np.array([0.3, 0.6])}, 0.9),
    "separation": separation_chart([EVIL, "VarianceShare"], {EVIL: [0.1, 0.0], "B": [-0.1, 0.0]}),
    "reliability": reliability_chart(
        acceptance_defaults().record.transfers, dict.fromkeys(acceptance_defaults().sources, EVIL)
    ),
}
CHARTS = {name: drawn(chart) for name, chart in MADE.items()}


@pytest.mark.parametrize("name", CHARTS)
def test_it_has_a_title_units_and_no_markup_from_a_file(name: str) -> None:
    figure = CHARTS[name]
    assert figure.layout.title.text
    titles = [axis.title.text for axis in (figure.layout.xaxis, figure.layout.yaxis)]
    # Terms and texts say so themselves, and shares stand beside their bars.
    assert any(titles) or name in ("term_paths", "priorities")
    assert "<img" not in figure.to_json()


@pytest.mark.parametrize("name", CHARTS)
def test_large_type_is_larger(name: str) -> None:
    assert CHARTS[name].layout.font.size == 13
    assert drawn(utility_space(space(), large=True)).layout.font.size == 18


def test_the_map_shows_each_chance_where_it_belongs() -> None:
    (heat,) = MADE["map"].traces
    assert heat["z"].tolist() == [[10, 20], [30, 40]]
    (table,) = CHARTS["map"].layout.shapes
    assert (table.x0, table.x1, table.y0, table.y1) == (0.5, 1.5, -0.5, 0.5)


def test_the_payoff_table_underlines_best_replies_and_frames_equilibria() -> None:
    chart = CHARTS["payoffs"]
    cells = {(note.x, note.y): note.text for note in chart.layout.annotations}
    assert "<u>1</u>" in cells[0, 0]
    assert cells[0, 0].count("<u>") == 2
    assert ">0<" in cells[0, 1]
    assert "<u>5</u>" in cells[0, 1]
    assert "<u>" not in cells[1, 1]
    assert ">3.25<" in cells[1, 1]
    (frame,) = chart.layout.shapes
    assert (frame.x0 + frame.x1, frame.y0 + frame.y1) == (0, 0)
    # Each player's payoffs from 0 to 1 of its own range; the worse of the two shades the cell.
    (heat,) = MADE["payoffs"].traces
    assert heat["z"].tolist() == [[0.2, 0], [0, 0.6]]


def test_quantal_response_has_a_line_for_each_strategy_and_marks_the_slider() -> None:
    chart = CHARTS["quantal"]
    assert [line.name for line in chart.data][2:] == ["Bob: a", "Bob: b"]
    first, second = MADE["quantal"].traces[:2]
    assert first["y"][0] == 50
    assert first["y"][-1] == pytest.approx(75)
    assert second["y"] + first["y"] == pytest.approx(np.full(len(first["x"]), 100))
    assert (chart.layout.shapes[0].x0, first["x"][-1]) == (2.5, 5)
    assert len({line.line.dash for line in chart.data[:2]}) == 2


def test_contributions_say_their_sum_and_sign_without_colour() -> None:
    chart = CHARTS["contributions"]
    assert "+0.10" in chart.layout.title.text
    (bars,) = chart.data
    assert list(bars.x) == [0.2, -0.1]
    assert list(bars.text) == ["+0.20", "−0.10"]
    assert list(bars.marker.pattern.shape) == ["", "/"]


def test_the_utility_space_shows_everything_by_name() -> None:
    names = [trace.name for trace in CHARTS["space"].data]
    assert {
        "Pareto frontier",
        "Frontier that both could sign",
        "Nash",
        "Real proposals",
        "On the table",
    } <= set(names)
    assert "Egalitarian" not in names  # it picked nothing
    table = next(trace for trace in CHARTS["space"].data if trace.name == "On the table")
    assert (table.x[0], table.y[0]) == (0.6, 0.4)


def test_proposals_that_lie_together_share_a_label() -> None:
    proposals = next(t for t in CHARTS["space"].data if t.name == "Real proposals")
    assert proposals.text[0].endswith("D2")
    assert list(proposals.text[1:]) == ["", "D3"]


def test_a_played_path_joins_the_frontier_from_left_to_right_and_ends_where_the_talks_did() -> None:
    traces = MADE["played_path"].traces
    frontier = next(trace for trace in traces if trace["name"].startswith("frontier"))
    assert frontier["x"].tolist() == [0.4, 0.8]
    assert frontier["y"].tolist() == [0.7, 0.3]
    last = traces[-1]
    assert (last["name"], last["x"], last["y"]) == ("no deal", [0.3], [0.2])


def test_ones_own_scale_steps_where_no_deal_changes_its_worth() -> None:
    none = CHARTS["own_scale"].data[-1]
    assert list(none.x) == [0.5, 1.5, 2.5, 3.5]
    assert list(none.y) == [0.5, 0.5, 0.4, 0.4]


def test_without_a_zopa_there_is_no_line_for_it() -> None:
    figure = drawn(utility_space(space(negotiation_set=np.empty((0, 2)), solutions={})))
    assert "Frontier that both could sign" not in [trace.name for trace in figure.data]


def test_shapes_tell_what_happened_without_colour() -> None:
    points = [
        HistoryPoint(str(n), date(2025, 2, n + 1), 0.4, 0.2, 0.7, {"A": 0.5}, happened, "x")
        for n, happened in enumerate(("accepted", "refused", "neither"))
    ]
    marks = [t for t in drawn(history_chart(points)).data if str(t.name).startswith("All sign")]
    assert len({trace.marker.symbol for trace in marks}) == 3


def test_events_stand_between_the_proposals_that_they_fall_between() -> None:
    points = [
        HistoryPoint(str(day), date(2025, 2, day), 0.4, 0.2, 0.7, {}, "refused", "x")
        for day in (1, 5, 20)
    ]
    events = [HistoryEvent(date(2025, 2, day), "row") for day in (7, 25)]
    lines = [t for t in drawn(history_chart(points, events)).data if "no term" in str(t.name)]
    assert [list(line.x) for line in lines] == [[1.5, 1.5], [2.5, 2.5]]
    assert [line.showlegend for line in lines] == [True, False]


def test_what_moved_is_marked_and_what_was_accepted_is_framed() -> None:
    heat, dots = CHARTS["term_paths"].data
    assert [tuple(row) for row in heat.z] == [(50, -50, 0), (0, 0, 0)]
    assert list(zip(dots.x, dots.y, strict=True)) == [(1, heat.y[0])]
    (frame,) = CHARTS["term_paths"].layout.shapes
    assert (frame.x0, frame.x1) == (0.5, 1.5)
    assert heat.customdata[0][2] == "favours neither"


def test_arrays_arrive_as_they_were() -> None:
    """Plotly's typed arrays: base64 of little-endian numbers, and the shape."""
    sent = json.loads(MADE["map"].to_json())["data"][0]["z"]
    numbers = np.frombuffer(b64decode(sent["bdata"]), dtype=np.dtype(f"<{sent['dtype']}"))
    assert sent["shape"] == "2, 2"
    assert numbers.tolist() == [10, 20, 30, 40]
    with pytest.raises(TypeError, match="no place in a chart"):
        Figure(title=object()).to_json()


def test_payloads_stay_small() -> None:
    """A chart that is sent at every move of a slider must not weigh it down."""
    cloud = OutcomeDensity(
        np.linspace(0, 1, 81), np.random.default_rng(0).integers(0, 9999, (80, 80))
    )
    frontier = np.random.default_rng(1).random((250, 2))
    heavy = utility_space(space(cloud=cloud, frontier=frontier, negotiation_set=frontier))
    assert len(heavy.to_json()) < 100_000


def test_each_side_of_a_negotiation_is_drawn_in_its_own_order() -> None:
    _, first, second, last = CHARTS["offers"].data
    assert (list(first.x), list(second.x)) == ([0.9], [0.2])
    assert (last.name, list(last.y)) == ("signed", [0.8])
    steps = CHARTS["term_steps"].data
    assert [list(step.x) for step in steps] == [[1, 3], [2]]
    assert {step.line.dash for step in steps} == {"solid", "dot"}


def test_shares_of_talks_are_drawn_in_percent() -> None:
    assert list(CHARTS["over_time"].data[0].y) == [0, 50]
    assert MADE["histogram"].traces[0]["y"].tolist() == [25, 75]
    assert list(CHARTS["real_path"].data[0].y) == [30, 20]
    assert CHARTS["ranking"].data[0].error_x.array[0] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("near", "corner"),
    [
        ([], "top right"),
        ([(0.05, 0.03)], "bottom right"),
        ([(0.05, 0.03), (0.05, -0.03)], "top left"),
        ([(0.05, 0.03), (0.05, -0.03), (-0.05, 0.03)], "bottom left"),
        ([(0.5, 0.03)], "top right"),
    ],
)
def test_the_deal_on_the_table_is_named_where_no_other_mark_stands(
    near: list[tuple[float, float]], corner: str
) -> None:
    at = (0.4, 0.5)
    chart = utility_space(
        space(
            table=Mark("", *at),
            solutions={"nash": np.array([(at[0] + x, at[1] + y) for x, y in near]).reshape(-1, 2)},
            proposals=[],
            negotiation_set=np.zeros((0, 2)),
        )
    )
    (table,) = (trace for trace in chart.traces if trace.get("name") == "On the table")
    assert table["textposition"] == corner
