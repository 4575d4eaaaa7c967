"""How text from a file is made harmless."""

import pytest

from ui.text import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("US rights: none", "US rights: none"),
        ("Ann's (a) share - 50 %", "Ann's (a) share - 50 %"),
        ("<b>bold</b>", r"\<b\>bold\</b\>"),
        ("[x](javascript:alert(1))", r"\[x\](javascript\:alert(1))"),
        (":material/home: :red[x]", "\\:\u2060material/home: \\:red\\[x\\]"),
        ("# title", r"\# title"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("$5 bn to $6 bn", r"\$5 bn to \$6 bn"),
        ("a\n\n# b", r"a \# b"),
        ("![x](https://e.org/t.png)", "!\\[x\\](https\\:\u2060//e.org/t.png)"),
        ("a -> b", "a \\-\u2060\\> b"),
        ("www.e.org", "www\u2060.e.org"),
        ("a@e.org", "a\u2060\\@e.org"),
    ],
)
def test_text_of_a_file_shows_as_it_was_written(text: str, shown: str) -> None:
    assert plain(text) == shown
