"""Whatever somebody writes stays text, wherever it is written."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.safe_text import csv_cell, printable, xml
from tests.hostile import MARKDOWN_ALONE, TEXTS, UNSEEN, spoiling
from ui.components.controls import harmless
from ui.text import chart_text, link, plain

# Pieces of markup next to each other, which chance alone would hardly put there.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [*"\\`*_{}[]()#+-.!|<>~$&:;@=/'\" \t\r\n", "https://", "www.", "a.b", ":material/x:"]
        ),
        st.characters(),
        st.sampled_from(TEXTS),
    ),
    max_size=8,
).map("".join)
HOSTILE = st.one_of(st.sampled_from(TEXTS + MARKDOWN_ALONE), PIECES)
JOINER = "\u2060"
# What Streamlit's page looks for in finished text (remark-gfm, and its own), as 1.67 has it.
LOOKED_FOR = [
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"https?://[-.\w]",
        r"www\.",
        r"[-.\w+]@",
        r":material[/_]",
        r":streamlit:",
        r":[\w+-]+:",
        r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
    )
]
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@given(HOSTILE)
def test_markdown_shows_text_as_it_was_written_and_finds_nothing_in_it(text: str) -> None:
    escaped = plain(text)
    bare = ESCAPE.sub("", escaped)
    assert not re.search(r"[\\`*_{}\[\]#~<>$&^|@\n]|:\S|^([-+=]\s|\d+[.)])", bare), escaped
    finished = ESCAPE.sub(r"\1", escaped)
    assert not [look.pattern for look in LOOKED_FOR if look.search(finished)], finished
    assert finished.replace(JOINER, "") == printable(text).strip().replace(JOINER, "")


@given(st.one_of(st.sampled_from(UNSEEN), st.text(st.characters(categories=["C", "Z", "L"]))))
def test_nothing_that_is_shown_controls_or_turns_what_is_around_it(text: str) -> None:
    for shown in (printable(text), plain(text), xml(text)):
        assert not spoiling(shown)
        shown.encode()


@given(HOSTILE, st.from_regex(r"https?://[^\s<>\"\\]+\Z"))
def test_a_link_goes_to_its_address_and_ends_with_it(text: str, url: str) -> None:
    written = link(text, url)
    assert written.startswith(f"[{plain(text)}](")
    assert re.fullmatch(r"[!-'*-;=?-\[\]-~]+", written[len(plain(text)) + 3 : -1])


@given(HOSTILE)
def test_a_chart_reads_no_tag_and_no_entity(text: str) -> None:
    charted = chart_text(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", charted)


@given(HOSTILE)
def test_a_picture_holds_text_alone(text: str) -> None:
    parsed = ElementTree.fromstring(f"<text>{xml(text)}</text>")
    assert (parsed.text or "", len(parsed)) == (printable(text), 0)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(texts=st.lists(HOSTILE, min_size=1, max_size=3))
def test_no_cell_of_a_table_is_a_formula_in_any_country(delimiter: str, texts: list[str]) -> None:
    table = pd.DataFrame(
        {f"{n} {text}": [text, -1.5] for n, text in enumerate(texts)}, index=["=a", "b"]
    )
    out = harmless(table).to_csv()
    for row in csv.reader(io.StringIO(out, newline=""), delimiter=delimiter):
        for cell in row:
            assert not re.match(r"[\"\s]*[=+@＝＋－＠]|[\t\r]", cell), (out, row)
            assert not re.match(r"[\"\s]*-", cell) or re.fullmatch(r"(-1\.5,?)+", cell), (out, row)
    if delimiter == ",":
        numbers = list(csv.reader(io.StringIO(out, newline="")))[-1][1:]
        assert numbers == ["-1.5"] * len(texts)


@given(HOSTILE)
def test_a_cell_is_its_text_but_for_apostrophes(text: str) -> None:
    assert csv_cell(text).replace("'", "") == text.replace("'", "")
