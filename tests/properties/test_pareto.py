"""Frontiers, against looking at every pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.bargaining.pareto import merge, undominated
from tests.strategies import point_sets


def by_looking(utilities: np.ndarray) -> list[int]:
    return [
        i
        for i, mine in enumerate(utilities)
        if not any((other >= mine).all() and (other > mine).any() for other in utilities)
    ]


@given(point_sets())
def test_two_parties(utilities: np.ndarray) -> None:
    assert sorted(undominated(utilities)) == by_looking(utilities)


@given(point_sets(parties=3))
def test_three_parties(utilities: np.ndarray) -> None:
    assert sorted(undominated(utilities)) == by_looking(utilities)


@given(point_sets(parties=1))
def test_one_party(utilities: np.ndarray) -> None:
    assert sorted(undominated(utilities)) == by_looking(utilities)


@given(st.integers(0, 2**32 - 1), st.sampled_from([1000, 5000]))
def test_many_deals_agree_with_sorting(seed: int, count: int) -> None:
    """The screening by bins leaves no point of the frontier out and lets none in."""
    utilities = np.random.default_rng(seed).random((count, 2))
    order = np.lexsort((-utilities[:, 1], -utilities[:, 0]))
    best, frontier = -1.0, []
    for row in order:
        if utilities[row, 1] > best:
            frontier.append(int(row))
            best = utilities[row, 1]
    assert sorted(undominated(utilities)) == sorted(frontier)


@given(st.lists(point_sets(), min_size=1, max_size=3))
def test_merging_blocks_finds_the_frontier_of_all_their_sums(blocks: list[np.ndarray]) -> None:
    blocks = [block[:6] for block in blocks]
    sums = blocks[0]
    for block in blocks[1:]:
        sums = (sums[:, None, :] + block[None, :, :]).reshape(-1, 2)
    expected = {tuple(np.round(row, 9)) for row in sums[by_looking(sums)]}
    merged = merge(blocks)
    assert {tuple(np.round(row, 9)) for row in merged.utilities} == expected
    rebuilt = sum(block[merged.choices[:, n]] for n, block in enumerate(blocks))
    assert np.allclose(rebuilt, merged.utilities)
