"""The deployment of docs/deploy.md, as its visitors meet it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from classroom.service.classes import everything, open_class
from classroom.service.clock import start
from classroom.service.people import join
from classroom.storage.database import Database
from simulator.scenario.reading.loading import load_scenario
from tests.browser.app import ALL_SIGN, calm, downloaded, headline, settled, share, text_on, watch
from tests.browser.deployed import Deployed, eventually
from tests.browser.hall import accept, over, send
from tests.services import folder
from tests.support import SCENARIOS

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest) -> Iterator[Deployed]:
    """Two processes on one PostgreSQL behind nginx."""
    postgres = request.getfixturevalue("postgres")
    with folder() as place:
        deployed = Deployed(place, postgres.new())
        with deployed.running():
            yield deployed


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Open a browser that takes nginx's self-made certificate."""
    opened: list[BrowserContext] = []

    def make() -> BrowserContext:
        opened.append(chromium.new_context(ignore_https_errors=True, accept_downloads=True))
        watch(opened[-1])
        return opened[-1]

    yield make
    for context in opened:
        context.close()


def two_apart(
    site: Deployed, visitor: Callable[[], BrowserContext]
) -> tuple[BrowserContext, BrowserContext]:
    """Two visitors whose pages live in different processes."""
    first = visitor()
    home = site.home(first)
    for _ in range(20):
        second = visitor()
        if site.home(second) != home:
            return first, second
    raise AssertionError("Twenty visitors all went to one process.")


def desks(
    site: Deployed, contexts: Sequence[BrowserContext], scenarios: Sequence[str]
) -> list[Page]:
    """Open the desk for several visitors at once: their processes start to work side by side."""
    pages = [context.new_page() for context in contexts]
    for page, scenario in zip(pages, scenarios, strict=True):
        page.goto(f"{site.url}/?scenario={scenario}", wait_until="commit")
    for page in pages:
        settled(page)
    return pages


def scenario_file(page: Page, file: Path) -> Path:
    share(page)
    downloaded(page, "Scenario as YAML", file)
    page.keyboard.press("Escape")
    return file


def moved(page: Page) -> list[str]:
    """Move a term, and wait until the figures have followed."""
    before = headline(page)
    page.locator(".st-key-term-share").get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(ALL_SIGN)).not_to_have_text(before)
    calm(page)
    return headline(page)


def test_two_students_in_different_processes_make_a_deal(
    site: Deployed,
    visitor: Callable[[], BrowserContext],
    opened: Callable[[str], Database],
) -> None:
    contexts = two_apart(site, visitor)
    db = opened(site.database)
    live, _ = open_class(db, (SCENARIOS / "divide_the_dollar.yaml").read_text("utf-8"))
    students = [join(db, live.code, name, "test") for name in ("Ada", "Ben")]
    start(db, live.id)
    pages = [context.new_page() for context in contexts]
    for page, who in zip(pages, students, strict=True):
        page.goto(f"{site.url}/join?class={live.code}&me={who.code}", wait_until="commit")
    for page in pages:
        expect(text_on(page, "Live", exact=True)).to_be_visible()
    assert [site.sessions(port)["now"] for port in site.ports] == [1, 1]
    send(pages[0])
    expect(pages[1].get_by_role("button", name="Accept")).to_be_visible()
    accept(pages[1])
    for page in pages:
        over(page)
        expect(page.get_by_role("heading", name="Deal", exact=True)).to_be_visible()
        page.close()
    (talks,) = everything(db, live.id).talks
    assert talks.table.state == "deal"


def test_visitors_live_in_processes_of_their_own_and_outlive_those_and_nginx(
    site: Deployed, visitor: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    first, second = two_apart(site, visitor)
    homes = {site.home(first), site.home(second)}
    assert homes == set(site.ports)
    pages = desks(site, (first, second), ("divide_the_dollar", "nash_barter_1950"))
    # Each page's socket went where its requests go.
    assert [site.sessions(port)["now"] for port in site.ports] == [1, 1]

    for page in pages:
        page.reload(wait_until="commit")
    for page in pages:
        settled(page)
    for page, title in zip(pages, ("Divide the dollar", "Bill and Jack"), strict=True):
        assert load_scenario(scenario_file(page, tmp_path / "it.yaml")).title.startswith(title)
    assert {site.home(first), site.home(second)} == homes

    # A process dies: its page goes on in the other by itself, then comes home on a reload.
    home = site.home(first)
    (other,) = homes - {home}
    figures = moved(pages[0])
    site.kill(home)
    eventually(lambda: site.sessions(other)["now"] == 2, "the page has gone to the other process")
    settled(pages[0])
    assert headline(pages[0]) == figures
    assert moved(pages[0]) != figures
    assert load_scenario(scenario_file(pages[0], tmp_path / "again.yaml"))
    eventually(site.up, "the process was started again")
    assert site.home(first) == home
    pages[0].reload()
    settled(pages[0])
    assert site.sessions(home)["now"] == 1

    # nginx dies: both pages are back by themselves.
    site.nginx.stop()
    site.nginx.start()
    eventually(
        lambda: [site.sessions(port)["now"] for port in site.ports] == [1, 1], "both have come back"
    )
    for page in pages:
        settled(page)
        expect(page.locator(".stException")).to_have_count(0)
    moved(pages[0])
