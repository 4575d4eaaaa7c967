"""A worker process as the server sees it."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from ui.work import process
from ui.work.task import OverMemory, OverTime, Task, WorkerLost, WorkError

ROOT = Path(__file__).parents[2]
MEMORY = 1 << 30
"""Bytes that a question may take beyond what the program itself needs."""
NICE = 15
"""While a class runs: next to nothing where anything else wants to run."""


class Worker(Protocol):
    """What answers one question at a time.

    Attributes
    ----------
    gave_way
        Whether everything else goes first; there is no way back.
    """

    gave_way: bool

    def answer(self, task: "Task") -> Iterator[Any]:
        """Yield the results."""

    def give_way(self) -> None:
        """Let everything else go first from now on."""

    def end(self) -> None:
        """Stop at once, whatever it does."""


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
        self.gave_way = False

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

    def give_way(self) -> None:
        """Let everything else go first from now on: only an administrator could take that back."""
        self.gave_way = True
        if hasattr(os, "setpriority") and self._process.poll() is None:
            with suppress(ProcessLookupError):
                # Where the server itself was started at a lower priority, that is low enough.
                now = os.getpriority(os.PRIO_PROCESS, self.pid)
                os.setpriority(os.PRIO_PROCESS, self.pid, max(now, NICE))

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
