"""Faratin, Sierra and Jennings 1998, MiCRO (de Jonge 2022), tit-for-tat, and the ultimatum."""

import numpy as np
import pytest

from simulator.simulation.bidding.strategies.micro import Micro
from simulator.simulation.bidding.strategies.take_it_or_leave_it import TakeItOrLeaveIt
from simulator.simulation.bidding.strategies.time_dependent import (
    Boulware,
    Conceder,
    TimeDependent,
    concession,
)
from simulator.simulation.bidding.strategies.tit_for_tat import TitForTat
from tests.simulator.simulation.support import held, pie, slices, view


@pytest.mark.parametrize(
    ("beta", "opening", "form", "given"),
    [
        (0.25, 0.0, "polynomial", 0.0625),
        (1.0, 0.0, "polynomial", 0.5),
        (4.0, 0.0, "polynomial", 0.840896),
        (0.25, 0.1, "polynomial", 0.15625),
        (4.0, 0.1, "polynomial", 0.856807),
        (0.25, 0.1, "exponential", 0.144246),
        (4.0, 0.1, "exponential", 0.865964),
    ],
)
def test_half_way_through_the_talks(beta, opening, form, given) -> None:
    assert concession(0.5, beta, opening, form) == pytest.approx(given, abs=1e-6)


@pytest.mark.parametrize("form", ["polynomial", "exponential"])
@pytest.mark.parametrize("beta", [0.1, 1.0, 10.0])
def test_it_starts_at_kappa_and_ends_at_the_limit(beta: float, form) -> None:
    assert concession(0.0, beta, 0.2, form) == pytest.approx(0.2)
    assert concession(1.0, beta, 0.2, form) == pytest.approx(1.0)
    path = [concession(t, beta, 0.2, form) for t in np.linspace(0, 1, 30)]
    assert (np.diff(path) > 0).all()


def test_the_aspiration_goes_from_the_best_deal_to_no_deal() -> None:
    seen = [view([0.2, 0.9], 0.4, time=t) for t in (0.0, 0.5, 1.0)]
    even = [TimeDependent().aspiration(moment)[0] for moment in seen]
    assert even == pytest.approx([0.9, 0.65, 0.4])
    late, early = Boulware().aspiration(seen[1])[0], Conceder().aspiration(seen[1])[0]
    assert late == pytest.approx(0.9 - 0.0625 * 0.5)
    assert early == pytest.approx(0.9 - 0.840896 * 0.5)


def test_of_deals_that_are_good_enough_it_offers_the_likeliest_or_the_nearest() -> None:
    seen = view([0.2, 0.9, 0.7, 0.6], 0.0, time=0.3, belief=[0.99, 0.1, 0.6, 0.4])
    assert TimeDependent().aspiration(seen)[0] == pytest.approx(0.63)
    assert TimeDependent().offer(seen)[0] == 2
    later = view([0.2, 0.9, 0.7, 0.6], 0.0, time=0.4, belief=[0.99, 0.1, 0.6, 0.4])
    assert TimeDependent().offer(later)[0] == 2
    assert TimeDependent(offers="nearest").offer(later)[0] == 3


def test_two_micros_concede_one_for_one_and_meet_in_the_middle() -> None:
    where, batch = held(pie(), Micro(step=1), Micro(step=1), rounds=20)
    # The first asks for 10, 9, 8 … slices, the second leaves it 0, 1, 2 …; the first accepts the 5
    # that it would ask for next.
    assert slices(where, batch) == [10, 0, 9, 1, 8, 2, 7, 3, 6, 4, 5]
    assert batch.round[0] == 11


def test_micro_waits_for_someone_who_does_not_move() -> None:
    where, batch = held(pie(), Micro(step=1), "anchor", rounds=20)
    offered = slices(where, batch)[::2]
    assert set(offered) == {10, 9}, "one answer to the one offer that the other has made"
    assert batch.round[0] == 20


def test_micro_offers_and_takes_nothing_worse_than_no_deal() -> None:
    where, batch = held(pie(reservations=(0.75, 0.0)), Micro(step=1), "conceder", rounds=60)
    assert min(slices(where, batch)[::2]) >= 8
    assert batch.row[0] == -1 or batch.worth[0, 0] >= 0.75


