"""Only what a visitor moves is an edit, however late the browser hears what else has moved."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from simulator.errors import ScenarioError
from simulator.scenario.deals import start_deal
from simulator.scenario.editing import EditError, edited
from simulator.scenario.parameters import ParameterEntry, parameter_entries
from simulator.scenario.reading.loading import ScenarioDocument, read_document
from tests.support import WATER_TEXT, examples
from ui.session import slider_stops, state

ORIGINAL = read_document(WATER_TEXT, "water.yaml")
START = start_deal(ORIGINAL.scenario)
READY = ({"price": 9.0, "flow": "always"}, {"price": 2.0, "judge": "panel"})
"""What two starting points put on the table."""
OPTIONS = {"price": (3.0, 5.0, 7.0), "flow": ("none", "summer"), "judge": ("court", "nobody")}


def numbers(document: ScenarioDocument) -> list[ParameterEntry]:
    """The numbers that the page shows: one player's priorities."""
    entries = parameter_entries(document.scenario)
    return [entry for entry in entries if entry.owner == "union" and entry.section == "weights"]


def script() -> None:
    """A page with some numbers, their ranges, the terms, starting points, and what takes a change back."""
    import streamlit as st

    from tests.support import WATER_TEXT
    from tests.ui.test_echo import READY, numbers
    from ui.components import controls
    from ui.pages.preferences import page
    from ui.session import echo, state

    if state.desk().text is None:
        st.session_state.desk = state.fresh("mine", WATER_TEXT)
    opened = state.desk().opened()
    st.button("Undo", key="undo_button", on_click=state.undo)
    for n, ready in enumerate(READY):
        st.button(
            str(n), key=f"ready{n}", on_click=state.put, args=({**state.desk().deal, **ready},)
        )
    with echo.heard():
        for entry in numbers(opened.document):
            page._value_slider(opened, entry, False)
            page._range_slider(entry)
        controls.term_controls(opened.scenario, opened.scenario.issues)


@dataclass
class Browser:
    """Sends with each request where all controls stand, and hears the answers later, in order.

    As in a real one, an answer moves those controls alone of which the server says so.
    """

    test: AppTest
    stands: dict[str, Any] = field(default_factory=dict)
    on_the_way: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.test.run()
        self.stands = {control.key: control.value for control in self._controls()}

    def _controls(self) -> list[Any]:
        return [*self.test.slider, *self.test.select_slider, *self.test.selectbox]

    def move(self, key: str, to: Any) -> None:
        self.stands[key] = to
        self._send()

    def press(self, key: str) -> None:
        self.test.button(key=key).click()
        self._send()

    def _send(self) -> None:
        for control in self._controls():
            control.set_value(self.stands[control.key])
        self.test.run()
        assert not self.test.exception
        answer = {
            control.key: control.value for control in self._controls() if control.proto.set_value
        }
        self.on_the_way.append(answer)

    def hear(self, answers: int) -> None:
        for answer in self.on_the_way[:answers]:
            self.stands |= answer
        del self.on_the_way[:answers]

    @property
    def desk(self) -> state.Desk:
        desk: state.Desk = self.test.session_state["desk"]
        return desk


@dataclass
class Meant:
    """What the visitor did, one thing after the other, as if each had been answered at once."""

    edits: dict[tuple[str, ...], float] = field(default_factory=dict)
    deal: dict[str, Any] = field(default_factory=lambda: dict(START))
    before: list[tuple[Any, Any]] = field(default_factory=list)

    def do(self, edits: dict[tuple[str, ...], float], deal: dict[str, Any]) -> None:
        try:
            edited(ORIGINAL, edits)
        except (EditError, ScenarioError):
            return
        if (edits, deal) != (self.edits, self.deal):
            self.before.append((self.edits, self.deal))
            self.edits, self.deal = edits, deal

    def change(self, path: tuple[str, ...], value: float) -> None:
        rest = {other: number for other, number in self.edits.items() if other != path}
        stays = _at(edited(ORIGINAL, rest), path) == value
        self.do(rest if stays else self.edits | {path: value}, self.deal)

    def undo(self) -> None:
        if self.before:
            self.edits, self.deal = self.before.pop()

    @property
    def document(self) -> ScenarioDocument:
        return edited(ORIGINAL, self.edits)


def _at(document: ScenarioDocument, path: tuple[str, ...]) -> Any:
    node: Any = document.data
    for key in path:
        node = node[key]
    return node


NUMBER = st.integers(0, len(numbers(ORIGINAL)) - 1)
STEPS = st.integers(-9, 9).filter(bool)
EVENTS = st.one_of(
    st.tuples(st.just("value"), NUMBER, STEPS),
    st.tuples(st.just("low"), NUMBER, STEPS),
    st.tuples(st.just("term"), st.sampled_from([*OPTIONS]), st.integers(0, 2)),
    st.tuples(st.just("ready"), st.integers(0, 1), st.none()),
    st.tuples(st.just("undo"), st.none(), st.none()),
    st.tuples(st.just("hear"), st.integers(1, 3), st.none()),
)


def act(browser: Browser, meant: Meant, what: str, which: Any, how: Any) -> None:
    """Let a visitor who sees what the browser shows do something."""
    if what == "hear":
        browser.hear(which)
    elif what == "undo":
        browser.press("undo_button")
        meant.undo()
    elif what == "ready":
        # What the button puts on the table was settled when the page was last drawn.
        deal = {**browser.desk.deal, **READY[which]}
        browser.press(f"ready{which}")
        meant.do(meant.edits, deal)
    elif what == "term":
        to = OPTIONS[which][how % len(OPTIONS[which])]
        if browser.stands[state.term_key(which)] != to:
            browser.move(state.term_key(which), to)
            meant.do(meant.edits, meant.deal | {which: to})
    elif what == "value":
        entry = numbers(meant.document)[which]
        key = state.value_key(entry)
        to = round(min(max(browser.stands[key] + how / 100, 0.01), 0.99), 2)
        # Where the server has it already, there is nothing to say.
        if to not in (browser.stands[key], slider_stops.shown_value(entry)):
            browser.move(key, to)
            meant.change(entry.value_path, to)
    else:
        entry = numbers(meant.document)[which]
        if entry.low is None:
            return
        low, high = browser.stands[state.range_key(entry)]
        to = round(min(max(low + how / 100, 0.01), high), 2)
        if to not in (low, slider_stops.shown_range(entry)[0]):
            browser.move(state.range_key(entry), (to, high))
            meant.change((*entry.path, "low"), min(to, entry.value))


# An example takes a second, so that to shrink one would take minutes.
@examples(10, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(EVENTS, min_size=2, max_size=10))
def test_only_what_was_moved_is_changed_and_undo_takes_back_the_last(events: list[Any]) -> None:
    browser, meant = Browser(AppTest.from_function(script, default_timeout=60)), Meant()
    for event in events:
        act(browser, meant, *event)
        assert browser.desk.edits == pytest.approx(meant.edits)
        assert browser.desk.deal == meant.deal
        union = browser.desk.opened().scenario.players["union"]
        couplings = sum(coupling.value for coupling in union.interactions.values())
        weights = sum(weight.value for weight in union.weights.values())
        assert weights + couplings == pytest.approx(1)
    browser.hear(len(browser.on_the_way))
    for entry in numbers(browser.desk.opened().document):
        assert browser.stands[state.value_key(entry)] == pytest.approx(
            slider_stops.shown_value(entry)
        )
    for issue, option in browser.desk.deal.items():
        assert browser.stands[state.term_key(issue)] == option
