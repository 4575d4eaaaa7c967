"""The report as a PDF: the page's words as data, never as markup."""

import json
import re
from dataclasses import asdict, replace

import pytest
import typst

from simulator.reporting.chapters import document
from simulator.reporting.html import html
from simulator.reporting.pdf import TEMPLATE, data, pdf
from simulator.safe_text import printable
from tests.simulator.reporting import made
from tests.simulator.reporting.made import HOSTILE, Page, strings
from tests.support import SCENARIOS


def test_it_says_what_the_page_says() -> None:
    for report in (made.water()[1], made.hostile()):
        given = [text.replace("\u200b", "") for text in strings(data(report))]
        drawn = strings(asdict(document(report)))
        assert [printable(text) for text in given] == [printable(text) for text in drawn]


def pages(content: bytes) -> int:
    return max(int(count) for count in re.findall(rb"/Count (\d+)", content))


def test_it_has_a_title_a_language_and_pages() -> None:
    content = pdf(made.water()[1])
    assert content.startswith(b"%PDF-")
    assert b"Water for the valley" in content
    assert re.search(rb"/Lang ?\(en\)", content)
    assert pages(content) > 1


def test_the_same_report_gives_the_same_bytes() -> None:
    report = made.water()[1]
    assert pdf(report) == pdf(report)


def test_text_of_a_file_is_never_markup() -> None:
    report = made.hostile()
    headings = json.loads(
        typst.query(
            TEMPLATE.read_bytes(),
            "heading",
            field="body",
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(data(report))},
        )
    )
    title = {"func": "text", "text": data(report)["title"]}
    assert headings[0] == title
    assert printable(HOSTILE).strip() in title["text"].replace("\u200b", "")
    assert all(heading["func"] == "text" for heading in headings)
    assert pdf(report).startswith(b"%PDF-")
    assert "eval" not in TEMPLATE.read_text("utf-8")


def test_a_word_too_long_for_a_column_may_break() -> None:
    title = f"{'x' * 90} and short words"
    given = data(replace(made.water()[1], title=title))["title"]
    assert max(map(len, given.split("\u200b"))) < 30
    assert given.replace("\u200b", "") == title
    assert given.endswith(" and short words")


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", sorted(file.stem for file in SCENARIOS.glob("*.yaml")))
def test_every_scenario_makes_a_page_and_a_pdf(name: str) -> None:
    _, report = made.shipped(name)
    assert pdf(report).startswith(b"%PDF-")
    assert report.title in Page(html(report)).text


def test_three_parties_make_a_page_and_a_pdf() -> None:
    report = made.three_parties()
    assert len(document(report).sections[0].blocks[0].figures) == 4  # type: ignore[union-attr]
    assert pdf(report).startswith(b"%PDF-")
    assert html(report).count("<svg") == 5
