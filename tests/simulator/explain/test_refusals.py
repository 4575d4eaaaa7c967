"""What a side refused by name, and how it is said."""

import pytest

from simulator.explain.refusals import on_record, option_on_record
from simulator.preferences.outcome_space import Deal
from simulator.scenario.scenario import Scenario
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
        ("price", 7.25, "The farmers refused this in May 2023."),
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
        "The farmers refused ‘Price: $8 /m³’ in May 2023.",
        "The city refused ‘Who settles disputes: A panel’ in June 2023.",
    ]
    assert on_record(water(), deal) == []


def test_two_sides_may_have_refused_the_same() -> None:
    both = {side: {"flow": {"options": ["always"], **SOURCED}} for side in ("farmers", "city")}
    scenario = water({("history", "first", "refused"): both})
    assert option_on_record(scenario, "flow", "always") == (
        "The farmers refused this in May 2023 and the city in May 2023."
    )
