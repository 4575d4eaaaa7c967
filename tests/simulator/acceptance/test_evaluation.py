from dataclasses import replace
from math import log

import numpy as np
import pytest

from simulator.acceptance.acceptance import acceptance_logit
from simulator.acceptance.evaluation import evaluate
from simulator.acceptance.one_step_changes import one_step_changes
from simulator.history.backtest import backtest
from simulator.history.coding_sensitivity import coding_variants, term_discrimination
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.deviates import DRAWS
from simulator.preferences.negotiation_model import RANGED, Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.utility import utilities
from simulator.scenario.scenario import Scenario
from tests.support import water

DEAL: Deal = {"price": 9.0, "flow": "none", "judge": "nobody"}


def test_an_evaluation_names_the_red_lines_that_are_crossed() -> None:
    answer = evaluate(Model(water()), DEAL)
    assert set(answer.players["union"].crossed) == {"dear", "lawless"}
    assert answer.players["mayor"].crossed == ()
    assert list(answer.players) == ["mayor", "council", "union"]  # the lead of each party first
    assert answer.parties["farmers"].chance == answer.players["union"].acceptance.chance


def test_what_ifs_are_what_evaluating_the_neighbours_gives() -> None:
    model = Model(water())
    deal: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
    moves = one_step_changes(model, deal)
    assert {(m.issue, m.option) for m in moves} == {
        ("price", 4.0),
        ("price", 6.0),
        ("flow", "none"),
        ("flow", "always"),
        ("judge", "court"),
        ("judge", "nobody"),
    }
    before = evaluate(model, deal).joint.chance
    for move in moves:
        after = evaluate(model, {**deal, move.issue: move.option})
        assert move.before == pytest.approx(before)
        assert move.after == pytest.approx(after.joint.chance)
        assert move.parties["city"] == pytest.approx(after.parties["city"].chance)
        odds = move.after / (1 - move.after) / (before / (1 - before))
        assert move.odds_ratio == pytest.approx(odds)
    assert [m.gain for m in moves] == sorted((m.gain for m in moves), reverse=True)


def test_at_the_end_of_a_scale_there_is_one_step_only() -> None:
    moves = one_step_changes(Model(water()), {"price": 0.0, "flow": "always", "judge": "panel"})
    assert [m.option for m in moves if m.issue == "price"] == [1.0]
    assert [m.option for m in moves if m.issue == "flow"] == ["summer"]


def all_answered() -> Scenario:
    """The small scenario, with everyone's answer to every text on record."""
    known = {"city": "other", "farmers": "other"}
    return water({("history", id, "answers"): known for id in ("first", "second", "signed")})


def test_scores_are_the_log_and_brier_scores_by_hand() -> None:
    record = backtest(Model(all_answered()))
    assert [entry.id for entry in record.predictions] == ["first", "second", "letter", "signed"]
    chance = {e.id: e.evaluation.joint.chance for e in record.predictions if e.evaluation}
    assert set(chance) == {"first", "second", "signed"}  # the letter leaves terms open

    def kept(p: float) -> float:
        return min(max(p, 0.01), 0.99)

    expected = (
        log(1 - kept(chance["first"]))
        + log(1 - kept(chance["second"]))
        + log(kept(chance["signed"]))
    )
    assert record.scores["model"].n == 3
    assert record.scores["model"].log == pytest.approx(expected / 3)
    brier = chance["first"] ** 2 + chance["second"] ** 2 + (1 - chance["signed"]) ** 2
    assert record.scores["model"].brier == pytest.approx(brier / 3)
    assert record.scores["always_refused"].log == pytest.approx((2 * log(0.99) + log(0.01)) / 3)
    assert record.scores["always_refused"].brier == pytest.approx(1 / 3)
    assert record.scores["coin_toss"].log == pytest.approx(log(0.5))
    # Left out, the others were accepted 1, 1 and 0 times of 2; one yes and one no are added.
    rates = [2 / 4, 2 / 4, 1 / 4]
    assert record.scores["base_rate"].log == pytest.approx(
        (log(1 - rates[0]) + log(1 - rates[1]) + log(rates[2])) / 3
    )
    assert record.scores["plain_rate"].log == pytest.approx((2 * log(2 / 3) + log(1 / 3)) / 3)


