"""A script served by a real Streamlit, which a test may kill."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.serving import free_port, start, up
from classroom.storage.database import VARIABLE


class Server:
    """A script under Streamlit at one address; what it says, and classes, are kept in a folder."""

    def __init__(
        self, script: str, folder: Path, port: int | None = None, database: str = ""
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # Classes are kept beside the log, not where this checkout keeps its own.
        self.database = database or f"sqlite:///{folder / 'classes.sqlite'}"
        self._script = script
        self._log = folder / "log.txt"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self._log.open("ab") as out:
            self._process = start(self._script, self.port, {VARIABLE: self.database}, out=out)
        try:
            up(self.port)
        except TimeoutError as error:
            self.kill()
            raise AssertionError(f"{error} {self._said()[-2000:]}") from None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._process.kill()
        self._process.wait(20)

    def stop(self) -> None:
        """Stop it in order; nothing may have gone wrong until here."""
        self._process.terminate()
        self._process.wait(20)
        assert "Traceback" not in self._said(), self._said()[-4000:]

    def _said(self) -> str:
        return self._log.read_text()


@contextmanager
def serve(script: str, folder: Path, port: int | None = None) -> Iterator[str]:
    """Serve a script; yield its address."""
    server = Server(script, folder, port)
    try:
        yield server.url
    except BaseException:
        server.kill()
        raise
    server.stop()