def test_micro_reaches_the_end_of_its_list_with_its_last_turn() -> None:
    where, batch = held(pie(100), Micro(), Micro(), rounds=20)
    offered = slices(where, batch)[::2]
    assert offered[:3] == [100, 89, 78], "101 deals in 10 turns: 11 at a time"
    assert batch.row[0] >= 0


TENTHS = [n / 10 for n in range(11)]
"""Row n is worth n tenths to the one who looks."""


def test_tit_for_tat_answers_in_proportion() -> None:
    # The other offered 2 tenths, then 4: of the range from 2 to 10 it claimed all, then 6 / 8.
    seen = view(TENTHS, 0.0, [10, 2, 9, 4])
    claim = 0.9 * 6 / 8
    assert TitForTat().aspiration(seen)[0] == pytest.approx(0.2 + claim * 0.8)
    # Step by step as published: the claim before times 4 / 6, the proportion of the latest two.
    later = view(TENTHS, 0.0, [10, 2, 9, 4, 7, 6])
    assert TitForTat().aspiration(later)[0] == pytest.approx(0.2 + claim * 4 / 6 * 0.8)


def test_tit_for_tat_takes_back_when_the_other_does() -> None:
    seen = view(TENTHS, 0.0, [10, 2, 9, 6, 7, 4])
    assert TitForTat().aspiration(seen)[0] == pytest.approx(0.2 + 0.9 * 6 / 8 * 0.8)
    far = view(TENTHS, 0.0, [10, 8, 9, 2])
    assert TitForTat().aspiration(far)[0] == pytest.approx(1.0), "never more than the best deal"
    low = view(TENTHS, 0.5, [10, 0, 9, 7])
    assert TitForTat().aspiration(low)[0] == pytest.approx(0.5), "never less than no deal"


def test_tit_for_tat_opens_with_its_best_and_makes_one_step_unasked() -> None:
    assert TitForTat().aspiration(view(TENTHS, 0.5))[0] == pytest.approx(1.0)
    assert TitForTat().aspiration(view(TENTHS, 0.5, [3], opens=1))[0] == pytest.approx(1.0)
    assert TitForTat().aspiration(view(TENTHS, 0.5, [10, 3]))[0] == pytest.approx(0.93)
    assert TitForTat().aspiration(view(TENTHS, 0.5, [10, 3, 9, 3]))[0] == pytest.approx(0.93)


def test_two_who_answer_in_kind_come_together() -> None:
    where, batch = held(pie(100), TitForTat(), TitForTat(), rounds=60)
    assert batch.row[0] >= 0
    assert batch.worth[0] == pytest.approx([0.5, 0.5], abs=0.06)
    assert slices(where, batch)[:5] == [100, 0, 90, 19, 73], "each claims 0.9 of the other's claim"


def test_tit_for_tat_stays_where_the_other_stays() -> None:
    where, batch = held(pie(100), TitForTat(), "anchor", rounds=20)
    offered = slices(where, batch)[::2]
    assert offered[0] == 100
    assert len(set(offered[1:])) == 1, "one step unasked, and no more"


def test_the_best_take_it_or_leave_it_offer_by_brute_force() -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        worth, belief, none = rng.random(12), rng.random(12), 0.6 * rng.random()
        seen = view(list(worth), none, belief=list(belief))
        expected = np.where(worth >= none, worth * belief + none * (1 - belief), -1)
        assert TakeItOrLeaveIt().offer(seen)[0] == expected.argmax()


def test_an_ultimatum_over_a_dollar_takes_what_leaves_the_other_just_willing() -> None:
    """With one round the answer is whatever is no worse than no deal, so all depends on belief."""
    where, batch = held(pie(), "take_it_or_leave_it", "linear", rounds=1)
    (offer,) = slices(where, batch)
    belief = where.phases[0].views[0].belief
    share = where.deals[:, 0] / 10
    assert offer == (share * belief).argmax()
    assert batch.worth[0, 1] >= 0
