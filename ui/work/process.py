"""What a worker process does: it takes questions from its input, one after another, and sends results.

It is a program of its own (`python -m ui.work.process`), not a copy of the server: a copy would hold
locks of threads that it does not have, and importing the server's script again would open its
database. It knows no Streamlit. It ends with its input, so it cannot outlive whoever started it.
"""

import copyreg
import importlib
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, NoReturn

from simulator.errors import ScenarioError

resource: Any = importlib.import_module("resource") if os.name == "posix" else None

READY, RESULT, DONE, FAILED, TOO_LARGE = "ready", "result", "done", "failed", "too large"
"""What a message says."""
OUT_OF_TIME, OUT_OF_MEMORY = 83, 84
"""With what a worker ends that has used up its budget."""
NICE = 5
"""Pages go first; whoever shares the machine leaves it some time all the same."""
LOOK = 0.2
"""Seconds between two looks at what has been used."""
Question = tuple[Callable[..., Iterator[Any]], tuple[Any, ...], float]
"""A function, its arguments, and the seconds of processor time that it may take."""

# What an exception is made from is otherwise taken to be its message.
copyreg.pickle(ScenarioError, lambda error: (ScenarioError, (error.file, error.problems)))


def main(memory: int) -> NoReturn:
    """Answer questions until the input ends.

    Parameters
    ----------
    memory
        How many bytes the answers may take beyond what the program itself needs.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever else would be printed must not come among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # Ctrl+C in a terminal reaches the server too, which then ends this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICE)
    questions: SimpleQueue[Question] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, questions), daemon=True).start()
    from ui.work import tasks  # noqa: F401  (slow, and needed by every question)

    budget = _Budget(memory)
    _send(answers, READY, None)
    while True:
        function, arguments, seconds = questions.get()
        budget.begin(seconds)
        try:
            for result in function(*arguments):
                _send(answers, RESULT, result)
            message: tuple[str, Any] = DONE, None
        except MemoryError:
            message = TOO_LARGE, None
        except Exception as error:
            message = FAILED, _sendable(error)
        budget.end()
        _send(answers, *message)


def _listen(source: BinaryIO, questions: "SimpleQueue[Question]") -> None:
    """Take in questions; where no more can come, nobody waits for an answer either."""
    try:
        while True:
            questions.put(pickle.load(source))  # noqa: S301  (from the server that started this)
    except EOFError:
        os._exit(0)


def _send(answers: BinaryIO, kind: str, content: Any) -> None:
    try:
        pickle.dump((kind, content), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)


def _sendable(error: Exception) -> Exception:
    """Return an error that the other side can read, with the same words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


class _Budget:
    """What one answer may use; a thread looks at it and ends the process."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._until = float("inf")
        if resource is None:
            return
        self._most = _resident() + memory
        if Path("/proc/self/statm").exists():
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
            most = pages * resource.getpagesize() + memory
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        threading.Thread(target=self._look, daemon=True).start()

    def begin(self, seconds: float) -> None:
        self._until = time.process_time() + seconds

    def end(self) -> None:
        self._until = float("inf")

    def _look(self) -> None:
        while True:
            time.sleep(LOOK)
            if time.process_time() > self._until:
                os._exit(OUT_OF_TIME)
            if _resident() > self._most:
                os._exit(OUT_OF_MEMORY)


def _resident() -> int:
    """Return the most bytes that were ever held in memory."""
    most = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return most if sys.platform == "darwin" else 1024 * most


if __name__ == "__main__":
    main(int(sys.argv[1]))
