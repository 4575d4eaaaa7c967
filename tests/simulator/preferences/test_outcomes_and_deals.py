import numpy as np
import pytest

from simulator.errors import DealError
from simulator.preferences.outcome_space import Deal, deal_space
from simulator.scenario.deals import (
    label_of,
    options,
    parse_option,
    preset_deal,
    proposal_deal,
    start_deal,
)
from simulator.scenario.issues import ContinuousIssue
from tests.support import water


def test_a_space_holds_every_combination_once() -> None:
    space = deal_space(water())
    assert space.counts == (11, 3, 3)
    assert space.size == 99
    positions = space.unravel(np.arange(space.size))
    assert len({tuple(row) for row in positions}) == 99
    for row in (0, 17, 98):
        assert space.row(positions[row]) == row
    assert space.deal(positions[0]) == {"price": 0.0, "flow": "none", "judge": "court"}
    assert space.deal(positions[1])["judge"] == "panel"  # the last issue varies fastest


def test_a_deal_goes_to_positions_and_back() -> None:
    space = deal_space(water())
    deal: Deal = {"price": 7.0, "flow": "always", "judge": "nobody"}
    assert space.deal(space.positions(deal)) == deal
    assert space.positions({"judge": "nobody", "flow": "always", "price": 7}).tolist() == [7, 2, 2]
    assert space.position("price", 7 + 1e-12) == 7


@pytest.mark.parametrize(
    ("deal", "says"),
    [
        ({"price": 1, "flow": "summer"}, "nothing about judge"),
        ({"price": 1, "flow": "sumer", "judge": "court"}, 'Did you mean "summer"'),
        ({"price": 1.5, "flow": "summer", "judge": "court"}, "no option of price"),
        ({"prise": 1, "flow": "summer", "judge": "court"}, 'Did you mean "price"'),
        ({"price": "dear", "flow": "summer", "judge": "court"}, "no option of price"),
    ],
)
def test_a_deal_that_is_none_says_why(deal: dict[str, float | str], says: str) -> None:
    with pytest.raises(DealError, match=says):
        deal_space(water()).positions(deal)


def test_steps_are_exact() -> None:
    tenths = ContinuousIssue.model_validate(
        {"kind": "continuous", "label": "x", "description": "x", "min": 0, "max": 1, "step": 0.1}
    )
    assert options(tenths) == tuple(k / 10 for k in range(11))


def test_labels_have_their_unit() -> None:
    scenario = water()
    assert label_of(scenario.issues["price"], 4.0) == "$4 /m³"
    assert label_of(scenario.issues["flow"], "summer") == "In summer"


def test_options_are_read_as_typed() -> None:
    issues = water().issues
    assert parse_option(issues["price"], "4") == 4.0
    assert parse_option(issues["flow"], "summer") == "summer"
    assert parse_option(issues["price"], "4.5") == 4.5  # between the steps
    for text in ("nan", "inf", "four", "-1", "10.1"):
        with pytest.raises(DealError, match="any amount from 0 to 10"):
            parse_option(issues["price"], text)


def test_starting_points() -> None:
    scenario = water()
    middle: Deal = {"price": 5.0, "flow": "summer", "judge": "panel"}
    assert start_deal(scenario) == preset_deal(scenario, "middle") == middle
    assert preset_deal(scenario, "cheaper") == {**middle, "price": 3.0}


def test_a_proposal_needs_every_term() -> None:
    scenario = water()
    assert proposal_deal(scenario, "letter") is None
    signed: Deal = {"price": 4.0, "flow": "summer", "judge": "panel"}
    assert proposal_deal(scenario, "signed") == signed
    assert proposal_deal(scenario, "signed", "strict") == {**signed, "flow": "none"}
