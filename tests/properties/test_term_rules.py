"""Rules between terms: all that is returned obeys them, and equals a search of all allowed deals."""

import copy
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from classroom.simulated import known_deals
from simulator.acceptance.acceptance import accept
from simulator.acceptance.acceptance_map import acceptance_map
from simulator.acceptance.one_step_changes import one_step_changes
from simulator.bargaining import survey as surveying
from simulator.bargaining.feasibility import feasibility_changes
from simulator.bargaining.frontier import frontier_or_part, merged_frontier, thinned_frontier
from simulator.bargaining.outcome_density import outcome_density
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Survey, sample_positions, survey
from simulator.errors import RuleError
from simulator.preferences import stakes
from simulator.preferences.firm_lines import kept_options
from simulator.preferences.nearest_allowed import nearest_allowed
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import lead_utilities, player_utilities, utilities
from simulator.recommendation.counter_offers import NextMoves
from simulator.scenario.deals import options
from simulator.simulation.human.brief import brief
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.human.scripted import PersonsMove
from simulator.simulation.human.session import play, start, table
from simulator.simulation.prepared_outcomes import prepared_outcomes
from tests.strategies import excluded, ruled
from tests.support import examples, model_of

few_examples = examples(30)
CLOSE = 1e-9
Data = dict[str, Any]


def is_allowed(data: Data, terms: Any) -> bool:
    return not any(excluded(rule, terms) for rule in data["rules"].values())


def allowed_deals(data: Data, model: Model, firmly: bool = False) -> np.ndarray:
    """List all allowed deals one by one; of those that cross no line probably real, if asked for."""
    kept = kept_options(model.scenario, model.space)
    options = kept if firmly else [range(count) for count in model.space.counts]
    deals = [at for at in product(*options) if is_allowed(data, model.space.deal(at))]
    return np.array(deals, dtype=np.intp).reshape(-1, len(model.space.counts))


def all_obey(data: Data, model: Model, positions: np.ndarray) -> bool:
    return all(is_allowed(data, model.space.deal(at)) for at in positions)


def by_hand(data: Data, model: Model) -> tuple[np.ndarray, BargainingProblem]:
    deals = allowed_deals(data, model, firmly=True)
    worth = player_utilities(model.central, deals)
    ratified = (worth >= model.central.reservations - CLOSE)[
        :, [player.votes for player in model.central.players.values()]
    ]
    return deals, BargainingProblem(
        worth[:, model.central.lead_columns],
        model.central.lead_reservations,
        np.asarray(ratified.all(axis=1)),
        model.central.powers,
    )


def same_points(model: Model, one: np.ndarray, other: np.ndarray) -> bool:
    """Whether deals are worth the same to the leads: merging keeps one of those that tie."""
    both = (
        np.unique(lead_utilities(model.central, deals).round(7), axis=0) for deals in (one, other)
    )
    first, second = both
    return first.shape == second.shape and np.allclose(first, second, atol=1e-6)


@few_examples
@given(ruled())
def test_the_space_holds_the_allowed_deals(data: Data) -> None:
    model = model_of(data)
    deals, space = allowed_deals(data, model), model.space
    every = space.unravel(np.arange(space.size))
    assert every[space.allowed(every)].tolist() == deals.tolist()
    assert space.excluded is not None
    assert every[~space.excluded].tolist() == deals.tolist()
    assert space.deals == len(deals)
    for k, share in enumerate(space.shares):
        assert share.tolist() == pytest.approx(
            [np.mean(deals[:, k] == at) for at in range(space.counts[k])]
        )
    drawn = sample_positions(model.central, 300)
    assert all_obey(data, model, np.unique(drawn, axis=0))
    for at in every:
        if not is_allowed(data, space.deal(at)):
            with pytest.raises(RuleError, match=r'rule "r\d" excludes this deal: x'):
                space.positions(space.deal(at))


@few_examples
@given(ruled())
def test_a_survey_is_of_the_allowed_deals(data: Data) -> None:
    model = model_of(data)
    deals, problem = by_hand(data, model)
    assume(len(deals))
    surveyed = survey(model)
    assert surveyed.size == len(allowed_deals(data, model))
    assert surveyed.zopa_size == np.count_nonzero(problem.zopa)
    assert surveyed.frontier.positions.tolist() == deals[problem.frontier].tolist()
    assert surveyed.negotiation_set.positions.tolist() == deals[problem.negotiation_set].tolist()
    for name, concept in SOLUTIONS.items():
        assert surveyed.solutions[name].positions.tolist() == deals[concept(problem)].tolist()
    if surveyed.closest is not None:
        assert all_obey(data, model, surveyed.closest.positions)


