"""Pages outside classes are drawn one at a time, so that however many are asked for a class goes first.

Python runs one thread at a time: eight visitors who move sliders without a pause would leave a class of
forty one ninth of the process. In a queue they leave it half, and wait little longer themselves.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui.server.streamlit_private import visitor

AT_A_TIME = 1
LOOK = 0.5
"""Seconds after which who waits looks whether something newer is to be drawn."""
_turns = threading.Semaphore(AT_A_TIME)
_own = threading.local()


@contextmanager
def in_turn() -> Iterator[None]:
    """Wait until few others are being drawn; what is within another's turn is part of it."""
    if _has():
        yield
        return
    take()
    try:
        yield
    finally:
        give()


@contextmanager
def aside() -> Iterator[None]:
    """Let others be drawn while this page waits for something."""
    if not _has():
        yield
        return
    give()
    yield
    take()


def take() -> None:
    """Wait for a turn; where the page is not wanted any more, its run ends here."""
    while not _turns.acquire(timeout=LOOK):
        if visitor():
            # Any use of the session's state looks for that.
            st.session_state.get("desk")
    _own.turn = True


def give() -> None:
    """Give the turn back, if there is one."""
    if _has():
        _own.turn = False
        _turns.release()


def _has() -> bool:
    return bool(getattr(_own, "turn", False))
