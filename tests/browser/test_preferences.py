"""Numbers changed by hand: what was moved changes, what must add up follows, and nothing else."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from simulator.scenario.editing import edited
from simulator.scenario.reading.loading import load_document
from simulator.scenario.reading.yaml_reader import read_yaml
from tests.browser.app import settled, text_on
from tests.support import MINERALS

Visit = Callable[..., Page]
AT = ("parties", "united_states", "players", "white_house", "weights")


def thumb(page: Page, weight: str) -> Locator:
    name = "-".join((*AT, weight, "value"))
    return page.locator(f".st-key-edit-{name}").get_by_role("slider").first


def downloaded(page: Page) -> Any:
    """The scenario as the visitor has it by now."""
    page.get_by_role("button", name="Share & files").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Scenario as YAML").click()
    text = Path(started.value.path()).read_text("utf-8")
    page.keyboard.press("Escape")
    return read_yaml(text, "downloaded.yaml").data


def test_a_held_key_and_a_second_slider_change_what_was_moved(visit: Visit) -> None:
    page = visit("preferences")
    thumb(page, "security").focus()
    for _ in range(8):
        # As a held key does it: the next comes before the page has answered the last.
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    thumb(page, "partners").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-changes")).to_contain_text("2 numbers changed")
    settled(page)
    moved: dict[tuple[str, ...], float] = {
        (*AT, weight, "value"): float(str(thumb(page, weight).input_value()))
        for weight in ("security", "partners")
    }
    original = load_document(MINERALS)
    filed = {weight: entry["value"] for weight, entry in _weights(original.data).items()}
    assert moved[*AT, "security", "value"] == pytest.approx(filed["security"] + 0.08)
    assert moved[*AT, "partners", "value"] == pytest.approx(filed["partners"] + 0.02)
    weights = _weights(downloaded(page))
    expected = _weights(edited(original, moved).data)
    # Interactions take the rest of 1.
    assert sum(entry["value"] for entry in weights.values()) == pytest.approx(sum(filed.values()))
    for weight, entry in weights.items():
        # A file holds a few digits; a slider two.
        assert entry == pytest.approx(expected[weight], rel=1e-4), weight
        assert float(str(thumb(page, weight).input_value())) == pytest.approx(
            entry["value"], abs=0.0051
        )
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_enabled()
    undo.click()
    expect(thumb(page, "partners")).not_to_have_value(f"{moved[*AT, 'partners', 'value']:.2f}")
    settled(page)
    if "2 numbers" in page.locator(".st-key-changes").inner_text():
        # Both presses came as one change, or as two: that is the browser's.
        undo.click()
    expect(page.locator(".st-key-changes")).to_contain_text("1 number changed")
    # The first change alone has taken its part from all others.
    security = (*AT, "security", "value")
    before = _weights(edited(original, {security: moved[security]}).data)["partners"]["value"]
    expect(thumb(page, "partners")).to_have_value(f"{before:.2f}")
    expect(thumb(page, "security")).to_have_value(f"{filed['security'] + 0.08:.2f}")


def _weights(data: Any) -> Any:
    entries = data
    for key in AT:
        entries = entries[key]
    return {
        weight: {name: end for name, end in entry.items() if name in ("value", "low", "high")}
        for weight, entry in entries.items()
    }


def test_to_look_at_a_range_changes_nothing(visit: Visit) -> None:
    page = visit("preferences")
    thumb(page, "security").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-changes")).to_contain_text("1 number changed")
    settled(page)
    row = page.locator(f".st-key-row-{'-'.join((*AT, 'partners'))}")
    words = row.locator('[data-testid="stPopover"] button').first
    low, high = re.findall(r"[\d.]+", words.inner_text())
    words.click()
    thumbs = page.locator('[data-testid="stPopoverBody"]').get_by_role("slider")
    for at, end in ((0, low), (1, high)):
        # The thumb stands where the words say.
        assert float(str(thumbs.nth(at).input_value())) == pytest.approx(float(end), abs=0.0051)
        # Pressed and let go without being moved.
        thumbs.nth(at).focus()
        box = thumbs.nth(at).locator("xpath=../..").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.press("Escape")
    settled(page)
    expect(page.locator(".st-key-changes")).to_contain_text("1 number changed")
    page.get_by_role("button", name="Undo").click()
    expect(text_on(page, "No number has been changed")).to_be_visible()
