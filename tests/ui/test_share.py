"""Links: what goes in comes out, and what a stranger made up does not come in."""

import base64
import contextlib
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.reading.yaml_reader import NOT_TEXT
from ui.session.share import LARGEST, LONGEST_LINK, BadLink, Shared, pack, unpack

NUMBER = st.floats(-1e9, 1e9)
CONTROL = [chr(code) for code in range(0xA0) if NOT_TEXT.match(chr(code))]
TEXT = st.characters(exclude_categories=["Cs"], exclude_characters=CONTROL)
DEAL = st.dictionaries(
    st.text(TEXT, max_size=12), st.one_of(NUMBER, st.text(TEXT, max_size=12)), max_size=5
)


@given(
    st.builds(
        Shared,
        scenario=st.text(TEXT, max_size=20),
        text=st.none() | st.text(TEXT, max_size=200),
        edits=st.dictionaries(
            st.lists(st.text(TEXT, max_size=8), min_size=1, max_size=5).map(tuple),
            NUMBER,
            max_size=5,
        ),
        deal=DEAL,
        pins=st.dictionaries(st.text(TEXT, max_size=8), DEAL, max_size=3),
    )
)
def test_what_goes_in_comes_out(shared: Shared) -> None:
    link = pack(shared)
    assert unpack(link) == shared
    assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def made_up(content: object) -> str:
    raw = json.dumps(content).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")


GOOD = {"v": 1, "s": "x", "d": {}}


@pytest.mark.parametrize(
    "link",
    [
        "",
        "%%%",
        "abc",
        pack(Shared("x"))[:-5],
        made_up([]),
        made_up({**GOOD, "v": 2}),
        made_up({**GOOD, "s": 3}),
        made_up({**GOOD, "t": 3}),
        made_up({**GOOD, "d": []}),
        made_up({**GOOD, "d": {"a": None}}),
        made_up({**GOOD, "d": {"a": True}}),
        made_up({**GOOD, "e": [["a"]]}),
        made_up({**GOOD, "e": [["a", "b"]]}),
        made_up({**GOOD, "e": [[1, 0.5]]}),
        made_up({**GOOD, "e": [["a", float("nan")]]}),
        made_up({**GOOD, "p": {"a": 3}}),
        made_up({**GOOD, "t": "half a character: \ud800"}),
        made_up({**GOOD, "s": "a\x00b"}),
        made_up({**GOOD, "d": {"\x1b": 1}}),
        made_up({**GOOD, "e": [["a\x7f", 0.5]]}),
        made_up({**GOOD, "p": {"a": {"b": "\udfff"}}}),
        "A" * (LONGEST_LINK + 1),
    ],
)
def test_what_was_damaged_or_made_up_is_refused(link: str) -> None:
    with pytest.raises(BadLink, match=r"[Ll]ink"):
        unpack(link)


def test_a_small_link_cannot_unpack_to_something_huge() -> None:
    bomb = base64.urlsafe_b64encode(zlib.compress(b"[" + b" " * (50 * LARGEST), 9)).decode()
    with pytest.raises(BadLink):
        unpack(bomb)


@given(st.text(max_size=300))
def test_whatever_stands_in_the_address(text: str) -> None:
    with contextlib.suppress(BadLink):
        unpack(text)
