"""What stands beside a page's words, such as its tooltips: text of a stranger's scenario is text there, too.

What a browser makes of the pages themselves: tests/browser/test_hostile_text.py.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import ScenarioDocument, to_yaml
from tests.hostile import TEXTS, spoilt
from tests.support import water_data
from tests.ui.pages import PAGES, page
from ui.session.share import Shared, pack
from ui.text import plain

DOCUMENT = ScenarioDocument("hostile.yaml", spoilt(water_data()))
LINK = pack(Shared("own", to_yaml(DOCUMENT), deal=dict(start_deal(DOCUMENT.scenario))))
MARKUP = re.compile(
    "|".join(rf"(?<!\\){re.escape(text)}" for text in TEXTS if plain(text) != text.strip())
)


def tooltips(message: Any) -> Iterator[str]:
    """The tooltips of an element, of what stands in it and of what it stands in."""
    for field, value in message.ListFields():
        if field.name in ("help", "tooltip") and isinstance(value, str):
            yield value
        elif hasattr(value, "ListFields"):
            yield from tooltips(value)


def every(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from every(child)


@pytest.mark.parametrize("name", PAGES)
def test_every_tooltip_shows_it_as_it_was_written(name: str) -> None:
    test = page(name, link=LINK)
    assert not test.exception
    shown = [
        words
        for node in every(test._tree)
        if getattr(node, "proto", None) is not None
        for words in tooltips(node.proto)
    ]
    assert shown
    assert [words for words in shown if MARKUP.search(words)] == []
