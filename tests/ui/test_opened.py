"""What follows from an open scenario."""

import numpy as np

from simulator.acceptance.evaluation import evaluate
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import ScenarioDocument
from tests.support import water_data
from ui.work.opened import MAPPED, Opened


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
