"""What of the record is scored, and the naive guesses that the model is set against."""

from dataclasses import replace
from datetime import date
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.acceptance.evaluation import Evaluation, Likely
from simulator.bargaining.survey import survey
from simulator.history.agreed_terms import agreed_terms
from simulator.history.backtest import backtest, given_tabled_score, model_score
from simulator.history.baselines import FORECASTS, Record
from simulator.history.compromise import compromise_distances, left_out_logistic
from simulator.history.prediction import Prediction, asked, by_player, known_chances
from simulator.history.score_test import score_test
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from simulator.scenario.scenario import Scenario
from tests.support import water


def text(id: str, chance: float, happened: str, alike: str = "", day: int = 1) -> Prediction:
    view = Evaluation({}, {}, True, {}, {}, Likely(chance, 0), chance, 1)
    when = date(2025, 1, day)
    return Prediction(id, when, (), view, happened, chance=chance, alike=alike or id)  # type: ignore[arg-type]


REPEATED = [
    text("a", 0.3, "refused"),
    text("b", 0.3, "refused", alike="a", day=2),
    text("c", 0.8, "accepted", day=3),
    text("d", 0.6, "refused", day=4),
]


def test_texts_coded_alike_count_as_one() -> None:
    once = [one for one in REPEATED if one.id != "b"]
    assert model_score(REPEATED) == model_score(once)
    twice, alone = score_test(REPEATED), score_test(once)
    assert twice is not None
    assert alone is not None
    assert twice.score == pytest.approx(alone.score)
    assert twice.as_bad == pytest.approx(alone.as_bad)
    for id, forecast in FORECASTS.items():
        if id in ("same_text", "first_headline_term_only"):
            continue
        of_all = np.asarray(forecast.chances(Record(REPEATED, "", np.array([0.2, 0.2, 0.1, 0.4]))))
        of_one = np.asarray(forecast.chances(Record(once, "", np.array([0.2, 0.1, 0.4]))))
        assert of_all[[0, 2, 3]] == pytest.approx(of_one), id
        assert of_all[1] == pytest.approx(of_all[0]), id


def test_alike_texts_that_were_answered_differently_are_halves() -> None:
    record = [REPEATED[0], replace(REPEATED[1], happened="accepted"), *REPEATED[2:]]
    scored = model_score(record)
    assert scored is not None
    assert scored.n == 3
    expected = ((log(0.7) + log(0.3)) / 2 + log(0.8) + log(0.4)) / 3
    assert scored.log == pytest.approx(expected)
    spoken = score_test(record)
    assert spoken is not None
    assert spoken.score == pytest.approx(expected)


def test_a_text_put_forward_again_is_answered_as_before() -> None:
    record = Record(REPEATED, "", np.zeros(4))
    again = FORECASTS["same_text"].chances(record)
    rates = FORECASTS["base_rate"].chances(record)
    # One refusal before, one yes and one no added.
    assert again[1] == pytest.approx(1 / 3)
    assert [again[n] for n in (0, 2, 3)] == [rates[n] for n in (0, 2, 3)]


@given(
    st.lists(st.booleans(), min_size=1, max_size=6), st.lists(st.booleans(), min_size=1, max_size=6)
)
def test_with_two_distances_the_logistic_is_a_rate_with_half_an_answer_of_each_kind(
    near: list[bool], far: list[bool]
) -> None:
    """In a saturated model Jeffreys' prior adds a half to each cell (Firth 1993)."""
    distances = np.array([0.1] * len(near) + [0.4] * len(far) + [0.1, 0.4])
    accepted = np.array([*near, *far, False, False], dtype=float)
    known = list(range(len(near) + len(far)))
    predicted = left_out_logistic(distances, accepted, [[]] * len(known) + [known, known])
    assert predicted[-2] == pytest.approx((sum(near) + 0.5) / (len(near) + 1), abs=1e-4)
    assert predicted[-1] == pytest.approx((sum(far) + 0.5) / (len(far) + 1), abs=1e-4)


