"""Every tactic against every other."""

import numpy as np
import pytest

from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.bidding.strategies.time_dependent import TimeDependent
from simulator.simulation.monte_carlo import simulate
from simulator.simulation.plan import plan
from simulator.simulation.tournament import tournament
from tests.simulator.simulation.support import pie
from tests.support import three_parties, water

RUNS = 128


def test_each_cell_is_what_the_pair_gets_when_it_plays_alone() -> None:
    model = Model(water())
    held = plan(model.scenario, rounds=8)
    result = tournament(model, held, ["boulware", "micro"], RUNS, seed=4)
    alone = plan(model.scenario, rounds=8, strategies={"city": "boulware", "farmers": "micro"})
    talks = simulate(model, alone, RUNS, seed=4)
    assert result.value[0, 0, 1] == pytest.approx(talks.value[:, 0].mean())
    assert result.value[1, 1, 0] == pytest.approx(talks.value[:, 1].mean())
    assert result.agreement[0, 0, 1] == result.agreement[1, 1, 0] == talks.agreement.value


def test_the_ranking_is_of_means_over_seats_and_opponents() -> None:
    model = Model(water())
    result = tournament(model, plan(model.scenario, rounds=8), runs=RUNS)
    assert {row.strategy for row in result.ranking} == set(STRATEGIES)
    means = [row.mean for row in result.ranking]
    assert means == sorted(means, reverse=True)
    for row in result.ranking:
        place = result.strategies.index(row.strategy)
        assert row.mean == pytest.approx(result.value[:, place].mean())
        assert row.agreement == pytest.approx(result.agreement[:, place].mean())
        assert row.low < row.mean < row.high


def test_against_one_who_gives_way_evenly_who_gives_way_later_gets_more() -> None:
    model = pie(100)
    entered = {f"{beta:g}": TimeDependent(beta, offers="nearest") for beta in (0.2, 1.0, 5.0)}
    result = tournament(model, plan(model.scenario, rounds=50), entered, runs=2)
    for seat in range(2):
        against_even = result.value[seat, :, 1]
        assert (np.diff(against_even) < 0).all()


def test_with_three_parties_the_others_play_the_same() -> None:
    model = Model(ScenarioDocument("three", three_parties()).scenario)
    result = tournament(model, plan(model.scenario, rounds=9), ["linear", "anchor"], 32)
    assert result.value.shape == (3, 2, 2)
    assert np.isfinite(result.value).all()
