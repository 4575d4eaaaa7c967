"""What must hold of every learning from answers (docs/model.md, section 3)."""

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import chi2

from simulator.acceptance.acceptance import draw_chances, every_row, mean_chances
from simulator.acceptance.learning import (
    ENOUGH,
    MOST_BLOCKS,
    Answered,
    effective_size,
    learn,
    likelihoods,
    resampled,
)
from simulator.history.backtest import backtest
from simulator.history.known_answers import answer_events, known_answers, learned_by
from simulator.history.prequential import prequential
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.deviates import DRAWS, DRAWS_EACH, REPLICATES, normal_deviates
from simulator.preferences.negotiation_model import ChosenDraws, Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.uncertainty import standard_error
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.scenario.scenario import Scenario
from simulator.simulation.shocks import model_after
from tests.strategies import houses, negotiations
from tests.support import examples, model_of, shipped, two_player_data, water, water_data

few_examples = examples(15)
WEIGHTS = st.lists(st.floats(1e-6, 1.0), min_size=1, max_size=60).map(np.array)


def an_answer(model: Model, at: int, accepted: bool, party: str = "a") -> Answered:
    deal = model.space.deal(model.space.unravel(np.array([at]))[0])
    return Answered(deal, party, {model.central.parties[party][0]: accepted})


def test_without_answers_nothing_changes() -> None:
    model = Model(water())
    assert learn(model, []).model is model


@given(st.integers(1, 3))
def test_draws_that_weigh_the_same_are_each_taken_once(blocks: int) -> None:
    index = resampled(np.ones(blocks * DRAWS))
    assert index is not None
    if blocks == 1:
        assert np.array_equal(index, np.arange(DRAWS))
    assert len(np.unique(index)) == DRAWS


@given(st.integers(0, 2**32 - 1), st.integers(1, 2))
def test_a_draw_is_taken_as_often_as_its_weight_says(seed: int, blocks: int) -> None:
    weights = np.random.default_rng(seed).random(blocks * DRAWS) ** 4
    index = resampled(weights)
    assert index is not None
    of_replicate = np.arange(len(weights)) % DRAWS // DRAWS_EACH
    counts = np.bincount(index, minlength=len(weights))
    for replicate in range(REPLICATES):
        own = of_replicate == replicate
        expected = DRAWS_EACH * weights[own] / weights[own].sum()
        # Even steps take each the whole part of what it should have, and at most one more.
        assert counts[own].sum() == DRAWS_EACH
        assert (np.abs(counts[own] - expected) < 1 + 1e-6).all()
        # Where a replicate's draws lie in the sample is its own, so that its mean is one of sixteen.
        places = index[replicate * DRAWS_EACH : (replicate + 1) * DRAWS_EACH]
        assert (of_replicate[places] == replicate).all()


@given(WEIGHTS, st.floats(0.1, 10))
def test_the_effective_size_lies_between_one_and_all(weights: np.ndarray, scale: float) -> None:
    effective = effective_size(weights)
    assert 1 - 1e-9 <= effective <= len(weights) * (1 + 1e-9)
    assert effective_size(scale * weights) == pytest.approx(effective)
    assert effective_size(np.full(len(weights), scale)) == pytest.approx(len(weights))
    assert effective_size(0 * weights) == 0


@few_examples
@given(houses(), st.data())
def test_the_order_of_answers_is_irrelevant(data: dict[str, Any], pick: st.DataObject) -> None:
    model = model_of(data)
    ats = pick.draw(st.lists(st.integers(0, model.space.size - 1), min_size=2, max_size=4))
    answers = [
        an_answer(model, at, pick.draw(st.booleans()), "ab"[n % 2]) for n, at in enumerate(ats)
    ]
    forward = likelihoods(model.sample, answers)
    assert forward == pytest.approx(likelihoods(model.sample, answers[::-1]), rel=1e-12, abs=1e-300)


