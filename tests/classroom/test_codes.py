"""Codes: what is drawn can be read out, typed in again, and not be guessed."""

import random

from hypothesis import given
from hypothesis import strategies as st

from classroom.service.codes import (
    ALPHABET,
    CLASS_LENGTH,
    PERSON_LENGTH,
    class_code,
    hashed,
    person_code,
    shown,
    teacher_key,
    typed,
)

CODES = st.one_of(
    st.text(ALPHABET, min_size=CLASS_LENGTH, max_size=CLASS_LENGTH),
    st.text(ALPHABET, min_size=PERSON_LENGTH, max_size=PERSON_LENGTH),
)


@given(CODES)
def test_a_code_that_is_read_out_is_typed_in_as_it_was(code: str) -> None:
    assert typed(shown(code)) == code
    assert typed(f" {shown(code).lower()}\n") == code


@given(CODES, st.randoms(use_true_random=False))
def test_spaces_dashes_and_case_do_not_matter(code: str, chance: random.Random) -> None:
    written = "".join(
        chance.choice([symbol, symbol.lower()]) + chance.choice(["", "", " ", "-", "–", "\u00a0"])
        for symbol in code
    )
    assert typed(written) == code


@given(st.text())
def test_whatever_is_typed_becomes_a_short_word_of_the_alphabet(text: str) -> None:
    word = typed(text)
    assert set(word) <= set(ALPHABET)
    assert len(word) <= 40
    assert typed(word) == word


@given(CODES)
def test_a_code_is_shown_in_groups_that_can_be_kept_in_mind(code: str) -> None:
    groups = shown(code).split("-")
    assert "".join(groups) == code
    assert {len(group) for group in groups} in ({3}, {5})


def test_no_two_characters_of_a_code_are_taken_for_one_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("01OIL")
    assert ALPHABET.upper() == ALPHABET


def test_codes_use_the_whole_alphabet_at_every_place() -> None:
    for draw, length in ((class_code, CLASS_LENGTH), (person_code, PERSON_LENGTH)):
        drawn = [draw() for _ in range(1000)]
        assert {len(code) for code in drawn} == {length}
        for place in zip(*drawn, strict=True):
            # That one of 31 is missing after 1000 draws has a chance below 10⁻¹².
            assert set(place) == set(ALPHABET)


def test_a_teachers_key_fits_an_address_and_only_its_hash_is_needed_to_know_it_again() -> None:
    keys = {teacher_key() for _ in range(100)}
    assert len(keys) == 100
    for key in keys:
        assert len(key) == 32
        assert key.isascii()
        assert key.replace("-", "").replace("_", "").isalnum()
        assert hashed(key) == hashed(key) != hashed(key.swapcase())
        assert key not in hashed(key)


@given(st.text())
def test_any_text_can_be_tried_as_a_key(text: str) -> None:
    assert len(hashed(text)) == 64
    assert len(hashed(f"{text}\ud800")) == 64
