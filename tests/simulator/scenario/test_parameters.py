"""The catalogue of a scenario's numbers."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from simulator.preferences.negotiation_model import Model
from simulator.reporting.basis import bases
from simulator.scenario.base import Estimate
from simulator.scenario.deals import start_deal
from simulator.scenario.parameter_kinds import KINDS, OTHER, SECTIONS, kind_of
from simulator.scenario.parameters import parameter_entries
from simulator.scenario.reading.loading import load_scenario
from simulator.sensitivity.one_deal import OneDeal
from tests.support import MINERALS, SCENARIOS, WATER

FILES = [WATER, *sorted(SCENARIOS.glob("*.yaml"))]


def estimates(part: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Walk a scenario; what a shock would change, and what replaces the fitted curve, is no such number."""
    if at in (("talks", "shocks"), ("acceptance",)):
        return
    if isinstance(part, Estimate):
        yield at
    elif isinstance(part, BaseModel):
        for name, value in part:
            yield from estimates(value, (*at, name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from estimates(value, (*at, key))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_estimate_is_in_the_catalogue(file) -> None:
    scenario = load_scenario(file)
    entries = {entry.path: entry for entry in parameter_entries(scenario)}
    assert set(estimates(scenario)) <= set(entries)
    for path, entry in entries.items():
        assert kind_of(path) is not OTHER, path
        assert entry.least <= entry.value <= entry.most


def test_every_number_stands_under_a_head() -> None:
    assert {kind.section for kind in KINDS.values()} <= set(SECTIONS)


def test_a_report_rests_on_patience_and_breakdown_too() -> None:
    labels = {basis.label for basis in bases(load_scenario(WATER))}
    assert {KINDS["patience"].label, KINDS["breakdown"].label} <= labels


def test_how_talks_are_held_does_not_move_whether_a_deal_is_accepted() -> None:
    model = Model(load_scenario(MINERALS))
    parameters = OneDeal(model, start_deal(model.scenario)).parameters
    uncertain = {parameter.path[-1] for parameter in parameters}
    assert uncertain.isdisjoint({"patience", "breakdown"})
