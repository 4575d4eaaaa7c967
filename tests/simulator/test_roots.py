"""Where a function passes zero; that it does not is an answer."""

from math import nan, sqrt

import pytest

from simulator.roots import root


def test_it_finds_the_root_of_two() -> None:
    assert root(lambda x: x * x - 2, 0, 2) == pytest.approx(sqrt(2), abs=1e-11)
    assert root(lambda x: x * x - 2, 2, 0) == pytest.approx(sqrt(2), abs=1e-11)


def test_an_end_may_be_the_root() -> None:
    assert root(lambda x: x - 1, 1, 3) == 1
    assert root(lambda x: x - 3, 1, 3) == 3
    assert root(lambda x: 0.0, 1, 3) in (1, 3)


@pytest.mark.parametrize("level", [1.0, -1.0, 1e-300, nan])
def test_without_a_change_of_sign_there_is_none(level: float) -> None:
    assert root(lambda x: level, 0, 1) is None
