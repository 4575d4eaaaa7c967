"""Answers between the steps against trying every amount."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.acceptance.acceptance import accept
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.preferences.negotiation_model import Model
from simulator.preferences.restricted import distances
from simulator.preferences.utility import utilities
from simulator.recommendation.counter_offers import NextMoves
from simulator.recommendation.reach import MOST_CHANGES
from simulator.recommendation.refinement import (
    refined_best,
    refined_change,
    refined_offer,
    refined_split,
)
from simulator.scenario.deals import crosses
from simulator.scenario.rules import Rule
from tests.support import examples, model_of, two_player_data

few_examples = examples(15)
LOSS = {1: 0.004, 2: 0.02}
"""How much worth may be missed: rounding, with one amount; with two, where slopes lead elsewhere."""
STEEP = 0.01
"""The same where a chance falls so steeply that the search stops two of the least amounts short."""
ARGUED = {"assumption": "test"}


@st.composite
def negotiations(draw: st.DrawFn) -> tuple[Model, dict[str, float | str]]:
    """One or two amounts and three options; some with a red line inside a step."""
    table = [([0.0, draw(st.floats(0.2, 0.8)), 1.0], [1.0, draw(st.floats(0.2, 0.8)), 0.0])]
    amounts = draw(st.integers(1, 2))
    data = two_player_data(table, ([1.0], [1.0]), (draw(st.floats(0.2, 0.5)), 0.3), ranged=True)
    shares = [draw(st.floats(0.2, 0.5)) for _ in range(amounts)]
    for k, share in enumerate(shares):
        data["issues"][f"x{k}"] = {
            "kind": "continuous", "label": f"Amount {k}", "description": "x",
            "min": 0, "max": 10, "step": 2.5, **ARGUED,
        }  # fmt: skip
        for party, best in (("a", "high"), ("b", "low")):
            player = data["parties"][party]["players"][party]
            player["weights"][f"x{k}"] = {"value": share / amounts, **ARGUED}
            player["values"][f"x{k}"] = {
                "kind": "power", "best": best, "exponent": draw(st.floats(0.4, 2.0)), **ARGUED,
            }  # fmt: skip
    for party in "ab":
        weights = data["parties"][party]["players"][party]["weights"]
        weights["i0"] = {"value": 1 - sum(shares) / amounts, **ARGUED}
    if draw(st.booleans()):
        firm = {"value": draw(st.floats(0.2, 0.9)), **ARGUED}
        line = {"label": "x", "issue": "x0", "above": draw(st.floats(1, 9)), "firmness": firm}
        data["parties"]["b"]["players"]["b"]["red_lines"] = {"line": line}
    start: dict[str, Any] = {"i0": f"o{draw(st.integers(0, 2))}"}
    start |= {f"x{k}": 2.5 * draw(st.integers(0, 4)) for k in range(amounts)}
    data["start"] = {"terms": start}
    model = model_of(data)
    return model, {id: start[id] for id in model.space.issues}


class Amounts:
    """Amounts in the steps around an answer, firm red lines kept.

    One alone by the least amount that the search tells apart; of two, each to a twentieth of a step.
    """

    def __init__(self, model: Model, deal: Any, loose: list[str], here: Any) -> None:
        least = 0.1 if len(loose) == 1 else 0.125
        around = {
            id: [
                round(at, 9)
                for at in np.arange(max(deal[id] - 2.5, 0), min(deal[id] + 2.5, 10) + 0.05, least)
                if not any(
                    line.firmness.value >= 0.5 and line.issue == id and crosses(line, [at])[0]
                    for line in model.scenario.players["b"].red_lines.values()
                )
            ]
            for id in loose
        }
        self.model = model.with_deal(
            here, *({**deal, id: at} for id, amounts in around.items() for at in amounts)
        )
        space = self.model.space
        rows = [{**deal, **dict(zip(loose, at, strict=True))} for at in product(*around.values())]
        self.positions = np.array([space.positions(row) for row in rows])
        self.worth = {
            id: utilities(player, self.positions)
            for id, player in self.model.central.players.items()
        }
        self.cost = distances(self.model.central, space.positions(here), self.positions)
        self._chances: Any = None

    def chances(self) -> Any:
        self._chances = self._chances or accept(self.model.sample, self.positions)
        return self._chances


@examples(40)
@given(negotiations(), st.floats(0.1, 0.7), st.floats(0.5, 9.5), st.booleans(), st.booleans())
def test_no_answer_between_the_steps_breaks_a_rule(
    case: Any, target: float, bound: float, above: bool, turned: bool
) -> None:
    amount = {"x0": {"above" if above else "at_most": bound}}
    option = {"i0": ["o0", "o1"]}
    when, require = (option, amount) if turned else (amount, option)
    rule = Rule.model_validate({"when": when, "require": require, "because": "x"})
    model, here = case
    assume(not rule.breaks(here))
    model = Model(model.scenario.model_copy(update={"rules": {"rule": rule}}))
    moves = NextMoves(model, here)
    answers = [refined_change(moves, offer, target) for offer in moves.least_changes(target)]
    for party in model.scenario.parties:
        best, offer = moves.best_for(party, target), moves.best_offer(party)
        answers += [refined_best(moves, best, party, target)] if best else []
        answers += [refined_offer(moves, offer, party)] if offer else []
    for name, split in moves.fair_splits().items():
        answers += [refined_split(moves, split, name)] if split else []
    for answer in filter(None, answers):
        assert not rule.breaks(answer.offer.evaluation.deal)


@few_examples
@given(negotiations(), st.floats(0.1, 0.7))
def test_a_refined_change_is_the_shortest_that_is_likely_enough(case: Any, target: float) -> None:
    model, here = case
    moves = NextMoves(model, here)
    offers = moves.least_changes(target)
    assume(any(id.startswith("x") for offer in offers for id in offer.changes))
    for offer in offers:
        loose = [id for id in offer.changes if id.startswith("x")]
        refined = refined_change(moves, offer, target)
        cost = offer.cost if refined is None else refined.offer.cost
        if refined is not None:
            assert refined.offer.evaluation.joint.chance >= target
            assert refined.gain == pytest.approx(offer.cost - cost, abs=1e-7)
            assert refined.gain > 0
            assert set(refined.amounts) <= set(loose)
        if loose:
            every = Amounts(model, offer.evaluation.deal, loose, here)
            likely = every.chances().joint.mean >= target
            assert cost <= every.cost[likely].min() + LOSS[len(loose)]


@few_examples
@given(negotiations(), st.floats(0.1, 0.7))
def test_a_refined_best_deal_is_the_best_that_is_likely_enough(case: Any, target: float) -> None:
    model, here = case
    moves = NextMoves(model, here, frozenset({"x1"}) & set(model.space.issues))
    offer = moves.best_for("a", target)
    assume(offer is not None)
    assert offer is not None
    refined = refined_best(moves, offer, "a", target)
    worth = (offer if refined is None else refined.offer).evaluation.players["a"].utility
    if refined is not None:
        assert refined.offer.evaluation.joint.chance >= target
        assert refined.gain == pytest.approx(
            worth - offer.evaluation.players["a"].utility, abs=1e-7
        )
        assert len(refined.offer.changes) <= MOST_CHANGES
        assert "x1" not in refined.offer.changes
    every = Amounts(model, offer.evaluation.deal, ["x0"], here)
    likely = every.chances().joint.mean >= target
    assert worth >= every.worth["a"][likely].max() - STEEP


@few_examples
@given(negotiations())
def test_a_refined_take_it_or_leave_it_offer_brings_the_most(case: Any) -> None:
    model, here = case
    moves = NextMoves(model, here)
    offer = moves.best_offer("a")
    assert offer is not None
    refined = refined_offer(moves, offer, "a")
    reservation = model.central.players["a"].reservation

    def brings(offer: Any) -> float:
        chance = offer.evaluation.parties["b"].chance
        return float((offer.evaluation.players["a"].utility - reservation) * chance)

    if refined is not None:
        assert refined.gain == pytest.approx(brings(refined.offer) - brings(offer), abs=1e-7)
    loose = [id for id in model.space.issues if id.startswith("x")]
    every = Amounts(model, offer.evaluation.deal, loose, here)
    values = (every.worth["a"] - reservation) * every.chances().parties["b"].mean
    assert brings(offer if refined is None else refined.offer) >= values.max() - LOSS[len(loose)]


@few_examples
@given(negotiations(), st.sampled_from(sorted(SOLUTIONS)))
def test_a_refined_split_is_what_the_solution_picks_from_every_amount(case: Any, name: str) -> None:
    model, here = case
    moves = NextMoves(model, here)
    offer = moves.fair_splits()[name]
    assume(offer is not None)
    assert offer is not None
    refined = refined_split(moves, offer, name)
    ours = (offer if refined is None else refined.offer).evaluation
    loose = [id for id in model.space.issues if id.startswith("x")]
    every = Amounts(model, offer.evaluation.deal, loose, here)
    floor = np.array([player.reservation for player in model.central.players.values()])
    problem = BargainingProblem(
        np.stack([every.worth["a"], every.worth["b"]], axis=1),
        floor,
        powers=model.central.powers,
        ideal=moves.ideal_gains(),
    )
    picked = problem.utilities[SOLUTIONS[name](problem)]
    mine = np.array([ours.players["a"].utility, ours.players["b"].utility])
    assert np.abs(picked - mine).max(axis=1).min() <= 4 * LOSS[1]
    assert (mine >= floor - 1e-9).all()


def test_nothing_is_refined_where_no_amount_may_move() -> None:
    table = [([0.0, 0.5, 1.0], [1.0, 0.5, 0.0])]
    moves = NextMoves(model_of(two_player_data(table, ([1.0], [1.0]), (0.3, 0.3))), {"i0": "o0"})
    (offer, *_) = moves.least_changes(0.2)
    assert refined_change(moves, offer, 0.2) is None
    ultimatum = moves.best_offer("a")
    assert ultimatum is not None
    assert refined_offer(moves, ultimatum, "a") is None
    split = moves.fair_splits()["nash"]
    assert split is not None
    assert refined_split(moves, split, "nash") is None
