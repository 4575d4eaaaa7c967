"""Why: what the minerals case says of the real texts, against figures worked out with other code."""

import pytest

from simulator.acceptance.evaluation import evaluate
from simulator.explain.deal import explanation
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from simulator.scenario.reading.loading import load_scenario
from tests.support import SCENARIOS

# What each text adds for the presidency, two digits, by an independent program that shares no code with
# this one; the rest of the terms add less than any of these, or nothing.
PRESIDENCY = {
    "d1": {
        "control": -0.14, "partners": -0.08, "revenue_base": -0.07, "law": -0.04,
        "revenue_share": -0.03,
    },
    "d2": {
        "claim": -0.13, "past_aid": -0.08, "partners": -0.08, "revenue_base": -0.07,
        "control": -0.06, "us_interest": -0.06,
    },
    "d3": {
        "control": -0.06, "revenue_share": -0.03, "revenue_base": -0.02, "reinvestment": 0.02,
        "security": 0.01,
    },
    "d4": {
        "control": -0.14, "claim": -0.09, "partners": -0.08, "past_aid": -0.08,
        "us_interest": -0.06,
    },
    "d7": {
        "security": 0.04, "reinvestment": 0.03, "revenue_share": -0.03, "future_aid": 0.02,
    },
}  # fmt: skip
GAPS = {"d1": -0.14, "d2": -0.30, "d3": 0.19, "d4": -0.32, "d7": 0.31}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(load_scenario(SCENARIOS / "us_ukraine_minerals.yaml"))


@pytest.mark.parametrize("text", PRESIDENCY)
def test_reasons_are_told_against_the_terms_in_force(model: Model, text: str) -> None:
    deal = proposal_deal(model.scenario, text)
    assert deal is not None
    view = evaluate(model, deal).players["presidency"]
    assert view.avoiding == pytest.approx(0.27, abs=0.005)
    assert view.utility - view.reservation == pytest.approx(GAPS[text], abs=0.0051)
    for issue, share in PRESIDENCY[text].items():
        assert view.contributions[issue] == pytest.approx(share, abs=0.0051)


def test_what_stands_where_it_stood_is_no_reason(model: Model) -> None:
    """In the text of February past aid stayed a grant and no claim was made: neither speaks for it."""
    deal = proposal_deal(model.scenario, "d3")
    assert deal is not None
    answer = evaluate(model, deal)
    for view in answer.players.values():
        assert view.contributions["claim"] == view.contributions["past_aid"] == 0
    sentence = explanation(model.scenario, answer)
    assert "claim" not in sentence
    assert "past aid" not in sentence


def test_nobody_is_said_to_gain_from_paying_in(model: Model) -> None:
    for text in PRESIDENCY:
        deal = proposal_deal(model.scenario, text)
        assert deal is not None
        assert evaluate(model, deal).players["presidency"].contributions["revenue_share"] < 0
