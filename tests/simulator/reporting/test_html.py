"""The report as a page: the figures of `evaluate`, and nothing that runs or is fetched."""

import re

import pytest

from simulator.acceptance.evaluation import evaluate
from simulator.explain.deal import reference_label
from simulator.formatting import percent, signed
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.reporting.contents import Request, report
from simulator.reporting.html import html
from simulator.safe_text import printable
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import load_document
from tests.simulator.reporting import made
from tests.simulator.reporting.made import HOSTILE, Page
from tests.support import WATER

ALL_SIGN = "All sign"


@pytest.mark.parametrize("name", ["us_ukraine_minerals", "nash_barter_1950"])
def test_its_figures_are_those_of_evaluate(name: str) -> None:
    document, contents = made.shipped(name)
    scenario = document.scenario
    answer = evaluate(Model(scenario), start_deal(scenario))
    page = Page(html(contents))
    assert page.figures == {
        ALL_SIGN: percent(answer.joint.chance),
        **{
            f"{scenario.parties[id].name} accepts": percent(likely.chance)
            for id, likely in answer.parties.items()
        },
    }
    for id, issue in scenario.issues.items():
        contributions = [signed(view.contributions[id]) for view in answer.players.values()]
        assert [issue.name, *contributions] in page.cells
    avoiding = [signed(view.avoiding) for view in answer.players.values()]
    assert [reference_label(answer), *avoiding] in page.cells
    for head, worth in (("Utility of the deal", "utility"), ("Reservation value", "reservation")):
        worths = [f"{getattr(view, worth):.2f}" for view in answer.players.values()]
        assert [head, *worths] in page.cells


def test_text_of_a_file_is_never_markup() -> None:
    def shapes(page: Page) -> set[tuple[str, frozenset[str]]]:
        return {(tag, frozenset(attributes)) for tag, attributes in page.tags}

    page, harmless = Page(html(made.hostile())), Page(html(made.water()[1]))
    # The link alone is missing: no tag and no attribute is there that a harmless file does not give.
    assert shapes(page) <= shapes(harmless)
    assert page.text.count(printable(HOSTILE)) > 50
    assert "49" not in page.text.split("The answer")[0]


def test_nothing_runs_and_nothing_is_fetched() -> None:
    for contents in (made.water()[1], made.hostile()):
        page = Page(html(contents))
        assert {tag for tag, _ in page.tags}.isdisjoint(
            {"script", "img", "link", "iframe", "object", "embed", "image", "use", "base", "form"}
        )
        for tag, attributes in page.tags:
            assert not any(
                name.startswith("on") or name in ("src", "srcset") for name in attributes
            )
            if "href" in attributes:
                assert tag == "a"
                assert re.match(r"https?://|#", str(attributes["href"]))
        assert not re.search(r"url\(|@import|@font-face", page.style)


def test_keys_of_sources_lead_to_the_list() -> None:
    page = Page(html(made.water()[1]))
    there = {attributes.get("id") for _, attributes in page.tags}
    inside = [str(link["href"]) for _, link in page.tags if str(link.get("href")).startswith("#")]
    assert len(inside) > 20
    assert {href[1:] for href in inside} <= there


def test_the_link_that_restores_it_is_there_if_given() -> None:
    links = [attributes.get("href") for _, attributes in Page(html(made.water()[1])).tags]
    assert "https://example.org/?s=abc" in links
    assert "Open this exact view" not in html(made.three_parties())


def test_a_chance_that_no_single_number_moves_is_said_and_not_drawn() -> None:
    document = load_document(WATER)
    deal: Deal = {"price": 10.0, "flow": "none", "judge": "nobody"}
    page = html(report(Model(document.scenario), document, Request(deal, made.MADE)))
    assert "Wherever a single one of them lies" in page
    assert "with each number low and high" not in page
    assert "with each number low and high" in html(made.water()[1])
