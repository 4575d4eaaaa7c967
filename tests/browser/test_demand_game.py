"""The game table as a lecturer uses it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.app import background, calm, choose, click_text, settled, text_on, width

Visit = Callable[..., Page]


def test_a_payoff_that_is_changed_changes_what_follows(visit: Visit) -> None:
    page = visit("game-table?scenario=divide_the_dollar")
    choose(page, page.get_by_role("combobox", name="Game"), "Prisoner's dilemma")
    settled(page)
    expect(text_on(page, "and in no other")).to_be_visible()
    expect(page.locator(".deal-desk-plot .annotation")).to_have_count(4)
    expect(
        page.locator(
            ".deal-desk-plot .annotation u, .deal-desk-plot .annotation tspan[style*=underline]"
        )
    ).to_have_count(4)
    click_text(page, "Change the payoffs")
    cells = page.get_by_test_id("stDataFrame").first.locator("canvas").first
    cells.scroll_into_view_if_needed()
    calm(page)  # the expander opens by degrees
    box = cells.bounding_box()
    assert box is not None
    # The upper of two rows, the right of two columns: to cooperate alone becomes worth 3 to Row.
    page.mouse.dblclick(box["x"] + box["width"] - 60, box["y"] + box["height"] - 52)
    field = page.locator("#portal input")
    field.fill("3")
    field.press("Enter")
    expect(text_on(page, "is strictly dominated for Row")).to_have_count(0)
    expect(text_on(page, "Row chooses “Cooperate”; Column chooses “Defect”")).to_be_visible()


def test_it_fits_a_phone_in_the_dark(visit: Visit) -> None:
    page = visit("game-table", phone=True, dark=True)
    assert background(page) == "rgb(18, 22, 28)"
    expect(page.locator(".deal-desk-plot .annotation").first).to_be_visible()
    assert width(page) <= 390
    frames = page.locator(".deal-desk-plot .shapelayer path")
    expect(frames.first).to_be_attached()
