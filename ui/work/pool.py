"""A few worker processes for what takes long, so that whoever draws pages is not kept waiting.

A question is a function that yields better and better results, and its arguments. Who asks the same
question at the same time shares one answer. It is worked on as long as somebody asks for it: whoever
stops, leaves or closes the page asks no more, and the process that works on it is ended.
"""

import atexit
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from simulator.errors import SimulatorError
from ui.work import process

ROOT = Path(__file__).parents[2]
WORKERS = max(2, min(4, (os.cpu_count() or 2) - 1))
"""Processes; one of them takes no long questions, so that pages which wait for an answer get it."""
OF_ONE = 2
"""Questions of one visitor that are worked on at the same time."""
MEMORY = 1 << 30
"""Bytes that a question may take beyond what the program itself needs."""
LONG, SHORT = 120.0, 20.0
"""Seconds of processor time for a question whose results are shown as they come, and for one that a
page waits for."""
WALL = 4.0
"""How many times as long it may take by the clock: a busy server lets pages go first."""
PATIENCE = 20.0
"""Seconds after which whoever has not asked again is taken to have left."""
ANSWERS_KEPT = 48
IDLE = 900.0
"""Seconds after which a worker that has had nothing to do ends."""
LOOK = 0.2
"""Seconds between two looks at who is still there."""
STOPPED = "The server is being stopped."
_log = logging.getLogger(__name__)
Function = Callable[..., Iterator[Any]]


class WorkError(SimulatorError):
    """A question that was not answered, with a sentence for whoever asked."""


class OverBudget(WorkError):
    """It took more than one question may."""


class OverTime(OverBudget):
    """It took more time than one question may."""


class OverMemory(OverBudget):
    """It took more memory than one question may."""


class WorkerLost(WorkError):
    """The process that worked on it ended of itself."""


class Abandoned(WorkError):
    """Nobody has asked for it any more."""


class Worker(Protocol):
    """What answers one question at a time."""

    def answer(self, task: "Task") -> Iterator[Any]:
        """Yield the results."""

    def end(self) -> None:
        """Stop at once, whatever it does."""


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


class WorkerProcess:
    """A process that waits for questions, kept warm between them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ui.work.process", str(MEMORY)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
                # Threads of a matrix product would take the cores that pages want.
                **dict.fromkeys(
                    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"
                ),
            },
        )
        self.pid = self._process.pid

    def answer(self, task: Task) -> Iterator[Any]:
        """Ask, and yield what comes until the answer is complete.

        Raises
        ------
        OverTime, OverMemory, WorkerLost
            If there is no answer.
        Exception
            What the question itself came to grief on.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        question: process.Question = task.function, task.arguments, task.seconds
        sent = pickle.dumps(question, pickle.HIGHEST_PROTOCOL)
        try:
            self._process.stdin.write(sent)
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise self._lost(task) from None
        while True:
            try:
                kind, content = pickle.load(self._process.stdout)  # noqa: S301  (our own process)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                raise self._lost(task) from None
            if kind == process.RESULT:
                yield content
            elif kind == process.DONE:
                return
            elif kind == process.TOO_LARGE:
                raise OverMemory(_too_large())
            elif kind == process.FAILED:
                raise content

    def _lost(self, task: Task) -> WorkError:
        code = self._process.wait()
        if code == process.OUT_OF_TIME:
            return OverTime(_too_long(task))
        if code == process.OUT_OF_MEMORY:
            return OverMemory(_too_large())
        return WorkerLost("The process that was working on it ended before it was done.")

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _too_long(task: Task) -> str:
    return (
        f"It would take more than {task.seconds:.0f} seconds of computing, and one question may take no "
        "more. Fewer terms, options, players or runs take less."
    )


def _too_large() -> str:
    return (
        f"It would take more than {MEMORY >> 20:,} MiB of memory, and one question may take no more. "
        "Fewer terms, options, players or runs take less."
    )


