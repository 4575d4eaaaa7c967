"""Results in plain words."""

import pytest

from simulator.acceptance.evaluation import Likely, evaluate
from simulator.explain.deal import explanation, whom_it_helps, with_error
from simulator.formatting import listed, percent, verbal
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.recommendation.counter_offers import NextMoves
from simulator.scenario.deals import start_deal
from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.switching import nearest_switch
from tests.support import shipped, water


@pytest.mark.parametrize(
    ("chance", "written"),
    [
        (0, "0 %"),
        (1e-9, "< 1 %"),
        (0.004, "< 1 %"),
        (0.124, "12 %"),
        (0.5, "50 %"),
        (0.998, "> 99 %"),
        (1, "100 %"),
    ],
)
def test_a_chance_is_never_rounded_to_certainty(chance: float, written: str) -> None:
    assert percent(chance) == written


def test_the_error_is_two_standard_errors_in_points() -> None:
    assert with_error(Likely(0.4, 0.0031)) == "± 0.6 percentage points"
    assert with_error(Likely(0.4, 1e-6)) == "under 0.1 percentage points"


def test_lists_as_one_says_them() -> None:
    assert [listed("a"), listed("ab"), listed("abc"), listed("")] == [
        "a",
        "a and b",
        "a, b and c",
        "",
    ]


def test_chances_in_words_rise_with_the_chance() -> None:
    words = [verbal(chance / 100) for chance in range(101)]
    assert words[0] == "extremely unlikely"
    assert words[-1] == "almost certain"
    assert len(dict.fromkeys(words)) == 7


def test_the_sentence_names_each_side_and_what_weighs_most() -> None:
    model = Model(water())
    sentence = explanation(
        model.scenario, evaluate(model, {"price": 10.0, "flow": "none", "judge": "nobody"})
    )
    assert "The farmers would almost certainly refuse" in sentence
    assert (
        "crosses both of its red lines, “Water dearer than 8” and “Nobody to turn to”" in sentence
    )
    generous = evaluate(model, {"price": 0.0, "flow": "always", "judge": "panel"})
    assert "The city would almost certainly refuse" in explanation(model.scenario, generous)
    # What is said to weigh most is what contributes most.
    view = generous.players["union"]
    heaviest = max(view.contributions, key=lambda id: view.contributions[id])
    assert model.scenario.issues[heaviest].name.lower() in explanation(model.scenario, generous)


def test_the_sentence_names_a_number_that_would_turn_an_answer() -> None:
    model = Model(water())
    deal: Deal = {"price": 5.0, "flow": "summer", "judge": "court"}
    one = OneDeal(model, deal)
    flips = {id: nearest_switch(one, ("party", id)) for id in model.scenario.parties}
    sentence = explanation(model.scenario, evaluate(model, deal), flips)
    for party, switch in flips.items():
        plain = explanation(model.scenario, evaluate(model, deal), {party: switch})
        turned = switch is not None and switch.parameter.phrase in plain
        assert turned == (switch is not None)
        assert (" would be more likely to " in plain) == turned
    assert any(flips.values())
    assert sentence.count(" would be more likely to ") == sum(
        switch is not None for switch in flips.values()
    )


def test_the_sentence_is_neutral_and_made_from_the_scenario() -> None:
    for name in ("us_ukraine_minerals", "nash_barter_1950", "divide_the_dollar"):
        model = shipped(name)
        sentence = explanation(model.scenario, evaluate(model, start_deal(model.scenario)))
        for party in model.scenario.parties.values():
            assert party.name in sentence


def test_an_offer_says_whom_it_helps_and_through_which_terms() -> None:
    scenario = water()
    model = Model(scenario)
    moves = NextMoves(model, {"price": 5.0, "flow": "none", "judge": "court"})
    dearer = moves.offer({"price": 6.0, "flow": "none", "judge": "court"})
    assert whom_it_helps(scenario, dearer) == (
        "Better for the city, through price; worse for the farmers, through price."
    )
    swap = moves.offer({"price": 5.0, "flow": "always", "judge": "panel"})
    sentence = whom_it_helps(scenario, swap)
    better, worse = sentence.rstrip(".").split("; ")
    assert better.startswith("Better for the farmers, through guaranteed flow")
    assert worse.startswith("worse for the city, through guaranteed flow")
    for lead, gain in swap.gains.items():
        assert sum(swap.shares[lead].values()) == pytest.approx(gain)
    same = moves.offer({"price": 5.0, "flow": "none", "judge": "court"})
    assert whom_it_helps(scenario, same) == "About the same for everyone."


def test_an_offer_says_which_red_lines_its_changes_cross() -> None:
    """What a line takes from a chance is in no gain, so without it the chances would not fit the words."""
    scenario = water()
    line = scenario.players["union"].red_lines["dear"]
    moves = NextMoves(Model(scenario), {"price": 9.0, "flow": "none", "judge": "court"})
    within = moves.offer({"price": 7.0, "flow": "none", "judge": "court"})
    assert "red line" not in whom_it_helps(scenario, within)
    # The line on the price is crossed before and after: only what changes is told.
    besides = moves.offer({"price": 9.0, "flow": "summer", "judge": "court"})
    assert "red line" not in whom_it_helps(scenario, besides)
    dearer = moves.offer({"price": 9.5, "flow": "none", "judge": "court"})
    assert whom_it_helps(scenario, dearer).endswith(
        f"It crosses “{line.label}”, a red line of the union that is real with a chance of "
        f"{percent(line.firmness.value)}."
    )
