"""What follows from an open scenario."""

import numpy as np
import pytest

from benchmarks.hostile_files import LARGE
from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.history import backtest, coding_sensitivity
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.deals import proposal_deal, start_deal
from simulator.scenario.reading.loading import ScenarioDocument
from tests.support import water_data
from ui.pages.history.page import PARTS
from ui.work.opened import CELLS, MAPPED, Opened


def test_a_map_shows_no_more_options_than_a_screen_can_and_the_deals_own() -> None:
    data = water_data()
    data["issues"]["price"] |= {"step": 0.01}
    document = ScenarioDocument("water.yaml", data)
    case = Opened(document, document, Model(document.scenario))
    deal: dict[str, float | str] = {"price": 5.03, "flow": "summer", "judge": "court"}
    chances, space = case.map(deal, "flow", "price")
    prices = space.options[space.issues.index("price")]
    assert len(case.model.space.options[space.issues.index("price")]) > 500
    assert MAPPED <= len(prices) <= MAPPED + 1
    assert 5.03 in prices
    assert (min(prices), max(prices)) == (0.0, 10.0)
    for price, chance in zip(prices[::10], chances[1, ::10], strict=True):
        other = evaluate(case.model, {**deal, "price": price, "flow": space.options[1][1]})
        assert np.isclose(other.joint.chance, chance, atol=1e-5)


@pytest.mark.parametrize("name", ["3 × 2,001 and 100, 8 parties", "20 × 2, 2 parties of 12"])
def test_the_more_players_the_fewer_options_a_map_shows(name: str) -> None:
    document = ScenarioDocument("large.yaml", LARGE[name])
    case = Opened(document, document, Model(document.scenario))
    chances, _ = case.map(start_deal(case.scenario), "i0", "i1")
    rows, columns = chances.shape
    assert min(rows, columns) >= 2
    # The deal's own options may come on top.
    assert (rows - 1) * (columns - 1) * len(case.scenario.players) <= CELLS


def test_all_views_of_the_past_value_what_was_proposed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    valued: list[Deal] = []

    def noted(model: Model, deal: Deal) -> Evaluation:
        valued.append(deal)
        return evaluate(model, deal)

    for module in (backtest, coding_sensitivity):
        monkeypatch.setattr(module, "evaluate", noted)
    document = ScenarioDocument("water.yaml", water_data())
    case = Opened(document, document, Model(document.scenario))
    for part in PARTS:
        getattr(case, part)
    proposed = [proposal_deal(case.scenario, id) for id in case.scenario.history]
    counts = [valued.count(deal) for deal in proposed if deal is not None]
    assert counts == [1, 1, 1]