@few_examples
@given(negotiations(), st.data())
def test_a_refusal_never_raises_the_chance_of_the_same_text(
    data: dict[str, Any], pick: st.DataObject
) -> None:
    model = model_of(data)
    refusal = an_answer(model, pick.draw(st.integers(0, model.space.size - 1)), False)
    at = model.space.positions(refusal.deal)
    before = draw_chances(model.sample, at)["party", "a"]
    weight = likelihoods(model.sample, [refusal])
    if weight.sum() > 0:
        assert (
            np.average(np.broadcast_to(before, weight.shape), weights=weight)
            <= before.mean() + 1e-12
        )
    learned = learn(model, [refusal])
    after = draw_chances(learned.model.sample, at)["party", "a"]
    if not learned.too_few:
        # Taken in whole draws, which are 256 in each replicate.
        assert after.mean() <= before.mean() + 4 * float(standard_error(before)) + 0.002


@few_examples
@given(negotiations(), st.data())
def test_an_answer_that_was_certain_tells_nothing(
    data: dict[str, Any], pick: st.DataObject
) -> None:
    """Everyone here says yes to any gain and to nothing else, whoever decides."""
    argued = {"assumption": "test"}
    data["acceptance"] = {
        "steepness": {"value": 1e7, **argued}, "threshold": {"value": 0.0, **argued},
    }  # fmt: skip
    model = model_of(data)
    at = pick.draw(st.integers(0, model.space.size - 1))
    answer = an_answer(model, at, True)
    place = model.space.positions(answer.deal)
    chance = draw_chances(model.sample, place)["party", "a"]
    if chance.min() < 1 - 1e-9:
        return
    learned = learn(model, [answer])
    assert learned.likelihood == pytest.approx(1)
    deals = model.space.unravel(np.arange(min(8, model.space.size)))
    before, after = (mean_chances(one.sample, deals) for one in (model, learned.model))
    for whose, chances in before.items():
        assert after[whose] == pytest.approx(chances, abs=1e-12)


@few_examples
@given(houses(), st.data())
def test_a_player_who_answers_twice_under_two_names_tells_nothing_more(
    data: dict[str, Any], pick: st.DataObject
) -> None:
    twice = copy.deepcopy(data)
    twice["parties"]["a"]["players"]["copy"] = copy.deepcopy(data["parties"]["a"]["players"]["a"])
    alone, model = model_of(data), model_of(twice)
    at = pick.draw(st.integers(0, model.space.size - 1))
    accepted = pick.draw(st.booleans())
    answer = an_answer(model, at, accepted)
    both = Answered(answer.deal, "a", {"a": accepted, "copy": accepted})
    assert likelihoods(model.sample, [both]) == pytest.approx(likelihoods(alone.sample, [answer]))
    if not accepted:
        somebody = Answered(answer.deal, "a", {}, refused=True)
        house = draw_chances(model.sample, model.space.positions(answer.deal))["party", "a"]
        assert likelihoods(model.sample, [somebody]) == pytest.approx(1 - house)


TABLE = [([0.0, 0.25, 0.4, 0.6, 1.0], [1.0, 0.7, 0.6, 0.3, 0.0])]


def test_what_is_learned_of_who_decides_is_bayes_rule_over_the_kinds_of_people() -> None:
    """All numbers are certain: only who decides is not, and there are but a few kinds."""
    model = model_of(two_player_data(TABLE, ([1.0], [1.0]), (0.1, 0.1)))
    people = acceptance_defaults().kinds_of_people
    player, stake = model.central.players["a"], model.stakes["a"]

    def by_kind(option: int) -> np.ndarray:
        gain = (player.worth[0][option] - player.reservation) / stake
        return 1 / (1 + np.exp(-people.steepness * (gain - people.threshold)))

    belief = people.weight * (1 - by_kind(2)) * by_kind(3)
    belief = belief / belief.sum()
    learned = learn(model, [an_answer(model, 2, False), an_answer(model, 3, True)])
    after = learned.model
    for option in range(len(TABLE[0][0])):
        chance = draw_chances(after.sample, np.array([option]))["party", "a"]
        error = float(standard_error(chance))
        assert chance.mean() == pytest.approx(belief @ by_kind(option), abs=4 * error + 0.005)
        # The range is of what the numbers leave open, and they are known.
        kinds = after.by_kind.weight["a"]
        assert kinds[:, 0] @ by_kind(option) == pytest.approx(belief @ by_kind(option), abs=1e-4)
    # The other side has said nothing.
    before, unmoved = (
        draw_chances(one.sample, np.array([3]))["party", "b"] for one in (model, after)
    )
    assert unmoved.mean() == pytest.approx(before.mean(), abs=0.03)


