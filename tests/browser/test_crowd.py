"""What somebody sees who has opened too many tabs."""

from collections.abc import Callable
from contextlib import ExitStack

from playwright.sync_api import Page, expect
from websockets.sync.client import connect

from tests.browser.app import settled, text_on
from ui.server.crowd import MOST_BY_BROWSER

WORDS = f"{MOST_BY_BROWSER} pages of Deal desk are open in this browser"


def test_a_tab_too_many_says_so_and_comes_once_another_is_closed(
    visit: Callable[..., Page], app: str
) -> None:
    page = visit()
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    stream = f"{app.replace('http', 'ws')}/_stcore/stream"
    with ExitStack() as tabs:
        for _ in range(MOST_BY_BROWSER - 1):
            tabs.enter_context(connect(stream, additional_headers={"Cookie": cookies}))
        another = page.context.new_page()
        tabs.callback(another.close)
        another.goto(app)
        expect(another.get_by_role("heading", name="Too many open pages")).to_be_visible()
        expect(another.get_by_text(WORDS)).to_be_visible()
        # Who has a page keeps it.
        page.get_by_role("link", name="Method").first.click()
        expect(text_on(page, "Method").first).to_be_visible()
    another = page.context.new_page()
    another.goto(app)
    settled(another)
    another.close()
