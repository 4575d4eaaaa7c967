"""What holds of any talks, between any two strategies."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.phases import prepared_talks
from simulator.simulation.plan import plan
from simulator.simulation.protocol import Ending, negotiate
from tests.strategies import negotiations
from tests.support import examples, model_of

NAMES = st.sampled_from(sorted(STRATEGIES))
RULES = st.sampled_from(["next_offer", "aspiration"])
DRAWS = 16


@examples(60)
@given(
    data=negotiations(),
    strategies=st.tuples(NAMES, NAMES),
    rules=st.tuples(RULES, RULES),
    rounds=st.integers(1, 12),
    patience=st.floats(0.3, 1),
    breakdown=st.sampled_from([0.0, 0.2]),
    seed=st.integers(0, 99),
)
def test_talks(data, strategies, rules, rounds, patience, breakdown, seed) -> None:
    model = model_of(data)
    where = prepared_talks(model, draws=DRAWS)
    held = plan(
        model.scenario,
        rounds=rounds,
        strategies=dict(zip("ab", strategies, strict=True)),
        accepts=dict(zip("ab", rules, strict=True)),
        patience={"a": patience},
        breakdown=breakdown,
    )
    draw = np.arange(2 * DRAWS) % DRAWS
    batch = negotiate(where, held, draw, np.random.default_rng(seed))
    signed = batch.ending == Ending.AGREED

    # Every run ends once, by the deadline; only the leads sit at this table, so none fails at home.
    assert ((batch.round >= 1) & (batch.round <= rounds)).all()
    assert (batch.ending != Ending.NOT_RATIFIED).all()
    assert ((batch.row >= 0) == signed).all()
    late = (batch.ending == Ending.DEADLINE) & (batch.round != rounds)
    assert not late.any()

    # What is agreed was the last offer, and leaves neither below no deal.
    n_offers = (batch.offers >= 0).sum(axis=0)
    walked = batch.ending == Ending.WALKED_OUT
    assert (n_offers[~walked] == batch.round[~walked]).all()
    assert (n_offers[walked] == 0).all()
    for place, seat in enumerate(where.phases[0].views):
        none = seat.reservation[draw]
        assert (batch.worth[:, place] >= none - 1e-5).all()
        assert (batch.value[:, place] <= batch.worth[:, place] + 1e-9).all()
    for run in np.flatnonzero(signed):
        assert batch.row[run] == batch.offers[n_offers[run] - 1, run]

    # No tactic offers what is worse for it than no deal.
    for number in range(rounds):
        seat = where.phases[0].views[number % 2]
        put = batch.offers[number] >= 0
        worth = seat.worth[draw[put], batch.offers[number, put]]
        assert (worth >= seat.reservation[draw[put]] - 1e-5).all()


@examples(40)
@given(data=negotiations(), least=st.floats(0, 1))
def test_the_tables_agree_with_looking_through_every_deal(data, least: float) -> None:
    where = prepared_talks(model_of(data), draws=4)
    draw = np.arange(4)
    for seat in where.phases[0].views:
        count = seat.count(draw, np.full(4, least))
        for d in range(4):
            good = seat.worth[d] >= np.float32(least - 2e-6)
            assert count[d] == good.sum()
            if good.any():
                chosen = seat.likeliest[d, count[d] - 1]
                assert good[chosen]
                picture = seat.pictures[seat.sees[d]]
                assert picture[chosen] == picture[good].max()
                last = seat.order[d, count[d] - 1]
                assert seat.worth[d, last] <= seat.worth[d][good].min() + 2e-6
