"""What a class comes to, checked against the numbers of small scenarios, and for any class at all."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.debrief.export import anonymised
from classroom.debrief.figures import points, rows
from classroom.debrief.questions import questions
from classroom.debrief.results import ClassDebrief, TableResult, class_debrief
from classroom.debrief.words import refused_on_record, summary
from simulator.acceptance.evaluation import evaluate
from simulator.arrays import TOLERANCE
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.teaching import Prompt
from simulator.simulation.human.brief import brief
from tests.classroom.made_class import (
    CHEAP,
    DEAR,
    GOOD,
    Sat,
    everything,
    lively,
    signed,
    three,
    valley,
)
from tests.strategies import negotiations
from tests.support import MAYOR, UNION, examples, keeps_lines, model_of, shipped, water

WASTE: Deal = {"price": 5.0, "flow": "none", "judge": "nobody"}


def came(model: Model, *tables: Sat) -> ClassDebrief:
    return class_debrief(model, everything(model, tables))


def every_deal(model: Model) -> np.ndarray:
    """What every deal is worth to every player, one by one."""
    space = model.space
    briefs = [brief(model, id) for id in model.central.players]
    deals = [space.deal(at) for at in np.ndindex(*space.counts)]
    return np.array([[player.worth(deal) for player in briefs] for deal in deals])


def test_worths_are_those_of_the_leads_own_briefs() -> None:
    model = valley()
    look = came(model, signed(GOOD), Sat())
    mayor, union = brief(model, "mayor"), brief(model, "union")
    assert look.parties == ("city", "farmers")
    assert look.none.tolist() == pytest.approx([mayor.none, union.none])
    deal, none = look.tables
    assert deal.worth.tolist() == pytest.approx([mayor.worth(GOOD), union.worth(GOOD)])
    assert deal.gain.tolist() == pytest.approx((deal.worth - look.none).tolist())
    assert none.deal is None
    assert none.worth.tolist() == look.none.tolist()
    assert none.gain.tolist() == [0.0, 0.0]
    assert not none.on_frontier


@pytest.mark.parametrize("deal", [GOOD, DEAR, WASTE, CHEAP])
def test_what_was_left_is_what_a_search_through_every_deal_finds(deal: Deal) -> None:
    model = valley()
    players = list(model.central.players)
    leads = [players.index(lead) for lead in model.central.leads]
    worth = every_deal(model)
    floors = np.array([brief(model, id).none for id in players])
    (result,) = came(model, signed(deal)).tables
    worth = worth[keeps_lines(model)]
    if not result.below:
        worth = worth[(worth >= floors - 1e-9).all(axis=1)]
    gains = worth[:, leads] - result.worth
    # Beyond a red line it may be that no deal which keeps to the lines is better: nothing was left.
    better = np.vstack([np.zeros(2), gains[(gains >= -TOLERANCE).all(axis=1)]])
    assert result.most.tolist() == pytest.approx(better.max(axis=0).tolist(), abs=1e-8)
    assert result.mutual == pytest.approx(better.min(axis=1).max(), abs=1e-8)
    crosses = deal["judge"] == "nobody" or float(deal["price"]) > 8
    assert result.crosses == crosses
    assert result.on_frontier == (better.max() <= TOLERANCE and not crosses)


def test_a_deal_names_everyone_whom_it_leaves_worse_off_than_none() -> None:
    model = valley()
    good, dear, cheap = came(model, signed(GOOD), signed(DEAR), signed(CHEAP)).tables
    assert good.below == ()
    assert dear.below == ("union",)
    # The council at home counts money only.
    assert set(cheap.below) == {"mayor", "council"}
    assert good.better_for_all
    assert not dear.better_for_all


def test_the_likely_acceptance_is_the_one_on_the_desk() -> None:
    model = valley()
    look = came(model, signed(DEAR), signed(GOOD), Sat(), signed(GOOD))
    assert look.tables[2].acceptance is None
    for result, deal in zip((look.tables[0], *look.deals[1:]), (DEAR, GOOD, GOOD), strict=True):
        desk, held = evaluate(model, deal), result.acceptance
        assert held is not None
        assert held.joint.chance == pytest.approx(desk.joint.chance)
        assert (held.joint.low, held.joint.high) == pytest.approx((desk.joint.low, desk.joint.high))
        assert held.parties.keys() == desk.parties.keys()
        for id, view in desk.players.items():
            assert held.players[id].chance == pytest.approx(view.acceptance.chance)


def test_the_landmarks_are_those_of_theory_and_the_latest_text_that_was_accepted() -> None:
    model = valley()
    marks = {mark.name: mark for mark in came(model, signed(GOOD)).landmarks}
    assert dict(marks["real"].deal) == {"price": 4.0, "flow": "summer", "judge": "panel"}
    space = survey(model)
    for name in ("nash", "kalai_smorodinsky"):
        positions = space.solutions[name].positions[0]
        assert marks[name].deal == model.space.deal(positions)


def test_nashs_barter_leaves_nothing_and_giving_nothing_leaves_everything() -> None:
    """[Nash1950]_: Bill gives book, whip, ball, bat for pen, toy and knife; each gains 12 and 5."""
    model = shipped("nash_barter_1950")
    look = came(model)
    nash = next(mark for mark in look.landmarks if mark.name == "nash")
    bill, jack = model.scenario.parties
    look = came(model, signed(nash.deal, by=bill, to=jack), Sat())
    assert look.tables[0].on_frontier
    assert look.tables[0].mutual == 0
    assert look.left == 0
    assert look.tables[1].mutual > 0.05


def test_a_divided_dollar_leaves_nothing_wherever_it_is_divided() -> None:
    model = shipped("divide_the_dollar")
    ann, bob = model.scenario.parties
    shares = [
        float(model.space.options[0][int(at[0])]) for at in survey(model).negotiation_set.positions
    ]
    tables = [signed({"share": share}, by=ann, to=bob) for share in (shares[0], shares[-1])]
    look = came(model, *tables)
    assert all(result.on_frontier and not result.below for result in look.tables)
    (spread,) = look.terms
    assert spread.counts.sum() == 2
    assert [spread.options[int(at)] for at in np.flatnonzero(spread.counts)] == sorted(
        (shares[0], shares[-1])
    )
    assert spread.real is None


def test_terms_are_counted_in_their_order_and_the_real_ones_are_marked() -> None:
    look = came(valley(), signed(GOOD), signed(GOOD), signed(DEAR), Sat())
    price, flow, judge = look.terms
    assert flow.options == ("none", "summer", "always")
    assert flow.counts.tolist() == [1, 2, 0]
    assert (flow.real, judge.real) == (1, 1)
    assert price.real is not None
    assert price.options[price.real] == 4.0
    assert all(spread.counts.sum() == 3 for spread in look.terms)


def test_medians_and_means_are_over_the_deals_alone() -> None:
    look = came(valley(), signed(GOOD, 100), signed(DEAR, 300), signed(WASTE, 200), Sat())
    worths = np.array([result.worth for result in look.tables[:3]])
    assert look.median is not None
    assert look.mean is not None
    assert look.median.tolist() == sorted(worths[:, 0])[1:2] + sorted(worths[:, 1])[1:2]
    assert look.mean.tolist() == pytest.approx((worths.sum(axis=0) / 3).tolist())
    assert look.quick == 200
    assert look.left == sorted(result.mutual for result in look.tables[:3])[1]


def test_first_offers_are_each_sides_own_first() -> None:
    done = [
        (10.0, "city", "offer", DEAR, ""),
        (20.0, "farmers", "offer", CHEAP, ""),
        (30.0, "city", "offer", GOOD, ""),
    ]
    model = valley()
    (result,) = came(model, Sat(done)).tables  # type: ignore[arg-type]
    assert result.offers == 3
    assert {party: offer.deal for party, offer in result.openings.items()} == {
        "city": DEAR,
        "farmers": CHEAP,
    }
    assert result.openings["farmers"].clock == 20
    assert result.openings["farmers"].worth[1] == pytest.approx(brief(model, "union").worth(CHEAP))


def test_no_tables_and_tables_without_a_move_are_looked_back_on_too() -> None:
    model = valley()
    empty = came(model)
    assert empty.tables == ()
    assert empty.median is empty.mean is empty.left is empty.quick is None
    assert sum(empty.outcomes.values()) == 0
    assert all(spread.counts.sum() == 0 for spread in empty.terms)
    idle = came(model, Sat(), Sat(state="stopped", clock=5.0), Sat(state="open", clock=None))
    assert idle.outcomes == {"deal": 0, "walked": 0, "time": 1, "stopped": 1, "open": 1}
    assert not idle.deals
    assert idle.better_for_all == 0
    assert idle.tables[0].openings == {}


def test_three_sides_have_a_worth_each() -> None:
    model = three()
    deal = [(9.0, "city", "offer", GOOD, ""), (10.0, "farmers", "accept", 0, ""), (11.0, "province", "accept", 0, "")]  # fmt: skip
    look = came(model, Sat(deal, "deal", 0, 11.0), Sat())  # type: ignore[arg-type]
    leads = [brief(model, lead) for lead in ("mayor", "union", "governor")]
    assert look.tables[0].worth.tolist() == pytest.approx([lead.worth(GOOD) for lead in leads])
    assert look.could.shape[1] == look.frontier.shape[1] == 3
    assert len(points(look, [2, 0])) == 1


def test_where_no_deal_suits_all_a_table_without_one_left_nothing() -> None:
    proud = {(*who, "no_deal", future): {"value": 0.99, "assumption": "x"} for who in (MAYOR, UNION) for future in ("drought", "rain")}  # fmt: skip
    model = Model(water(proud))
    look = came(model, signed(GOOD), Sat())
    assert look.open == 0
    assert len(look.could) == 0
    assert look.tables[1].mutual == 0
    assert look.tables[0].below
    assert [mark.name for mark in look.landmarks] == ["real"]


def test_tables_without_a_deal_are_the_others_only_beside_some_with_one() -> None:
    model = valley()
    beside, alone = came(model, signed(GOOD), Sat()), came(model, Sat(), Sat())
    assert summary(beside)[0].startswith("Of the other tables, 1 ")
    assert summary(alone)[0].startswith("Of the tables, 2 ")


def facts(result: TableResult) -> tuple[object, ...]:
    arrays = (result.worth, result.gain, result.most)
    opened = tuple((party, result.openings[party].worth.tolist()) for party in result.openings)
    joint = result.acceptance and result.acceptance.joint
    return (result.number, result.state, result.mutual, *(tuple(a) for a in arrays), result.below, opened, joint)  # fmt: skip


@examples(40)
@given(
    negotiations(), st.integers(0, 12), st.integers(0, 10_000), st.randoms(use_true_random=False)
)
def test_of_any_class(data: dict, tables: int, seed: int, random: object) -> None:
    model = model_of(data)
    records = everything(model, lively(model, tables, seed))
    look = class_debrief(model, records)
    assert sum(look.outcomes.values()) == len(look.tables) == tables
    assert look.outcomes["deal"] == len(look.deals)
    assert all(spread.counts.sum() == len(look.deals) for spread in look.terms)
    for result in look.tables:
        assert (result.mutual <= result.most + TOLERANCE).all()
        assert result.on_frontier == (result.deal is not None and result.most.max() <= TOLERANCE)
        if result.on_frontier:
            assert result.mutual <= TOLERANCE
    shuffled = list(records.talks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = class_debrief(model, replace(records, talks=shuffled))
    nameless = class_debrief(model, anonymised(records))
    for other in (again, nameless):
        assert list(map(facts, other.tables)) == list(map(facts, look.tables))
    shown = rows(look)
    assert sorted(n for row in shown for n in row.tables) == [t.number for t in look.tables]
    assert [row.signed for row in shown] == sorted((row.signed for row in shown), reverse=True)
    for question in questions(look, model):
        assert (question.right is None) == (not question.guesses) == (not question.answer)
        if question.right is not None:
            assert 0 <= question.right < len(question.guesses)


def test_tables_with_the_same_deal_are_one_point() -> None:
    look = came(valley(), signed(GOOD), signed(DEAR), signed(GOOD), *[signed(WASTE)] * 6)
    assert sorted(point.label for point in points(look, [0, 1])) == ["1, 3", "2", "6 tables"]
    assert rows(look)[0].mutual <= rows(look)[-1].mutual


def test_the_scenarios_own_prompts_take_the_place_of_the_general_ones() -> None:
    model = valley()
    look = came(model, signed(GOOD), signed(DEAR))
    general = [question.text for question in questions(look, model)]
    own = [question.text for question in questions(look, model, [Prompt(ask="Who drinks?")])]
    assert own[-1] == "Who drinks?"
    assert "What would you do differently if you sat down at the same table tomorrow?" in general
    assert [text for text in own if text not in general] == ["Who drinks?"]
    first = questions(look, model)[0]
    better = sum(result.mutual >= 0.005 for result in look.deals)
    assert first.answer.startswith(f"In {better or 'none'} of 2.")


def test_deals_with_what_was_refused_in_reality_are_marked() -> None:
    refused = {"farmers": {"price": {"options": [8, 10], "source": "minutes"}}}
    model = Model(water({("history", "first", "refused"): refused}))
    look = came(model, signed(DEAR), signed(GOOD), signed(DEAR))
    lines = refused_on_record(look, model.scenario)
    (line,) = (line for line in lines if f"Price: ${DEAR['price']:g}" in line)
    assert "able 1 and table 3" in line
    assert "The farmers refused" in line
    assert not any("table 2" in line.lower() for line in lines)
    assert refused_on_record(came(valley(), signed(DEAR)), valley().scenario) == []
