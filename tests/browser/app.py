"""Reading the app, and waiting for it."""

from playwright.sync_api import Page

ALL_SIGN = '.st-key-headline [data-testid="stMetricValue"]'


def headline(page: Page) -> list[str]:
    """The large figures: each party's, and that all sign."""
    page.locator(".st-key-headline").get_by_text("All sign").wait_for()
    return [text.strip() for text in page.locator(ALL_SIGN).all_inner_texts()]


def settled(page: Page) -> None:
    """Wait until the app is drawn and no run of the script is under way."""
    page.locator(".st-key-toolbar").wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
