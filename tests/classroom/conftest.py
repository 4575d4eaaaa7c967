"""What the tests of a class share."""

import pytest

from tests.classroom.room import HeldClock


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> HeldClock:
    """The database's clock, held by the test."""
    clock = HeldClock()
    clock.hold(monkeypatch)
    return clock
