"""Long computations on a page: worked on a little at a time, drawn in between, stopped when asked.

One that fails is shown as failed, without what it had found so far, and can be tried again.
"""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

import streamlit as st

from simulator.errors import SimulatorError
from ui.text import plain

Result = TypeVar("Result")
AT_A_TIME = 0.5
"""Seconds of work between two drawings."""
_log = logging.getLogger(__name__)


class Job(Protocol):
    """What `show` can show: a computation, or several as one."""

    @property
    def done(self) -> bool:
        """Whether it has come to its end."""

    @property
    def stopped(self) -> bool:
        """Whether the visitor asked to stop."""

    @property
    def failure(self) -> Exception | None:
        """What it came to grief on."""

    def advance(self) -> None:
        """Work for a little."""

    def stop(self) -> None:
        """Leave it at what has been found."""

    def go_on(self) -> None:
        """Take it up again."""

    def try_again(self) -> None:
        """Begin anew after a failure."""


class BackgroundJob(Generic[Result]):
    """Something whose result gets better as it goes on.

    Attributes
    ----------
    result
        The latest; None before the first.
    done, stopped
        Whether it has come to its end, and whether the visitor asked to stop.
    failure
        What it came to grief on; then it is neither done nor going.
    """

    def __init__(self, begin: Callable[[], Iterator[Result]]) -> None:
        self._begin = begin
        self.try_again()

    def try_again(self) -> None:
        """Begin anew."""
        self.result: Result | None = None
        self.done = self.stopped = False
        self.failure: Exception | None = None
        self._steps = iter(self._begin())

    def advance(self, seconds: float = AT_A_TIME) -> None:
        """Work for about so long."""
        until = time.monotonic() + seconds
        while not self.done and self.failure is None and time.monotonic() < until:
            try:
                self.result = next(self._steps)
            except StopIteration:
                self.done = True
            except Exception as error:
                _log.exception("A computation failed.")
                self.failure = error

    def finish(self) -> None:
        """Work to the end, or to a failure."""
        while not self.done and self.failure is None:
            self.advance()

    def stop(self) -> None:
        """Leave it at what has been found."""
        self.stopped = True

    def go_on(self) -> None:
        """Take it up again."""
        self.stopped = False


def show(job: Job, key: str, progress: Callable[[], float], draw: Callable[[], None]) -> None:
    """Draw a result while it gets better, with a bar and a button to stop; or that it failed."""
    timed = _is_going(job)

    def body() -> None:
        if _is_going(job):
            job.advance()
        if job.failure is not None:
            failed(job, key)
        else:
            if not job.done:
                _bar(job, key, progress())
            draw()
        if _is_going(job) != timed:
            # The timer starts and ends with the next run of the whole page.
            st.rerun()

    with st.container(key=f"work_{key}"):
        st.fragment(body, run_every=0.3 if timed else None)()


def failed(job: Job, key: str) -> None:
    """Say what a computation came to grief on, with a button to try again."""
    error = job.failure
    cause = str(error) if isinstance(error, SimulatorError) else f"{type(error).__name__}: {error}"
    st.error(
        f"This could not be worked out, so nothing of it is shown. What happened: {plain(cause)}"
    )
    st.button("Try again", icon=":material/refresh:", key=f"{key}_again", on_click=job.try_again)


def _is_going(job: Job) -> bool:
    """Tell whether there is more to come."""
    return not (job.done or job.stopped or job.failure)


def _bar(job: Job, key: str, progress: float) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(0.99, progress), text="Stopped." if job.stopped else "Working it out …")
        if job.stopped:
            st.button("Go on", icon=":material/play_arrow:", key=f"{key}_go", on_click=job.go_on)
        else:
            st.button("Stop", icon=":material/stop:", key=f"{key}_stop", on_click=job.stop)
