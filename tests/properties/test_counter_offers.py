"""Counter-offers against looking at every deal."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.acceptance.acceptance import accept, draw_chances
from simulator.acceptance.one_step_changes import one_step_changes
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.errors import DealSpaceError
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.utility import utilities
from simulator.recommendation.counter_offers import NextMoves
from simulator.scenario.deals import start_deal
from tests.strategies import negotiations
from tests.support import examples, keeps_lines, model_of, two_player_data, water

few_examples = examples(25)


class ByEnumeration:
    """Every deal of a small space, valued one by one; three issues at most, so that all are within reach."""

    def __init__(self, model: Model, here: int, locked: frozenset[str] = frozenset()) -> None:
        self.model = model
        deals = model.space.unravel(np.arange(model.space.size))
        kept = [k for k, issue in enumerate(model.space.issues) if issue in locked]
        self.deals = deals[(deals[:, kept] == deals[here, kept]).all(axis=1)]
        self.here = deals[here]
        answer = accept(model.sample, self.deals)
        self.joint = answer.joint.mean
        self.parties = {id: chances.mean for id, chances in answer.parties.items()}
        players = model.central.players
        self.worth = {id: utilities(player, self.deals) for id, player in players.items()}
        self.cost = np.array([self.distance(deal) for deal in self.deals])

    def distance(self, deal: np.ndarray) -> float:
        leads = self.model.central.leads
        total = 0.0
        for lead in leads:
            player = self.model.central.players[lead]
            for k in range(len(deal)):
                swing = player.worth[k][deal[k]] - player.worth[k][self.here[k]]
                total += player.weight[k] * abs(swing) / len(leads)
        return total

    def moves(self, locked: frozenset[str] = frozenset()) -> NextMoves:
        return NextMoves(self.model, self.model.space.deal(self.here), locked)


@st.composite
def tables(draw: st.DrawFn) -> ByEnumeration:
    model = model_of(draw(negotiations()))
    here = draw(st.integers(0, model.space.size - 1))
    locked = frozenset(draw(st.sets(st.sampled_from(model.space.issues))))
    everything = ByEnumeration(model, here, locked)
    everything.locked = locked  # type: ignore[attr-defined]
    return everything


@few_examples
@given(tables(), st.floats(0.05, 0.9))
def test_the_first_route_is_the_least_change(table: Any, target: float) -> None:
    routes = table.moves(table.locked).least_changes(target)
    likely = table.joint >= target
    assert bool(routes) == bool(likely.any())
    if routes:
        assert routes[0].cost == pytest.approx(table.cost[likely].min(), abs=1e-6)
    for offer in routes:
        assert offer.evaluation.joint.chance >= target
        assert not set(offer.changes) & table.locked
    sets = [frozenset(offer.changes) for offer in routes]
    assert not any(a <= b for n, b in enumerate(sets) for a in sets[:n])
    assert [offer.cost for offer in routes] == sorted(offer.cost for offer in routes)


@few_examples
@given(tables(), st.floats(0.05, 0.9))
def test_there_are_three_routes_where_they_exist(table: Any, target: float) -> None:
    """Cheapest first, and each changes a set of terms that holds no set before it."""
    expected: list[tuple[float, frozenset[int]]] = []
    for row in np.argsort(table.cost, kind="stable"):
        changed = frozenset(map(int, np.flatnonzero(table.deals[row] != table.here)))
        if table.joint[row] >= target and not any(before <= changed for _, before in expected):
            expected.append((table.cost[row], changed))
    costs = np.sort(table.cost[table.joint >= target])
    assume((np.diff(costs) > 1e-6).all())  # which of two equal ways comes first is left open
    routes = table.moves(table.locked).least_changes(target)
    assert [offer.cost for offer in routes] == pytest.approx(
        [cost for cost, _ in expected[:3]], abs=1e-6
    )
    for offer in routes:
        for lead, gain in offer.gains.items():
            assert sum(offer.shares[lead].values()) == pytest.approx(gain)


@st.composite
def refusals(draw: st.DrawFn) -> ByEnumeration:
    """As `tables`, where the second side refused some options by name."""
    data = draw(negotiations())
    data["sources"] = {"minutes": {"title": "Minutes"}}
    named = {
        id: draw(st.sets(st.sampled_from(list(issue["levels"]))))
        for id, issue in data["issues"].items()
    }
    data["history"] = {
        "text": {
            "label": "x", "date": "2024-01-01", "summary": "x", "happened": "refused", "outcome": "x",
            "source": "minutes",
            "refused": {
                "b": {id: {"options": sorted(levels), "source": "minutes"} for id, levels in named.items() if levels}
            },
        }
    }  # fmt: skip
    model = model_of(data)
    table = ByEnumeration(model, draw(st.integers(0, model.space.size - 1)))
    table.named = named  # type: ignore[attr-defined]
    return table


@few_examples
@given(refusals(), st.floats(0.05, 0.9))
def test_what_a_side_refused_by_name_comes_last(table: Any, target: float) -> None:
    options = table.model.space.options

    def adds_refused(deal: np.ndarray) -> bool:
        terms = enumerate(zip(table.model.space.issues, deal, strict=True))
        return any(
            at != table.here[k] and options[k][at] in table.named[issue] for k, (issue, at) in terms
        )

    routes = table.moves().least_changes(target)
    marked = [adds_refused(table.model.space.positions(o.evaluation.deal)) for o in routes]
    assert marked == sorted(marked)
    # What nobody refused is looked for as if nothing else were there.
    clean = (table.joint >= target) & ~np.array([adds_refused(deal) for deal in table.deals])
    assert bool(clean.any()) == (False in marked)
    if clean.any():
        assert routes[0].cost == pytest.approx(table.cost[clean].min(), abs=1e-6)
    # Of single steps too; and no chance moves by what is on record.
    deal = table.model.space.deal(table.here)
    steps = one_step_changes(table.model, deal)
    assert [step.refused for step in steps] == sorted(step.refused for step in steps)
    assert all(step.refused == (step.option in table.named[step.issue]) for step in steps)
    for refused in (False, True):
        gains = [step.gain for step in steps if step.refused == refused]
        assert gains == sorted(gains, reverse=True)


@few_examples
@given(tables(), st.floats(0.05, 0.9))
def test_the_best_deal_for_a_side(table: Any, target: float) -> None:
    offer = table.moves(table.locked).best_for("a", target)
    likely = table.joint >= target
    assert (offer is None) == (not likely.any())
    if offer is not None:
        best = table.worth["a"][likely].max()
        assert offer.evaluation.players["a"].utility == pytest.approx(best)


@few_examples
@given(tables())
def test_the_best_take_it_or_leave_it_offer(table: Any) -> None:
    offer = table.moves(table.locked).best_offer("a")
    assert offer is not None
    reservation = table.model.central.players["a"].reservation
    values = (table.worth["a"] - reservation) * everyone_but(table.model, "a", table.deals)
    at = table.model.space.positions(offer.evaluation.deal)
    (row,) = np.flatnonzero((table.deals == at).all(axis=1))
    assert values[row] == pytest.approx(values.max(), abs=1e-9)


def everyone_but(model: Model, lead: str, deals: np.ndarray) -> np.ndarray:
    """The chance that all others say yes, the lead's own house among them, draw by draw."""
    chances = []
    for deal in deals:
        drawn = draw_chances(model.sample, deal)
        others = [drawn["player", id] for id in model.central.players if id != lead]
        chances.append(np.prod(np.broadcast_arrays(*others), axis=0).mean())
    return np.array(chances)