def test_the_mean_over_who_decides_is_the_chance_after_learning_too() -> None:
    model = Model(water())
    deal: Deal = {"price": 4.0, "flow": "summer", "judge": "panel"}
    learned = learn(model, [Answered(deal, "farmers", {"union": False})]).model
    at = model.space.positions({**deal, "price": 3.0})
    drawn = draw_chances(learned.sample, at)["party", "farmers"]
    kinds = every_row(learned.by_kind.preferences, at)["party", "farmers"]
    averaged = (learned.by_kind.weight["farmers"] * kinds).sum(axis=0)
    assert averaged.mean() == pytest.approx(drawn.mean(), abs=5 * float(standard_error(drawn)))


def test_what_was_learned_first_and_what_later_make_up_all() -> None:
    """P(all answers) = P(the first) P(the later | the first), the latter from the chosen draws."""
    model = shipped("us_ukraine_minerals")
    days = days_of(model.scenario)
    first = learned_by(model, days[2])
    known = [one.answered for one in known_answers(model.scenario)]
    early = [one.answered for one in known_answers(model.scenario, days[2])]
    later = likelihoods(first.model.sample, known[len(early) :])
    everything = learned_by(model).likelihood
    error = first.likelihood * float(standard_error(later))
    assert first.likelihood * later.mean() == pytest.approx(everything, abs=4 * error + 1e-3)


def test_surprising_answers_take_more_draws_and_impossible_ones_teach_nothing() -> None:
    model = model_of(two_player_data(TABLE, ([1.0], [1.0]), (0.1, 0.1), ranged=True))
    surprise = learn(model, [an_answer(model, 0, True), an_answer(model, 4, False)])
    assert surprise.likelihood < 0.01
    assert surprise.weighed > DRAWS
    assert surprise.effective >= ENOUGH or surprise.weighed == MOST_BLOCKS * DRAWS
    # One house cannot say yes and no at once.
    answer = an_answer(model, 2, True)
    impossible = learn(model, [Answered(answer.deal, "a", {"a": True}, refused=True)])
    assert impossible.effective == 0
    assert impossible.too_few
    assert impossible.model is model


def test_a_later_block_continues_the_same_sequences() -> None:
    both = np.concatenate(
        [
            normal_deviates(3, block).reshape(3, REPLICATES, DRAWS_EACH)[:, 0] for block in (0, 1)
        ], axis=1,
    )  # fmt: skip
    # Of 512 points of one scrambled sequence one lies in each of 512 equal parts of every axis.
    for row in ndtr(both):
        assert len(np.unique((row * 512).astype(int))) == 512


def test_shocks_keep_what_was_learned() -> None:
    model = shipped("us_ukraine_minerals")
    learned = learned_by(model).model
    shocked = model_after(learned, ["china_curbs"])
    assert shocked.chosen is learned.chosen


def days_of(scenario: Scenario) -> list[date]:
    return sorted({event.day for event in answer_events(scenario)})


def test_known_answers_are_those_of_the_record() -> None:
    data = water_data()
    data["history"]["second"]["answers"] = {"mayor": "refused", "union": "accepted"}
    data["history"]["second"]["answer_days"] = 2.5
    # Of a common text the answer is known at once.
    data["history"]["signed"]["answer_days"] = 2.5
    again = copy.deepcopy(data["history"]["first"])
    data["history"]["again"] = again | {"date": data["history"]["letter"]["date"]}
    model = model_of_water(data)
    listed = [
        (one.proposal, one.day.isoformat(), one.answered.party, dict(one.answered.players), one.answered.refused)
        for one in known_answers(model.scenario)
    ]  # fmt: skip
    assert listed == [
        ("first", "2023-05-01", "farmers", {}, True),
        ("second", "2023-06-04", "city", {"mayor": False}, False),
        ("second", "2023-06-04", "farmers", {"union": True}, False),
        # What was put forward again was refused again, which counts once; the leads signed the last.
        ("signed", "2023-09-01", "city", {"mayor": True}, False),
        ("signed", "2023-09-01", "farmers", {"union": True}, False),
    ]
    until = known_answers(model.scenario, days_of(model.scenario)[1])
    assert [one.proposal for one in until] == ["first", "second", "second"]


