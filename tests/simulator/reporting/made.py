"""Reports to look at, each made once."""

from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any

from simulator.preferences.negotiation_model import Model
from simulator.reporting.contents import Report, Request, report
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import ScenarioDocument, load_document
from tests import support
from tests.hostile import FREE
from tests.support import SCENARIOS, WATER, water_data

MADE = date(2026, 3, 12)
HOSTILE = (
    "<script>alert(1)</script> {{7*7}} #panic() $x$ ]]> *b* `r` @q \"'&amp;\\ <img src=x>\x07\u202e"
)


def made(document: ScenarioDocument, **options: Any) -> Report:
    deal = start_deal(document.scenario)
    return report(Model(document.scenario), document, Request(deal, MADE, **options))


@cache
def shipped(name: str) -> tuple[ScenarioDocument, Report]:
    document = load_document(SCENARIOS / f"{name}.yaml")
    return document, made(document)


@cache
def water() -> tuple[ScenarioDocument, Report]:
    document = load_document(WATER)
    return document, made(document, link="https://example.org/?s=abc")


@cache
def three_parties() -> Report:
    return made(ScenarioDocument("three.yaml", support.three_parties()))


def spoilt(value: Any, key: str = "") -> Any:
    """Every free text of a scenario with what wants to be markup behind it."""
    if isinstance(value, dict):
        return {
            name: spoilt(inner, "label" if key == "levels" and isinstance(inner, str) else name)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [spoilt(element, "label" if key == "limits" else "") for element in value]
    return f"{value} {HOSTILE}" if key in FREE and isinstance(value, str) else value


@cache
def hostile() -> Report:
    return made(ScenarioDocument("hostile.yaml", spoilt(water_data())))


class Page(HTMLParser):
    """What a browser would read: tags with their attributes, tables, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[list[str]] = []
        self.figures: dict[str, str] = {}
        self.text = ""
        self.style = ""
        self._open: list[str] = []
        self._label = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        self._open.append(tag)
        if tag == "tr":
            self.cells.append([])
        elif tag in ("td", "th"):
            self.cells[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            self.style += data
            return
        self.text += data
        if "td" in self._open or "th" in self._open:
            self.cells[-1][-1] += data
        if "dt" in self._open:
            self._label = data
        elif "dd" in self._open:
            self.figures.setdefault(self._label, data)


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []
