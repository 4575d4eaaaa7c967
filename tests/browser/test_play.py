"""A whole game in the browser, and what of the other side goes over the wire."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_document
from simulator.simulation.human.debrief import debrief
from simulator.simulation.human.session import play, table
from tests.browser.app import calm, click_text, press, saved, settled, text_on, width
from tests.browser.server import serve
from tests.browser.wire import HIDDEN, WORD, Wire, hidden_numbers, numbers_in
from tests.support import ROOT
from ui.session.play import PlaySetting, pack, unpack

Visit = Callable[..., Page]
SCRIPT = """
import runpy, sys
from pathlib import Path
sys.path.insert(0, {root!r})
import ui.work.opened
ui.work.opened.SCENARIOS = Path({folder!r})
runpy.run_path({app!r}, run_name="__main__")
"""


@pytest.fixture(scope="module")
def secret_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with one scenario, whose other side has unmistakable words and numbers."""
    folder = tmp_path_factory.mktemp("secret")
    scenarios = folder / "scenarios"
    scenarios.mkdir()
    (scenarios / "hidden.yaml").write_text(HIDDEN.read_text("utf-8"), "utf-8")
    script = folder / "secret_app.py"
    script.write_text(
        SCRIPT.format(root=str(ROOT), folder=str(scenarios), app=str(ROOT / "app.py")), "utf-8"
    )
    with serve(str(script), folder) as url:
        yield url


def sit_down(page: Page) -> None:
    press(page, "play_start")
    expect(page.get_by_role("heading", name=re.compile("Round 1 of"))).to_be_visible()


@dataclass(frozen=True)
class Heard:
    """What went over the wire of a game until just before its end, and until after it."""

    before: bytes
    after: bytes
    game: str


@pytest.fixture(scope="module")
def heard(secret_app: str, new_tab: Callable[..., Page]) -> Heard:
    page = new_tab()
    wire = Wire(page)
    page.goto(f"{secret_app}/play")
    settled(page)
    sit_down(page)
    # The brief with all that it holds, the controls, three rounds of offers, what was said.
    click_text(page, "The value of each option to you")
    click_text(page, "What was said")
    press(page, "play_send")
    press(page, "play_from_theirs")
    page.locator(".st-key-play-day").get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    calm(page)
    press(page, "play_send")
    expect(page.get_by_role("heading", name=re.compile("Round 5 of"))).to_be_visible()
    page.get_by_role("button", name="Walk out").click()
    expect(page.get_by_role("button", name="Yes, walk out")).to_be_visible()
    calm(page)
    before, game = wire.content(), page.url.split("game=")[1]
    page.get_by_role("button", name="Yes, walk out").click()
    expect(page.get_by_role("heading", name="No deal")).to_be_visible()
    expect(text_on(page, "What each side really wanted")).to_be_visible()
    calm(page)
    return Heard(before, wire.content(), game)


@pytest.fixture(scope="module")
def secrets(heard: Heard) -> tuple[list[float], list[float]]:
    """The other side's own numbers, and what the offers of the game were worth to it."""
    model = Model(load_document(HIDDEN).scenario)
    setting, moves = unpack(heard.game)
    laid = table(model, setting.person, setting.level, rounds=setting.rounds, seed=setting.seed)
    game = play(laid, moves)
    looked = debrief(game if game.over else game.walk_out())
    assert len(looked.offers) == 5
    seller = looked.parties.index("seller")
    worth = [float(offer.worth[seller]) for offer in looked.offers]
    computed = [number for number in worth if abs(round(number, 2) - number) > 1e-3]
    numbers = hidden_numbers(model)
    assert len(numbers) > 15
    assert computed
    return numbers, computed


def test_nothing_of_the_other_side_goes_over_the_wire_before_the_end(
    heard: Heard, secrets: tuple[list[float], list[float]]
) -> None:
    assert b"OWNWORD" in heard.before
    assert b"walk out" in heard.before
    assert WORD not in heard.before
    for numbers in secrets:
        assert numbers_in(heard.before, numbers) == set()


def test_all_of_the_other_side_is_shown_at_the_end(
    heard: Heard, secrets: tuple[list[float], list[float]]
) -> None:
    numbers, computed = secrets
    assert WORD in heard.after
    assert {0.614367, 0.267383} <= numbers_in(heard.after, numbers)
    assert numbers_in(heard.after, computed) == set(computed)


def test_a_game_goes_on_after_a_look_at_the_desk_and_a_reload(visit: Visit) -> None:
    page = visit("play?scenario=divide_the_dollar")
    sit_down(page)
    brief = page.locator('[data-testid="stExpander"]').filter(has_text="Your brief")
    expect(brief).to_contain_text("your reservation value")
    worth = page.locator(".st-key-play_draft [data-testid='stMetricValue']")
    expect(worth).to_have_text("1.00")
    page.locator(".st-key-play-share").get_by_role("slider").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(worth).not_to_have_text("1.00")
    calm(page)
    press(page, "play_send")
    expect(page.locator(".st-key-play_theirs")).to_be_visible()
    # The desk's own deal has not moved, and the game is still there afterwards.
    page.get_by_role("link", name="Deal desk").click()
    expect(page.locator(".st-key-term-share")).to_contain_text("50")
    page.get_by_role("link", name="Play").click()
    heading = page.get_by_role("heading", name=re.compile("Round [23] of"))
    expect(heading).to_be_visible()
    calm(page)
    title = heading.inner_text()
    page.wait_for_function("location.search.includes('game=')")
    page.reload()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_a_deal_is_told_saved_and_played_again(visit: Visit, tmp_path: Path) -> None:
    page = visit("play?scenario=divide_the_dollar")
    sit_down(page)
    press(page, "play_send")
    press(page, "play_accept")
    expect(page.get_by_role("heading", name="Deal", exact=True)).to_be_visible()
    expect(page.locator(".st-key-play_path .main-svg").first).to_be_attached()
    text = saved(page, "play_html", tmp_path).read_text("utf-8")
    assert "What was left on the table" in text
    assert "<svg" in text
    assert "src=" not in text
    rows = saved(page, "play_offers_csv", tmp_path).read_text("utf-8").splitlines()
    assert rows[0].startswith('round,by,"utility, ')
    assert len(rows) >= 3
    press(page, "play_again")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    expect(page.locator(".stException")).to_have_count(0)


def test_a_game_by_keyboard_alone_on_a_phone(visit: Visit) -> None:
    page = visit("play?scenario=nash_barter_1950", phone=True)

    def reach(key: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate(
                "key => !!document.activeElement.closest('.st-key-' + key)"
                " && document.activeElement.tagName === 'BUTTON'",
                key,
            ):
                return
        raise AssertionError(f"{key} cannot be reached")

    reach("play_start")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Round 1 of"))).to_be_visible()
    calm(page)
    assert width(page) <= 390
    reach("play_send")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-play_accept button")).to_be_visible()
    calm(page)
    reach("play_accept")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-play_again button")).to_be_visible()
    calm(page)
    assert width(page) <= 390


def test_the_clock_sends_the_offer_as_it_stands(visit: Visit) -> None:
    page = visit("play?scenario=divide_the_dollar&game=" + quick())
    expect(text_on(page, "then your offer is sent as it is")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Round [3-9] of"))).to_be_visible()
    expect(page.locator(".stException")).to_have_count(0)


def quick() -> str:
    """The code of a game with two seconds for each turn."""
    return pack(PlaySetting("bob", "stubborn", 20, "ann", True, True, True, 1, 2), ())