def test_the_range_is_what_knowing_the_numbers_would_give() -> None:
    """The 10th and 90th percentile of the chance in each draw, asked draw by draw, whoever decides."""
    model = Model(water())
    deal: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
    likely = evaluate(model, deal).joint
    at = model.space.positions(deal)[None, :]

    def drawn(preferences: Preferences) -> dict[str, np.ndarray]:
        chances = {}
        worth = {id: utilities(p, at)[0] for id, p in preferences.players.items()}
        for id, player in preferences.players.items():
            other = worth["union" if id != "union" else "mayor"]
            chances[id] = 1 / (1 + np.exp(-acceptance_logit(player, worth[id], [other])))
            for k, keeps in enumerate(player.no_veto):
                if keeps is not None:
                    chances[id] = chances[id] * keeps[at[0, k]]
        city = np.minimum(chances["mayor"], chances["council"])
        return {"city": city, "farmers": chances["union"]}

    def of_kind(threshold: float, steepness: float) -> Preferences:
        players = {
            id: replace(
                player,
                demanded=player.reservation + threshold * model.stakes[id],
                precision=np.array([steepness / model.stakes[id]]),
            )
            for id, player in model.sample.players.items()
        }
        return replace(model.sample, players=players)

    people = acceptance_defaults().kinds_of_people
    kinds = zip(people.threshold, people.steepness, people.weight, strict=True)
    city, farmers = np.zeros((2, DRAWS))
    for threshold, steepness, weight in kinds:
        of_house = drawn(of_kind(threshold, steepness))
        city, farmers = city + weight * of_house["city"], farmers + weight * of_house["farmers"]
    of_sample = drawn(model.sample)
    assert likely.chance == pytest.approx((of_sample["city"] * of_sample["farmers"]).mean())
    both = city * farmers
    ends = np.quantile(both[:RANGED], [0.1, 0.9])
    assert (likely.low, likely.high) == pytest.approx(ends, abs=1e-5)
    # A part of the draws is enough to tell whole percents.
    assert ends == pytest.approx(np.quantile(both, [0.1, 0.9]), abs=0.015)
    # Knowing the numbers moves the chance both ways, and not on average.
    assert (city * farmers).mean() == pytest.approx(likely.chance, abs=4 * likely.error + 1e-3)


def test_a_disputed_reading_changes_its_proposal_and_nothing_else() -> None:
    model = Model(all_answered())
    (reading,) = coding_variants(model, backtest(model).predictions)
    assert (reading.proposal, reading.coding) == ("signed", "strict")
    strict = evaluate(model, {"price": 4.0, "flow": "none", "judge": "panel"})
    assert reading.prediction.evaluation == strict
    assert reading.score is not None
    chances = [
        strict.joint.chance if prediction.id == "signed" else prediction.evaluation.joint.chance
        for prediction in backtest(model).predictions
        if prediction.scored and prediction.evaluation
    ]
    brier = chances[0] ** 2 + chances[1] ** 2 + (1 - chances[2]) ** 2
    assert reading.score.brier == pytest.approx(brier / 3)


def test_what_separates_accepted_from_refused_adds_up() -> None:
    """Over terms, the difference is that of the mean utilities."""
    model = Model(water())
    separations = term_discrimination(model, backtest(model).predictions)
    assert {separation.issue for separation in separations} == set(model.space.issues)
    weights = [separation.weight for separation in separations]
    assert weights == sorted(weights, reverse=True)
    utility = {
        prediction.id: prediction.evaluation.players["union"].utility
        for prediction in backtest(model).predictions
        if prediction.evaluation
    }
    gap = utility["signed"] - (utility["first"] + utility["second"]) / 2
    assert sum(separation.apart["union"] for separation in separations) == pytest.approx(gap)


def test_a_history_without_scored_proposals_has_no_scores() -> None:
    model = Model(water({("history",): {}}))
    assert backtest(model).scores == {}
    assert coding_variants(model, backtest(model).predictions) == []
    assert term_discrimination(model, backtest(model).predictions) == []
