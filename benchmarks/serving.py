"""The app in a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str | None:
    """Return this machine's Chromium, the one without windows first; None: playwright's own."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), shutil.which("google-chrome-stable"))


def start(
    script: str,
    port: int,
    environment: Mapping[str, str],
    *options: str,
    out: int | IO[bytes] = subprocess.DEVNULL,
) -> psutil.Popen:
    """Start a script under Streamlit, for this machine only; what it says goes to `out`."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    command += ["--server.fileWatcherType", "none", *options]
    plain = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, **environment}
    return psutil.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=plain)


def up(port: int) -> None:
    """Wait until a server answers.

    Raises
    ------
    TimeoutError
        If it does not within half a minute.
    """
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"Nothing answers on port {port}.")
