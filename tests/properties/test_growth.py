"""Whatever a file repeats, and however often: reading it takes work in proportion to its length."""

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.hostile_files import GROWING, grown
from simulator.errors import ScenarioError
from simulator.scenario.reading.loading import read_document
from tests.support import SCENARIOS, examples

pytestmark = pytest.mark.exhaustive

FEW = 300
TIMES = 4
ROOM = 1.6
"""Work may grow this much faster than the file: a square of it would grow 4 times as fast."""


def steps(run: Callable[[], object]) -> int:
    """Count the lines and calls that Python goes through; a busy machine goes through as many."""
    count = 0

    def line(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def read(text: str) -> None:
    with suppress(ScenarioError):
        _ = read_document(text, "grown.yaml", SCENARIOS).scenario


def assert_linear(constructs: list[str]) -> None:
    few, many = grown(constructs, FEW), grown(constructs, TIMES * FEW)
    assert steps(lambda: read(many)) <= ROOM * TIMES * steps(lambda: read(few))


@pytest.mark.parametrize("construct", sorted(GROWING))
def test_one_construct_repeated(construct: str) -> None:
    assert_linear([construct])


@pytest.mark.parametrize("construct", ["deleted keys", "unknown keys", "sources"])
def test_a_variant_with_one_construct_repeated(construct: str) -> None:
    base = {"extends": "us_ukraine_ceasefire"}
    few, many = (grown([construct], n, base) for n in (FEW, TIMES * FEW))
    assert steps(lambda: read(many)) <= ROOM * TIMES * steps(lambda: read(few))


@examples(10)
@given(st.lists(st.sampled_from(sorted(GROWING)), min_size=2, max_size=4, unique=True))
def test_several_constructs_repeated(constructs: list[str]) -> None:
    assert_linear(constructs)


def test_a_square_would_be_seen() -> None:
    def square(n: int) -> int:
        return steps(lambda: [k in range(m) for m in range(n) for k in range(n)])

    assert square(TIMES * 50) > ROOM * TIMES * square(50)
