"""Scenarios at the limits: opened within budgets of bytes and comparisons, or refused by name."""

import copy
import tracemalloc
from typing import Any

import numpy as np
import pytest

from benchmarks.hostile_files import LARGE, large
from simulator.acceptance.evaluation import evaluate
from simulator.arrays import TOLERANCE, FloatArray, Rows
from simulator.bargaining import pareto
from simulator.bargaining import survey as surveys
from simulator.bargaining.pareto import merge, undominated
from simulator.bargaining.survey import Survey, survey
from simulator.errors import FrontierError, ScenarioError
from simulator.explain.space import how_exact
from simulator.limits import CANDIDATES, COMPARED, ENUMERABLE, Comparisons
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import start_deal
from simulator.simulation.prepared_outcomes import MAX_OUTCOMES, prepared_outcomes
from tests.support import model_of

MOST_BYTES = 300 << 20


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every number of comparisons that was asked for."""
    asked: list[int] = []
    spend = Comparisons.spend

    def recorded(self: Comparisons, points: int, rivals: int, parties: int) -> None:
        spend(self, points, rivals, parties)
        asked.append(points * rivals * parties)

    monkeypatch.setattr(Comparisons, "spend", recorded)
    return asked


@pytest.mark.parametrize(
    "name",
    [
        "24 × 2, 8 parties",
        "39 × 2, 2 parties of 6",
        "3 × 2,001 and 100, 8 parties",
        "2 × 2,001, 2 parties, opposed",
    ],
)
def test_a_large_scenario_opens_within_its_budget(name: str, spent: list[int]) -> None:
    model = model_of(copy.deepcopy(LARGE[name]))
    tracemalloc.start()
    try:
        surveyed = survey(model)
        answer = evaluate(model, start_deal(model.scenario))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_BYTES
    # A survey looks for the frontier at most five times: of the leads, of all, of what is left of these.
    assert sum(spent) < 5 * COMPARED
    assert 0 <= answer.joint.chance <= 1
    assert_consistent(model, surveyed)


def assert_consistent(model: Model, surveyed: Survey) -> None:
    floor = model.central.reservations - TOLERANCE
    assert bool(surveyed.zopa_size) == bool(len(surveyed.negotiation_set))
    assert (surveyed.closest is None) == bool(surveyed.zopa_size)
    for picked in (surveyed.negotiation_set, *surveyed.solutions.values()):
        assert (picked.utilities >= floor).all()
    assert surveyed.partial == ("part" in how_exact(surveyed))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            large([2] * 25, 2, chained=True),
            ["join 25 issues", "33,554,432 ways", "at most 262,144"],
        ),
        (large([2] * 39, 8, 3), ["961 numbers", "at most 520"]),
        (large([2001] * 3, 8, 12, ranged=False), ["576,288 options are valued", "at most 400,000"]),
        (large([2001] * 4, 2), ["possible deals", "at most 1,000,000,000,000"]),
    ],
)
def test_what_is_too_large_is_refused_with_the_number_found(
    data: dict[str, Any], says: list[str]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        model_of(data)
    assert all(words in str(caught.value) for words in says)


def test_a_part_of_a_frontier_is_efficient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held against all deals of a space small enough to compare them."""
    model = model_of(large([3] * 6, 4))
    deals = model.space.unravel(np.arange(model.space.size))
    efficient = {
        tuple(deals[row]) for row in undominated(surveys._deals(model.central, deals).utilities)
    }
    whole = survey(model)
    for module in (surveys, pareto):
        monkeypatch.setattr(module, "SORTED", 100)
    part = survey(model)
    assert part.partial
    assert not whole.partial
    assert part.zopa_size == whole.zopa_size
    assert {tuple(deal) for deal in part.frontier.positions} <= efficient
    assert_consistent(model, part)


def test_a_space_of_nothing_but_ties_keeps_one_deal_for_each() -> None:
    """A pie cut in two: each of a million deals is efficient, and there are but few different ones."""
    data = large([2] * 20, 2, ranged=False)
    for n, party in enumerate(data["parties"].values()):
        (player,) = party["players"].values()
        player["weights"] = {id: {"value": 0.05, "assumption": "a"} for id in player["weights"]}
        for function in player["values"].values():
            function["table"] = {"o0": float(n == 0), "o1": float(n == 1)}
    surveyed = survey(model_of(data))
    assert len(surveyed.frontier) == 21


def test_more_deals_of_two_than_may_be_sorted_are_refused() -> None:
    """On a line all of them are efficient; of a square nearly all are dominated at first sight."""
    gains = np.linspace(0, 1, CANDIDATES + 1)
    with pytest.raises(FrontierError, match="efficient"):
        undominated(np.stack([gains, 1 - gains], axis=1))
    square = np.random.default_rng(1).random((2 * CANDIDATES, 2))
    assert 0 < len(undominated(square)) < 100


def test_more_comparisons_than_there_are_to_spend_are_refused() -> None:
    points = np.random.default_rng(1).dirichlet(np.ones(4), 2000)
    assert len(undominated(points)) == 2000
    with pytest.raises(FrontierError, match="efficient"):
        undominated(points, Comparisons(10_000))
    assert len(merge([points], most=50).utilities) == 50


@pytest.mark.parametrize(("options", "parties"), [([3] * 25, 2), ([2] * 39, 8)])
def test_talks_on_a_space_of_a_trillion_deals_are_about_a_short_list(
    options: list[int], parties: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []

    def counted(utilities: FloatArray, budget: Comparisons | None = None) -> Rows:
        compared.append(len(utilities))
        return undominated(utilities, budget)

    monkeypatch.setattr(pareto, "undominated", counted)
    talked = prepared_outcomes([model_of(large(options, parties, ranged=False))])
    assert 2 < len(talked) <= MAX_OUTCOMES
    assert 0 < sum(compared) < ENUMERABLE
