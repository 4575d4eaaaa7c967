"""A question for the workers, and why it may stay without an answer."""

import threading
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from simulator.errors import SimulatorError

LONG, SHORT = 120.0, 20.0
"""Seconds of processor time for a question whose results are shown as they come, and for one that a
page waits for."""
Function = Callable[..., Iterator[Any]]


class WorkError(SimulatorError):
    """A question that was not answered, with a sentence for whoever asked."""


class OverBudget(WorkError):
    """It took more than one question may."""


class OverTime(OverBudget):
    """It took more time than one question may."""


class OverMemory(OverBudget):
    """It took more memory than one question may."""


class TooBusy(WorkError):
    """The computer had no time for it."""


class WorkerLost(WorkError):
    """The process that worked on it ended of itself."""


class Abandoned(WorkError):
    """Nobody has asked for it any more."""


class Task:
    """A question that somebody waits for.

    Attributes
    ----------
    result, count
        The latest, and how many have come; None and 0 before the first.
    working, done
        Whether it is being worked on, and whether it has come to its end.
    failure
        Why it has not.
    """

    def __init__(
        self, key: Hashable, function: Function, arguments: tuple[Any, ...], whose: str, long: bool
    ) -> None:
        self.key, self.function, self.arguments = key, function, arguments
        self.whose, self.long = whose, long
        self.seconds = LONG if long else SHORT
        self.result: Any = None
        self.count = 0
        self.working = False
        self.failure: Exception | None = None
        self.asking: dict[str, float] = {}
        self.until = float("inf")
        self._ended = threading.Event()

    @property
    def name(self) -> str:
        """What is asked, for the log."""
        return getattr(self.function, "__name__", "?")

    @property
    def done(self) -> bool:
        """Whether all results are there."""
        return self._ended.is_set() and self.failure is None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, but not longer than this; return whether it has come."""
        return self._ended.wait(seconds)

    def take(self, result: Any) -> None:
        """Note a result."""
        self.result = result
        self.count += 1

    def close(self, failure: Exception | None = None) -> None:
        """Note that this was all; the first reason stays."""
        if not self.over:
            self.failure = failure
            self._ended.set()
