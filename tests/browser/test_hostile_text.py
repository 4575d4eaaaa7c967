"""Pages that show what a stranger wrote: no link, picture or icon of it, and nothing asked of elsewhere."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from classroom.records import Settings
from classroom.service.clock import end, start
from classroom.service.input_limits import same_name
from classroom.service.people import desk, join
from classroom.service.tables import accept, offer
from classroom.storage.database import Database
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import ScenarioDocument, to_yaml
from tests.browser.app import calm, settled, show, turn_to
from tests.browser.hall import Hall
from tests.browser.server import Server
from tests.hostile import SOURCE, TEXTS, spoilt
from tests.support import water_data
from ui.session.share import Shared, pack

pytestmark = pytest.mark.exhaustive

Tab = Callable[..., Page]
DOCUMENT = ScenarioDocument("hostile.yaml", spoilt(water_data()))
SCENARIO = to_yaml(DOCUMENT)
LINK = pack(Shared("own", SCENARIO, deal=dict(start_deal(DOCUMENT.scenario))))
# Where links may lead: to the sources of the scenario, and of the app itself.
OURS = [
    SOURCE,
    *(str(source.url) for source in acceptance_defaults().sources.values() if source.url),
]
NAMES = list(
    {same_name(text): text for text in TEXTS if len(text) <= 24 and "\u202e" not in text}.values()
)
NOTES = [text for text in TEXTS if text.isascii()]
# What came of text that is more than text. Icons, emphasis and pictures of the app's own are not among it.
MORE_THAN_TEXT = """
(ours) => {
  const own = location.origin;
  const names = (all) => [...document.querySelectorAll(all)];
  const address = (link) => String(link.href?.baseVal ?? link.href ?? '');
  const links = names('a').map(address)
    .filter((to) => to && !to.startsWith(own) && !ours.some((begin) => to.startsWith(begin)));
  const pictures = names('img, image, iframe, object, embed, video, audio')
    .map((one) => one.src ?? address(one)).filter((from) => from && !/^(data|blob):/.test(from))
    .filter((from) => !from.startsWith(own + '/media/'));
  const icons = names('[data-testid=stMarkdownContainer] [role=img]').map((one) => one.ariaLabel)
    .filter((label) => /^check_circle/.test(label ?? ''));
  const marks = names('b, strong, i, em, s, del, code, h1, h2, h3, li, tspan, blockquote')
    .filter((one) => /^[bisch]$/.test(one.textContent.trim())).map((one) => one.outerHTML);
  const colours = names('.katex, [class*=stMarkdownColored], .stMarkdownBadge, .stMarkdownSmall, script')
    .filter((one) => /^(x|y|z|v|alert.*)$/.test(one.textContent)).map((one) => one.outerHTML);
  const words = /[\\u{1F604}\\u{1F44D}]|[→←↔] [bcd] |≥ f|≤ g/u.exec(document.body.innerText) ?? [];
  return [...links, ...pictures, ...icons, ...marks, ...colours, ...words];
}
"""


@pytest.fixture(scope="module")
def hall(server: Server) -> Iterator[Hall]:
    db = Database(server.database)
    yield Hall(server, db)
    db.close()


class Watched:
    """A page that is asked for nothing elsewhere."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.elsewhere: list[str] = []
        self._home = home
        # Only listened to: to stand in the way of each request would slow the page's own scripts.
        page.on("request", self._ask)

    def leave(self) -> None:
        self.page.remove_listener("request", self._ask)

    def _ask(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def look(self) -> None:
        """Open all that can be opened, and see that nothing is more than text."""
        calm(self.page)
        for closed in self.page.locator("details:not([open]) > summary").all():
            if closed.is_visible():
                closed.click()
        calm(self.page)
        self.free()

    def free(self) -> None:
        expect(self.page.locator(".stException")).to_have_count(0)
        assert self.page.evaluate(MORE_THAN_TEXT, OURS) == []
        assert self.elsewhere == []


@pytest.fixture
def watched(tab: Tab, hall: Hall) -> Iterator[Callable[[str], Watched]]:
    """Open a page and watch it."""
    visits: list[Watched] = []

    def go(path: str) -> Watched:
        visits.append(Watched(tab(), hall.server.url))
        visits[-1].page.goto(hall.link(path))
        return visits[-1]

    yield go
    for visit in visits:
        visit.leave()


PAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("insight", "Insight", ("Sensitivity",)),
    ("talks", "How the talks would run", ("Equilibrium", "What really happened")),
    ("game-table", "Demand game", ()),
    ("preferences", "Preferences and uncertainty", ()),
    ("history", "What really happened", ()),
    ("class", "A live class", ()),
    ("method", "Method", ()),
    ("play", "Negotiate it yourself", ()),
)
"""By address and title, with views."""


def test_a_scenario_of_a_stranger_is_text_on_every_page_and_in_a_game_against_it(
    watched: Callable[[str], Watched],
) -> None:
    seen = watched(f"?s={LINK}")
    settled(seen.page)
    scenario = seen.page.get_by_role("combobox", name="Scenario")
    expect(scenario).to_have_value(f"Yours: {DOCUMENT.scenario.title}")
    seen.look()
    # The text of a tooltip is drawn with it; all of them: tests/ui/test_hostile_text.py.
    seen.page.locator('[data-testid="stTooltipHoverTarget"]:visible').first.hover()
    seen.page.locator('[data-testid="stTooltipContent"]').first.wait_for()
    seen.free()
    for path, title, views in PAGES:
        turn_to(seen.page, path, title)
        seen.look()
        for view in views:
            show(seen.page, view)
            seen.look()
    seen.page.get_by_role("button", name="Start", exact=True).click()
    expect(seen.page.get_by_role("heading", name=re.compile("Round 1 of"))).to_be_visible()
    seen.look()
    seen.page.get_by_role("button", name="Walk out").click()
    seen.page.get_by_role("button", name="Yes, walk out").click()
    expect(seen.page.get_by_role("heading", name="No deal", exact=True)).to_be_visible()
    seen.look()


def test_a_class_of_strangers_is_text_on_all_its_pages(
    hall: Hall, watched: Callable[[str], Watched]
) -> None:
    live, key, people = hall.gathered(SCENARIO, NAMES, Settings(open_book=True, notes=True))
    console = watched(f"class?class={live.code}&key={key}")
    board = watched(f"board?class={live.code}")
    student = watched(f"join?class={live.code}&me={people[0].code}")
    pages = (console, board, student)
    for seen in pages:
        expect(seen.page.get_by_role("heading", level=1)).to_be_visible()
        seen.look()
    start(hall.db, live.id, seed=1)
    late = join(hall.db, live.code, "www.evil.example/late", "test")
    views = [desk(hall.db, who.id) for who in (*people, late)]
    for view, note in zip(views, NOTES, strict=False):
        if view.talks is not None and view.talks.table.state == "open":
            offer(hall.db, view.person.id, start_deal(DOCUMENT.scenario), note)
    expect(student.page.get_by_role("timer")).to_be_visible()
    for seen in pages:
        seen.look()
    console.page.get_by_role("tab", name="Students and roles").click()
    console.look()
    mine = desk(hall.db, people[0].id)
    assert mine.talks is not None
    theirs = next(move for move in mine.talks.offers if move.party != mine.person.party)
    accept(hall.db, people[0].id, theirs.id)
    end(hall.db, live.id)
    expect(student.page.get_by_role("heading", name="Deal", exact=True)).to_be_visible()
    for seen in pages:
        seen.look()
