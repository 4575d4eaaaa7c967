"""What a report says, and that it is what the engine says."""

from simulator.explain.deal import explanation
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.recommendation.counter_offers import NextMoves
from simulator.reporting.contents import Request, report
from simulator.scenario.deals import label_of, start_deal
from simulator.scenario.editing import edited
from simulator.scenario.parameters import parameter_entries
from simulator.scenario.reading.loading import load_document
from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.switching import nearest_switch
from simulator.sensitivity.tornado import tornado
from tests.simulator.reporting import made
from tests.support import MINERALS, SCENARIOS, WATER


def test_it_is_the_engines_answer() -> None:
    from simulator.acceptance.evaluation import evaluate

    document, found = made.water()
    model = Model(document.scenario)
    answer = evaluate(model, start_deal(document.scenario))
    assert found.all_sign == answer.joint
    assert [each.likely for each in found.parties] == list(answer.parties.values())
    assert [each.likely for each in found.players] == [
        view.acceptance for view in answer.players.values()
    ]
    one = OneDeal(model, answer.deal)
    flips = {id: nearest_switch(one, ("party", id)) for id in answer.parties}
    assert found.why == explanation(document.scenario, answer, flips)
    assert found.deal == "The middle"
    reaches = sorted(tornado(one), key=lambda each: -each.reach)
    assert [(each.label, each.low, each.high) for each in found.hinges] == [
        (each.label, each.low, each.high) for each in reaches[: len(found.hinges)]
    ]
    assert found.uncertain == len(reaches)


def test_every_number_and_its_reason_are_listed() -> None:
    document, found = made.shipped("us_ukraine_minerals")
    told = {(each.owner, each.label, each.value) for each in found.bases}
    players = document.scenario.players
    for entry in parameter_entries(document.scenario):
        owner = players[entry.owner].label if entry.owner else ""
        assert (owner, entry.label, entry.value) in told
    for each in found.bases:
        assert each.sources or each.assumption, each.label
    keys = {each.key for each in found.sources}
    assert {key for each in found.bases for key in each.sources} <= keys
    assert {key for each in found.terms for key in each.sources} <= keys


def test_red_lines_that_are_crossed_are_told() -> None:
    document = load_document(WATER)
    deal: Deal = {"price": 10.0, "flow": "none", "judge": "nobody"}
    found = report(Model(document.scenario), document, Request(deal, made.MADE))
    crossed = {each.label: [line.label for line in each.crossed] for each in found.players}
    assert crossed["The union"] == ["Water dearer than 8", "Nobody to turn to"]
    assert crossed["The mayor"] == []
    assert found.deal == ""


def test_numbers_that_were_changed_are_told_with_what_moved_along() -> None:
    original = load_document(MINERALS)
    path = ("parties", "united_states", "players", "white_house", "weights", "security", "value")
    changed = edited(original, {path: 0.4})
    assert made.shipped("us_ukraine_minerals")[1].changes == ()
    model = Model(changed.scenario)
    found = report(model, original, Request(start_deal(model.scenario), made.MADE))
    moved = {each.label: each for each in found.changes}
    before = original.scenario.players["white_house"].weights
    after = model.scenario.players["white_house"].weights
    assert len(found.changes) == len(before)
    label = f"The White House: {model.scenario.issues['security'].label}"
    assert moved[label].before[0] == before["security"].value
    assert moved[label].after[0] == 0.4
    assert all(each.before != each.after for each in found.changes)
    assert after["security"].value == 0.4


def test_the_next_moves_reach_the_target_and_keep_what_is_locked() -> None:
    document = load_document(WATER)
    model = Model(document.scenario)
    deal: Deal = {"price": 9.0, "flow": "none", "judge": "court"}
    request = Request(deal, made.MADE, target=0.6, locked=frozenset({"judge"}))
    found = report(model, document, request).moves
    offers = NextMoves(model, deal, frozenset({"judge"})).least_changes(0.6)
    issues = document.scenario.issues
    assert found.locked == ("Who settles disputes",)
    assert [each.changes for each in found.least.moves] == [
        tuple(
            (issues[id].label, label_of(issues[id], before), label_of(issues[id], after))
            for id, (before, after) in offer.changes.items()
        )
        for offer in offers
    ]
    assert offers
    assert all(each.all_sign.chance >= 0.6 for each in found.least.moves)
    every = [*found.least.moves, *found.best.moves, *found.fair.moves]
    assert "Who settles disputes" not in {label for each in every for label, _, _ in each.changes}


def test_a_question_without_an_answer_says_so() -> None:
    found = made.made(load_document(WATER), target=0.999).moves
    assert found.least.moves == ()
    assert "No change of at most" in found.least.missing
    assert "the city and the farmers" in found.best.missing
    already = made.made(load_document(WATER), target=0.01).moves
    assert "already" in already.least.missing


def test_a_variant_is_not_scored_on_answers_given_in_other_circumstances() -> None:
    variant = made.shipped("us_ukraine_ceasefire")[1].history
    real = made.shipped("us_ukraine_minerals")[1].history
    assert variant is not None
    assert real is not None
    assert not variant.scores
    assert real.scored == 6
    assert len(real.scores) == 5
    assert [each.label for each in variant.proposals] == [each.label for each in real.proposals]
    assert made.shipped("nash_barter_1950")[1].history is None
    assert load_document(SCENARIOS / "us_ukraine_ceasefire.yaml").own["extends"]
