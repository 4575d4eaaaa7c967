"""Rules between terms at the controls: choosing what is closed moves the least, and says why."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.app import calm, choose, slider, text_on
from tests.simulator.scenario.test_rules import RULE, ruled
from ui.session.share import Shared, pack

WHY = "Nobody pays that much with nobody to turn to."
LAWLESS: dict[str, float | str] = {"price": 5, "flow": "summer", "judge": "nobody"}


@pytest.mark.parametrize("phone", [False, True])
def test_a_closed_option_says_why_and_choosing_it_moves_another_term(
    visit: Callable[..., Page], phone: bool
) -> None:
    page = visit("?s=" + pack(Shared("water", ruled(RULE), {}, LAWLESS)), phone=phone)
    judge = page.get_by_role("combobox", name="Who settles disputes")
    closed = "Not with the other terms as they stand"
    expect(judge).to_have_value("Nobody")
    line = text_on(page, f"{closed}: ‘$6 /m³’ to ‘$10 /m³’.")
    expect(line).to_be_visible()
    page.locator('[data-testid="stCaptionContainer"]').filter(has=line).get_by_role(
        "button"
    ).click()
    expect(page.locator('[data-testid="stTooltipContent"]').filter(has_text=WHY)).to_be_visible()
    page.keyboard.press("Escape")
    # By keyboard, and the slider keeps it.
    slider(page, "price").focus()
    page.keyboard.press("ArrowRight")
    expect(judge).to_have_value("A panel")
    moved = "‘Who settles disputes’ moved from ‘Nobody’ to ‘A panel’ to go with ‘Price: $6 /m³’."
    expect(text_on(page, f"{moved} {WHY}")).to_be_visible()
    calm(page)
    expect(slider(page, "price")).to_be_focused()
    expect(text_on(page, f"{closed}: ‘Nobody’.")).to_be_visible()
    choose(page, judge, "Nobody")
    expect(page.locator(".st-key-term-price")).to_contain_text("$5 /m³")
    expect(text_on(page, "‘Price’ moved from ‘$6 /m³’ to ‘$5 /m³’")).to_be_visible()
    expect(text_on(page, moved)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(judge).to_have_value("A panel")
    expect(page.locator(".st-key-term-price")).to_contain_text("$6 /m³")
    expect(page.locator(".stException")).to_have_count(0)
