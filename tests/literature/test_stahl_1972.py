"""Ståhl, Bargaining Theory (1972): alternating offers with a deadline."""

import numpy as np
import pytest

from simulator.simulation.equilibrium.alternating_offers import fallback, stahl

FINE = 10_000
"""Steps of the dollar: one is worth 0.0001."""
DOLLAR = np.stack([np.arange(FINE + 1), FINE - np.arange(FINE + 1)], axis=1) / FINE


def first_share(rounds: int, patience: float = 0.9) -> float:
    path = stahl(DOLLAR, fallback([patience, patience], [0, 0]), rounds)
    assert path is not None
    return float(path.utilities[0, 0])


@pytest.mark.parametrize(
    ("rounds", "share"),
    [(1, 1.0), (2, 0.1), (3, 0.91), (4, 0.181), (5, 0.8371), (10, 0.342801)],
)
def test_the_first_proposer_gets_the_share_of_the_sequence(rounds: int, share: float) -> None:
    # Each round may lose a step to the grid.
    assert first_share(rounds) == pytest.approx(share, abs=rounds / FINE)


def test_odd_and_even_horizons_close_in_on_rubinsteins_share() -> None:
    limit = 1 / 1.9
    odd = [first_share(n) for n in range(1, 60, 2)]
    even = [first_share(n) for n in range(2, 61, 2)]
    assert all(np.diff(odd) <= 0)
    assert all(np.diff(even) >= 0)
    # (1 − δ) of a share must exceed a step for the next round to move at all.
    assert odd[-1] == pytest.approx(limit, abs=0.005)
    assert even[-1] == pytest.approx(limit, abs=0.005)


def test_the_path_alternates_and_agrees_with_shorter_talks() -> None:
    rules = fallback([0.9, 0.8], [0, 0])
    path = stahl(DOLLAR, rules, 5)
    assert path is not None
    assert path.proposers.tolist() == [0, 1, 0, 1, 0]
    for turn in range(5):
        rest = stahl(DOLLAR, rules, 5 - turn, first=turn % 2)
        assert rest is not None
        assert rest.rows.tolist() == path.rows[turn:].tolist()


def test_present_values_shrink_by_each_partys_patience() -> None:
    path = stahl(DOLLAR, fallback([0.9, 0.8], [0, 0]), 4)
    assert path is not None
    shrunk = path.utilities * np.array([0.9, 0.8]) ** np.arange(4)[:, None]
    assert path.present == pytest.approx(shrunk)


def test_the_first_offer_leaves_the_responder_what_refusing_is_worth() -> None:
    """The first offer leaves the responder what it could get by refusing, and no more than a step."""
    path = stahl(DOLLAR, fallback([0.9, 0.8], [0, 0]), 6)
    assert path is not None
    assert path.utilities[0, 1] == pytest.approx(path.least[0, 1], abs=1 / FINE)
    assert path.least[0, 1] == pytest.approx(0.8 * path.utilities[1, 1])
