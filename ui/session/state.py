"""What one visitor is looking at, kept in the session and in the page's address.

Everything a link restores is one immutable `Desk`; undo and redo are stacks of them. Widgets write
through `update` only, which tells all of them what to show.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import streamlit as st

from simulator.errors import DealError, ScenarioError
from simulator.explain.rules import chosen, nearest_to_all
from simulator.scenario.deals import start_deal
from simulator.scenario.editing import EditError, edited
from simulator.scenario.parameters import ParameterEntry, parameter_entries
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.scenario.same_names import told_apart
from ui.cache.engine import Edits, Opened, menu, opened
from ui.session import echo, share
from ui.session.page_state import note_rule, notify
from ui.session.share import Path, Shared
from ui.session.slider_stops import shown_range, shown_value
from ui.work.task import WorkError

UNDO_STEPS = 100
MOST_PINS = 6
TermValue = float | str


@dataclass(frozen=True)
class Desk:
    """The scenario, the numbers changed, the deal on the table, those put aside, the day of known answers."""

    scenario: str
    text: str | None = None
    edits: Mapping[Path, float] = field(default_factory=dict)
    deal: Mapping[str, TermValue] = field(default_factory=dict)
    pins: Mapping[str, Mapping[str, TermValue]] = field(default_factory=dict)
    known: str = ""

    @property
    def question(self) -> tuple[str, str | None, Edits, str]:
        """All but the deals: what is the same answer for whoever has the same open."""
        return self.scenario, self.text, tuple(sorted(self.edits.items())), self.known

    def opened(self) -> Opened:
        """The scenario made ready, from the cache where it has been seen before."""
        return opened(*self.question)


def desk() -> Desk:
    """Return what the visitor is looking at; on a first visit, what their link says."""
    if "desk" not in st.session_state:
        st.session_state.undo, st.session_state.redo = [], []
        st.session_state.desk = _from_address()
    return cast(Desk, st.session_state.desk)


def to_redraw() -> bool:
    """Say, once, whether the desk has to be drawn again as a whole."""
    return bool(st.session_state.pop("redraw", False))


def _from_address() -> Desk:
    packed, named = st.query_params.get("s"), st.query_params.get("scenario")
    if packed:
        try:
            return restored(share.unpack(packed))
        except (share.BadLink, ScenarioError, EditError, DealError, WorkError) as error:
            notify(f"The link could not be opened, so this is a fresh start. {error}")
    ids = [entry.id for entry in menu()]
    return fresh(named if named in ids else ids[0])


def restored(shared: Shared) -> Desk:
    """Turn what a link holds into a desk, checked as strictly as an upload.

    Raises
    ------
    BadLink, ScenarioError, EditError, DealError, WorkError
        If it names no scenario of ours, or holds what the scenario does not allow, or takes too
        much to open.
    """
    if shared.text is None and shared.scenario not in [entry.id for entry in menu()]:
        raise share.BadLink("It names a scenario that is not here.")
    linked = Desk(shared.scenario, shared.text, shared.edits, shared.deal, shared.pins)
    pinned = dict(list(shared.pins.items())[:MOST_PINS])
    model = linked.opened().model
    if shared.known not in ("", *map(date.isoformat, linked.opened().answers_by_day)):
        raise share.BadLink("It names a day on which nothing was answered.")
    deals = {"": shared.deal} | {name[:60]: terms for name, terms in pinned.items()}
    allowed, words = nearest_to_all(model.scenario, model.space, deals)
    notify(words)
    return replace(linked, deal=allowed.pop(""), pins=allowed, known=shared.known)


def fresh(scenario: str, text: str | None = None) -> Desk:
    """Return a scenario as its file has it, with its opening deal on the table."""
    blank = Desk(scenario, text)
    return replace(blank, deal=start_deal(blank.opened().scenario))


def update(new: Desk) -> None:
    """Put a new state in place and remember the old one for undo."""
    old = desk()
    if new == old:
        return
    st.session_state.undo = [*st.session_state.undo, old][-UNDO_STEPS:]
    st.session_state.redo = []
    _show(new)


def undo() -> None:
    """Go back one step."""
    _step("undo", "redo")


def redo() -> None:
    """Go forward again."""
    _step("redo", "undo")


def _step(back: str, forth: str) -> None:
    current = desk()
    if st.session_state[back]:
        st.session_state[forth] = [*st.session_state[forth], current]
        *rest, previous = st.session_state[back]
        st.session_state[back] = rest
        _show(previous)


def _show(new: Desk) -> None:
    """Make a state current, and let every widget show it."""
    old = desk()
    st.session_state.desk = new
    note_rule("", "")
    # A change beyond the deal needs the page's other parts drawn again, not the fragment alone.
    if new.question != old.question:
        st.session_state.redraw = True
    if (new.scenario, new.text) != (old.scenario, old.text):
        _forget_widgets()
        return
    for issue, option in new.deal.items():
        echo.show(term_key(issue), option)
    if new.edits != old.edits:
        for entry in parameter_entries(new.opened().scenario):
            echo.show(value_key(entry), shown_value(entry))
            echo.show(range_key(entry), shown_range(entry))


def arrive(page: str) -> None:
    """Let the widgets of a page that is newly shown start from the desk.

    What is pressed on a page that is still being drawn finds the widgets of the page before it. What is
    written to them then is kept for them, but their browser is not told when they are drawn again.
    """
    if st.session_state.get("arrived") != page:
        st.session_state.arrived = page
        _forget_widgets()


def _forget_widgets() -> None:
    """Drop what widgets of another scenario or page hold: the same names may mean other things."""
    for key in list(st.session_state):
        if isinstance(key, str) and key.startswith(("term:", "edit:", "starts")):
            del st.session_state[key]


def term_key(issue: str) -> str:
    """Name the control of a term."""
    return f"term:{issue}"


def value_key(entry: ParameterEntry) -> str:
    """Name the slider of a number."""
    return f"edit:{'.'.join(entry.value_path)}"


def range_key(entry: ParameterEntry) -> str:
    """Name the slider of a number's range."""
    return f"edit:range:{'.'.join(entry.path)}"


