"""Questions for worker processes in tests; a process of its own imports them by name."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from simulator.errors import Problem, ScenarioError


def counted(last: int) -> Iterator[int]:
    yield from range(1, last + 1)


def until_told(sign: str) -> Iterator[int]:
    """Say who works on it, and work on until a file is there."""
    yield os.getpid()
    while not Path(sign).exists():
        time.sleep(0.01)
    yield os.getpid()


def busy() -> Iterator[int]:
    """Say who works on it, and compute for ever."""
    yield os.getpid()
    while True:
        pass


def greedy() -> Iterator[int]:
    """Say who works on it, and take all the memory there is, a little at a time."""
    yield os.getpid()
    held = []
    while True:
        held.append(bytearray(1 << 24))


def grasping() -> Iterator[int]:
    """Ask for more memory at once than any machine has."""
    yield len(bytearray(1 << 46))


def dying() -> Iterator[int]:
    yield os.getpid()
    os.abort()


def refused() -> Iterator[int]:
    yield 0
    raise ScenarioError("a.yaml", [Problem(3, 1, ("issues",), "this field is missing")])


def printing() -> Iterator[str]:
    sys.stdout.write("Not an answer.")
    sys.stdout.flush()
    yield "An answer."
