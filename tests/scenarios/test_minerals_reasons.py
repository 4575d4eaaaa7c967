"""Why: what the minerals case says of the real texts, against figures worked out with other code."""

import pytest

from simulator.acceptance.evaluation import evaluate
from simulator.explain.deal import explanation
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from simulator.scenario.reading.loading import load_scenario
from tests.support import SCENARIOS

# What each text adds for the presidency, by hand from the file's numbers. Of a product of costs, c(v + w − vw),
# half of the change goes to each term where both begin at 1: c(1 − v)(1 − w)/2.
PRESIDENCY: dict[str, dict[str, float]] = {
    "d1": {
        "control": 0.14 * -1, "partners": 0.08 * -1, "law": 0.04 * -1, "past_aid": 0.11 * -0.3,
        "revenue_share": -0.15 * 0.45 / 2, "revenue_base": -0.15 * 0.45 / 2, "offtake": 0.03 * -0.6,
    },
    "d2": {
        "claim": -0.18 / 2, "us_interest": -0.18 / 2, "past_aid": 0.11 * -0.85, "partners": 0.08 * -1,
        "control": 0.14 * -0.45, "revenue_share": -0.15 * 0.45 / 2, "revenue_base": -0.15 * 0.45 / 2,
        "future_aid": 0.05 * -0.6, "law": 0.04 * -0.4,
    },
    "d3": {
        "control": 0.14 * -0.45, "revenue_share": -0.15 * 0.45 * 0.25 / 2,
        "revenue_base": -0.15 * 0.45 * 0.25 / 2,
    },
    "d4": {
        "control": 0.14 * -1, "claim": -0.18 * 0.85 / 2, "us_interest": -0.18 * 0.85 / 2,
        "partners": 0.08 * -1, "past_aid": 0.11 * -0.85, "law": 0.04 * -1,
        "revenue_share": -0.15 * 0.45 * 0.5 / 2, "revenue_base": -0.15 * 0.45 * 0.5 / 2,
        "offtake": 0.03 * -1,
    },
    "d7": {"revenue_share": 0, "revenue_base": 0, "control": 0, "claim": 0, "partners": 0},
}  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(load_scenario(SCENARIOS / "us_ukraine_minerals.yaml"))


@pytest.mark.parametrize("text", PRESIDENCY)
def test_reasons_are_told_against_the_terms_in_force(model: Model, text: str) -> None:
    deal = proposal_deal(model.scenario, text)
    assert deal is not None
    view = evaluate(model, deal).players["presidency"]
    for issue, share in PRESIDENCY[text].items():
        assert view.contributions[issue] == pytest.approx(share)
    parts = view.avoiding + sum(view.contributions.values())
    assert view.utility - view.reservation == pytest.approx(parts)


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
        paid = evaluate(model, deal).players["presidency"].contributions["revenue_share"]
        # Half of new licences alone is next to nothing, and coded as that.
        assert paid < 0 or (text == "d7" and paid == pytest.approx(0))
