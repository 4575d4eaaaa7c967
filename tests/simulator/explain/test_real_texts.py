"""What is said of a real text that lies on the table."""

import pytest

from simulator.acceptance.evaluation import evaluate
from simulator.explain.real_texts import judged
from simulator.formatting import percent
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import proposal_deal
from tests.support import shipped, water


def says(model: Model, id: str) -> str:
    return judged(model.scenario, id, evaluate(model, proposal_deal(model.scenario, id) or {}))


def test_a_yes_that_was_doubted_names_who_and_why() -> None:
    # What was signed in April, had it been proposed where Washington has more to hope for without it.
    model = shipped("us_ukraine_aid_paused")
    view = evaluate(model, proposal_deal(model.scenario, "d7") or {})
    assert view.joint.chance < 0.5
    said = says(model, "d7")
    assert said.startswith(
        f"The model gives that acceptance a chance of {percent(view.joint.chance)}: "
    )
    assert f"Washington would accept ({percent(view.parties['united_states'].chance)})" in said
    assert f"would gain {percent(view.players['white_house'].gain)} of its stake" in said
    # A no that it expected needs no reason.
    assert says(model, "d2") == "The model gives that refusal a chance of over 99 %."


@pytest.mark.parametrize("happened", ["accepted", "refused", "other"])
def test_what_is_said_follows_what_happened(happened: str) -> None:
    answered = {("history", "first", "answers"): {}, ("history", "first", "happened"): happened}
    model = Model(water(answered))
    chance = evaluate(model, proposal_deal(model.scenario, "first") or {}).joint.chance
    said = says(model, "first")
    if happened == "other":
        assert said == ""
    elif happened == "accepted":
        # Dear water and no promise: the farmers would be worse off.
        assert chance < 0.5
        assert "it is least sure that the farmers would accept" in said
        assert "would be worse off than without a deal" in said
    else:
        assert "least sure" not in said


def test_a_no_to_what_all_would_sign_is_a_surprise() -> None:
    model = Model(water({("history", "signed", "happened"): "refused"}))
    assert evaluate(model, proposal_deal(model.scenario, "signed") or {}).joint.chance > 0.5
    assert says(model, "signed").endswith("it expects all to sign.")
