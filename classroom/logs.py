"""What an operator reads in the log: a failure and its cause on one line, with the time, once a minute.

With Streamlit's level at debug (`STREAMLIT_LOGGER_LEVEL=debug`) the traceback follows.
"""

import logging
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from classroom.errors import Unavailable
from simulator.safe_text import printable

ONCE = 60.0
"""Seconds in which the same line is not written again."""
_OWN_LOGGERS = ("classroom", "simulator", "ui")
_OTHERS = ("asyncio", "streamlit.error_util", "uvicorn.error")
_ROOT = Path(__file__).parents[1]
_OWN = ("app.py", "classroom", "simulator", "ui")
_LONGEST = 200
_MOST_LINES = 500


def cause(error: BaseException) -> str:
    """Name what was raised and where, in the words of its first line.

    What a database says about rows, which may hold names and codes, begins on the second.
    """
    words = printable(next(iter(str(error).splitlines()), ""))[:_LONGEST]
    places = []
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file.is_relative_to(_ROOT) and file.relative_to(_ROOT).parts[0] in _OWN:
            places.append(f"{file.relative_to(_ROOT)}:{frame.lineno}")
    where = f" at {' < '.join(reversed(places[-4:]))}" if places else ""
    return f"{type(error).__name__}{': ' if words else ''}{words}{where}"


class OneLine(logging.Filter):
    """Puts the cause of a failure on its line, and lets no line through twice in a minute.

    Parameters
    ----------
    clock
        Seconds from any beginning.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Write a record anew; say whether it is to be kept."""
        line = record.getMessage().strip()
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Unavailable):
            return False  # the database has a line of its own
        if error is not None:
            line = f"{line.rstrip('.')}: {cause(error)}"
        record.msg, record.args = line, ()
        if not logging.getLogger("streamlit").isEnabledFor(logging.DEBUG):
            record.exc_info = record.exc_text = None
        if record.levelno < logging.WARNING:
            return True
        now = self._clock()
        if now - self._last.get(line, -ONCE) < ONCE:
            return False
        if len(self._last) >= _MOST_LINES:
            self._last.clear()
        self._last[line] = now
        return True


def one_line_each() -> None:
    """Let all that runs in this process write its failures so."""
    line = OneLine()
    for name in _OTHERS:
        logging.getLogger(name).addFilter(line)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    handler.addFilter(line)
    for name in _OWN_LOGGERS:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).propagate = False
