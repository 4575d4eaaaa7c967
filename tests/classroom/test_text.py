"""What people write is cleaned and held to a length, whatever it is."""

import re
import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from classroom.errors import BadText
from classroom.service.input_limits import (
    BRIEF_LENGTH,
    NAME_LENGTH,
    NOTE_LENGTH,
    brief,
    name,
    note,
    same_name,
)
from classroom.storage.schema import people

# Much of what is awkward is rare among all characters: it is drawn more often.
AWKWARD = (
    "\x00\x07\x1b\x7f\x85\xad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u2800\u3000\u3164"
    "\ufe0f\ufeff\uffa0\ufff9\U000e0041\ud800\ue000\uffff \t\n\r\v\f\u0301\u0308eEa<>&*_`$#[]"
)
WRITTEN = st.text(st.one_of(st.characters(), st.sampled_from(AWKWARD)), max_size=60)
CLEANERS = pytest.mark.parametrize("clean", [name, note, brief])


def cleaned(clean: Callable[[str], str], text: str) -> str:
    try:
        return clean(text)
    except BadText:
        assume(False)
        raise


@CLEANERS
@given(text=WRITTEN)
@example(text="Ada\u202egnp.exe")
@example(text="Zoë\u0000")
def test_nothing_that_controls_or_hides_is_left(clean: Callable[[str], str], text: str) -> None:
    kept = cleaned(clean, text)
    for character in kept.replace("\n", ""):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in {
            *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"),
        }
    assert ("\n" not in kept) or clean is brief
    kept.encode("utf-8")


@CLEANERS
@given(text=WRITTEN)
@example(text="e\u200d\u0301")  # composed only once the joiner is gone
@example(text=" a \u200b b\n\n\u200b\n")
def test_cleaning_twice_changes_nothing_more(clean: Callable[[str], str], text: str) -> None:
    kept = cleaned(clean, text)
    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert "  " not in kept


@given(WRITTEN)
def test_a_name_has_something_to_be_seen(text: str) -> None:
    nickname = cleaned(name, text)
    assert any(unicodedata.category(character)[0] in "LNPS" for character in nickname)


@pytest.mark.parametrize(
    "text", ["", "  ", "\n", "\u200b", "\u202e\u202c", "\u3164", "\u115f\u1160", "\u2800", "\u0301"]
)
def test_a_name_that_cannot_be_seen_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadText, match=r"^Give a nickname: a few letters are enough\.$"):
        name(text)


@pytest.mark.parametrize(
    "text",
    ["Zoë", "Łukasz", "محمد", "נועה", "王小明", "गीता", "Anne-Marie O'Neill", "🦊", "x_X_<b>_X_x"],
)
def test_names_of_all_sorts_stay_as_they_are(text: str) -> None:
    assert name(text) == text


@pytest.mark.parametrize(
    ("clean", "limit", "what"),
    [
        (name, NAME_LENGTH, "A nickname"),
        (note, NOTE_LENGTH, "A note"),
        (brief, BRIEF_LENGTH, "A brief"),
    ],
)
def test_a_length_is_held_and_the_refusal_says_which(
    clean: Callable[[str], str], limit: int, what: str
) -> None:
    assert clean("é" * limit) == "é" * limit
    with pytest.raises(BadText) as raised:
        clean("é" * (limit + 1))
    message = str(raised.value)
    assert re.fullmatch(
        rf"{what} has at most {limit} characters; this one has {limit + 1}\.", message
    )
    # What the eye sees counts: combining characters are composed first.
    if clean is not brief:
        assert clean("e\u0301" * limit) == "é" * limit


@given(WRITTEN, st.integers(1, 2000))
def test_no_text_however_long_is_an_error_of_another_kind(text: str, times: int) -> None:
    for clean, limit in ((name, NAME_LENGTH), (note, NOTE_LENGTH), (brief, BRIEF_LENGTH)):
        try:
            assert len(clean(text * times)) <= limit
        except BadText as error:
            assert str(error).endswith(".")


def test_a_brief_keeps_its_lines() -> None:
    assert brief("  You sell.\r\n\r\n Ask for\t9000. \u2028Not less.\n\n") == (
        "You sell.\n\nAsk for 9000.\nNot less."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada", "ADA"),
        ("straße", "STRASSE"),
        ("ﬁona", "fiona"),
        ("A\u0301", "á"),
        ("①", "1"),
        ("Ada\ufe0f", "ada"),
    ],
)
def test_names_that_look_alike_are_the_same(one: str, other: str) -> None:
    assert same_name(name(one)) == same_name(name(other))


def test_the_longest_name_fits_its_column_however_it_grows_when_compared() -> None:
    longest = max(len(same_name(chr(code_point))) for code_point in range(sys.maxunicode + 1))
    assert longest > 1
    assert NAME_LENGTH * longest <= people.c.same_name.type.length  # type: ignore[attr-defined]
    assert people.c.name.type.length >= NAME_LENGTH  # type: ignore[attr-defined]
