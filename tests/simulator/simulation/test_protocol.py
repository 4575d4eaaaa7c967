"""Alternating offers: who speaks when, and how talks end."""

import copy

import numpy as np
import pytest

from simulator.acceptance.acceptance import accept
from simulator.bargaining.feasibility import feasibility_changes
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.bidding.strategies.anchor import Anchor
from simulator.simulation.bidding.strategies.time_dependent import TimeDependent
from simulator.simulation.monte_carlo import simulate
from simulator.simulation.phases import prepared_talks
from simulator.simulation.plan import Plan, TalksError, plan
from simulator.simulation.protocol import Ending, clock
from simulator.simulation.stochastic_acceptance import one_each
from tests.simulator.simulation.support import held, pie, slices
from tests.support import (
    UNION,
    model_of,
    shipped,
    three_parties,
    two_player_data,
    water,
    water_data,
)

EVEN = TimeDependent(offers="nearest")


def test_the_first_offer_is_made_at_0_and_the_last_at_1() -> None:
    assert clock(5).tolist() == [0, 0.25, 0.5, 0.75, 1, 1]
    assert clock(1).tolist() == [0, 1]


def test_the_parties_take_turns_and_the_one_named_opens() -> None:
    for opens, expected in (("a", [10, 1, 8, 3, 6]), ("b", [0, 9, 2, 7, 4])):
        where, batch = held(
            pie(),
            EVEN,
            EVEN,
            rounds=11,
            opens=opens,
            accepts={"a": "aspiration", "b": "aspiration"},
        )
        assert slices(where, batch)[:5] == expected


def test_even_steps_meet_in_the_middle_of_a_pie() -> None:
    for opens in "ab":
        _, batch = held(pie(100), EVEN, EVEN, rounds=101, opens=opens)
        assert batch.ending[0] == Ending.AGREED
        assert batch.worth[0] == pytest.approx([0.5, 0.5], abs=0.011)
        assert batch.round[0] == pytest.approx(51, abs=1)


def test_who_gives_way_later_gets_more() -> None:
    shares = []
    for beta in (0.1, 0.5, 1.0, 2.0, 10.0):
        _, batch = held(pie(100), TimeDependent(beta, offers="nearest"), EVEN, rounds=101)
        shares.append(batch.worth[0, 0])
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.8 > 0.2 > shares[-1]


def test_two_who_hold_out_reach_the_deadline() -> None:
    _, batch = held(pie(), Anchor(claim=0.8), Anchor(claim=0.8), rounds=7)
    assert batch.ending[0] == Ending.DEADLINE
    assert batch.round[0] == 7
    assert batch.row[0] == -1


def test_the_last_answer_takes_whatever_is_no_worse_than_no_deal() -> None:
    _, batch = held(pie(), Anchor(claim=0.8), EVEN, rounds=7, accepts={"b": "next_offer"})
    assert batch.ending[0] == Ending.AGREED
    assert batch.worth[0] == pytest.approx([0.8, 0.2])


def test_talks_break_off_as_often_as_said() -> None:
    runs, chance = 20_000, 0.1
    _, batch = held(pie(), Anchor(claim=0.9), Anchor(claim=0.9), runs, rounds=5, breakdown=chance)
    # Four refusals may end it; after the fifth the deadline is there anyway.
    expected = 1 - (1 - chance) ** 4
    share = (batch.ending == Ending.BROKEN_OFF).mean()
    assert share == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / runs))
    first = (batch.round[batch.ending == Ending.BROKEN_OFF] == 1).sum() / runs
    assert first == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / runs))


def test_who_can_gain_nothing_walks_out_at_once() -> None:
    same = [([0.0, 1.0], [0.0, 1.0])]
    hopeless = model_of(two_player_data(same, ([1.0], [1.0]), (0.2, 1.0)))
    _, batch = held(hopeless, "linear", "linear", rounds=5)
    assert batch.ending[0] == Ending.AGREED, "1 is no worse than 1"
    data = two_player_data(same, ([1.0], [1.0]), (0.2, 0.9))
    data["parties"]["b"]["players"]["b"]["red_lines"] = {
        "all": {
            "label": "x", "issue": "i0", "levels": ["o1"],
            "firmness": {"value": 1.0, "assumption": "test"},
        }
    }  # fmt: skip
    _, batch = held(model_of(data), "linear", "linear", rounds=5)
    assert batch.ending[0] == Ending.WALKED_OUT
    assert batch.round[0] == 1
    assert batch.worth[0] == pytest.approx([0.2, 0.9])


def test_patience_discounts_the_gain_over_no_deal() -> None:
    _, batch = held(
        pie(reservations=(0.2, 0.1)),
        Anchor(claim=0.5),
        EVEN,
        rounds=9,
        patience={"a": 0.9, "b": 1.0},
    )
    number = batch.round[0] - 1
    assert batch.ending[0] == Ending.AGREED
    assert number > 0
    assert batch.value[0, 0] - 0.2 == pytest.approx(0.9**number * (batch.worth[0, 0] - 0.2))
    assert batch.value[0, 1] == batch.worth[0, 1]


