"""Long computations on a page: worked on elsewhere, drawn in between, stopped when asked.

A worker process does the work (`ui.work`); the page looks how far it has come. One that fails is
shown as failed, without what it had found so far, and can be tried again.
"""

import logging
import pickle
import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast

import streamlit as st

from simulator.errors import SimulatorError
from ui.cache.turns import aside, in_turn
from ui.server.streamlit_private import has_left, visitor
from ui.text import plain
from ui.work.pool import pool
from ui.work.task import Abandoned, Task

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")
AT_A_TIME = 0.5
"""Seconds of work between two drawings."""
LOOK = 0.1
"""Seconds between two looks whether a visitor who waits is still there."""
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
    def waiting(self) -> bool:
        """Whether it waits for others' work."""

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
    """Something whose result gets better as it goes on, worked on where the page is drawn.

    Attributes
    ----------
    result
        The latest; None before the first.
    done, stopped
        Whether it has come to its end, and whether the visitor asked to stop.
    failure
        What it came to grief on; then it is neither done nor going.
    """

    waiting = False

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


class PooledJob(Generic[Result]):
    """The same, worked on by a worker process for as long as the page asks.

    Parameters
    ----------
    function
        Of `ui.work.tasks`: it yields better and better results.
    """

    def __init__(self, function: Callable[..., Iterator[Result]], *arguments: Any) -> None:
        self.question = function, arguments
        self._key = _key(*self.question)
        self._visitor = visitor()
        self._task: Task | None = None
        self._afresh = False
        self._begin()

    def _begin(self) -> None:
        self.result: Result | None = None
        self.done = self.stopped = self.waiting = False
        self.failure: Exception | None = None
        self._count = 0

    def advance(self, seconds: float = AT_A_TIME) -> None:
        """Ask for it, and wait for about so long."""
        task = pool().ask(self._key, *self.question, self._visitor, afresh=self._afresh)
        self._task, self._afresh = task, False
        with aside():
            task.wait(seconds)
        if task.over and task.failure is not None:
            # The page was away, or another visitor pressed Stop just now: the next look asks again.
            if not isinstance(task.failure, Abandoned):
                self.failure = task.failure
            return
        self.waiting = not (task.working or task.over)
        # One that was stopped and taken up again begins anew: until it is as far, the old result stays.
        if task.over or task.count >= self._count:
            self.result, self._count = task.result, task.count
        self.done = task.over

    def stop(self) -> None:
        """Leave it at what has been found: the work ends, unless others wait for it too."""
        self.stopped = True
        if self._task is not None:
            pool().leave(self._task, self._visitor)

    def go_on(self) -> None:
        """Take it up again."""
        self.stopped = False

    def try_again(self) -> None:
        """Begin anew."""
        self._begin()
        self._afresh = True


def _key(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, bytes]:
    return function.__qualname__, pickle.dumps(arguments)


def pooled_job(
    slot: str,
    function: Callable[Arguments, Iterator[Result]],
    *arguments: Arguments.args,
    **_none: Arguments.kwargs,
) -> PooledJob[Result]:
    """Return this visitor's work in a certain place; another question ends the one before it."""
    kept = st.session_state.get(f"work:{slot}")
    if kept is None or kept.question != (function, arguments):
        if kept is not None:
            kept.stop()
        st.session_state[f"work:{slot}"] = kept = PooledJob(function, *arguments)
    return cast(PooledJob[Result], kept)


def worked_out(
    function: Callable[Arguments, Iterator[Result]],
    *arguments: Arguments.args,
    **_none: Arguments.kwargs,
) -> Result:
    """Return what a worker process finds, as soon as it is there; others' pages are drawn meanwhile.

    Where the visitor leaves, or something newer is to be drawn, the work ends.

    Raises
    ------
    WorkError
        If it took too long or too much memory, or its process ended.
    Exception
        What the work came to grief on.
    """
    return worked_out_for(visitor(), function, *arguments, **_none)


def worked_out_for(
    who: str,
    function: Callable[Arguments, Iterator[Result]],
    *arguments: Arguments.args,
    **_none: Arguments.kwargs,
) -> Result:
    """Return the same for a visitor whose page is not being drawn: files are made beside it."""
    while True:
        task = pool().ask(_key(function, arguments), function, arguments, who, long=False)
        try:
            with aside():
                ended = task.wait(LOOK)
            if not ended:
                if visitor():
                    # Any use of the session's state ends a run that is not wanted any more.
                    st.session_state.get("desk")
                if has_left(who):
                    st.stop()
                continue
        except BaseException:
            pool().leave(task, who)
            raise
        if isinstance(task.failure, Abandoned):
            continue
        if task.failure is not None:
            raise task.failure
        return cast(Result, task.result)


def show(job: Job, key: str, progress: Callable[[], float], draw: Callable[[], None]) -> None:
    """Draw a result while it gets better, with a bar and a button to stop; or that it failed."""
    timed = _is_going(job)

    @in_turn()
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
        st.progress(min(0.99, progress), text=_words(job))
        if job.stopped:
            st.button("Go on", icon=":material/play_arrow:", key=f"{key}_go", on_click=job.go_on)
        else:
            st.button("Stop", icon=":material/stop:", key=f"{key}_stop", on_click=job.stop)


def _words(job: Job) -> str:
    if job.stopped:
        return "Stopped."
    if job.waiting:
        return "Waiting: the server is working something out for others. This comes next …"
    return "Working it out …"
