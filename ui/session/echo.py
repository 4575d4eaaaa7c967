"""What a visitor moved, told from what a browser merely sends back.

With every request a browser sends where all its controls stand, not which of them was moved. While an
answer is under way, the controls that it will move still stand where they stood before, and a second
move sends that along. So we keep for each control what its browser may be showing. Two hidden controls,
the witnesses, are drawn before and after the others; what they say with a request bounds how much of
what we told has arrived among them. They differ only where an answer was cut short.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isclose
from typing import Any

import streamlit as st

CONTROLS, MENU = "controls", "menu"
"""What witnesses speak for: a page's own controls; the menu above them, by whose name it goes."""
_MOST = 2**31
_Told = list[tuple[int, Any]]


def start(key: str, value: object, shape: object = None) -> None:
    """Let a control that is about to be drawn stand somewhere, unless it does already.

    Parameters
    ----------
    shape
        What makes another control of it under the same name, such as the ends of its track.
    """
    shapes = st.session_state.setdefault("echo:shapes", {})
    if key not in st.session_state or shapes.get(key) != shape:
        shapes[key] = shape
        _tell(key, value)


def show(key: str, value: object) -> None:
    """Let a control stand somewhere, if it is drawn and does not already.

    What its browser has said and nobody has looked at yet is kept: it may be a move.
    """
    if key not in st.session_state or same(_all_told()[key][-1][1], value):
        return
    if same(st.session_state[key], _all_told()[key][-1][1]):
        _tell(key, value)
    else:
        _note(key, value)


def moved(key: str) -> tuple[Any, ...]:
    """Return where a control may have stood before its visitor moved it; nothing if nobody did.

    One that was not moved is told once more where it stands.
    """
    if key not in st.session_state:
        return ()
    position, (least, most) = st.session_state[key], _seen(key)
    records = _arrived(key)
    stood = tuple(value for n, (number, value) in enumerate(records) if n == 0 or number <= most)
    if any(same(position, value) for value in stood):
        _tell(key, records[-1][1])
        return ()
    on_the_way = [record for record in records if record[0] > least]
    _all_told()[key] = [(least, position), *on_the_way]
    if on_the_way:
        # It will arrive over what the visitor has just done.
        _tell(key, position)
    return stood


def when_moved(key: str, act: Callable[[Any], object]) -> None:
    """Do something with where a visitor moved a control, if one did."""
    if st.session_state.get(key) is not None and moved(key):
        act(st.session_state[key])


@contextmanager
def heard(which: str = CONTROLS) -> Iterator[None]:
    """Draw controls, with what says how much of what they were told has arrived."""
    _witness(f"echo:{which}:most")
    yield
    _witness(f"echo:{which}:least")


def _witness(key: str) -> None:
    st.session_state[key] = st.session_state.get("echo:count", 0)
    with st.container(key=key.replace(":", "_")):
        # Of the same kind as most controls: it is there no later than they are.
        st.slider("Answers heard", 0, _MOST, key=key)


STYLE = '[data-testid="stLayoutWrapper"]:has(> [class*="st-key-echo_"]) { display: none; }'


def _seen(key: str) -> tuple[int, int]:
    """Return up to which number all that was told has arrived, and up to which some of it may have."""
    which = MENU if key == MENU else CONTROLS
    least = int(st.session_state.get(f"echo:{which}:least", 0))
    return least, max(least, int(st.session_state.get(f"echo:{which}:most", least)))


def _all_told() -> dict[str, _Told]:
    records: dict[str, _Told] = st.session_state.setdefault("echo:told", {})
    return records


def _arrived(key: str) -> _Told:
    """Return what a control was told, from the latest of it that has arrived for certain."""
    records, (least, _) = _all_told().get(key, []), _seen(key)
    latest = max((at for at, (number, _) in enumerate(records) if number <= least), default=0)
    return records[latest:]


def _tell(key: str, value: object) -> None:
    _note(key, value)
    st.session_state[key] = value


def _note(key: str, value: object) -> None:
    count = st.session_state.get("echo:count", 0) + 1
    st.session_state["echo:count"] = count
    _all_told()[key] = [*_arrived(key), (count, value)]


def same(one: object, other: object) -> bool:
    """Whether a control that stands at one stands at the other."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float | int) and isinstance(other, float | int):
        return isclose(one, other, abs_tol=1e-9)
    return one == other
