"""Thousands of negotiations, counted."""

import tracemalloc

import numpy as np
import pytest

from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from simulator.simulation import monte_carlo
from simulator.simulation.monte_carlo import BLOCK, share_of, simulate, simulated_blocks
from simulator.simulation.phases import prepared_talks
from simulator.simulation.plan import plan
from simulator.simulation.protocol import Ending, negotiate
from tests.support import SCENARIOS, water

RUNS = 600


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(water())


def test_wilsons_interval() -> None:
    """Values of the published formula for 0, 1 and 5 of 10 (95 %)."""
    for count, low, high in ((0, 0.0, 0.2775), (1, 0.0179, 0.4042), (5, 0.2366, 0.7634)):
        share = share_of(count / 10, 10)
        assert (share.low, share.high) == pytest.approx((low, high), abs=1e-4)
        assert share.value == count / 10


def test_every_run_ends_in_exactly_one_way(model: Model) -> None:
    talks = simulate(model, plan(model.scenario, rounds=8, breakdown=0.05), RUNS)
    assert sum(share.value for share in talks.endings.values()) == pytest.approx(1)
    assert talks.agreement.value == talks.endings[Ending.AGREED].value
    assert sum(counts.sum() for counts in talks.by_round.values()) == RUNS
    assert talks.by_round[Ending.AGREED].sum() == talks.signed.sum() == sum(talks.deals.values())
    for options in talks.terms.values():
        assert options.sum() == talks.signed.sum()


def test_runs_that_share_a_draw_count_once_unless_chance_parts_them(model: Model) -> None:
    certain = {"city": "linear", "farmers": "anchor"}
    where = prepared_talks(model, draws=256)

    def width(runs: int, breakdown: float) -> float:
        held = plan(
            model.scenario, rounds=6, strategies=certain, breakdown=breakdown, ratified=False
        )
        share = simulate(model, held, runs, prepared=where).agreement
        assert 0 < share.value < 1
        return share.high - share.low

    assert width(2560, 0.0) == pytest.approx(width(256, 0.0)), "ten times the same"
    assert width(2560, 0.3) < 0.7 * width(256, 0.3)


def test_the_same_seed_gives_the_same_talks_and_another_seed_others(model: Model) -> None:
    chosen = plan(model.scenario, rounds=8, breakdown=0.1, strategies={"city": "micro"})
    one, again, other = (simulate(model, chosen, RUNS, seed=seed) for seed in (5, 5, 6))
    assert (one.offers == again.offers).all()
    assert (one.ending == again.ending).all()
    assert (one.ending != other.ending).any()
    assert one.seed == 5


def test_more_runs_leave_the_first_ones_as_they_were(model: Model) -> None:
    chosen = plan(model.scenario, rounds=6, breakdown=0.1)
    where = prepared_talks(model)
    few = simulate(model, chosen, BLOCK, prepared=where)
    more = simulate(model, chosen, BLOCK + 100, prepared=where)
    assert (more.ending[:BLOCK] == few.ending).all()
    assert (more.offers[:, :BLOCK] == few.offers).all()


def test_results_come_block_by_block_so_that_one_can_stop(model: Model) -> None:
    chosen = plan(model.scenario, rounds=4)
    counts = [
        talks.runs for talks in simulated_blocks(prepared_talks(model), chosen, 2 * BLOCK + 10)
    ]
    assert counts == [BLOCK, 2 * BLOCK, 2 * BLOCK + 10]


def test_a_run_can_be_watched(model: Model) -> None:
    talks = simulate(model, plan(model.scenario, rounds=10), 50)
    for run in range(50):
        path = talks.path(run)
        assert len(path.deals) == talks.round[run] == len(path.worth)
        assert path.proposers[0] == talks.plan.opens
        if talks.signed[run]:
            assert path.ending is Ending.AGREED
            assert path.worth[-1] == pytest.approx(talks.worth[run])
            assert path.deals[-1] == talks.deal(talks.row[run])


def test_without_a_deal_everyone_has_what_no_deal_is_worth(model: Model) -> None:
    talks = simulate(model, plan(model.scenario, rounds=3, strategies={"city": "anchor"}), RUNS)
    none = ~talks.signed
    assert none.any()
    for place, seat in enumerate(talks.prepared.phases[0].views):
        assert (talks.worth[none, place] == seat.reservation[talks.draw[none]]).all()
    assert (talks.value[none] == talks.worth[none]).all()


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_talks_run_on_every_shipped_scenario(file) -> None:
    model = Model(load_scenario(file))
    talks = simulate(model, plan(model.scenario), 200)
    assert 0 <= talks.agreement.value <= 1
    assert talks.agreement.value > 0 or not survey(model).zopa_size
    assert np.isfinite(talks.value).all()
    for party in talks.parties:
        assert talks.worth_of(party, 0.1) <= talks.worth_of(party, 0.9)


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda file: file.stem)
def test_no_lead_signs_what_is_worse_for_it_than_no_deal(file) -> None:
    model = Model(load_scenario(file))
    talks = simulate(model, plan(model.scenario, shocks={}), 200)
    for place, seat in enumerate(talks.prepared.phases[0].views):
        none = seat.reservation[talks.draw]
        assert (talks.worth[:, place] >= none - 1e-5).all()


def test_memory_grows_with_the_runs_and_not_with_their_square(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, chosen = prepared_talks(model, draws=64), plan(model.scenario, rounds=500, shocks={})
    block = negotiate(where, chosen, np.arange(64), np.random.default_rng(0))
    monkeypatch.setattr(monte_carlo, "BLOCK", 64)
    # What a block takes while it is held has nothing to do with how many there are.
    monkeypatch.setattr(monte_carlo, "negotiate", lambda *_: block)

    def peak(blocks: int) -> int:
        tracemalloc.start()
        try:
            simulate(model, chosen, 64 * blocks, prepared=where)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(32) < 5 * peak(8)
