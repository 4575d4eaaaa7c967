"""What a side refused by name, and how it is said."""

import numpy as np
import pytest

from simulator.bargaining.survey import survey
from simulator.explain.debrief import put_forward_on_record
from simulator.explain.refusals import deals_on_record, on_record, option_on_record
from simulator.explain.stances import settled_on_record
from simulator.games.demand_game import demand_game
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.scenario.scenario import Scenario
from simulator.simulation.human.debrief import debrief
from simulator.simulation.human.session import start, table
from tests.support import water

SOURCED = {"source": "minutes"}


def valley() -> Scenario:
    """The farmers refused dear water twice, the city a panel; the union no word at all."""
    return water(
        {
            ("history", "first", "refused"): {
                "farmers": {"price": {"options": [6, 9], **SOURCED}},
                "union": {"flow": {"options": ["none"], "day": "2023-05-20", **SOURCED}},
            },
            ("history", "second", "refused"): {
                "city": {"judge": {"options": ["panel"], **SOURCED}},
                "farmers": {"price": {"options": [9], **SOURCED}},
            },
        }
    )


@pytest.mark.parametrize(
    ("issue", "option", "sentence"),
    [
        ("price", 9.0, "The farmers refused this in May and June 2023."),
        ("price", 6.0, "The farmers refused this in May 2023."),
        ("price", 7.25, "The farmers refused $6 /m³ and $9 /m³ in May 2023; this lies between."),
        ("price", 5.9, ""),
        ("price", 10.0, ""),
        ("flow", "none", "The union refused this in May 2023."),
        ("flow", "summer", ""),
        ("judge", "panel", "The city refused this in June 2023."),
    ],
)
def test_a_refusal_is_told_with_who_and_when(
    issue: str, option: float | str, sentence: str
) -> None:
    assert option_on_record(valley(), issue, option) == sentence


def test_of_a_deal_every_term_that_was_refused_is_named() -> None:
    deal: Deal = {"price": 8.0, "flow": "summer", "judge": "panel"}
    assert on_record(valley(), deal) == [
        "The farmers refused $6 /m³ and $9 /m³ in May 2023; ‘Price: $8 /m³’ lies between.",
        "The city refused ‘Who settles disputes: A panel’ in June 2023.",
    ]
    assert on_record(water(), deal) == []


def test_two_sides_may_have_refused_the_same() -> None:
    both = {side: {"flow": {"options": ["always"], **SOURCED}} for side in ("farmers", "city")}
    scenario = water({("history", "first", "refused"): both})
    assert option_on_record(scenario, "flow", "always") == (
        "The farmers refused this in May 2023 and the city in May 2023."
    )


def test_of_several_deals_those_that_have_it_are_named_together() -> None:
    dear: Deal = {"price": 8.0, "flow": "summer", "judge": "panel"}
    cheap: Deal = {"price": 2.0, "flow": "summer", "judge": "panel"}
    assert deals_on_record(valley(), [("nash", dear), ("table 2", cheap)]) == [
        "Nash: The farmers refused $6 /m³ and $9 /m³ in May 2023; ‘Price: $8 /m³’ lies between.",
        "Nash and table 2: The city refused ‘Who settles disputes: A panel’ in June 2023.",
    ]


def everything_refused() -> Model:
    """Whatever anybody puts forward here, the farmers have refused a price like it."""
    refused = {"farmers": {"price": {"options": [0, 10], **SOURCED}}}
    return Model(water({("history", "first", "refused"): refused}))


def test_deals_that_stances_settle_on_are_marked() -> None:
    model = everything_refused()
    held = survey(model)
    game = demand_game(model, held)
    assert game is not None
    (labels, others) = (list(own.values()) for own in game.stances.values())
    said = "\n".join(settled_on_record(model, held, game))
    for (row, column), deal in np.ndenumerate(game.rows):
        assert (f"“{labels[row].label}” with “{others[column].label}”" in said) == (deal >= 0)
    assert settled_on_record(Model(water()), held, game) == []


def test_the_deals_of_a_debrief_are_marked_but_not_the_real_one() -> None:
    game = start(table(everything_refused(), "city", "hard", opens="city", breakdown=0.0, seed=3))
    over = game.walk_out()
    lines = put_forward_on_record(over, debrief(over))
    assert lines[0].startswith("Better for all")
    assert any("Nash" in line for line in lines)
    assert not any("reality" in line for line in lines)
