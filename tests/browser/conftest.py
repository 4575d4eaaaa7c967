"""The real app, served by a real Streamlit, seen by a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.app import settled

ROOT = Path(__file__).parents[2]
# A browser on a busy machine takes its time; what never comes still fails.
expect.set_options(timeout=20_000)
DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}
FLAGS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"Streamlit stopped: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"Streamlit did not come up within a minute: {log.read_text()[-2000:]}")


@contextmanager
def serve(script: str, folder: Path, port: int | None = None) -> Iterator[str]:
    """Serve a script with Streamlit; yield its address."""
    url = f"http://127.0.0.1:{(port := port or _free_port())}"
    log = folder / "log.txt"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    command += ["--server.fileWatcherType", "none"]
    with log.open("wb") as out:
        # Classes are kept beside the log, not where this checkout keeps its own.
        env = {**os.environ, "DEAL_DESK_DATABASE": f"sqlite:///{folder / 'classes.sqlite'}"}
        server = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=env)
        try:
            _wait_until_up(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)
    said = log.read_text()
    assert "Traceback" not in said, said[-4000:]


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running app."""
    with serve("app.py", tmp_path_factory.mktemp("streamlit")) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next(filter(None, map(shutil.which, names)), None)
    flags = FLAGS.split()
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox does not run as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def _opened(chromium: Browser, phone: bool, dark: bool) -> BrowserContext:
    made = chromium.new_context(
        viewport=PHONE if phone else DESKTOP,
        color_scheme="dark" if dark else "light",
        has_touch=phone,
        accept_downloads=True,
        # Without a graphics card each frame of a moving icon is drawn by the processor.
        reduced_motion="reduce",
    )
    made.set_default_timeout(30_000)
    return made


@pytest.fixture
def context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser context of its own, as another visitor would have."""
    opened: list[BrowserContext] = []

    def make(phone: bool = False, dark: bool = False) -> BrowserContext:
        opened.append(_opened(chromium, phone, dark))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def devices(chromium: Browser) -> Callable[[bool, bool], BrowserContext]:
    """Phones and desktops that have been here before: the app's scripts need not come again."""
    return cache(partial(_opened, chromium))


@pytest.fixture
def visit(
    app: str, devices: Callable[[bool, bool], BrowserContext]
) -> Iterator[Callable[..., Page]]:
    """Open a page of the app, which knows nothing of other pages, and wait until it is drawn."""
    opened: list[Page] = []

    def go(path: str = "", phone: bool = False, dark: bool = False) -> Page:
        page = devices(phone, dark).new_page()
        opened.append(page)
        page.goto(f"{app}/{path}")
        settled(page)
        return page

    yield go
    for page in opened:
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.close()
