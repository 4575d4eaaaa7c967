"""A first visit over a phone's connection, in a real browser: what is fetched, and when what is seen."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.serving import chromium, free_port, start, up
from benchmarks.timing import show
from classroom.storage.database import VARIABLE

MBIT, LATENCY = 1.6, 150
"""Of the connection: megabits a second down, half of them up, and milliseconds."""
SEEN = {
    "the desk": (
        "",
        {
            "first word": "#root :is(p, h1, label)",
            "figures": '.st-key-headline [data-testid="stMetricValue"]',
            "first chart": ".deal-desk-plot .main-svg",
        },
    ),
    "Join": (
        "join",
        {
            "first word": "#root :is(p, h1, label)",
            "figures": '[data-testid="stTextInput"]',
        },
    ),
}


def first_load() -> None:
    """Visit the desk and Join, each with an empty cache."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        database = f"sqlite:///{Path(folder) / 'classes.sqlite'}"
        server = start("app.py", port, {VARIABLE: database})
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            up(port)
            for path_of_page in ("", "join"):  # what a server's first visitor pays for all others
                _visit(browser, f"http://127.0.0.1:{port}/{path_of_page}", {})
            rows = []
            for name, (page, seen) in SEEN.items():
                fetched, times = _visit(browser, f"http://127.0.0.1:{port}/{page}", seen)
                seconds = [
                    f"{times[what]:.1f}" if what in times else "–" for what in SEEN["the desk"][1]
                ]
                rows.append([name, f"{fetched / 1e6:.2f}", *seconds])
        finally:
            browser.close()
            server.terminate()
            server.wait(20)
    show(
        f"A first visit at {MBIT} Mbit/s and {LATENCY} ms (s)",
        ("page", "MB fetched", "first word", "figures, or the field for the code", "first chart"),
        rows,
    )


def _visit(browser: Browser, url: str, seen: dict[str, str]) -> tuple[float, dict[str, float]]:
    """Return the bytes that came, and after how many seconds each thing was there."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    down = MBIT * 1e6 / 8
    wire.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": down,
            "uploadThroughput": down / 2,
        },
    )
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    began, times = time.perf_counter(), {}
    page.goto(url, wait_until="commit")
    for what, selector in seen.items():
        page.locator(selector).first.wait_for(timeout=120_000)
        times[what] = time.perf_counter() - began
    page.wait_for_load_state("networkidle", timeout=120_000)
    context.close()
    return sum(sizes), times
