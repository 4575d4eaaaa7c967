"""Reading the app, and waiting for it: what all browser tests share."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

TIMEOUT = 60_000
"""Milliseconds. A browser on a busy machine takes its time; what never comes still fails."""
WORKED_OUT = 5 * TIMEOUT
"""The same for what a worker works out: it lets everything else on the machine go first."""
ALL_SIGN = '.st-key-headline [data-testid="stMetricValue"]'


def text_on(page: Page, text: str | re.Pattern[str], exact: bool = False) -> Locator:
    """A text on the page: not one that a redrawing is about to replace, which stands there as well."""
    return page.get_by_text(text, exact=exact).and_(page.locator(":not([data-stale=true] *)"))


def headline(page: Page) -> list[str]:
    """The large figures: that all sign, and each party's."""
    page.locator(".st-key-headline").get_by_text("All sign").wait_for()
    return [text.strip() for text in page.locator(ALL_SIGN).all_inner_texts()]


def background(page: Page) -> str:
    """The colour behind everything, as CSS has it: by it one tells the light theme from the dark."""
    app = page.locator('[data-testid="stApp"]')
    return str(app.evaluate("element => getComputedStyle(element).backgroundColor"))


def width(page: Page) -> int:
    """How wide the page is, what must be scrolled to included."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


# What is pressed goes to the server, and a busy one takes a while to begin: until then Streamlit's
# own state says that nothing runs. So what is asked for is seen where it is sent. The numbers are
# those of the fields of Streamlit's messages.
WATCH = """
(() => {
  const RERUN = 11, NEW_SESSION = 4;
  window.appOwes = -Infinity;
  const fields = (bytes) => {
    const found = [];
    for (let at = 0; at < bytes.length;) {
      const number = () => {
        let value = 0, shift = 1, byte;
        do { byte = bytes[at++]; value += (byte & 127) * shift; shift *= 128; } while (byte & 128);
        return value;
      };
      const tag = number();
      found.push(Math.floor(tag / 8));
      const kind = tag % 8;
      if (kind === 0) number();
      else if (kind === 1) at += 8;
      else if (kind === 2) { const length = number(); at += length; }
      else at += 4;
    }
    return found;
  };
  window.WebSocket = class extends WebSocket {
    constructor(...how) {
      super(...how);
      this.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer && fields(new Uint8Array(data)).includes(NEW_SESSION))
          window.appOwes = -Infinity;
      });
      this.addEventListener('close', () => { window.appOwes = -Infinity; });
    }
    send(data) {
      if (this.readyState === this.OPEN && data instanceof Uint8Array && fields(data).includes(RERUN))
        window.appOwes = performance.now();
      super.send(data);
    }
  };
})()
"""
BUSY = """
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app?.dataset.testScriptState !== 'notRunning')
    return `the script is ${app?.dataset.testScriptState}`;
  // A part of the page that a new server does not know is asked for in vain.
  if (performance.now() - window.appOwes < 10_000) return 'the app has not answered';
  if (document.querySelector('[data-stale="true"]')) return 'something is stale';
  // Grey bars stand for controls whose scripts have still to arrive.
  if (document.querySelector(
    ':is(.stMain, [data-testid="stPopoverBody"]) [data-testid="stSkeleton"]')) return 'a control loads';
  // In what is closed a chart is drawn when it is opened; one that cannot be loaded says so.
  const empty = [...document.querySelectorAll('.deal-desk-plot')]
    .find((plot) => plot.checkVisibility() && !plot.querySelector('.main-svg, [role=alert]'));
  if (empty) return `a chart loads: ${empty.ariaLabel}`;
  const moving = document.getAnimations().find((each) =>
    each.playState === 'running' && each.effect.getComputedTiming().endTime !== Infinity);
  return moving ? `something moves: ${moving.effect.target?.className}` : '';
}
"""
CALM = f"""
() => {{
  if (({BUSY})()) {{ window.calmSince = 0; return false; }}
  window.calmSince ||= performance.now();
  return performance.now() - window.calmSince > 300;
}}
"""


def watch(context: BrowserContext) -> None:
    """Let the pages of a browser notice what they ask the app for, so that one can wait for it."""
    context.add_init_script(WATCH)
    context.set_default_timeout(TIMEOUT)


def calm(page: Page) -> None:
    """Wait until the app has answered all that was asked of it, and all is drawn.

    A slider says that it was moved a fifth of a second later: so long must nothing happen.
    """
    page.evaluate("window.calmSince = 0")
    try:
        page.wait_for_function(CALM, timeout=WORKED_OUT)
    except TimeoutError as error:
        raise AssertionError(f"The page does not come to rest: {page.evaluate(BUSY)}.") from error


def settled(page: Page) -> None:
    """Wait until a page with the toolbar is drawn and calm."""
    page.locator(".st-key-toolbar").wait_for()
    calm(page)


def press(page: Page, key: str) -> None:
    """Press the button of a key, and wait until the app has answered."""
    page.locator(f".st-key-{key} button").first.click()
    calm(page)


def click_text(page: Page, text: str, exact: bool = False) -> None:
    """Click on a text once the page has come to rest: while it is redrawn the text may stand there twice."""
    calm(page)
    text_on(page, text, exact=exact).click()


def opening(page: Page, button: Locator, wanted: Locator) -> Locator:
    """Press what opens a list or a question, until what is wanted in it is there.

    What is opened while the page is redrawn is closed again by that.
    """
    for _ in range(6):
        calm(page)
        button.click()
        try:
            wanted.wait_for(timeout=TIMEOUT / 6)
        except TimeoutError:
            continue
        return wanted
    raise AssertionError(f"Pressing {button} does not show {wanted}.")


def choose(page: Page, box: Locator, option: str) -> None:
    """Choose an option from a list."""
    opening(page, box, page.get_by_role("option", name=option)).click()


def turn_to(page: Page, path: str, title: str) -> None:
    """Go to another page as a link within the app would: to load one anew takes much longer."""
    page.evaluate(
        "path => { history.pushState({}, '', '/' + path);"
        " dispatchEvent(new PopStateEvent('popstate')); }",
        path,
    )
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    calm(page)


def show(page: Page, view: str) -> None:
    """Choose one of a page's views, and wait until it alone is there."""
    click_text(page, view, exact=True)
    calm(page)


