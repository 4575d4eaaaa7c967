"""Uploads, downloads, and text that wants to be markup."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from simulator.explain.review import remarks
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario, read_document
from tests.browser.app import calm, click_text, downloaded, headline, settled, share, upload, width
from tests.support import WATER_TEXT

Visit = Callable[..., Page]
SMALL = "?scenario=divide_the_dollar"
INJECTION = '<img src=x onerror="document.title=1337">'


def test_a_broken_file_is_told_by_line_and_the_desk_stays(visit: Visit) -> None:
    page = visit()
    broken = WATER_TEXT.replace("kind: ordinal", "kind: ordnal").replace(
        "best: high", "best: hihg", 1
    )
    line = 1 + broken[: broken.index("kind: ordnal")].count("\n")
    upload(page, "river.yaml", broken)
    alerts = page.locator('[data-testid="stPopoverBody"] [data-testid="stAlert"]')
    expect(alerts.first).to_contain_text("river.yaml has 2 problems")
    expect(alerts.filter(has_text="ordnal").filter(has_text="ordinal")).to_contain_text(
        f"line {line}"
    )
    expect(alerts.filter(has_text="hihg")).to_have_count(1)
    page.keyboard.press("Escape")
    scenario = page.get_by_role("combobox", name="Scenario")
    expect(scenario).to_have_value("The US–Ukraine minerals deal, 2025 (26 Feb 2025)")


def test_an_own_scenario_opens_and_can_be_shared(visit: Visit) -> None:
    page = visit(SMALL)
    upload(page, "river.yaml", WATER_TEXT)
    expect(page.locator(".st-key-term-price")).to_be_visible()
    scenario = page.get_by_role("combobox", name="Scenario")
    expect(scenario).to_have_value("Yours: Water for the valley")
    page.wait_for_function("location.search.length > 100")
    page.reload()
    expect(page.locator(".st-key-term-price")).to_be_visible()
    share(page).get_by_role("button", name="Review this scenario").click()
    remark = page.locator('[data-testid="stPopoverBody"] [data-testid="stAlert"]').first
    expect(remark).to_contain_text(
        remarks(Model(read_document(WATER_TEXT, "it").scenario))[0].words
    )


def test_text_of_a_file_is_never_markup(visit: Visit) -> None:
    page = visit(SMALL)
    text = WATER_TEXT
    for harmless in (
        "The city's opening",
        "The mayor",
        "Price of water",
        "A dry year",
        "A court",
        "In summer",
    ):
        text = text.replace(f": {harmless}", f": '{INJECTION} **{harmless.replace(chr(39), '')}**'")
    text = text.replace("title: Water for the valley", f"title: '{INJECTION}'")
    upload(page, "river.yaml", text)
    expect(page.locator(".st-key-term-price")).to_be_visible()
    page.keyboard.press("Escape")
    titles = {"Preferences": "Preferences", "History": "What really", "Method": "Method"}
    for name in ("Deal desk", *titles):
        if name in titles:
            page.get_by_role("link", name=name).first.click()
            expect(page.get_by_role("heading", level=1, name=titles[name])).to_be_visible()
        settled(page)
        assert page.locator("img[src=x]").count() == 0, name
        assert page.title() != "1337", name
        expect(page.locator(".stException")).to_have_count(0)


def test_a_picture_a_charts_data_and_the_scenario_are_downloaded(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit("?scenario=nash_barter_1950")
    chart = page.locator(".st-key-utility_space")
    chart.hover()
    with page.expect_download() as download:
        chart.locator('[data-title^="Download plot"]').click()
    assert download.value.suggested_filename == "utility-space.svg"
    click_text(page, "What the points mean, and the data")
    calm(page)
    table = downloaded(page, "Deals as CSV", tmp_path / "deals.csv")
    assert table.read_text().startswith('deal,"utility, Bill","utility, Jack"')
    share(page)
    file = downloaded(page, "Scenario as YAML", tmp_path / "nash.yaml")
    assert load_scenario(file).title == "Bill and Jack swap toys (Nash 1950)"


def requests(page: Page) -> list[str]:
    """List whatever a page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def test_the_report_downloads_as_a_page_and_as_a_pdf(
    visit: Visit, tmp_path: Path, tab: Callable[..., Page]
) -> None:
    page = visit("?scenario=divide_the_dollar")
    figures_on_desk = headline(page)
    share(page)
    file = downloaded(page, "Report (HTML)", tmp_path / "report.html")
    sheets = downloaded(page, "Report (PDF)", tmp_path / "report.pdf")
    assert sheets.read_bytes().startswith(b"%PDF-")
    for dark in (False, True):
        report = tab(phone=True, dark=dark)
        addresses = requests(report)
        report.goto(file.as_uri())
        figures = report.locator(".figures .value").all_inner_texts()
        assert figures == figures_on_desk
        assert width(report) <= 390
        assert addresses == [file.as_uri()]
        expect(report.get_by_role("link", name="Open this exact view")).to_be_visible()