@few_examples
@given(ruled())
def test_merging_knows_the_rules_too(data: Data) -> None:
    model = model_of(data)
    deals, problem = by_hand(data, model)
    assume(len(deals))
    assert same_points(
        model,
        merged_frontier(model.central, model.central.leads),
        allowed_deals(data, model)[
            BargainingProblem(
                lead_utilities(model.central, allowed_deals(data, model)),
                model.central.lead_reservations,
            ).frontier
        ],
    )
    with patch.object(surveying, "is_enumerable", lambda preferences: False):
        merged = survey(model)
    assert same_points(model, merged.frontier.positions, deals[problem.frontier])
    assert same_points(model, merged.negotiation_set.positions, deals[problem.negotiation_set])
    for name, concept in SOLUTIONS.items():
        assert same_points(model, merged.solutions[name].positions, deals[concept(problem)])
    for part in (
        thinned_frontier(model.central, model.central.leads),
        frontier_or_part(model.central, tuple(model.central.players))[0],
    ):
        assert all_obey(data, model, part)


@few_examples
@given(ruled())
def test_a_stake_is_of_the_allowed_deals(data: Data) -> None:
    model = model_of(data)
    deals = allowed_deals(data, model, firmly=True)
    deals = deals if len(deals) else allowed_deals(data, model)
    central = model.central
    worth = player_utilities(central, deals)
    rational = (worth >= central.reservations - CLOSE)[:, central.lead_columns].all(axis=1)
    for n, stake in enumerate(model.stakes.values()):
        content = worth[rational, n].max(initial=-np.inf) - central.reservations[n]
        ideals = [
            worth[worth[:, lead] >= worth[:, lead].max() - CLOSE, n].max()
            for lead in central.lead_columns
            if lead != n
        ]
        best = worth[:, n].max()
        least = stakes.LEAST * (best - min(ideals, default=best))
        assert stake == pytest.approx(max(content, least) if max(content, least) > CLOSE else 1.0)


@few_examples
@given(ruled())
def test_the_integer_program_comes_to_the_same_stakes(data: Data) -> None:
    gone_through = model_of(data).stakes
    with patch.object(stakes, "is_enumerable", lambda preferences: False):
        searched = model_of(data).stakes
    # Up to the gap at which the program is allowed to stop, and the weight that breaks its ties.
    assert searched == pytest.approx(gone_through, abs=2e-3)


@few_examples
@given(ruled(), st.data())
def test_whatever_is_put_forward_obeys(data: Data, more: st.DataObject) -> None:
    model = model_of(data)
    deal = model.space.deal(more.draw(st.sampled_from(allowed_deals(data, model).tolist())))
    locked = frozenset(more.draw(st.sets(st.sampled_from(model.space.issues), max_size=1)))
    for change in one_step_changes(model, deal):
        assert is_allowed(data, {**deal, change.issue: change.option})
    moves = NextMoves(model, deal, locked)
    offers = [*moves.least_changes(0.3), *moves.fair_splits().values()]
    for party in model.scenario.parties:
        offers += [moves.best_for(party, 0.2), moves.best_offer(party)]
    for offer in offers:
        assert offer is None or is_allowed(data, offer.evaluation.deal)
    opening = feasibility_changes(model, deal, locked)
    if opening is not None:
        short = [opening.closest.deal] if opening.closest is not None else []
        opened = [change.deal for change in opening.numbers] + [term.deal for term in opening.terms]
        assert all(is_allowed(data, terms) for terms in [*short, *opened])
    assert all_obey(data, model, prepared_outcomes([model]))
    sought = known_deals._sought(model)
    assert all_obey(data, model, sought.others.positions)
    assert all_obey(data, model, sought.agreeable.positions)


