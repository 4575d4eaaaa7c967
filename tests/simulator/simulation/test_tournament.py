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
    made = Model(water())
    held = plan(made.scenario, rounds=8)
    found = tournament(made, held, ["boulware", "micro"], RUNS, seed=4)
    alone = plan(made.scenario, rounds=8, strategies={"city": "boulware", "farmers": "micro"})
    talks = simulate(made, alone, RUNS, seed=4)
    assert found.value[0, 0, 1] == pytest.approx(talks.value[:, 0].mean())
    assert found.value[1, 1, 0] == pytest.approx(talks.value[:, 1].mean())
    assert found.agreement[0, 0, 1] == found.agreement[1, 1, 0] == talks.agreement.value


def test_the_ranking_is_of_means_over_seats_and_opponents() -> None:
    made = Model(water())
    found = tournament(made, plan(made.scenario, rounds=8), runs=RUNS)
    assert {each.strategy for each in found.ranking} == set(STRATEGIES)
    means = [each.mean for each in found.ranking]
    assert means == sorted(means, reverse=True)
    for each in found.ranking:
        place = found.strategies.index(each.strategy)
        assert each.mean == pytest.approx(found.value[:, place].mean())
        assert each.agreement == pytest.approx(found.agreement[:, place].mean())
        assert each.low < each.mean < each.high


def test_against_one_who_gives_way_evenly_who_gives_way_later_gets_more() -> None:
    made = pie(100)
    entered = {f"{beta:g}": TimeDependent(beta, offers="nearest") for beta in (0.2, 1.0, 5.0)}
    found = tournament(made, plan(made.scenario, rounds=50), entered, runs=2)
    for seat in range(2):
        against_even = found.value[seat, :, 1]
        assert (np.diff(against_even) < 0).all()


def test_with_three_parties_the_others_play_the_same() -> None:
    made = Model(ScenarioDocument("three", three_parties()).scenario)
    found = tournament(made, plan(made.scenario, rounds=9), ["linear", "anchor"], 32)
    assert found.value.shape == (3, 2, 2)
    assert np.isfinite(found.value).all()
