"""Alternating offers on random deals, against a game tree that assumes nothing."""

import numpy as np
from hypothesis import assume, example, given
from hypothesis import strategies as st

from simulator.bargaining.pareto import undominated
from simulator.simulation.equilibrium.alternating_offers import Rules, fallback, stahl, walk_out
from simulator.simulation.equilibrium.rubinstein import rubinstein
from tests.strategies import point_sets
from tests.support import examples

SMALL = 1e-9
PATIENCE = st.integers(0, 20).map(lambda n: n / 20)
CIRCLE = np.array([[4, 8, 7], [5, 4, 10], [8, 0, 3], [7, 5, 9], [9, 6, 4]]) / 10
"""Deals among which the offers of three parties that look ahead go round in a circle."""
NO_DEAL = st.integers(0, 8).map(lambda n: n / 16)


@st.composite
def rules(draw: st.DrawFn, parties: int = 2) -> Rules:
    make = draw(st.sampled_from([fallback, walk_out]))
    patience = [draw(PATIENCE) for _ in range(parties)]
    no_deal = [draw(NO_DEAL) for _ in range(parties)]
    return make(patience, no_deal, draw(st.sampled_from([0.0, 0.1, 0.5])))


def tree(deals: np.ndarray, given_rules: Rules, rounds: int, first: int) -> np.ndarray:
    """Play every proposal through, a pass included; what the talks are worth to each party."""
    if rounds == 0:
        return given_rules.breakdown
    parties = deals.shape[1]
    later = tree(deals, given_rules, rounds - 1, (first + 1) % parties)
    kept = np.minimum(given_rules.patience, 1 - 1e-9)
    stay: np.ndarray = (1 - given_rules.risk) * (
        given_rules.meanwhile + kept * (later - given_rules.meanwhile)
    )
    stay = stay + given_rules.risk * given_rules.breakdown if rounds > 1 else given_rules.breakdown
    others = [j for j in range(parties) if j != first]
    refused = (
        given_rules.outside
        if any(given_rules.outside[j] > stay[j] + SMALL for j in others)
        else stay
    )
    accepted = [
        deal
        for deal in deals
        if all(deal[j] >= max(stay[j], given_rules.outside[j]) - SMALL for j in others)
        and deal[first] >= refused[first] - SMALL
    ]
    if not accepted:
        return refused
    most = max(deal[first] for deal in accepted)
    ties = [deal for deal in accepted if deal[first] >= most - SMALL]
    return max(ties, key=lambda deal: sum(deal[j] for j in others))


@given(point_sets(), rules(), st.integers(1, 6), st.integers(0, 1))
def test_two_parties_do_as_the_game_tree_says(deals, given_rules, rounds, first) -> None:
    path = stahl(deals, given_rules, rounds, first)
    assume(path is not None)
    assert path is not None
    assert np.allclose(path.utilities[0], tree(deals, given_rules, rounds, first), atol=1e-6)


@given(point_sets(parties=3), rules(parties=3), st.integers(1, 5), st.integers(0, 2))
def test_three_parties_do_as_the_game_tree_says(deals, given_rules, rounds, first) -> None:
    path = stahl(deals, given_rules, rounds, first)
    assume(path is not None)
    assert path is not None
    worth = tree(deals, given_rules, rounds, first)
    assert np.allclose(path.utilities[0], worth, atol=1e-6)


@given(point_sets(), rules(), st.integers(1, 6), st.integers(0, 1))
def test_there_is_an_answer_where_a_deal_is_better_for_both_than_none(
    deals, given_rules, rounds, first
) -> None:
    assume((deals >= given_rules.floors - SMALL).all(axis=1).any())
    assert stahl(deals, given_rules, rounds, first) is not None


@given(st.sampled_from([2, 3]).flatmap(lambda n: st.tuples(point_sets(n), rules(n))))
def test_the_frontier_gives_the_same_as_all_deals(case) -> None:
    deals, given_rules = case
    frontier = deals[undominated(deals)]
    whole, part = (stahl(points, given_rules, 7) for points in (deals, frontier))
    assert (whole is None) == (part is None)
    assume(whole is not None)
    assert whole is not None
    assert part is not None
    assert np.allclose(whole.utilities, part.utilities)


@given(point_sets(), rules())
def test_the_frontier_gives_the_same_as_all_deals_in_endless_talks(deals, given_rules) -> None:
    solution = rubinstein(deals, given_rules)
    on_frontier = rubinstein(deals[undominated(deals)], given_rules)
    assert (solution is None) == (on_frontier is None)
    assume(solution is not None)
    assert solution is not None
    assert on_frontier is not None
    assert np.allclose(solution.utilities, on_frontier.utilities)


@given(point_sets(), rules())
def test_endless_offers_answer_each_other(deals, given_rules) -> None:
    solution = rubinstein(deals, given_rules)
    assume(solution is not None)
    assert solution is not None
    for proposer, responder in ((0, 1), (1, 0)):
        least = given_rules.least(solution.utilities[responder])[responder]
        accepted = deals[deals[:, responder] >= least - SMALL]
        assert solution.utilities[proposer, responder] >= least - SMALL
        assert solution.utilities[proposer, proposer] >= accepted[:, proposer].max() - SMALL


@examples(40)
@given(point_sets(), rules())
def test_far_deadlines_lead_to_the_outermost_endless_answers(deals, given_rules) -> None:
    solution = rubinstein(deals, given_rules)
    assume(solution is not None)
    assert solution is not None
    ends = {
        round(float(path.utilities[0, 0]), 9)
        for rounds in (200, 201)
        if (path := stahl(deals, given_rules, rounds)) is not None
    }
    assert min(ends) == round(float(solution.least[0]), 9)
    assert max(ends) == round(float(solution.most[0]), 9)


@given(point_sets(3), rules(3))
@example(CIRCLE, fallback([0.6, 0.6, 0.5], [0, 0, 0]))
def test_three_without_a_deadline_offer_what_they_do_long_before_one(deals, given_rules) -> None:
    solution = rubinstein(deals, given_rules)
    path = stahl(deals, given_rules, 3 * 3 * len(deals) + 1)
    assert (solution is None) == (path is None)
    assume(solution is not None and path is not None)
    assert solution is not None
    assert path is not None
    offers, next_offers = path.utilities[:3], path.utilities[3:6]
    assert solution.settled == np.allclose(offers, next_offers)
    if solution.settled:
        assert np.allclose(solution.utilities, offers)


def test_offers_that_go_round_in_a_circle_are_not_called_an_answer() -> None:
    solution = rubinstein(CIRCLE, fallback([0.6, 0.6, 0.5], [0, 0, 0]))
    assert solution is not None
    assert not solution.settled


@given(point_sets(), rules(), st.data())
def test_more_patience_never_costs_a_party(deals, given_rules, data) -> None:
    """In talks without end, with lotteries, between two."""
    party = data.draw(st.integers(0, 1))
    more = given_rules.patience.copy()
    more[party] = data.draw(st.floats(float(more[party]), 1))
    changed = Rules(
        more, given_rules.meanwhile, given_rules.breakdown, given_rules.outside, given_rules.risk
    )
    before, after = rubinstein(deals, given_rules), rubinstein(deals, changed)
    assume(before is not None and after is not None)
    assert before is not None
    assert after is not None
    assert before.fine is not None
    assert after.fine is not None
    assert (after.fine[:, party] >= before.fine[:, party] - 1e-6).all()