@few_examples
@given(ruled(), st.data())
def test_a_game_knows_allowed_deals_alone(data: Data, more: st.DataObject) -> None:
    model = model_of(data)
    laid = table(model, "a", more.draw(st.sampled_from(sorted(OPPONENTS))), rounds=4, opens="a")
    assert all_obey(data, model, laid.prepared.deals)
    deal = {id: more.draw(st.sampled_from(options)) for id, options in zip(model.space.issues, model.space.options, strict=True)}  # fmt: skip
    game = start(laid)
    assume(game.waits == "offer")
    if is_allowed(data, deal):
        game = game.offer(deal)
    else:
        with pytest.raises(RuleError):
            game.offer(deal)
        # Nor does a link bring it in.
        where = tuple(model.space.options[k].index(term) for k, term in enumerate(deal.values()))
        with pytest.raises(RuleError):
            play(laid, [PersonsMove("offer", where)])
    assert all_obey(data, model, np.array([s.deal for s in game.statements if s.deal]))


@few_examples
@given(ruled())
def test_the_best_deal_for_a_player_is_one_that_is_allowed(data: Data) -> None:
    model = model_of(data)
    for id, player in model.central.players.items():
        best = model.space.positions(brief(model, id).best)
        worth = utilities(player, allowed_deals(data, model))
        assert utilities(player, best[None, :])[0] == pytest.approx(worth.max())


@few_examples
@given(ruled(), st.data())
def test_the_map_is_blank_where_no_deal_is_allowed(data: Data, more: st.DataObject) -> None:
    model = model_of(data)
    at = np.array(more.draw(st.sampled_from(allowed_deals(data, model).tolist())))
    chances = acceptance_map(model.sample, at, 0, 1)
    for row, column in np.ndindex(chances.shape):
        there = at.copy()
        there[:2] = row, column
        if is_allowed(data, model.space.deal(there)):
            joint = accept(model.sample, there[None, :]).joint.mean[0]
            assert chances[row, column] == pytest.approx(joint, abs=1e-4)
        else:
            assert np.isnan(chances[row, column])


@few_examples
@given(ruled())
def test_a_picture_counts_the_allowed_deals(data: Data) -> None:
    model = model_of(data)
    assert outcome_density(model, "a", "b", 7).counts.sum() == len(allowed_deals(data, model))


@few_examples
@given(ruled(), st.data())
def test_the_nearest_allowed_deal_is_none_further_away(data: Data, more: st.DataObject) -> None:
    model = model_of(data)
    deal = {id: more.draw(st.sampled_from(options)) for id, options in zip(model.space.issues, model.space.options, strict=True)}  # fmt: skip
    keep = more.draw(st.sets(st.sampled_from(model.space.issues), max_size=2))
    nearest = nearest_allowed(model.scenario, model.space, deal, keep)

    def changed(other: Any) -> int:
        return sum(other[id] != option for id, option in deal.items())

    others = [model.space.deal(at) for at in allowed_deals(data, model)]
    others = [terms for terms in others if all(terms[id] == deal[id] for id in keep)]
    if nearest is None:
        assert not others
    else:
        assert is_allowed(data, nearest)
        assert all(nearest[id] == deal[id] for id in keep)
        assert changed(nearest) == min(map(changed, others))


def figures(model: Model, deal: Any) -> tuple[Survey, Any, Any]:
    joint = accept(model.sample, model.space.positions(deal)[None, :]).joint.mean
    return survey(model), model.stakes, joint


@few_examples
@given(ruled())
def test_a_rule_that_follows_from_others_changes_no_figure(data: Data) -> None:
    more = copy.deepcopy(data)
    rule = data["rules"]["r0"]
    some, required = next(iter(rule["require"].items()))
    # Of what one rule requires, a part.
    more["rules"]["follows"] = {**rule, "require": {some: required}}
    one, other = model_of(data), model_of(more)
    before, after = (figures(model, data["start"]["terms"]) for model in (one, other))
    assert before[1:] == after[1:]
    assert before[0].size == after[0].size
    assert before[0].zopa_size == after[0].zopa_size
    for name in SOLUTIONS:
        one_pick, other_pick = (
            kept[0].solutions[name].positions.tolist() for kept in (before, after)
        )
        assert one_pick == other_pick
    assert before[0].frontier.positions.tolist() == after[0].frontier.positions.tolist()


@few_examples
@given(ruled(), st.data())
def test_what_a_rule_bars_is_what_would_break_it(data: Data, drawn: st.DataObject) -> None:
    scenario = model_of(data).scenario
    terms = {
        id: drawn.draw(st.sampled_from(options(issue))) for id, issue in scenario.issues.items()
    }
    for rule in scenario.rules.values():
        for id in rule.issues:
            all_options = options(scenario.issues[id])
            broken = [rule.breaks({**terms, id: option}) for option in all_options]
            assert rule.bars(id, all_options, terms) == broken
