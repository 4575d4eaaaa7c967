"""A script served by a real Streamlit, which a test may kill."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import free_port
from tests.support import ROOT


class Server:
    """A script under Streamlit at one address; what it says, and classes, are kept in a folder."""

    def __init__(self, script: str, folder: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # Classes are kept beside the log, not where this checkout keeps its own.
        self.database = f"sqlite:///{folder / 'classes.sqlite'}"
        self._script = script
        self._log = folder / "log.txt"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", self._script]
        command += ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=out,
                stderr=out,
                env={**os.environ, "DEAL_DESK_DATABASE": self.database},
            )
        for _ in range(600):
            if self._process.poll() is not None:
                raise AssertionError(f"Streamlit stopped: {self._said()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"Streamlit did not come up within a minute: {self._said()[-2000:]}")

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
