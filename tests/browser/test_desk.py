"""The deal desk as a visitor uses it."""

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.app import (
    ALL_SIGN,
    background,
    calm,
    changed,
    choose,
    click_text,
    headline,
    move,
    opening,
    scrolled,
    share,
    text_on,
    turn_to,
    width,
)
from tests.support import SCENARIOS
from tests.twins import SAME, twins
from ui.session.share import Shared, pack, unpack

Visit = Callable[..., Page]


def test_first_sight_is_the_minerals_deal_whose_charts_follow_a_term_without_blinking(
    visit: Visit,
) -> None:
    page = visit()
    scenario = page.get_by_role("combobox", name="Scenario")
    expect(scenario).to_have_value("The US–Ukraine minerals deal, 2025 (26 Feb 2025)")
    assert background(page) == "rgb(255, 255, 255)"
    figures = headline(page)
    assert len(figures) == 3
    assert all(re.fullmatch(r"[<>]? ?\d+ %", figure) for figure in figures)
    expect(text_on(page, "Kyiv would", exact=False).first).to_be_visible()
    # One for each of: utility space, both sides' contributions, the map.
    for chart in range(4):
        expect(
            page.locator(".deal-desk-plot").nth(chart).locator(".main-svg").first
        ).to_be_attached()

    # A guarantee makes Kyiv likelier to accept, and no chart blinks.
    page.evaluate(
        """() => {
          const charts = [...document.querySelectorAll('.deal-desk-plot')];
          window.blank = 0; window.charts = charts.length;
          const look = () => {
            window.blank += charts.filter(c => !c.isConnected || !c.querySelector('.main-svg')).length;
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    after = move(page, "security", "End")
    labels = page.locator('.st-key-headline [data-testid="stMetricLabel"]').all_inner_texts()
    at = next(n for n, label in enumerate(labels) if "Kyiv" in label)
    assert int(re.sub(r"\D", "", after[at])) > int(re.sub(r"\D", "", figures[at]))
    assert page.evaluate("window.charts") == 4
    assert page.evaluate("window.blank") == 0
    expect(page.locator(".stException")).to_have_count(0)


def test_a_click_on_the_map_puts_the_cell_on_the_table(visit: Visit) -> None:
    page = visit()
    before = headline(page)
    chart = page.locator(".st-key-acceptance_map")
    expect(chart.locator(".heatmaplayer image")).to_be_attached()
    chart.scroll_into_view_if_needed()
    calm(page)
    box = chart.locator(".heatmaplayer image").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + 12)
    changed(page, before)
    # The topmost row is the binding guarantee, the last column the whole revenue.
    expect(page.locator(".st-key-term-security")).to_contain_text("Binding US guarantee")
    expect(page.locator(".st-key-term-revenue_share")).to_contain_text("100 %")


def test_chips_undo_real_proposals_pins_and_large_type(visit: Visit) -> None:
    page = visit()
    start = headline(page)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    chip = page.locator(".st-key-chips button").first
    expect(chip).to_contain_text("→")
    chip.click()
    moved = changed(page, start)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(ALL_SIGN)).to_have_text(start)
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(ALL_SIGN)).to_have_text(moved)
    calm(page)

    page.get_by_role("button", name="Pin it").click()
    expect(page.get_by_role("button", name="Load Deal 1")).to_be_visible()
    calm(page)
    choose(page, page.get_by_role("combobox", name="Deal on the table"), "12 Feb 2025: D1")
    changed(page, moved)
    click_text(page, "Money (6 terms)")
    expect(page.locator(".st-key-term-claim")).to_contain_text("$500")
    page.get_by_role("button", name="Load Deal 1").click()
    expect(page.locator(ALL_SIGN)).to_have_text(moved)
    expect(page.locator(".stException")).to_have_count(0)

    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    before = page.locator(ALL_SIGN).first.evaluate(size)
    click_text(page, "Large type")
    calm(page)
    assert page.locator(ALL_SIGN).first.evaluate(size) > 1.2 * before


def test_the_whole_desk_is_reached_by_keyboard_and_terms_are_in_sight_with_charts(
    visit: Visit,
) -> None:
    """One moves a slider to see a chart answer: on a desktop all must be on the screen."""
    page = visit()
    page.locator(".st-key-contributions-ukraine .main-svg").first.wait_for()
    page.mouse.move(1000, 700)
    scrolled(page, 1100)
    expect(page.locator(ALL_SIGN).first).to_be_in_viewport()
    expect(page.locator(".st-key-contributions-ukraine")).to_be_in_viewport()
    expect(page.locator(".st-key-term-revenue_share")).to_be_in_viewport()

    wanted = {"menu", "presenting", "term-security", "term-control", "term-revenue_share"}
    reached: set[str] = set()
    for _ in range(80):
        if wanted <= reached:
            break
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "() => { const e = document.activeElement; "
                "return e.closest('[class*=st-key-]')?.className.match(/st-key-([\\w-]+)/)[1] || '' }"
            )
        )
    assert wanted <= reached


def test_a_share_link_and_the_address_itself_restore_everything(
    visit: Visit, tab: Callable[..., Page]
) -> None:
    page = visit()
    move(page, "security", "ArrowRight")
    link = share(page).locator("code").inner_text()
    assert "?s=" in link
    figures = headline(page)
    other = tab()
    other.goto(link)
    expect(other.locator(ALL_SIGN)).to_have_text(figures)
    security = page.locator(".st-key-term-security").inner_text()
    expect(other.locator(".st-key-term-security")).to_contain_text(security.splitlines()[-1])
    page.wait_for_function("location.search.includes('s=')")
    page.reload()
    expect(page.locator(ALL_SIGN)).to_have_text(figures)


def test_a_damaged_link_is_a_fresh_start_with_a_word_about_it(visit: Visit) -> None:
    page = visit("?s=abcdef")
    expect(text_on(page, "The link could not be opened")).to_be_visible()
    expect(page.locator(ALL_SIGN)).to_have_count(3)


def test_every_scenario_of_the_folder_is_in_the_menu_and_opens(visit: Visit) -> None:
    page = visit("?scenario=divide_the_dollar")
    expect(text_on(page, "Ann's share").first).to_be_visible()
    options = page.get_by_role("option")
    opening(page, page.locator(".st-key-menu").get_by_role("combobox"), options.first)
    expect(options).to_have_count(len([*SCENARIOS.glob("*.yaml")]))
    options.filter(has_text="Nash 1950").click()
    expect(page.locator(".st-key-term-knife")).to_be_visible()
    expect(page.locator(".stException")).to_have_count(0)


def test_what_terms_are_compared_with_is_named_anew_in_another_scenario(visit: Visit) -> None:
    page = visit()
    compared = page.get_by_role("combobox", name="Compare each term with")
    expect(compared).to_have_value("The terms in force without a deal")
    choose(page, page.locator(".st-key-menu").get_by_role("combobox"), "Divide the dollar")
    expect(compared).to_have_value("The deal it opens with")


def test_on_a_phone_nothing_is_wider_and_the_figures_stay_in_sight(visit: Visit) -> None:
    page = visit(phone=True)
    titles = {
        "": None,
        "insight": "Insight",
        "play": "Negotiate it yourself",
        "preferences": "Preferences and uncertainty",
        "history": "What really happened",
        "method": "Method",
        "class": "A live class",
        "join": "Join a class",
    }
    for path, title in titles.items():
        if title:
            turn_to(page, path, title)
        calm(page)
        assert width(page) <= 390, path
        main = page.locator(".stMainBlockContainer").evaluate(
            "element => [element.scrollWidth, element.clientWidth]"
        )
        assert main[0] <= main[1] + 1, path
        if not title:
            page.mouse.move(200, 700)
            scrolled(page, 1500)
            expect(page.locator(ALL_SIGN).first).to_be_in_viewport()


def test_the_second_of_two_options_of_one_label_lies_on_the_table(visit: Visit) -> None:
    link = pack(Shared("own", json.dumps(twins()), {}, {"i0": "o2", "i1": "o0", "i2": "o2"}))
    page = visit(f"?s={link}")
    box = page.locator(".st-key-term-i0").get_by_role("combobox")
    choose(page, box, f"{SAME} (2)")
    expect(box).to_have_value(f"{SAME} (2)")
    page.wait_for_function("before => !location.search.includes(before)", arg=link)
    lies = unpack(parse_qs(urlsplit(page.url).query)["s"][0]).deal
    assert lies == {"i0": "o1", "i1": "o0", "i2": "o2"}
