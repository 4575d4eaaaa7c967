"""The other pages as a visitor uses them."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from simulator.scenario.reading.loading import ScenarioDocument, to_yaml
from tests.browser.app import (
    ALL_SIGN,
    WORKED_OUT,
    calm,
    click_text,
    headline,
    settled,
    text_on,
    turn_to,
    upload,
)
from tests.support import three_parties

Visit = Callable[..., Page]


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def test_a_changed_preference_moves_the_desk_is_listed_and_can_be_reset(visit: Visit) -> None:
    page = visit("?scenario=divide_the_dollar")
    before = headline(page)
    go(page, "Preferences")
    expect(text_on(page, "No number has been changed")).to_be_visible()
    page.get_by_role("slider", name="Both walk away").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(text_on(page, "1 number changed")).to_be_visible()
    go(page, "Deal desk")
    expect(page.locator(ALL_SIGN).first).not_to_have_text(before[0])
    go(page, "Preferences")
    page.get_by_role("button", name="Reset all").click()
    expect(text_on(page, "No number has been changed")).to_be_visible()
    go(page, "Deal desk")
    expect(page.locator(ALL_SIGN)).to_have_text(before)
    # Method has the numbers of the open scenario.
    go(page, "Method")
    expect(text_on(page, re.compile("Possible deals: 101"))).to_be_visible()
    expect(page.locator(".katex").first).to_be_visible()


def test_sources_the_curve_and_the_history_of_the_case(visit: Visit) -> None:
    page = visit("preferences")
    page.locator('[class*="st-key-row-"] [data-testid="stPopover"] button').first.click()
    body = page.locator('[data-testid="stPopoverBody"]')
    expect(body).to_contain_text("Source")
    assert body.get_by_role("link").first.get_attribute("href")
    page.keyboard.press("Escape")

    # How far the curve can be believed.
    turn_to(page, "method", "Method")
    expect(text_on(page, "nothing in the data covers states or high stakes")).to_be_visible()
    expect(page.locator(".st-key-reliability .scatterlayer .trace")).to_have_count(5)
    click_text(page, "Held-out scores of simpler and richer curves")
    expect(page.get_by_role("button", name="Scores as CSV")).to_be_visible()

    # The refused are told from the signed.
    turn_to(page, "history", "What really happened")
    expect(text_on(page, "far too few to validate")).to_be_visible()
    expect(page.locator(".deal-desk-plot .main-svg").first).to_be_attached()
    expect(text_on(page, "Share never moved.")).to_be_visible()
    expect(text_on(page, "Accepted and refused texts differ most")).to_contain_text("Control")
    expect(page.locator(".st-key-term_paths .shapelayer path")).to_have_count(2)
    expect(page.locator(".st-key-separation .barlayer .trace")).to_have_count(2)
    # One of its proposals goes on the table.
    proposal = page.locator(".st-key-proposal-d1")
    proposal.locator("summary").click()
    proposal.get_by_role("button", name="Put it on the table").click()
    go(page, "Deal desk")
    expect(page.locator(".st-key-term-claim")).to_contain_text("$500")


def test_a_counter_offer_is_one_click_from_the_table(visit: Visit) -> None:
    page = visit()
    before = headline(page)
    go(page, "Insight")
    # The opening deal is as likely as not; a surer one is asked for.
    page.locator(".st-key-wanted").get_by_role("slider").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-card-route-1")).to_contain_text("→")
    settled(page)
    # A second one there refines its amounts.
    page.locator(".st-key-card-route-1").get_by_role("button").first.click()
    go(page, "Deal desk")
    expect(page.locator(ALL_SIGN).first).not_to_have_text(before[0])
    assert int(headline(page)[0].split()[0]) > int(before[0].split()[0])


def test_what_the_answer_hangs_on_comes_up_little_by_little_and_can_be_stopped(
    visit: Visit,
) -> None:
    page = visit("insight")
    click_text(page, "Sensitivity", exact=True)
    # A worker is started first, and lets everything else go before it.
    expect(page.locator(".st-key-tornado .scatterlayer .trace")).to_have_count(
        2, timeout=WORKED_OUT
    )
    # Pressed at once: a click by the pointer would first wait for the page to come to rest.
    page.locator(".st-key-study_stop button").dispatch_event("click")
    expect(text_on(page, "Stopped.")).to_be_visible()
    expect(page.locator(".st-key-tornado .scatterlayer .trace")).to_have_count(2)
    expect(text_on(page, "no single number about the situation")).to_have_count(0)
    page.locator(".st-key-study_go button").click()
    # Done: no bar any more, both sides' switching values told, shares with their intervals.
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=WORKED_OUT)
    calm(page)
    flips = re.compile("would be more likely to (accept than to refuse|refuse than to accept) if")
    expect(text_on(page, flips)).to_be_visible()
    expect(text_on(page, "no single number about the situation")).to_be_visible()
    expect(page.locator(".st-key-shares .scatterlayer .trace")).to_have_count(2)
    expect(text_on(page, re.compile(r"\d evaluations"))).to_be_visible()
    expect(page.locator(".st-key-two_way .heatmaplayer image")).to_have_count(1)


def test_three_parties_draw_too(visit: Visit) -> None:
    page = visit("?scenario=divide_the_dollar")
    upload(page, "three.yaml", to_yaml(ScenarioDocument("three.yaml", three_parties())))
    expect(page.locator(ALL_SIGN)).to_have_count(4)
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-utility_space .main-svg").first).to_be_attached()
    expect(page.locator(".stException")).to_have_count(0)


BETWEEN = """title: Split a sum
summary: Two people share.
issues:
  share:
    {kind: continuous, label: The share of A, short: Share, description: x, min: 0, max: 100, step: 25,
     unit: "%", assumption: Test.}
