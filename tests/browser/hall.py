"""A server with classes, which a test may kill, and what students do on their pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.serving import free_port, start, up
from classroom.classes import open_class
from classroom.database import VARIABLE, Database
from classroom.people import join
from classroom.records import LiveClass, Person, Settings
from tests.browser.app import calm

Contexts = Callable[..., BrowserContext]


@dataclass
class Hall:
    """A server of its own, and the database that it keeps classes in."""

    address: str
    db: Database
    port: int
    server: psutil.Popen

    @classmethod
    def opened(cls, folder: Path) -> "Hall":
        """Serve the app on a new database in a folder."""
        address, port = f"sqlite:///{folder / 'classes.sqlite'}", free_port()
        server = start("app.py", port, {VARIABLE: address})
        up(port)
        return cls(address, Database(address), port, server)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self.server.kill()
        self.server.wait(20)

    def again(self) -> None:
        """Start it again at the same place."""
        self.server = start("app.py", self.port, {VARIABLE: self.address})
        up(self.port)

    def close(self) -> None:
        """Stop it."""
        self.server.terminate()
        self.server.wait(20)
        self.db.close()

    def link(self, path: str) -> str:
        """Return the address of a page."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def gathered(
        self, scenario: str, names: list[str], settings: Settings | None = None
    ) -> tuple[LiveClass, str, list[Person]]:
        """A class that has joined, and its teacher's key."""
        live, key = open_class(self.db, scenario, settings)
        return live, key, [join(self.db, live.code, name, "test") for name in names]

    def student(self, page: Page, live: LiveClass, who: Person) -> Page:
        """Open a student's page by its own link."""
        page.goto(self.link(f"join?class={live.code}&me={who.code}"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page


def worth(page: Page, key: str) -> float:
    """What a deal is worth to whoever looks, as the page says it."""
    shown = page.locator(f".st-key-{key} .worth-line b")
    expect(shown).to_be_visible()
    return float(shown.inner_text())


def send(page: Page, note: str = "") -> None:
    """Send the offer that the controls show, and wait until it is confirmed."""
    calm(page)
    if note:
        page.locator(".st-key-seat_note input").fill(note)
        page.keyboard.press("Tab")
        calm(page)
    page.get_by_role("button", name="Send this offer").click()
    expect(page.get_by_text("Sent. It is on the table.")).to_be_visible()


def accept(page: Page) -> None:
    """Say yes to the offer on the table, and mean it."""
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_role("button", name="Yes, accept").click()


def over(page: Page) -> None:
    """Wait until the talks at the page's table are over."""
    expect(page.get_by_text("The talks at your table are over.")).to_be_visible()
