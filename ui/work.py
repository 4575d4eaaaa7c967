"""Long computations on a page: worked on a little at a time, drawn in between, stopped when asked."""

import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import streamlit as st

Result = TypeVar("Result")
AT_A_TIME = 0.5
"""Seconds of work between two drawings."""


class Work(Generic[Result]):
    """Something whose result gets better as it goes on.

    Attributes
    ----------
    result
        The latest; None before the first.
    done, stopped
        Whether it has come to its end, and whether the visitor asked to stop.
    """

    def __init__(self, steps: Iterator[Result]) -> None:
        self.result: Result | None = None
        self.done = self.stopped = False
        self._steps = steps

    @property
    def going(self) -> bool:
        """Whether there is more to come."""
        return not (self.done or self.stopped)

    def advance(self, seconds: float = AT_A_TIME) -> None:
        """Work for about so long."""
        until = time.monotonic() + seconds
        while not self.done and time.monotonic() < until:
            try:
                self.result = next(self._steps)
            except StopIteration:
                self.done = True

    def stop(self) -> None:
        """Leave it at what has been found."""
        self.stopped = True

    def go_on(self) -> None:
        """Take it up again."""
        self.stopped = False


def show(
    work: Work[Result], key: str, progress: Callable[[], float], draw: Callable[[], None]
) -> None:
    """Draw a result while it gets better, with a bar and a button to stop."""

    def body() -> None:
        before = work.going
        if before:
            work.advance()
        if not work.done:
            _bar(work, key, progress())
        draw()
        if before and not work.going:
            # The timer ends with the next run of the whole page.
            st.rerun()

    with st.container(key=f"work_{key}"):
        st.fragment(body, run_every=0.3 if work.going else None)()


def _bar(work: Work[Result], key: str, progress: float) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(0.99, progress), text="Stopped." if work.stopped else "Working it out …")
        if work.stopped:
            st.button("Go on", icon=":material/play_arrow:", key=f"{key}_go", on_click=work.go_on)
        else:
            st.button("Stop", icon=":material/stop:", key=f"{key}_stop", on_click=work.stop)
