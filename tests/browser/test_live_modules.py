"""The browser's half of a live class, module by module, on a page of its own with a clock of its own."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocketRoute, expect

from tests.support import ROOT

HERE = "http://modules.test"
# What `ui/components/live.py` lays out, twice, and what Streamlit puts around a page.
PLACE = """
<div id="{id}"><div class="deal-desk-live"><div class="live-clock" hidden><span class="live-digits"></span>
<span class="live-word"></span><div class="live-bar"><i></i></div></div>
<div class="live-state" role="status" hidden></div><div class="live-said"></div></div></div>
"""
PAGE = f"""<!doctype html><body><div data-testid="stApp" data-test-script-state="notRunning"
data-test-connection-state="CONNECTED">{PLACE.format(id="one")}{PLACE.format(id="two")}</div>
<script type="module">
import * as channel from "./channel.js";
import * as clock from "./clock.js";
import draw, * as bridge from "./streamlit_bridge.js";
Object.assign(window, {{ channel, clock, draw, bridge, asked: [] }});
</script></body>"""
DRAW = """
({id, ...sent}) => draw({
  parentElement: document.getElementById(id),
  setTriggerValue: (name, value) => asked.push([id, value]),
  data: {channel: {class: "ABC234"}, drawn: "1.0", clock: null, address: "live", key: id, shown: true,
         class_only: false, at: 1, ...sent},
})
"""


class Sockets:
    """The server's side of every websocket that a page opens."""

    def __init__(self, page: Page) -> None:
        self.opened: list[WebSocketRoute] = []
        self.heard: list[str] = []
        self.answers = True
        self.closing: int | None = None
        page.route_web_socket("**/live", self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        self.opened.append(socket)
        socket.on_message(lambda message: self._hear(socket, str(message)))

    def _hear(self, socket: WebSocketRoute, message: str) -> None:
        self.heard.append(message)
        if self.closing is not None:
            socket.close(code=self.closing)
        elif self.answers:
            socket.send("1.0")


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()

    def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            text = (ROOT / "ui" / "components" / name).read_text("utf-8")
            route.fulfill(body=text, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    context.route(f"{HERE}/**", serve)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.clock.install(time=0)
    yield page
    page.close()


def opened(page: Page) -> Sockets:
    sockets = Sockets(page)
    page.goto(f"{HERE}/desk/class")
    page.wait_for_function("() => 'draw' in window")
    # From here on time passes only when a test says so.
    page.clock.pause_at(60_000)
    return sockets


def draw(page: Page, id: str = "one", **sent: Any) -> None:
    page.evaluate(DRAW, {"id": id, **sent})


def passing(page: Page, seconds: float) -> None:
    """Let time pass, and what is sent meanwhile arrive."""
    for _ in range(round(4 * seconds)):
        page.clock.run_for(250)
        page.evaluate(
            "() => new Promise((done) => { const c = new MessageChannel();"
            " c.port1.onmessage = done; c.port2.postMessage(0); })"
        )


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Let a message on its way arrive, without time passing on the page."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "It never arrived."
        page.evaluate("0")


def state(page: Page, id: str = "one") -> str:
    return page.locator(f"#{id} .live-state").inner_text()


def asked(page: Page) -> list[list[str]]:
    calls: list[list[str]] = page.evaluate("asked.splice(0)")
    return calls


def live(page: Page) -> Sockets:
    sockets = opened(page)
    draw(page)
    until(page, lambda: bool(page.evaluate("[...bridge.hub.channels.values()].every(c => c.live)")))
    passing(page, 0.5)
    assert state(page) == "Live"
    assert asked(page) == []
    return sockets


def test_the_websocket_lies_beside_the_page_and_hears_whose_page_it_is(page: Page) -> None:
    sockets = live(page)
    assert [socket.url for socket in sockets.opened] == ["ws://modules.test/desk/live"]
    assert sockets.heard == ['{"class":"ABC234"}']


def test_what_is_new_is_asked_for_once_and_what_is_drawn_already_not_at_all(page: Page) -> None:
    sockets = live(page)
    sockets.opened[0].send("1.1")
    sockets.opened[0].send("1.1")
    until(page, lambda: page.evaluate("asked.length") == 1)
    passing(page, 1)
    assert asked(page) == [["one", "1.1"]]
    # Drawn by itself before it is told: nothing to ask.
    draw(page, drawn="1.2", at=2)
    sockets.opened[0].send("1.2")
    passing(page, 1)
    assert asked(page) == []


def test_a_part_for_the_class_alone_leaves_out_what_is_done_at_the_tables(page: Page) -> None:
    sockets = opened(page)
    draw(page, class_only=True)
    until(page, lambda: len(sockets.heard) == 1)
    passing(page, 0.5)
    sockets.opened[0].send("1.7")
    passing(page, 0.5)
    assert asked(page) == []
    sockets.opened[0].send("2.7")
    until(page, lambda: page.evaluate("asked.length") == 1)
    assert asked(page) == [["one", "2.7"]]


def test_what_was_asked_for_and_never_drawn_is_asked_for_again_less_and_less_often(
    page: Page,
) -> None:
    sockets = live(page)
    sockets.opened[0].send("1.1")
    until(page, lambda: page.evaluate("asked.length") == 1)
    passing(page, 3)
    assert len(asked(page)) == 1
    passing(page, 1)
    assert asked(page) == [["one", "1.1"]]
    passing(page, 6.5)
    assert asked(page) == [["one", "1.1"]]
    passing(page, 5)
    assert asked(page) == []


def test_tries_for_a_websocket_come_further_and_further_apart(page: Page) -> None:
    sockets = opened(page)
    page.evaluate("Math.random = () => 0")
    sockets.closing = 1011
    draw(page)
    tried = []
    for _ in range(80):
        passing(page, 0.25)
        until(page, lambda: len(sockets.heard) == len(sockets.opened))
        until(page, lambda: page.evaluate("[...bridge.hub.channels.values()][0].socket === null"))
        tried.append(len(sockets.opened))
    # 0.3, 0.6, 1.2, 2.4, then 5 s, each told to a quarter of a second by the tick.
    gaps = [tried.count(n) / 4 for n in range(2, 6)]
    assert gaps == sorted(gaps)
    assert gaps[-1] <= 5.5
    assert len(sockets.opened) <= 9
    # Meanwhile the page asks by itself.
    assert len(asked(page)) >= 6
    assert state(page) == "Reconnecting …"


@pytest.mark.parametrize(
    ("code", "seconds", "tries", "word"),
    [(4404, 60, 1, "Not connected"), (1003, 60, 1, "Not connected"), (4429, 19, 1, "Connecting …"),
     (4429, 22, 2, "Connecting …")],
)  # fmt: skip
def test_who_is_turned_away_does_not_come_back_at_once(
    page: Page, code: int, seconds: float, tries: int, word: str
) -> None:
    sockets = opened(page)
    sockets.closing = code
    draw(page)
    until(page, lambda: len(sockets.heard) == 1)
    until(page, lambda: page.evaluate("[...bridge.hub.channels.values()][0].socket === null"))
    passing(page, seconds)
    assert len(sockets.opened) == tries
    assert state(page) == word
    if word == "Not connected":
        # The part is drawn once more, and says why; waking up is no reason to try again.
        assert asked(page) == [["one", "closed"]]
        page.evaluate("dispatchEvent(new Event('focus'))")
        passing(page, 5)
        assert len(sockets.opened) == tries


def test_a_silent_websocket_is_asked_and_given_up_if_it_does_not_answer(page: Page) -> None:
    sockets = live(page)
    passing(page, 19)
    assert sockets.heard[1:] == []
    passing(page, 2)
    until(page, lambda: sockets.heard[1:] == ["?"])
    passing(page, 4)
    assert state(page) == "Live"
    assert len(sockets.opened) == 1
    sockets.answers = False
    passing(page, 17.5)
    until(page, lambda: sockets.heard[2:] == ["?"])
    passing(page, 4)
    until(page, lambda: len(sockets.opened) == 2)
    assert state(page) == "Reconnecting …"


def test_a_device_that_slept_asks_at_once_and_has_its_clock_drawn_anew(page: Page) -> None:
    sockets = opened(page)
    draw(page, clock={"seconds_left": 600, "running": True, "total": 600})
    until(page, lambda: len(sockets.heard) == 1)
    passing(page, 1)
    assert page.locator("#one .live-digits").inner_text() == "9:59"
    # Asleep, the wall's clock goes on and the browser's own does not.
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 90_000; }")
    page.evaluate("dispatchEvent(new Event('focus'))")
    until(page, lambda: sockets.heard[1:] == ["?"])
    passing(page, 0.5)
    assert ["one", "clock"] in asked(page)


def test_two_parts_share_a_websocket_and_two_channels_do_not(page: Page) -> None:
    sockets = opened(page)
    draw(page, "one")
    draw(page, "two")
    until(page, lambda: len(sockets.heard) == 1)
    passing(page, 0.5)
    assert len(sockets.opened) == 1
    draw(page, "two", channel={"class": "ABC234", "me": "23456"}, at=2)
    until(page, lambda: len(sockets.heard) == 2)
    passing(page, 0.5)
    sockets.opened[1].send("5.5")
    until(page, lambda: page.evaluate("asked.length") == 1)
    assert asked(page) == [["two", "5.5"]]


def test_a_channel_without_parts_is_closed_and_its_clocks_are_forgotten(page: Page) -> None:
    sockets = opened(page)
    draw(page, clock={"seconds_left": 600, "running": True, "total": 600})
    until(page, lambda: len(sockets.heard) == 1)
    passing(page, 2)
    # Put into the page anew by the browser, the clock runs on from where it was.
    page.evaluate(
        "() => { const box = document.getElementById('one');"
        " box.replaceChildren(box.firstElementChild.cloneNode(true)); }"
    )
    passing(page, 1)
    draw(page, clock={"seconds_left": 600, "running": True, "total": 600})
    assert page.locator("#one .live-digits").inner_text() == "9:57"
    page.evaluate("document.getElementById('one').replaceChildren()")
    passing(page, 4)
    assert page.evaluate("bridge.hub.channels.size") == 0


def test_while_streamlit_draws_nothing_is_asked_and_after_ten_seconds_all_the_same(
    page: Page,
) -> None:
    sockets = live(page)
    app = "document.querySelector('[data-testid=stApp]').dataset"
    page.evaluate(f"{app}.testScriptState = 'running'")
    sockets.opened[0].send("1.1")
    until(page, lambda: page.evaluate("bridge.hub.asks.size") == 1)
    passing(page, 5)
    assert asked(page) == []
    passing(page, 6)
    assert ["one", "1.1"] in asked(page)
    page.evaluate(f"{app}.testScriptState = 'notRunning'")
    assert page.evaluate("bridge.busy()") is False
    page.evaluate(f"{app}.testConnectionState = 'DISCONNECTED_FOREVER'")
    assert page.evaluate("bridge.busy()") is True


@pytest.mark.parametrize("gone", ["testid", "testScriptState", "testConnectionState"])
def test_when_streamlits_attributes_vanish_the_page_says_so_and_still_asks(
    page: Page, gone: str
) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    sockets = live(page)
    page.evaluate(f"delete document.querySelector('[data-testid=stApp]').dataset.{gone}")
    assert page.evaluate("bridge.busy()") is False
    passing(page, 0.5)
    assert "release of Streamlit is not known" in state(page)
    sockets.opened[0].send("1.1")
    until(page, lambda: page.evaluate("asked.length") == 1)
    assert sum("not known" in message for message in messages) == 1


def test_streamlit_has_the_attributes(app: str, tab: Callable[..., Page]) -> None:
    page = tab()
    page.goto(app)
    root = page.locator('[data-testid="stApp"]')
    expect(root).to_have_attribute("data-test-script-state", re.compile("^(running|notRunning)$"))
    expect(root).to_have_attribute("data-test-connection-state", "CONNECTED")


@pytest.mark.parametrize(
    ("clock", "passed", "digits", "state", "word"),
    [
        ({"seconds_left": 600, "running": False, "total": 600}, 30, "10:00", "paused", "not started"),
        ({"seconds_left": 599.2, "running": False, "total": 600}, 30, "10:00", "paused", "paused"),
        ({"seconds_left": 600, "running": True, "total": 600}, 0.1, "10:00", "running", "left"),
        ({"seconds_left": 600, "running": True, "total": 600}, 539, "1:01", "running", "left"),
        ({"seconds_left": 600, "running": True, "total": 600}, 540, "1:00", "late", "last minute"),
        ({"seconds_left": 600, "running": True, "total": 600}, 599.5, "0:01", "late", "last minute"),
        ({"seconds_left": 600, "running": True, "total": 600}, 700, "0:00", "over", "time is over"),
        ({"seconds_left": 0, "running": False, "total": 600}, 0, "0:00", "over", "time is over"),
        ({"seconds_left": 0, "running": True, "total": 0}, 0, "0:00", "over", "time is over"),
    ],
)  # fmt: skip
def test_the_clock_shows(
    modules: Page, clock: dict[str, Any], passed: float, digits: str, state: str, word: str
) -> None:
    face = modules.evaluate(
        "([sent, passed]) => clock.face({...sent, base: 0, wall: 0}, 1000 * passed)",
        [clock, passed],
    )
    assert (face["digits"], face["state"], face["word"]) == (digits, state, word)
    assert 0 <= face["share"] <= 1


def test_the_clock_says_what_a_listener_must_know_once(modules: Page) -> None:
    words = modules.evaluate(
        """() => {
          const running = {seconds_left: 400, running: true, total: 600, base: 0, wall: 0};
          const faces = [0, 99, 101, 339, 341, 399, 401].map(s => clock.face(running, 1000 * s));
          const paused = clock.face({...running, running: false}, 0);
          const said = faces.slice(1).map((face, n) => clock.news(faces[n], face));
          return [...said, clock.news(faces[0], paused), clock.news(paused, faces[0]),
                  clock.news(undefined, faces[6])].map(each => each ?? "");
        }"""
    )
    assert words == [
        "", "5 minutes left", "", "1 minute left", "", "Time is over",
        "The clock is paused", "The clock runs again", "",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def modules(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.goto(HERE)
    page.wait_for_function("() => 'clock' in window")
    yield page
    page.close()
