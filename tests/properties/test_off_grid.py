"""A deal between the steps is what it would be if the steps were finer.

Stakes are taken over the steps that a scenario has.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.acceptance.acceptance_map import acceptance_map
from simulator.acceptance.evaluation import evaluate
from simulator.acceptance.one_step_changes import one_step_changes
from simulator.errors import DealError
from simulator.preferences.negotiation_model import Model
from simulator.preferences.off_grid import resolution
from simulator.preferences.outcome_space import Deal
from simulator.recommendation.counter_offers import NextMoves
from simulator.scenario.issues import ContinuousIssue
from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.tornado import tornado
from tests.support import MAYOR, UNION, examples, water, with_stakes_of

STEP = ("issues", "price", "step")
DEAL: Deal = {"price": 8.5, "flow": "summer", "judge": "panel"}
ARGUED = {"assumption": "test"}
AMOUNTS = st.integers(0, 10_000_000).map(lambda millionths: millionths / 1e6)
"""Told apart from the steps: what lies closer than rounding is a step."""
CURVES: list[dict[str, Any]] = [
    {"kind": "linear", "best": "high", **ARGUED},
    {"kind": "power", "best": "low", "exponent": {"value": 0.7, "low": 0.5, "high": 1.1}, **ARGUED},
    {"kind": "target", "peak": {"value": 6, "low": 5, "high": 7.5}, **ARGUED},
    {"kind": "threshold", "best": "high", "at": 5, "width": {"value": 1, "low": 0.5, "high": 2}, **ARGUED},
    {
        "kind": "piecewise",
        "points": [
            {"at": 0, "worth": 1},
            {"at": 3.3, "worth": {"value": 0.6, "low": 0.4, "high": 0.7}},
            {"at": 10, "worth": 0},
        ],
        **ARGUED,
    },
]  # fmt: skip


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: str(curve["kind"]))
@pytest.mark.parametrize("price", [0.5, 4.5, 8.5])
def test_any_amount_is_worth_what_finer_steps_say(curve: dict[str, Any], price: float) -> None:
    change = {(*UNION, "values", "price"): curve}
    coarse = Model(water(change))
    fine = with_stakes_of(Model(water({**change, STEP: 0.5})), coarse)
    one, other = (evaluate(model, {**DEAL, "price": price}) for model in (coarse, fine))
    assert one.joint.chance == pytest.approx(other.joint.chance, abs=1e-12)
    assert one.joint.error == pytest.approx(other.joint.error, abs=1e-12)
    for id, view in one.players.items():
        assert view.utility == pytest.approx(other.players[id].utility, abs=1e-12)
        assert view.contributions == pytest.approx(other.players[id].contributions, abs=1e-12)
        assert view.crossed == other.players[id].crossed


def test_a_doubted_promise_may_be_an_amount_between_the_steps() -> None:
    doubt = {"parameter": "promise", "fallback": 0, "concerns": ["farmers"]}
    change = {("issues", "price", "credibility"): doubt}
    coarse = Model(water(change))
    fine = with_stakes_of(Model(water({**change, STEP: 0.5})), coarse)
    assert evaluate(coarse, DEAL) == evaluate(fine, DEAL)


def test_whatever_concerns_one_deal_takes_amounts_between_the_steps() -> None:
    coarse = Model(water())
    fine = with_stakes_of(Model(water({STEP: 0.5})), coarse)
    assert list(tornado(OneDeal(coarse, DEAL))) == list(tornado(OneDeal(fine, DEAL)))
    moves = {(move.issue, move.option): move.after for move in one_step_changes(coarse, DEAL)}
    assert {option for issue, option in moves if issue == "price"} == {8.0, 9.0}
    for (issue, option), after in moves.items():
        assert after == evaluate(fine, {**DEAL, issue: option}).joint.chance
    held = coarse.with_deal(DEAL)
    row = acceptance_map(held.sample, held.space.positions(DEAL), 0, 1)
    assert row.shape == (12, 3)
    assert row[9, 1] == pytest.approx(evaluate(fine, DEAL).joint.chance, abs=1e-5)


@examples(30)
@given(st.lists(AMOUNTS, min_size=1, max_size=4))
def test_the_steps_stay_what_they_were(amounts: list[float]) -> None:
    model = Model(water())
    held = model.with_deal(*({**DEAL, "price": amount} for amount in amounts))
    prices = held.space.options[0]
    assert list(prices) == sorted({*map(float, range(11)), *(round(a, 9) for a in amounts)})
    for id, player in model.central.players.items():
        steps = [held.space.position("price", float(at)) for at in range(11)]
        assert (held.central.players[id].worth[0][steps] == player.worth[0]).all()
        assert (held.sample.players[id].reservation == model.sample.players[id].reservation).all()


def test_a_deal_on_the_steps_needs_no_other_model() -> None:
    model = Model(water())
    assert model.with_deal({**DEAL, "price": 8}) is model
    held = model.with_deal(DEAL)
    assert held is model.with_deal(DEAL) is held.with_deal(DEAL)
    assert held.steps is model
    for n in range(20):
        model.with_deal({**DEAL, "price": n / 20 + 0.01})
    assert len(model._with_deals) <= 4


@pytest.mark.parametrize("price", [-0.1, 10.1, float("nan"), float("inf"), "dear"])
def test_what_lies_outside_is_refused_as_before(price: float | str) -> None:
    model = Model(water())
    deal = {**DEAL, "price": price}
    assert model.with_deal(deal) is model
    with pytest.raises(DealError, match="no option of price"):
        evaluate(model, deal)


@pytest.mark.parametrize(
    ("low", "high", "step", "expected"),
    [(0, 100, 10, 1), (0, 500, 100, 1), (0, 10, 5, 0.1), (0, 100, 1, 0.1), (5000, 9000, 500, 10)],
)
def test_amounts_are_told_to_three_digits_and_finer_than_a_step(
    low: float, high: float, step: float, expected: float
) -> None:
    issue = ContinuousIssue.model_validate(
        {"kind": "continuous", "label": "x", "description": "x", "min": low, "max": high, "step": step}
    )  # fmt: skip
    assert resolution(issue) == pytest.approx(expected)


def test_a_players_red_line_is_crossed_between_the_steps_too() -> None:
    model = Model(water())
    crossed = evaluate(model, {**DEAL, "price": 8.001}).players["union"].crossed
    assert crossed == ("dear",)
    assert evaluate(model, {**DEAL, "price": 7.999}).players["union"].crossed == ()
    assert evaluate(model, {**DEAL, "price": 7.999}).players[MAYOR[-1]].crossed == ()


def test_the_next_move_starts_from_an_amount_between_the_steps() -> None:
    model = Model(water())
    table = {**DEAL, "price": 6.25}
    moves = NextMoves(model, table)
    answers = [*moves.least_changes(0.6), moves.best_offer("city"), *moves.fair_splits().values()]
    offers = [offer for offer in answers if offer is not None]
    assert any("price" in offer.changes for offer in offers)
    for offer in offers:
        deal = {**table, **{issue: after for issue, (_, after) in offer.changes.items()}}
        assert all(before == table[issue] for issue, (before, _) in offer.changes.items())
        assert offer.evaluation == evaluate(model.with_deal(table), deal)
    locked = NextMoves(model, table, frozenset({"price"}))
    for kept in locked.fair_splits().values():
        assert kept is not None
        assert kept.evaluation.deal["price"] == 6.25
