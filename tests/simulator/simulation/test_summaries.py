"""What is shown of talks is what was counted."""

import numpy as np
import pytest

from simulator.acceptance.evaluation import evaluate
from simulator.preferences.negotiation_model import Model
from simulator.simulation.monte_carlo import SimulatedTalks, simulate
from simulator.simulation.plan import plan
from simulator.simulation.protocol import Ending
from simulator.simulation.summaries import runs_that, signed_by, signed_deals, term_shares, watched
from tests.support import water


@pytest.fixture(scope="module")
def talks() -> SimulatedTalks:
    model = Model(water())
    return simulate(model, plan(model.scenario, rounds=8), 512)


def test_what_is_signed_grows_to_the_share_of_all_that_sign(talks: SimulatedTalks) -> None:
    shares = signed_by(talks)
    assert (np.diff(shares) >= 0).all()
    assert shares[-1] == pytest.approx(talks.agreement.value)
    by_hand = [(talks.signed & (talks.round <= number)).mean() for number in range(1, 9)]
    assert shares == pytest.approx(by_hand)


def test_the_options_of_every_term_share_the_deals(talks: SimulatedTalks) -> None:
    assert talks.signed.any()
    for shares in term_shares(talks).values():
        assert shares.sum() == pytest.approx(1)


def test_signed_deals_are_valued_as_the_desk_values_them(talks: SimulatedTalks) -> None:
    signed = signed_deals(talks)
    assert signed.share.sum() == pytest.approx(1)
    assert (np.diff(signed.share) <= 0).all()
    model = talks.prepared.phases[0].model
    for row, worth in zip(signed.rows[:3], signed.worth, strict=False):
        views = evaluate(model, talks.deal(int(row))).players
        assert worth == pytest.approx([views[lead].utility for lead in model.central.leads])


def test_a_run_that_is_watched_is_the_run_that_was_held(talks: SimulatedTalks) -> None:
    run = int(runs_that(talks, Ending.AGREED)[0])
    shown = watched(talks, run)
    assert len(shown.places) == talks.round[run] == len(shown.positions)
    assert shown.path.deals[-1] == talks.deal(int(talks.row[run]))
    # Sides take turns, and each offer's worth is that of its deal on the shortlist.
    assert all(a != b for a, b in zip(shown.places, shown.places[1:], strict=False))
    for worth in shown.path.worth:
        assert np.abs(shown.deals - worth).max(axis=1).min() <= 0.001


def test_every_run_is_found_by_how_it_ends(talks: SimulatedTalks) -> None:
    assert sum(len(runs_that(talks, ending)) for ending in Ending) == talks.runs
    assert len(runs_that(talks, None)) == talks.runs
