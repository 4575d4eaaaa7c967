"""What simulated students know of a deal space, without looking at all of it."""

import numpy as np
import pytest

from classroom.simulated import known_deals as knowing
from classroom.simulated.known_deals import known_deals, surveyable
from classroom.simulated.negotiator import outlook
from simulator.arrays import TOLERANCE
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import player_utilities
from simulator.scenario.reading.loading import ScenarioDocument, load_scenario
from tests.support import SCENARIOS, shipped, two_player_data


def large(terms: int) -> Model:
    """Two parties and so many terms of two options, each a little better for one of them."""
    weights = [1.0 + term % 7 for term in range(terms)]
    mine = [weight / sum(weights) for weight in weights]
    document = ScenarioDocument(
        "large",
        two_player_data([([0.0, 1.0], [1.0, 0.0])] * terms, (mine, mine[::-1]), (0.3, 0.3)),
    )
    return Model(document.scenario)


@pytest.mark.parametrize("terms", [30, 39])
def test_a_space_beyond_the_bound_is_never_surveyed(
    terms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = large(terms)
    valued = 0

    def counted(preferences, deals):
        nonlocal valued
        valued += len(deals)
        return player_utilities(preferences, deals)

    monkeypatch.setattr(knowing, "survey", lambda _: pytest.fail("too large to be surveyed"))
    monkeypatch.setattr(knowing, "player_utilities", counted)
    assert not surveyable(model)
    deals = known_deals(model)
    assert valued <= knowing.SOUGHT * (knowing.SWEEPS * knowing.OPTIONS * terms + 2)
    assert len(deals.agreeable) > 0
    assert (deals.agreeable.utilities >= model.central.reservations - TOLERANCE).all()
    assert all(outlook(model, party).hopeful for party in model.scenario.parties)


def test_what_ships_is_surveyed() -> None:
    assert all(surveyable(Model(load_scenario(path))) for path in SCENARIOS.glob("*.yaml"))


def test_what_is_sought_comes_near_the_best_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    model = shipped("nash_barter_1950")
    best = survey(model.steps)
    monkeypatch.setattr(knowing, "SURVEYED", 0)
    sought = known_deals(model)
    gains = sought.agreeable.utilities - model.central.reservations
    nash = best.solutions["nash"].utilities[0] - model.central.reservations
    assert np.prod(gains, axis=1).max() >= 0.9 * np.prod(nash)
