"""The app as docs/deploy.md sets it up: PostgreSQL, processes that share it, nginx before them."""

import itertools
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext

from classroom.storage.database import VARIABLE
from tests.services import Nginx, free_ports
from tests.support import ROOT
from ui.server.guard import METRICS


def eventually(condition: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait until something is so, and return it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if result := condition():
            return result
        time.sleep(0.1)
    raise AssertionError(f"In {seconds} s it did not happen that {what}.")


class Deployed:
    """The running site.

    Attributes
    ----------
    url
        nginx's address.
    ports
        Of the processes, which are on this machine.
    database
        The address of the one that they share.
    """

    def __init__(self, folder: Path, database: str, processes: int = 2) -> None:
        first = free_ports(processes)
        self.ports = range(first, first + processes)
        self.nginx = Nginx(folder, self.ports)
        self.url = self.nginx.url
        self.log = folder / "serve.txt"
        self.database = database
        self._questions = itertools.count(1)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run it."""
        environment = {
            **os.environ,
            VARIABLE: self.database,
            METRICS: "1",
            "FIRST_PORT": str(self.ports[0]),
        }
        with self.log.open("wb") as out:
            serving = subprocess.Popen(
                [ROOT / "deploy" / "serve.sh", str(len(self.ports))],
                env=environment,
                stdout=out,
                stderr=out,
            )
            try:
                eventually(self.up, f"all processes answer: {self.log.read_text()}")
                self.nginx.start()
                yield
            finally:
                self.nginx.stop()
                serving.terminate()
                serving.wait(30)
        assert serving.returncode == 0
        assert not any(self._answers(port) for port in self.ports)
        log = self.log.read_text()
        assert "Traceback" not in log, log[-4000:]

    def up(self) -> bool:
        """Return whether all processes answer."""
        return all(self._answers(port) for port in self.ports)

    def home(self, visitor: BrowserContext) -> int:
        """Return the port of the process that a visitor's requests go to."""
        path = f"/asks-{next(self._questions)}"
        visitor.request.get(f"{self.url}{path}")
        (line,) = [line for line in self.nginx.logged() if f'"GET {path}"' in line]
        return int(re.findall(r"127\.0\.0\.1:(\d+)", line)[-1])

    def sessions(self, port: int) -> dict[str, int]:
        """Return how many sessions a process has, and how many it ever had."""
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/_stcore/metrics", timeout=5
        ) as answer:
            text = answer.read().decode()
        return {
            "now": int(re.findall(r"^active_sessions (\d+)", text, re.M)[0]),
            "ever": int(re.findall(r'^session_events_total{type="connect"} (\d+)', text, re.M)[0]),
        }

    def kill(self, port: int) -> None:
        """Kill a process as a machine out of memory would."""
        pid = re.findall(rf" is (\d+), on port {port}$", self.log.read_text(), re.M)[-1]
        process = psutil.Process(int(pid))
        process.kill()
        eventually(lambda: not process.is_running(), "the process is gone")

    @staticmethod
    def _answers(port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False