def test_who_cannot_wait_accepts_sooner_and_gets_less() -> None:
    rounds, worth = [], []
    for patience in (1.0, 0.9, 0.6):
        _, batch = held(pie(100), EVEN, EVEN, rounds=41, patience={"b": patience})
        rounds.append(batch.round[0])
        worth.append(batch.worth[0, 1])
    assert rounds == sorted(rounds, reverse=True)
    assert worth == sorted(worth, reverse=True)
    assert worth[0] > worth[-1]


def halves() -> Model:
    """A pie in halves; the second party is unsure of its reserve, and a parliament has its own."""
    data = two_player_data([([0, 0.5, 1], [1, 0.5, 0])], ([1.0], [1.0]), (0.0, 0.45), ranged=True)
    players = data["parties"]["b"]["players"]
    players["parliament"] = copy.deepcopy(players["b"])
    players["parliament"]["no_deal"]["stay"] |= {"value": 0.4, "low": 0.2, "high": 0.6}
    return model_of(data)


def half_put(model: Model, rounds: int = 1, ratified: bool = True) -> Plan:
    """Talks in which the first party puts half, and the second answers by its curve."""
    return plan(
        model.scenario,
        rounds=rounds,
        strategies={"a": "anchor", "b": Anchor(claim=1.0)},
        accepts={"b": "model"},
        ratified=ratified,
    )


@pytest.mark.parametrize("ratified", [False, True])
def test_answers_by_the_model_come_as_often_as_the_model_says(ratified: bool) -> None:
    """An offer of half is put three times, and still the share of a yes is the curve's."""
    model = halves()
    chosen = half_put(model, rounds=3, ratified=ratified)
    talks = simulate(model, chosen, 30_000)
    chances = accept(model.sample, np.array([[1]]))
    one, all_ = chances.players["b"].mean[0], chances.parties["b"].mean[0]
    assert 0.2 < all_ < one < 0.8
    assert (talks.row >= 0).mean() == pytest.approx(one, abs=0.015)
    assert talks.agreement.value == pytest.approx(all_ if ratified else one, abs=0.015)
    refused = talks.endings[Ending.NOT_RATIFIED].value
    assert refused == pytest.approx(one - all_ if ratified else 0, abs=0.015)


def with_lines() -> Model:
    """The same; the lead and the parliament have a red line on half, the parliament's the firmer."""
    data = two_player_data([([0, 0.5, 1], [1, 0.5, 0])], ([1.0], [1.0]), (0.0, 0.3), ranged=True)
    players = data["parties"]["b"]["players"]
    players["parliament"] = copy.deepcopy(players["b"])
    players["parliament"]["no_deal"]["stay"] |= {"value": 0.2, "low": 0.1, "high": 0.3}
    for id, firmness in (("b", 0.25), ("parliament", 0.4)):
        players[id]["red_lines"] = {
            "half": {"label": "x", "issue": "i0", "levels": ["o1"],
                     "firmness": {"value": firmness, "assumption": "test"}}
        }  # fmt: skip
    return model_of(data)


def test_a_house_with_red_lines_says_yes_as_often_as_its_most_reluctant_player() -> None:
    model = with_lines()
    talks = simulate(model, half_put(model), 30_000)
    chances = accept(model.sample, np.array([[1]]))
    lead, home = (chances.players[id].mean[0] for id in ("b", "parliament"))
    # In some draws the lead is the more reluctant one, in others the parliament is.
    assert chances.parties["b"].mean[0] < min(lead, home) - 0.01
    assert (talks.row >= 0).mean() == pytest.approx(lead, abs=0.015)
    assert talks.agreement.value == pytest.approx(chances.parties["b"].mean[0], abs=0.015)


def test_a_copy_of_a_lead_at_home_signs_what_the_lead_accepts() -> None:
    """Run by run, where the lead answers by its curve: the copy has the same luck, and the same lines."""
    data = two_player_data([([0, 0.5, 1], [1, 0.5, 0])], ([1.0], [1.0]), (0.0, 0.3), ranged=True)
    data["parties"]["b"]["players"]["b"]["red_lines"] = {
        "half": {"label": "x", "issue": "i0", "levels": ["o1"],
                 "firmness": {"value": 0.4, "assumption": "test"}}
    }  # fmt: skip
    more = copy.deepcopy(data)
    more["parties"]["b"]["players"]["copy"] = copy.deepcopy(data["parties"]["b"]["players"]["b"])
    endings = []
    for model in (model_of(data), model_of(more)):
        endings.append(simulate(model, half_put(model), 2_000).ending)
    assert np.array_equal(endings[0], endings[1])
    assert set(endings[0]) >= {Ending.AGREED, Ending.DEADLINE}


