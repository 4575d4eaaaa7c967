"""How text from a file is made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.text import chart_text, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("US rights: none", "US rights: none"),
        ("Ann's (a) share - 50 %", "Ann's (a) share - 50 %"),
        ("<b>bold</b>", r"\<b\>bold\</b\>"),
        ("[x](javascript:alert(1))", r"\[x\](javascript\:alert(1))"),
        (":material/home: :red[x]", r"\:material/home: \:red\[x\]"),
        ("# title", r"\# title"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("$5 bn to $6 bn", r"\$5 bn to \$6 bn"),
        ("a\n\n# b", r"a \# b"),
        ("![x](https://e.org/t.png)", r"!\[x\](https\://e.org/t.png)"),
        ("a -> b", r"a \-\> b"),
    ],
)
def test_text_of_a_file_shows_as_it_was_written(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text())
def test_no_text_of_a_file_can_open_markup(text: str) -> None:
    escaped = plain(text)
    assert "\n" not in escaped
    bare = escaped.replace("\\\\", "")
    for character in "<>[]*_`#~$&|":
        assert bare.count(character) == bare.count(f"\\{character}")
    charted = chart_text(text)
    assert "<" not in charted
    assert ">" not in charted