def put(deal: Mapping[str, TermValue]) -> None:
    """Put a deal on the table."""
    update(replace(desk(), deal=dict(deal)))


def take_term(issue: str) -> None:
    """Put on the table what a term's control was moved to."""
    echo.when_moved(term_key(issue), lambda option: put_term(issue, option))


def put_term(issue: str, option: TermValue) -> None:
    """Change one term of the deal on the table, and with it what a rule then requires of others."""
    model, key = desk().opened().model, term_key(issue)
    choice = chosen(model.scenario, model.space, desk().deal, issue, option)
    put(choice.deal)
    echo.show(key, choice.deal[issue])
    note_rule(key, choice.words)


def take_value(entry: ParameterEntry) -> None:
    """Change a number to what its slider was moved to."""
    key = value_key(entry)
    if echo.moved(key):
        edit(entry.value_path, st.session_state[key])
        echo.show(key, shown_value(_current(entry)))


def take_range(entry: ParameterEntry) -> None:
    """Change the ends of a number's range that were moved on its slider."""
    key = range_key(entry)
    stood = echo.moved(key)
    if not stood:
        return
    now = _current(entry)
    low, high = st.session_state[key]
    ends = {"low": min(low, now.value), "high": max(high, now.value)}
    edit_together(
        {
            (*entry.path, name): end
            for at, (name, end) in enumerate(ends.items())
            if not any(echo.same((low, high)[at], was[at]) for was in stood)
        }
    )
    echo.show(key, shown_range(_current(entry)))


def _current(entry: ParameterEntry) -> ParameterEntry:
    """Return a number as it stands now: since its slider was drawn others may have moved it."""
    return next(
        current
        for current in parameter_entries(desk().opened().scenario)
        if current.path == entry.path
    )


def edit(path: Path, value: float) -> bool:
    """Change one number of the scenario; the old one stays if the new one cannot be."""
    return edit_together({path: value})


def edit_together(values: Mapping[Path, float]) -> bool:
    """Change numbers of the scenario in one step; all stay if one of them cannot be."""
    original = desk().opened().original
    edits = {**desk().edits, **values}
    for path, value in values.items():
        rest = {kept: number for kept, number in edits.items() if kept != path}
        if _number_at(original, rest, path) == value:
            # Back where it stands of itself.
            edits = rest
    return _edit_to(edits)


def _number_at(original: ScenarioDocument, edits: Mapping[Path, float], path: Path) -> float | None:
    """Return a number as the scenario has it with some numbers changed; None where it can't be."""
    try:
        place: Any = edited(original, edits).data
        for key in path:
            place = place[int(key)] if isinstance(place, list) else place[key]
    except (ScenarioError, EditError, LookupError):
        return None
    return float(place) if isinstance(place, int | float) else None


def _edit_to(edits: Mapping[Path, float]) -> bool:
    changed = replace(desk(), edits=edits)
    try:
        changed.opened()
    except (ScenarioError, EditError, WorkError) as error:
        notify(_short(error))
        return False
    update(changed)
    return True


def moved() -> frozenset[Path]:
    """Return the paths of the estimates whose values were changed by hand."""
    return frozenset(path[:-1] for path in desk().edits if path[-1] == "value")


def unedit(prefix: Path = ()) -> None:
    """Give the numbers under a path their original values back."""
    _edit_to({path: value for path, value in desk().edits.items() if path[: len(prefix)] != prefix})


def _short(error: Exception) -> str:
    if isinstance(error, ScenarioError):
        return "That cannot be: " + "; ".join(problem.message for problem in error.problems[:2])
    return f"That cannot be: {error}"


def pin(name: str) -> None:
    """Put the deal on the table aside for comparison, under a name that no other pin has."""
    *_, free = told_apart([*desk().pins, name])
    pins = {**desk().pins, free: dict(desk().deal)}
    update(replace(desk(), pins=dict(list(pins.items())[-MOST_PINS:])))


def unpin(name: str) -> None:
    """Drop a deal from the comparison."""
    update(replace(desk(), pins={key: deal for key, deal in desk().pins.items() if key != name}))


def packed() -> str:
    """Return the state as a link holds it."""
    now = desk()
    return share.pack(
        Shared(
            now.scenario,
            now.text,
            dict(now.edits),
            dict(now.deal),
            {name: dict(deal) for name, deal in now.pins.items()},
            now.known,
        )
    )


def write_address() -> None:
    """Keep the page's address in step, so that it can be copied at any time."""
    link = packed()
    if len(link) <= share.LONGEST_LINK:
        if st.query_params.get("s") != link:
            st.query_params["s"] = link
    elif "s" in st.query_params:
        del st.query_params["s"]