def model_of_water(data: dict[str, Any]) -> Model:
    return Model(ScenarioDocument("water.yaml", data).scenario)


def test_no_text_is_forecast_from_its_own_answer() -> None:
    """Whatever became of the last text, the forecasts are the same."""
    signed, refused = (
        Model(water({("history", "signed", "happened"): happened}))
        for happened in ("accepted", "refused")
    )
    chances = [
        [forecast.chance for forecast in backtest(model).prequential] for model in (signed, refused)
    ]
    assert chances[0] == chances[1]
    tested = backtest(signed)
    scored = [one for one in tested.predictions if one.scored]
    # The first text is forecast from nothing.
    assert prequential(signed, scored)[0].chance == scored[0].chance
    assert prequential(signed, scored)[0].answers == 0


def test_simulation_based_calibration() -> None:
    """The rank of the true number among draws of the posterior is uniform (Talts et al. 2018).

    Truths come from points of the sample that are not weighed; everyone answers by its own chance there.
    """
    model = Model(water())
    beyond = replace(model, chosen=ChosenDraws(DRAWS + np.arange(DRAWS)))
    texts: list[Deal] = [{"price": price, "flow": flow, "judge": "panel"} for price, flow in (
        (3.0, "summer"), (5.0, "none"), (6.0, "always"),
    )]  # fmt: skip
    places = [model.space.positions(text) for text in texts]
    truths = [draw_chances(beyond.sample, at) for at in places]
    numbers = {
        "reservation": lambda one: one.sample.players["union"].reservation,
        "demanded": lambda one: one.sample.players["mayor"].demanded,
        "price": lambda one: one.sample.players["union"].weight[0],
    }
    values = {name: (read(model), read(beyond)) for name, read in numbers.items()}
    rng = np.random.default_rng(2018)
    simulations, ranked = 640, 15
    ranks = {name: np.zeros(ranked + 1) for name in numbers}
    for truth in rng.choice(DRAWS, simulations, replace=False):
        answers = []
        for text, chances in zip(texts, truths, strict=True):
            for party, ids in model.central.parties.items():
                luck = rng.random()
                said = {
                    id: bool(luck < chances["player", id][truth])
                    for id in ids
                    if model.central.players[id].votes
                }
                answers.append(Answered(text, party, said))
        weights = likelihoods(model.sample, answers)
        drawn = rng.choice(DRAWS, ranked, p=weights / weights.sum())
        for name, (prior, beyond_prior) in values.items():
            ranks[name][int((prior[drawn] < beyond_prior[truth]).sum())] += 1
    for name, counts in ranks.items():
        expected = simulations / (ranked + 1)
        statistic = float(((counts - expected) ** 2 / expected).sum())
        assert chi2.sf(statistic, ranked) > 0.01, (name, counts)


def test_what_was_learned_before_is_forgotten_and_central_values_stay() -> None:
    model = shipped("us_ukraine_minerals")
    days = days_of(model.scenario)
    first, everything = learned_by(model, days[2]), learned_by(model)
    again = learned_by(first.model, days[-1])
    assert again.effective == everything.effective
    assert again.model.chosen is not None
    assert everything.model.chosen is not None
    assert np.array_equal(again.model.chosen.index, everything.model.chosen.index)
    assert everything.model.central is model.central
    assert everything.model.stakes is model.stakes
    assert learned_by(first.model, days[0].replace(year=2000)).model.chosen is None


def test_an_answer_that_came_later_than_the_others_is_known_later() -> None:
    data = water_data()
    data["history"]["signed"]["answers"] = {
        "mayor": "accepted",
        "council": "accepted",
        "union": "accepted",
    }
    data["history"]["signed"]["answered_on"] = {"council": "2023-09-08"}
    scenario = model_of_water(data).scenario
    early, late = (
        [one.answered.players for one in known_answers(scenario, day) if one.proposal == "signed"]
        for day in (date(2023, 9, 1), date(2023, 9, 8))
    )
    assert early == [{"mayor": True}, {"union": True}]
    assert {"mayor": True, "council": True} in late
    assert days_of(scenario)[-2:] == [date(2023, 9, 1), date(2023, 9, 8)]
