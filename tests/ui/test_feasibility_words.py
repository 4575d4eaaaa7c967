"""What would open a deal, in words."""

import re

import pytest

from simulator.bargaining.feasibility import feasibility_changes
from simulator.formatting import mentioned
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from tests.support import UNION, water
from ui.components import feasibility

GREEDY = {
    name: {"value": 0.8, "low": 0.7, "high": 0.9, "assumption": "test"}
    for name in ("drought", "rain")
}


def test_what_would_open_a_deal_is_said_with_whose_number_and_from_what_to_what() -> None:
    scenario = water({(*UNION, "no_deal"): GREEDY})
    changes = feasibility_changes(
        Model(scenario), {"price": 5.0, "flow": "summer", "judge": "panel"}
    )
    assert changes is not None
    situation = feasibility.situation(scenario, changes)
    assert "There is no ZOPA" in situation
    assert mentioned(scenario.players[changes.closest.player].name) in situation  # type: ignore[union-attr]
    for opening in changes.numbers:
        words, (change,) = feasibility.number(scenario, opening), opening.changes
        value = float(re.findall(r"\*\*([\d.]+)", words)[0])
        assert value == pytest.approx(
            100 * change.after if opening.kind == "probability" else change.after, rel=1e-3
        )
        assert ("outside" in feasibility.measure(opening)) == (opening.inside is False)
    assert feasibility.first(scenario, changes).startswith("The smallest change of a single number")


def test_locked_terms_and_red_lines_that_stand_in_the_way_are_named() -> None:
    scenario = water()
    table: Deal = {"price": 9.0, "flow": "summer", "judge": "nobody"}
    changes = feasibility_changes(Model(scenario), table, frozenset({"price", "judge"}))
    assert changes is not None
    assert changes.terms
    for way in changes.terms:
        words = feasibility.term(scenario, way, table)
        for issue in way.unlocked:
            assert scenario.issues[issue].name in words.split("could move")[0]
