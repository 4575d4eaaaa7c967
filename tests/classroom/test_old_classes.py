"""Classes that are kept no longer: listed, and deleted by one command."""

import pytest

from classroom import __main__ as command
from classroom.errors import ClassError
from classroom.service.classes import WEEK, WEEKS_KEPT, WEEKS_VARIABLE, old_classes
from classroom.storage.database import Database
from tests.classroom.room import HeldClock, a_room


def test_old_classes_are_listed_and_deleted_and_newer_ones_stay(
    db: Database,
    held: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv(WEEKS_VARIABLE, raising=False)
    old = a_room(db)
    held.forward((WEEKS_KEPT - 1) * WEEK)
    a_room(db)
    assert old_classes(db) == []
    held.forward(2 * WEEK)
    assert [one.id for one in old_classes(db)] == [old.id]
    assert len(old_classes(db, 1)) == 2
    monkeypatch.setattr(command, "database", lambda: db)
    monkeypatch.setattr("sys.argv", ["classroom"])
    command.main()
    assert "1 to be deleted" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["classroom", "--delete"])
    command.main()
    assert "1 deleted" in capsys.readouterr().out
    assert old_classes(db) == []
    assert len(old_classes(db, 1)) == 1


@pytest.mark.parametrize("weeks", ["some", "0", "-1", "nan", "inf"])
def test_a_retention_that_is_no_number_is_refused(
    db: Database, monkeypatch: pytest.MonkeyPatch, weeks: str
) -> None:
    monkeypatch.setenv(WEEKS_VARIABLE, weeks)
    with pytest.raises(ClassError, match="a number of weeks"):
        old_classes(db)
