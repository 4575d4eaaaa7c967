"""The model's reasons beside what the sides said, counted by hand."""

from datetime import date
from typing import Any

import pytest

from simulator.__main__ import main
from simulator.acceptance.evaluation import evaluate
from simulator.explain.stated_reasons import agreement_in_words
from simulator.history.backtest import backtest
from simulator.history.stated_reasons import agreement, stated_reasons
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from tests.support import MINERALS, model_of, water_data


def spoken(**status_quo: Any) -> Model:
    """Water, where the farmers spoke of each term of the city's opening, and the mayor of one."""
    data = water_data()
    data["status_quo"]["terms"] |= status_quo
    data["history"]["first"]["said"] = {
        "farmers": {
            "price": {"view": "against", "day": "2023-05-03", "source": "minutes"},
            "flow": {"view": "against", "source": "minutes"},
            "judge": {"view": "for", "source": "minutes"},
        },
        "mayor": {"price": {"view": "for", "source": "minutes"}},
    }
    data["history"]["letter"]["said"] = {"city": {"price": {"view": "for", "source": "minutes"}}}
    return model_of(data)


def test_a_reason_is_the_same_where_the_term_has_the_sign_that_was_said() -> None:
    model = spoken(judge="panel")
    reasons = stated_reasons(model.scenario, backtest(model).predictions)
    answer = evaluate(model, proposal_deal(model.scenario, "first") or {})
    lead = model.scenario.parties["farmers"].lead
    shares = answer.players[lead].contributions
    # The city's opening: a price of 9 for nothing, no flow as without a deal, a court for a panel.
    assert shares["price"] < 0
    assert shares["flow"] == 0
    court = "same" if shares["judge"] > 0 else "opposite" if shares["judge"] < 0 else "unchanged"
    got = {(reason.whose, reason.issue): reason for reason in reasons}
    assert {key: reason.verdict for key, reason in got.items()} == {
        ("farmers", "price"): "same",
        ("farmers", "flow"): "unchanged",
        ("farmers", "judge"): court,
        ("mayor", "price"): "same",
    }
    assert got["farmers", "price"].player == lead
    assert got["farmers", "price"].day == date(2023, 5, 3)
    assert got["farmers", "flow"].day == date(2023, 5, 1)
    against = sum(share < 0 for share in shares.values()) / 3
    assert got["farmers", "price"].likely == pytest.approx(against)


def test_the_count_adds_up_and_is_put_in_words() -> None:
    model = spoken()
    reasons = stated_reasons(model.scenario, backtest(model).predictions)
    counted = agreement(reasons)
    assert counted.same + counted.opposite + counted.unchanged == len(reasons) == 4
    assert 0 <= counted.by_chance <= 4
    assert "The sides named 4 terms" in agreement_in_words(counted)


def test_without_terms_in_force_no_reason_is_compared() -> None:
    data = water_data()
    data["history"]["first"]["said"] = {"farmers": {"price": {"view": "for", "source": "minutes"}}}
    del data["status_quo"]
    model = model_of(data)
    assert stated_reasons(model.scenario, backtest(model).predictions) == []


def test_the_command_counts_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", str(MINERALS)]) == 0
    assert "for or against these texts" in capsys.readouterr().out