def scrolled(page: Page, down: int) -> None:
    """Turn the wheel, and wait until the page has followed."""
    page.mouse.wheel(0, down)
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 0")
    calm(page)


def share(page: Page) -> Locator:
    """Open what shares, saves and opens, and wait until all of it is there."""
    page.get_by_role("button", name="Share & files").click()
    body = page.locator('[data-testid="stPopoverBody"]')
    expect(body).to_be_visible()
    calm(page)
    return body


def upload(page: Page, name: str, text: str) -> None:
    """Open a scenario of one's own."""
    share(page).locator('.st-key-upload input[type="file"]').set_input_files(
        {"name": name, "mimeType": "application/yaml", "buffer": text.encode()}
    )


def downloaded(page: Page, button: str, file: Path) -> Path:
    """Press a download button; keep what comes."""
    return _kept(page, page.get_by_role("button", name=button), file)


def saved(page: Page, key: str, folder: Path) -> Path:
    """Press the download button of a key; keep what comes in a folder."""
    return _kept(page, page.locator(f".st-key-{key} button").first, folder / key)


def _kept(page: Page, button: Locator, file: Path) -> Path:
    with page.expect_download() as download:
        button.click()
    download.value.save_as(file)
    return file


def slider(page: Page, issue: str) -> Locator:
    return page.locator(f".st-key-term-{issue}").get_by_role("slider")


def changed(page: Page, before: list[str]) -> list[str]:
    """Wait until some figure is another than before."""
    expect(page.locator(ALL_SIGN)).not_to_have_text(before)
    calm(page)
    return headline(page)


def move(page: Page, issue: str, key: str) -> list[str]:
    """Move a slider by keyboard, and wait until the figures have followed."""
    before = headline(page)
    slider(page, issue).focus()
    page.keyboard.press(key)
    return changed(page, before)
