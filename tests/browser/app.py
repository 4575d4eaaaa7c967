"""Reading the app, and waiting for it."""

from playwright.sync_api import Page

ALL_SIGN = '.st-key-headline [data-testid="stMetricValue"]'


def headline(page: Page) -> list[str]:
    """The large figures: each party's, and that all sign."""
    page.locator(".st-key-headline").get_by_text("All sign").wait_for()
    return [text.strip() for text in page.locator(ALL_SIGN).all_inner_texts()]


def background(page: Page) -> str:
    """The colour behind everything, as CSS has it: by it one tells the light theme from the dark."""
    app = page.locator('[data-testid="stApp"]')
    return str(app.evaluate("element => getComputedStyle(element).backgroundColor"))


CALM = """
() => {
  const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
  // Grey bars stand for controls whose scripts have still to arrive.
  const waiting = document.querySelector('.stMain [data-testid="stSkeleton"]');
  if (state !== 'notRunning' || waiting) { window.calmSince = 0; return false; }
  window.calmSince ||= performance.now();
  return performance.now() - window.calmSince > 300;
}
"""


def settled(page: Page) -> None:
    """Wait until the app is drawn and no run of the script has been under way for a moment."""
    page.locator(".st-key-toolbar").wait_for()
    calm(page)


def calm(page: Page) -> None:
    """Wait until no run of the script has been under way for a moment."""
    page.evaluate("window.calmSince = 0")
    page.wait_for_function(CALM)