class Pool:
    """Workers that are started when they are first needed, and the questions that wait for them.

    Parameters
    ----------
    start
        What starts one.
    workers
        How many there are at the most.
    """

    def __init__(self, start: Callable[[], Worker] = WorkerProcess, workers: int = WORKERS) -> None:
        self._start, self._most = start, workers
        self._changed = threading.Condition()
        self._waiting: list[Task] = []
        self._answers: OrderedDict[Hashable, Task] = OrderedDict()
        self._working: dict[Task, Worker] = {}
        self._threads = 0
        self._idle = 0
        self._watching = False
        self._closed = False

    def ask(
        self,
        key: Hashable,
        function: Function,
        arguments: tuple[Any, ...],
        visitor: str,
        long: bool = True,
        afresh: bool = False,
    ) -> Task:
        """Ask a question, or say that one is still asked; the latest answers are kept.

        Parameters
        ----------
        key
            By what it is known to be the same question.
        long
            Whether the results are shown as they come; else a page waits for it.
        afresh
            Whether a kept answer is to be forgotten.
        """
        with self._changed:
            if afresh:
                self._answers.pop(key, None)
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            task = next((task for task in self._all() if task.key == key and not task.over), None)
            if task is None:
                task = Task(key, function, arguments, visitor, long)
                if self._closed:
                    task.close(WorkerLost(STOPPED))
                    return task
                self._waiting.append(task)
                if self._idle < len(self._waiting) and self._threads < self._most:
                    self._threads += 1
                    threading.Thread(target=self._serve, daemon=True).start()
                if not self._watching:
                    self._watching = True
                    threading.Thread(target=self._watch, daemon=True).start()
                self._changed.notify_all()
            task.asking[visitor] = time.monotonic()
        return task

    def leave(self, task: Task, visitor: str) -> None:
        """Ask no more; if nobody else does, the work ends at once."""
        with self._changed:
            task.asking.pop(visitor, None)
            self._drop(task)

    def before(self, task: Task) -> int:
        """Return how many questions wait longer than this one; 0 too where it is worked on."""
        with self._changed:
            return self._waiting.index(task) if task in self._waiting else 0

    def close(self) -> None:
        """End all work and all workers."""
        with self._changed:
            self._closed = True
            for task in self._all():
                task.close(WorkerLost(STOPPED))
            self._waiting.clear()
            for worker in self._working.values():
                worker.end()
            self._changed.notify_all()

    def _all(self) -> list[Task]:
        return [*self._working, *self._waiting]

    def _drop(self, task: Task) -> None:
        if not task.asking and not task.over:
            self._end(task, Abandoned("Nobody has waited for it."))

    def _end(self, task: Task, why: WorkError) -> None:
        task.close(why)
        if task in self._waiting:
            self._waiting.remove(task)
        elif task in self._working:
            self._working[task].end()

    def _watch(self) -> None:
        """Drop what nobody asks for, and end what takes too long by the clock."""
        while True:
            with self._changed:
                if not self._all():
                    self._watching = False
                    return
                now = time.monotonic()
                for task in self._all():
                    task.asking = {
                        who: at for who, at in task.asking.items() if now - at < PATIENCE
                    }
                    self._drop(task)
                    if now > task.until:
                        self._end(task, OverTime(_too_long(task)))
            time.sleep(LOOK)

    def _serve(self) -> None:
        """Have one worker answer one question after the other."""
        worker: Worker | None = None
        while (task := self._next()) is not None:
            try:
                # Outside the lock: it takes a moment, and others ask meanwhile.
                worker = worker or self._start()
                with self._changed:
                    self._working[task] = worker
                    task.working = True
                    task.until = time.monotonic() + WALL * task.seconds
                if not task.over:
                    for result in worker.answer(task):
                        task.take(result)
                failure: Exception | None = None
            except Exception as error:
                failure = error
                if isinstance(error, WorkError) and not task.over:
                    _log.warning("A question was not answered (%s): %s", task.name, error)
                elif not isinstance(error, SimulatorError):
                    _log.error("A computation failed (%s).", task.name, exc_info=error)
            self._finish(task, failure)
            # Also where it was ended just as it came to its own end.
            if isinstance(task.failure, WorkError):
                worker = self._replaced(worker)
        if worker is not None:
            worker.end()

    def _finish(self, task: Task, failure: Exception | None = None) -> None:
        task.close(failure)
        with self._changed:
            self._working.pop(task, None)
            task.working = False
            if not isinstance(task.failure, Abandoned | WorkerLost):
                self._answers[task.key] = task
                if len(self._answers) > ANSWERS_KEPT:
                    self._answers.popitem(last=False)
            self._changed.notify_all()

    def _replaced(self, worker: Worker | None) -> Worker | None:
        """Start another in the place of one that has ended, so that the next question finds it warm."""
        if worker is not None:
            worker.end()
        return None if self._closed else self._start()

    def _next(self) -> Task | None:
        """Return what is to be worked on next; None after a long rest, or when all is over."""
        with self._changed:
            until = time.monotonic() + IDLE
            while not self._closed:
                task = self._turn()
                if task is not None:
                    self._waiting.remove(task)
                    # Held by nobody yet, but no longer free.
                    self._working[task] = _Nobody()
                    return task
                self._idle += 1
                try:
                    if (
                        not self._changed.wait(until - time.monotonic())
                        and until < time.monotonic()
                    ):
                        break
                finally:
                    self._idle -= 1
            self._threads -= 1
            return None

    def _turn(self) -> Task | None:
        """Return whose turn it is: what a page waits for first, then whoever has least under way."""
        of = [task.whose for task in self._working]
        long = sum(task.long for task in self._working)
        able = [
            task
            for task in self._waiting
            if of.count(task.whose) < OF_ONE and not (task.long and long >= self._most - 1)
        ]
        return min(able, key=lambda task: (task.long, of.count(task.whose)), default=None)


class _Nobody:
    """In the place of a worker that is being started."""

    def answer(self, task: Task) -> Iterator[Any]:
        raise NotImplementedError

    def end(self) -> None:
        pass


_pool = Pool()
atexit.register(_pool.close)


def pool() -> Pool:
    """Return the workers of this process."""
    return _pool