def test_an_audience_blocks_nothing_and_is_asked_nothing() -> None:
    """A parliament that would refuse every deal that its government could sign, with a vote and without."""
    data = two_player_data([([0, 0.5, 1], [1, 0.5, 0])], ([1.0], [1.0]), (0.0, 0.3))
    players = data["parties"]["b"]["players"]
    players["parliament"] = copy.deepcopy(players["b"])
    players["parliament"]["no_deal"]["stay"]["value"] = 0.55
    players["parliament"]["values"]["i0"]["table"] = {"o0": 0, "o1": 0.5, "o2": 1}
    with_vote = model_of(copy.deepcopy(data))
    players["parliament"] |= {"role": "audience", "cost": {"value": 1.0, "assumption": "test"}}
    without = model_of(copy.deepcopy(data))
    del players["parliament"]
    alone = model_of(data)
    assert survey(with_vote).zopa_size < survey(without).zopa_size == survey(alone).zopa_size
    assert feasibility_changes(without, {"i0": "o1"}) is None
    talks = simulate(without, plan(without.scenario, rounds=5), 200)
    assert talks.endings[Ending.NOT_RATIFIED].value == 0
    assert talks.agreement.value > 0
    refused = simulate(with_vote, plan(with_vote.scenario, rounds=5), 200)
    assert refused.endings[Ending.NOT_RATIFIED].value > 0
    # By the curve an audience counts as the likely acceptance has it.
    share = simulate(without, half_put(without), 30_000).agreement.value
    chance = accept(without.sample, np.array([[1]])).parties["b"].mean[0]
    assert 0.05 < chance < accept(alone.sample, np.array([[1]])).parties["b"].mean[0] - 0.05
    assert share == pytest.approx(chance, abs=0.015)


def test_three_parties_take_turns_and_all_others_must_accept() -> None:
    model = Model(ScenarioDocument("three", three_parties()).scenario)
    where = prepared_talks(model, plan(model.scenario, rounds=30).shocks, draws=64)
    for name in STRATEGIES:
        chosen = plan(
            model.scenario, rounds=30, strategies=dict.fromkeys(model.scenario.parties, name)
        )
        talks = simulate(model, chosen, 64, prepared=where)
        for run in range(64):
            path = talks.path(run)
            assert (
                path.proposers[:4] == ("city", "farmers", "province", "city")[: len(path.proposers)]
            )
            if talks.row[run] >= 0:
                assert (path.worth[-1] >= path.reservation[-1] - 1e-5).all()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"opens": "mars"}, 'no party "mars"'),
        ({"strategies": {"citty": "linear"}}, 'Did you mean "city"'),
        ({"strategies": {"city": "liner"}}, 'Did you mean "linear"'),
        ({"rounds": 501}, "1 to 500"),
        ({"breakdown": 1.5}, "between 0 and 1"),
        ({"patience": {"city": -0.1}}, "between 0 and 1"),
        ({"shocks": {"flood": 3}}, 'no shock "flood"'),
    ],
)
def test_talks_that_cannot_be_held_are_refused(options, says: str) -> None:
    with pytest.raises(TalksError, match=says):
        plan(water(), **options)


def test_the_order_of_the_parties_in_the_file_changes_nothing() -> None:
    data = water_data()
    turned = {**data, "parties": dict(reversed(data["parties"].items()))}
    outcomes = []
    for entries in (data, turned):
        model = Model(ScenarioDocument("w", entries).scenario)
        chosen = plan(model.scenario, rounds=10, opens="city", breakdown=0.05)
        talks = simulate(model, chosen, 500, seed=3)
        outcomes.append((talks.ending.tolist(), talks.round.tolist(), talks.worth_of("city")))
    assert outcomes[0] == outcomes[1]


def test_a_firm_red_line_is_never_offered_nor_crossed_by_its_owner() -> None:
    certain = {"firmness": 1.0, "softness": 0.0}  # it lies exactly where it was drawn
    model = Model(
        water(
            {
                (*UNION, "red_lines", "dear", key): {"value": value, "assumption": "x"}
                for key, value in certain.items()
            }
        )
    )
    line = model.scenario.players["union"].red_lines["dear"]
    assert line.issue == "price"
    assert line.above is not None
    talks = simulate(model, plan(model.scenario, rounds=15), 1000)
    signed = talks.terms["price"]
    prices = np.array(model.space.options[model.space.issues.index("price")], dtype=float)
    assert signed[prices <= float(line.above)].sum() > 0
    assert signed[prices > float(line.above)].sum() == 0


def test_a_space_of_millions_is_talked_about_by_its_frontiers() -> None:
    model = shipped("us_ukraine_minerals")
    assert model.space.size > 5_000_000
    where = prepared_talks(model, draws=256)
    assert len(where.deals) <= 500
    listed = set(map(tuple, where.deals))
    named = [proposal_deal(model.scenario, id) for id in model.scenario.history]
    assert all(tuple(model.space.positions(deal)) in listed for deal in named if deal)
    surveyed = survey(model, all_deals=True)  # in talks a red line is real or a bluff
    worth = {round(float(u), 9) for u in surveyed.negotiation_set.utilities[:, 0]}
    lead = model.certain.players[model.central.leads[0]]
    ours = one_each(lead, where.deals, np.zeros(len(where.deals), dtype=np.intp))
    frontier = {round(float(u), 9) for u in ours}
    assert len(worth & frontier) > 0.9 * len(worth)
