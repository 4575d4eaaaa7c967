"""What the tests of a class share."""

import sys
from types import ModuleType

import pytest

from tests.classroom.room import HeldClock


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> HeldClock:
    """The database's clock, held by the test."""
    clock = HeldClock()
    clock.hold(monkeypatch)
    return clock


@pytest.fixture
def bare_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """No main script for new processes to run again: a page that was tested here may have left its own."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
