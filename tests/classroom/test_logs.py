"""What an operator reads when something fails."""

import logging

import pytest

from classroom.errors import Unavailable
from classroom.logs import ONCE, OneLine


class Log:
    """A log on a clock of its own, and its lines."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self.logger = logging.Logger("test")
        handler = logging.Handler()
        handler.addFilter(OneLine(lambda: self.now))
        handler.emit = lambda record: self.lines.append(  # type: ignore[method-assign]
            logging.Formatter("%(message)s").format(record)
        )
        self.logger.addHandler(handler)

    def fail(self, error: Exception) -> None:
        try:
            raise error
        except Exception:
            self.logger.exception("A page has failed.")


def test_a_failure_is_one_line_with_what_and_where() -> None:
    log = Log()
    try:
        Unavailable.with_nothing  # type: ignore[attr-defined]  # noqa: B018
    except AttributeError:
        log.logger.exception("A page has failed.")
    log.fail(ValueError("two\nlines, and a secret on the second"))
    assert log.lines[1] == "A page has failed: ValueError: two"
    assert log.lines[0].startswith("A page has failed: AttributeError: ")
    assert not any("\n" in line for line in log.lines)


def test_the_place_is_named_in_this_program() -> None:
    log = Log()
    try:
        from classroom.service.input_limits import name

        name("")
    except Exception:
        log.logger.exception("A name")
    (line,) = log.lines
    assert "BadText: Give a nickname" in line
    assert " at classroom/service/input_limits.py:" in line


def test_the_same_cause_is_written_once_a_minute_and_another_at_once() -> None:
    log = Log()
    for _ in range(100):
        log.fail(ValueError("a"))
    log.fail(ValueError("b"))
    assert [line[-1] for line in log.lines] == ["a", "b"]
    log.now = ONCE
    log.fail(ValueError("a"))
    assert [line[-1] for line in log.lines] == ["a", "b", "a"]


def test_a_database_that_is_away_has_a_line_of_its_own_elsewhere() -> None:
    log = Log()
    log.fail(Unavailable("The server cannot reach its database just now."))
    assert log.lines == []


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
def test_whoever_mends_the_program_can_have_the_traceback(
    level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("streamlit"), "level", level)
    logging.getLogger("streamlit").manager._clear_cache()  # type: ignore[attr-defined]
    log = Log()
    log.fail(ValueError("a"))
    assert ("Traceback" in log.lines[0]) == (level == logging.DEBUG)
