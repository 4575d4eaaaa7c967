"""The real app, served by a real Streamlit, seen by a real Chromium."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from benchmarks import serving
from tests.browser.app import TIMEOUT, settled, watch
from tests.browser.server import Server

expect.set_options(timeout=TIMEOUT)
DESKTOP = ViewportSize(width=1440, height=1000)
PHONE = ViewportSize(width=390, height=844)
FLAGS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The running app."""
    server = Server("app.py", tmp_path_factory.mktemp("streamlit"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def app(server: Server) -> str:
    """The address of the running app."""
    return server.url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    flags = FLAGS.split()
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox does not run as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=serving.chromium(), args=flags)
        yield browser
        browser.close()


def _opened(chromium: Browser, phone: bool, dark: bool) -> BrowserContext:
    context = chromium.new_context(
        viewport=PHONE if phone else DESKTOP,
        color_scheme="dark" if dark else "light",
        has_touch=phone,
        accept_downloads=True,
        # Without a graphics card each frame of a moving icon is drawn by the processor.
        reduced_motion="reduce",
    )
    watch(context)
    return context


Idle = dict[tuple[bool, bool], list[Page]]


@pytest.fixture(scope="session")
def idle() -> Idle:
    """Tabs of desktops and phones, light and dark, that nobody uses at the moment.

    One that has been here before has the app's scripts ready to run: half the time of a new one.
    """
    return defaultdict(list)


@contextmanager
def _tabs(chromium: Browser, idle: Idle) -> Iterator[Callable[..., Page]]:
    given: list[tuple[Page, list[Page]]] = []

    def make(phone: bool = False, dark: bool = False) -> Page:
        kept = idle[phone, dark]
        page = kept.pop() if kept else _opened(chromium, phone, dark).new_page()
        given.append((page, kept))
        return page

    yield make
    for page, kept in given:
        # The next visitor must find nothing of this one.
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.context.clear_cookies()
        page.goto("about:blank")
        kept.append(page)


@pytest.fixture
def tab(chromium: Browser, idle: Idle) -> Iterator[Callable[..., Page]]:
    """Give an empty tab in a browser of its own, as another visitor would have."""
    with _tabs(chromium, idle) as make:
        yield make


@pytest.fixture(scope="module")
def new_tab(chromium: Browser, idle: Idle) -> Iterator[Callable[..., Page]]:
    """Give tabs to what several tests of a module look at."""
    with _tabs(chromium, idle) as make:
        yield make


@pytest.fixture
def visit(app: str, tab: Callable[..., Page]) -> Callable[..., Page]:
    """Open a page of the app, as another visitor would, and wait until it is drawn."""

    def go(path: str = "", phone: bool = False, dark: bool = False) -> Page:
        page = tab(phone, dark)
        page.goto(f"{app}/{path}")
        settled(page)
        return page

    return go