def test_a_take_it_or_leave_it_offer_must_pass_ones_own_house() -> None:
    """What only the mayor's own council would refuse is not the mayor's best offer."""
    model = water()
    moves = NextMoves(Model(model), start_deal(model))
    case = moves.model
    deals = case.space.unravel(np.flatnonzero(keeps_lines(case)))
    lead = case.scenario.parties["city"].lead
    player = case.central.players[lead]
    gain = utilities(player, deals) - player.reservation
    expected = (gain * everyone_but(case, lead, deals)).max()
    offer = moves.best_offer("city")
    assert offer is not None
    at = case.space.positions(offer.evaluation.deal)
    chance = everyone_but(case, lead, at[None, :])[0]
    view = offer.evaluation.players[lead]
    assert (view.utility - view.reservation) * chance == pytest.approx(expected, abs=1e-9)


@few_examples
@given(tables())
def test_fair_splits_are_the_solutions_on_what_is_open(table: Any) -> None:
    splits = table.moves(table.locked).fair_splits()
    worth = np.stack([table.worth["a"], table.worth["b"]], axis=1)
    floor = np.array([p.reservation for p in table.model.central.players.values()])
    problem = BargainingProblem(worth, floor, powers=np.array([0.5, 0.5]))
    for name, concept in SOLUTIONS.items():
        rows = concept(problem)
        offer = splits[name]
        assert (offer is None) == (not len(rows)), name
        if offer is not None:
            picked = [offer.evaluation.players[id].utility for id in ("a", "b")]
            assert any(np.allclose(picked, worth[row]) for row in rows), name
            assert offer.cost == pytest.approx(table.cost[rows].min(), abs=1e-6)


def test_an_offer_says_what_changed_and_whom_it_helps() -> None:
    model = Model(water())
    deal: Deal = {"price": 5.0, "flow": "none", "judge": "court"}
    (offer, *_) = NextMoves(model, deal).least_changes(0.3)
    for issue, (before, after) in offer.changes.items():
        assert before == deal[issue] != after
        assert offer.evaluation.deal[issue] == after
    before = utilities(model.central.players["union"], model.space.positions(deal)[None, :])[0]
    assert offer.gains["union"] == pytest.approx(offer.evaluation.players["union"].utility - before)


def test_what_cannot_be_looked_through_is_refused_in_words() -> None:
    many = [n / 199 for n in range(200)]
    weights = [1 / 5] * 5
    model = model_of(two_player_data([(many, many[::-1])] * 5, (weights, weights), (0.3, 0.3)))
    deal = {f"i{k}": "o0" for k in range(5)}
    with pytest.raises(DealSpaceError, match="lock some terms"):
        NextMoves(model, deal).least_changes(0.5)
    with pytest.raises(DealSpaceError, match="lock more terms"):
        NextMoves(model, deal, frozenset({"i0"})).fair_splits()
    locked = frozenset({"i2", "i3", "i4"})
    ultimatum = NextMoves(model, deal, locked).best_offer("a")
    assert ultimatum is not None
    assert ultimatum.changes
