"""A class on a running server, and what students do on their pages."""

from dataclasses import dataclass, replace

from playwright.sync_api import Page, expect

from classroom.records import LiveClass, Person, Settings
from classroom.service.classes import open_class
from classroom.service.people import desk, join
from classroom.service.tables import AT_ONCE
from classroom.storage.database import Database
from tests.browser.app import calm, opening, text_on
from tests.browser.server import Server


@dataclass
class Hall:
    """The running app, and the database that it keeps classes in."""

    server: Server
    db: Database

    def link(self, path: str) -> str:
        """Return the address of a page."""
        return f"{self.server.url}/{path}"

    def gathered(
        self, scenario: str, names: list[str], settings: Settings | None = None
    ) -> tuple[LiveClass, str, list[Person]]:
        """A class that has joined, and its teacher's key."""
        live, key = open_class(self.db, scenario, settings)
        return live, key, [join(self.db, live.code, name, "test") for name in names]

    def seated(self, who: Person) -> Person:
        """Someone who has joined, with the seat that was dealt, and the code that only joining shows."""
        return replace(desk(self.db, who.id).person, code=who.code)

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
    expect(text_on(page, "Sent. It is on the table.")).to_be_visible()


def accept(page: Page) -> None:
    """Say yes to the offer on the table, and mean it."""
    # By their keys: to take an acceptance back is a button, too, and may still stand there.
    button = page.locator('[class*="st-key-seat_accept_"] button').first
    opening(page, button, page.locator('[class*="st-key-seat_yes_"] button')).click()


def over(page: Page) -> None:
    """Wait until the talks at the page's table are over."""
    expect(text_on(page, "The talks at your table are over.")).to_be_visible()


def pause_between_moves(page: Page) -> None:
    """Let the time pass within which a second move is taken for the same finger pressing twice."""
    page.wait_for_timeout(1000 * AT_ONCE)
