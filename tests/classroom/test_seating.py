"""Who sits where: nobody left out, nobody twice, seats as even as can be."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classroom.service.seating import seated

COUNTS = st.integers(0, 130)
PARTIES = st.integers(2, 6)
TEAMS = st.integers(1, 6)
SEEDS = st.integers(0, 2**32)


@given(COUNTS, PARTIES, TEAMS, SEEDS)
def test_everyone_sits_once_and_seats_are_even(
    count: int, parties: int, team: int, seed: int
) -> None:
    tables = seated(range(count), parties, team, np.random.default_rng(seed))
    assert sorted(who for table in tables for seat in table for who in seat) == list(range(count))
    assert all(len(table) == parties for table in tables)
    sizes = [len(seat) for table in tables for seat in table]
    if count:
        assert max(sizes) - min(sizes) <= 1


@given(COUNTS, PARTIES, TEAMS, SEEDS)
def test_there_are_as_many_tables_as_can_be_filled(
    count: int, parties: int, team: int, seed: int
) -> None:
    tables = seated(range(count), parties, team, np.random.default_rng(seed))
    if not count:
        assert tables == []
        return
    full = count >= parties * team
    assert all(len(seat) >= team for table in tables for seat in table) == full
    assert len(tables) * parties * team <= count or len(tables) == 1
    assert (len(tables) + 1) * parties * team > count
    if count >= parties:
        assert all(seat for table in tables for seat in table)


def test_each_party_falls_to_a_student_with_the_same_chance() -> None:
    rng = np.random.default_rng(0)
    counts = np.zeros(3)
    for _ in range(2000):
        for table in seated(range(7), 3, 1, rng):
            for party, seat in enumerate(table):
                counts[party] += 0 in seat
    assert counts.sum() == 2000
    # Within five standard errors of a third.
    assert abs(counts / 2000 - 1 / 3).max() < 0.053


def test_the_same_seed_deals_the_same_seats() -> None:
    deals = [seated(range(30), 2, 2, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert deals[0] == deals[1] != deals[2]
