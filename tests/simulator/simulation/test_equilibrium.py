"""Alternating offers on scenarios."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.bargaining.pareto import undominated
from simulator.bargaining.survey import enumerate_space, survey
from simulator.preferences.negotiation_model import Model
from simulator.simulation.equilibrium import rubinstein
from simulator.simulation.equilibrium.alternating_offers import stahl
from simulator.simulation.equilibrium.patience import (
    PATIENCE,
    NoDeal,
    equilibrium,
    lead_worth,
    patience_of,
    patience_sweep,
    rules_of,
)
from tests.support import SCENARIOS, keeps_lines, shipped, water

SHIPPED = sorted(file.stem for file in SCENARIOS.glob("*.yaml"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("use", list(NoDeal))
def test_every_shipped_scenario_is_solved(name: str, use: NoDeal) -> None:
    model = shipped(name)
    surveyed = survey(model)
    solution = equilibrium(model, surveyed, rules_of(model, use), rounds=100)
    assert solution.deadline is not None
    assert solution.endless is not None
    assert len(solution.deadline.rows) == 100
    no_deal = [model.central.players[lead].reservation for lead in model.central.leads]
    assert (solution.deadline.utilities >= np.array(no_deal) - 1e-9).all()
    assert (solution.endless.utilities >= np.array(no_deal) - 1e-9).all()


@pytest.mark.parametrize("use", list(NoDeal))
def test_the_negotiation_set_stands_for_the_whole_space(use: NoDeal) -> None:
    model = Model(water())
    solution = equilibrium(model, survey(model), replace(rules_of(model, use), risk=0.05), rounds=9)
    worth, ratified = enumerate_space(model.central)
    assert ratified is not None
    expected = stahl(worth[ratified & keeps_lines(model)], solution.rules, 9)
    assert solution.deadline is not None
    assert expected is not None
    assert expected.utilities == pytest.approx(solution.deadline.utilities)


def test_patience_is_the_leads_and_an_assumption_where_the_file_is_silent() -> None:
    assert patience_of(water()) == {"city": 0.9, "farmers": PATIENCE}
    path = ("parties", "city", "players", "mayor", "patience")
    changed = water({path: {"value": 0.7, "assumption": "x"}})
    assert patience_of(changed)["city"] == 0.7


def test_without_a_deal_that_both_could_sign_there_is_no_agreement() -> None:
    path = ("parties", "farmers", "players", "union", "no_deal", "drought")
    rain = ("parties", "farmers", "players", "union", "no_deal", "rain")
    model = Model(
        water({path: {"value": 1.0, "assumption": "x"}, rain: {"value": 1.0, "assumption": "x"}})
    )
    solution = equilibrium(model, survey(model), rules_of(model), rounds=3)
    assert solution.deadline is None
    assert solution.endless is None
    assert patience_sweep(solution.worth, solution.rules, 0, [0.5]) is None


def test_a_sweep_gives_the_patient_more() -> None:
    model = shipped("divide_the_dollar")
    surveyed = survey(model)
    worth = lead_worth(model, surveyed.negotiation_set)
    rules = replace(rules_of(model), patience=np.array([0.9, 0.9]))
    sweep = patience_sweep(worth, rules, 0, np.linspace(0.1, 0.99, 12).tolist())
    assert sweep is not None
    assert sweep.utilities.shape == (12, 2)
    assert (np.diff(sweep.utilities[:, 0]) > 0).all()
    assert sweep.utilities[0, 0] < worth[sweep.rows[-1], 0]
    # Ann has 0.16, Bob 0.30 without a deal: 0.54 to share, by Rubinstein's formula.
    expected = 0.16 + 0.54 * (1 - 0.9) / (1 - 0.9 * sweep.patience)
    assert sweep.utilities[:, 0] == pytest.approx(expected, abs=1e-6)


def test_a_sweep_finds_what_can_be_agreed_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no party would refuse for good, and of that the frontier, does not hang on patience."""
    sought: list[int] = []

    def noted(utilities: np.ndarray) -> np.ndarray:
        sought.append(len(utilities))
        return undominated(utilities)

    monkeypatch.setattr(rubinstein, "undominated", noted)
    model = shipped("divide_the_dollar")
    worth = lead_worth(model, survey(model).negotiation_set)
    assert patience_sweep(worth, rules_of(model), 0, np.linspace(0.1, 0.99, 12).tolist())
    assert len(sought) == 1
