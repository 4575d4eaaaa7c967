"""Talks watched, simulated and judged in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.app import WORKED_OUT, calm, choose, press, show, text_on, width

Visit = Callable[..., Page]


def test_talks_unfold_step_by_step_are_told_as_they_were_and_simulated_with_a_change(
    visit: Visit,
) -> None:
    page = visit("talks")
    expect(text_on(page, "Round 1.")).to_be_visible()
    expect(page.locator(".st-key-offers_path .scatterlayer .trace")).to_have_count(3)
    press(page, "talks_step")
    expect(text_on(page, "Round 2.")).to_be_visible()
    # Both sides have offered now: deals, two paths, the latest offer.
    expect(page.locator(".st-key-offers_path .scatterlayer .trace")).to_have_count(4)
    page.locator(".st-key-talks_play button").click()
    expect(text_on(page, "Round 4.")).to_be_visible()
    page.locator(".st-key-talks_pause button").click()
    expect(page.locator(".st-key-talks_play")).to_be_visible()

    # What really happened: a path with its chance.
    show(page, "What really happened")
    expect(text_on(page, "all 6 in a row")).to_be_visible()
    expect(text_on(page, "revised once these answers were known")).to_be_visible()
    expect(page.locator(".st-key-real_path .scatterlayer .trace")).to_have_count(3)

    # What if stands beside what is.
    show(page, "Simulate many")
    expect(text_on(page, "As the scenario has it: signed")).to_be_visible()
    expect(text_on(page, "Your settings: signed")).to_have_count(0)
    choose(page, page.get_by_label("Concession strategy of Kyiv"), "Holds out")
    # Worked on a little at a time: until all is done, the page draws it again and again.
    expect(page.get_by_test_id("stProgress")).to_have_count(0)
    calm(page)
    expect(text_on(page, "Your settings: signed")).to_be_visible()
    expect(page.locator(".st-key-talks_over_time .scatterlayer .trace")).to_have_count(2)
    expect(page.locator(".st-key-talks_deals .scatterlayer .trace")).to_have_count(3)
    expect(page.locator('[class*="st-key-talks_term-"] .main-svg').first).to_be_attached()


def test_a_tournament_names_the_best_and_shows_every_pairing(visit: Visit) -> None:
    page = visit("talks?scenario=divide_the_dollar")
    show(page, "Tournament")
    expect(text_on(page, "Best overall:")).to_be_visible(timeout=WORKED_OUT)
    expect(page.locator(".st-key-tournament_ranking .scatterlayer .trace")).to_have_count(1)
    expect(page.locator(".st-key-tournament_pairs .heatmaplayer image")).to_have_count(1)


def test_the_deal_of_those_who_look_ahead_goes_on_the_table(visit: Visit) -> None:
    page = visit("talks", phone=True)
    show(page, "Equilibrium")
    card = page.locator('[class*="st-key-ahead-With-the-deadline"]')
    expect(card).to_contain_text("Utility")
    card.get_by_role("button", name="Put it on the table").click()
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    assert width(page) <= 390