def test_the_compromise_by_hand() -> None:
    """Of the small scenario's texts, issue by issue."""
    model = Model(water())
    deals = [proposal_deal(model.scenario, id) or {} for id in ("first", "signed")]
    leads = [model.central.players[lead] for lead in model.central.leads]
    expected = np.zeros(2)
    total = 0.0
    for k, issue in enumerate(model.space.issues):
        options = model.space.options[k]
        cares, wants = [], []
        for power, lead in zip(model.central.powers, leads, strict=True):
            shared = sum(
                strength / 2
                for pair, strength in zip(lead.pairs, lead.strength, strict=True)
                if k in pair
            )
            cares.append(power * (lead.weight[k] + shared))
            wants.append(np.flatnonzero(lead.worth[k] == lead.worth[k].max()))
        total += sum(cares)
        for n, deal in enumerate(deals):
            at = options.index(deal[issue])
            if model.scenario.issues[issue].kind == "categorical":
                wanted = [np.mean(want == at) for want in wants]
                apart = 1 - np.average(wanted, weights=cares)
            else:
                place = [float(np.mean(want)) / (len(options) - 1) for want in wants]
                apart = abs(at / (len(options) - 1) - np.average(place, weights=cares))
            expected[n] += sum(cares) * apart
    assert compromise_distances(model, deals) == pytest.approx(expected / total)


def answered(**answers: dict[str, str]) -> Scenario:
    return water({("history", id, "answers"): given for id, given in answers.items()})


def test_only_answers_that_are_known_are_scored() -> None:
    scenario = answered(first={"farmers": "refused"}, signed={"council": "accepted"})
    assert asked(scenario, "second") == {"mayor", "union"}
    assert asked(scenario, "signed") == {"mayor", "council", "union"}
    model = Model(scenario)
    deal = proposal_deal(scenario, "second") or {}
    chances = by_player(model, deal)
    predictions = {one.id: one for one in backtest(model).predictions}
    assert predictions["second"].chance == pytest.approx(
        (chances["mayor"] * chances["union"]).mean()
    )
    signed = predictions["signed"]
    assert signed.evaluation is not None
    assert signed.chance == pytest.approx(signed.evaluation.joint.chance)
    assert predictions["letter"].chance is None


def test_given_who_tabled_it_the_others_are_left() -> None:
    model = Model(answered(signed={"council": "accepted"}))
    for id, leads in (("first", ["mayor"]), ("second", ["union"]), ("signed", ["mayor", "union"])):
        deal = proposal_deal(model.scenario, id) or {}
        chances = by_player(model, deal)
        chance, given_tabled = known_chances(model, id, deal)
        tabling = np.prod([chances[lead] for lead in leads], axis=0).mean()
        assert given_tabled is not None
        assert given_tabled * tabling == pytest.approx(chance)
        assert chance <= given_tabled <= 1
    # Both tabled it, and nobody else was asked: nothing is left to be predicted.
    alone = Model(water())
    assert known_chances(alone, "signed", proposal_deal(alone.scenario, "signed") or {})[1] is None
    assert given_tabled_score([]) is None


def test_terms_are_scored_against_what_predicts_them() -> None:
    model = Model(water())
    held = survey(model)
    agreed = agreed_terms(model, held)
    assert agreed is not None
    assert agreed.proposal == "signed"
    scores = {score.by: score for score in agreed.scores}
    counts = np.array(model.space.counts)
    assert scores["any_deal"].log == pytest.approx(-np.log(counts).mean())
    at = model.space.positions(proposal_deal(model.scenario, "signed") or {})
    for id, deals in held.solutions.items():
        hit = np.mean(deals.positions == at, axis=0)
        assert scores[id].right == pytest.approx(hit.sum())
        assert scores[id].log == pytest.approx(np.log((hit + 1 / counts) / 2).mean())
    # Rules leave fewer deals, and the agreed options a larger part of them.
    rule = {"when": {"flow": "always"}, "require": {"judge": ["panel"]}, "because": "Panels."}
    ruled = Model(water({("rules",): {"empty": rule}}))
    every = ruled.space.unravel(np.arange(ruled.space.size))
    allowed = every[ruled.space.allowed(every)]
    assert len(allowed) < len(every)
    scores = {score.by: score for score in (agreed_terms(ruled, survey(ruled)) or agreed).scores}
    assert scores["any_deal"].log == pytest.approx(np.log((allowed == at).mean(axis=0)).mean())
    no_deal = water({("history", "signed", "happened"): "refused"})
    assert agreed_terms(Model(no_deal), held) is None