futures:
  walk: {label: They part, description: x, probability: {value: 1.0, assumption: Test.}}
parties:
  a:
    label: Ann
    lead: a
    players:
      a:
        label: Ann
        description: x
        weights: {share: {value: 1.0, assumption: Test.}}
        values: {share: {kind: linear, best: high, assumption: Test.}}
        no_deal: {walk: {value: 0.3, low: 0.2, high: 0.4, assumption: Test.}}
  b:
    label: Ben
    lead: b
    players:
      b:
        label: Ben
        description: x
        weights: {share: {value: 1.0, assumption: Test.}}
        values: {share: {kind: linear, best: low, assumption: Test.}}
        no_deal: {walk: {value: 0.3, low: 0.2, high: 0.4, assumption: Test.}}
start: {terms: {share: 0}}
"""


def test_an_offer_between_the_steps_goes_on_the_table_and_into_the_link(
    visit: Visit, tab: Callable[..., Page]
) -> None:
    page = visit("?scenario=nash_barter_1950")
    upload(page, "split.yaml", BETWEEN)
    expect(page.locator(".st-key-term-share")).to_be_visible()
    page.keyboard.press("Escape")
    go(page, "Insight")
    between = page.locator(".st-key-card-route-1").get_by_role("button", name="Off-grid refinement")
    label = between.inner_text()
    amount = float(label.split("Share")[1].split("%")[0])
    assert amount % 25 != 0
    before = page.url
    # While the page is still being drawn, as a quick hand would.
    between.click()
    page.wait_for_function("before => location.href !== before", arg=before)
    go(page, "Deal desk")
    term = page.locator(".st-key-term-share")
    expect(term).to_contain_text(f"{amount:g} %")
    figures = headline(page)
    page.wait_for_function("location.search.includes('s=')")
    calm(page)
    other = tab()
    other.goto(page.url)
    expect(other.locator(ALL_SIGN)).to_have_text(figures)
    expect(other.locator(".st-key-term-share")).to_contain_text(f"{amount:g} %")
    # From there one step back is the step below, and undo returns to the amount between.
    page.locator(".st-key-term-share").get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(term).to_contain_text(f"{amount // 25 * 25:g} %")
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.get_by_role("button", name="Undo").click()
    expect(term).to_contain_text(f"{amount:g} %")
    expect(page.locator(ALL_SIGN)).to_have_text(figures)
    expect(page.locator(".stException")).to_have_count(0)


def test_where_no_deal_is_open_the_page_says_what_would_open_one(visit: Visit) -> None:
    page = visit("?scenario=nash_barter_1950")
    upload(page, "greedy.yaml", BETWEEN.replace("value: 0.3, low: 0.2, high: 0.4", "value: 0.6"))
    expect(page.locator(".st-key-term-share")).to_be_visible()
    page.keyboard.press("Escape")
    message = page.locator('[data-testid="stAlert"]').filter(has_text="There is no ZOPA")
    expect(message).to_contain_text("The smallest change of a single number")
    go(page, "Insight")
    openings = page.locator(".st-key-openings")
    expect(openings).to_contain_text("What would create a ZOPA")
    expect(openings).to_contain_text("instead of 0.60")
    openings.get_by_role("button", name="Apply").first.click()
    expect(openings).to_have_count(0)
    go(page, "Deal desk")
    expect(text_on(page, "possible deals")).to_contain_text("ZOPA")
