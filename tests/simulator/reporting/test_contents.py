"""What a report says, and that it is what the engine says."""

import copy
from datetime import date

import pytest

from simulator.explain.deal import explanation
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.recommendation.counter_offers import NextMoves
from simulator.reporting.basis import bases, cited
from simulator.reporting.contents import Request, report
from simulator.scenario.deals import label_of, start_deal
from simulator.scenario.editing import edited
from simulator.scenario.parameters import parameter_entries
from simulator.scenario.reading.loading import ScenarioDocument, load_document, read_document
from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.switching import nearest_switch
from simulator.sensitivity.tornado import tornado
from tests.bodies import with_body
from tests.properties.test_bodies import THREE
from tests.simulator.reporting import made
from tests.support import MAYOR, MINERALS, WATER, model_of, water_data


def test_it_is_the_engines_answer() -> None:
    from simulator.acceptance.evaluation import evaluate

    document, contents = made.water()
    model = Model(document.scenario)
    answer = evaluate(model, start_deal(document.scenario))
    assert contents.all_sign == answer.joint
    assert [party.likely for party in contents.parties] == list(answer.parties.values())
    assert [player.likely for player in contents.players] == [
        view.acceptance for view in answer.players.values()
    ]
    one = OneDeal(model, answer.deal)
    flips = {id: nearest_switch(one, ("party", id)) for id in answer.parties}
    assert contents.why == explanation(document.scenario, answer, flips)
    assert contents.deal == "The middle"
    reaches = sorted(tornado(one), key=lambda bar: -bar.reach)
    assert [(bar.label, bar.low, bar.high) for bar in contents.sensitivities] == [
        (bar.label, bar.low, bar.high) for bar in reaches[: len(contents.sensitivities)]
    ]
    assert contents.uncertain == len(reaches)


def test_every_number_and_its_reason_are_listed() -> None:
    document, contents = made.water()
    keys = {source.key for source in contents.sources}
    assert {key for term in contents.terms for key in term.sources} <= keys
    assert contents.bases == bases(document.scenario)
    assert contents.sources == cited(document.scenario)
    for scenario in (document.scenario, load_document(MINERALS).scenario):
        listed = {(basis.owner, basis.label, basis.value) for basis in bases(scenario)}
        for entry in parameter_entries(scenario):
            owner = scenario.players[entry.owner].label if entry.owner else ""
            assert (owner, entry.label, entry.value) in listed
        keys = {source.key for source in cited(scenario)}
        for basis in bases(scenario):
            assert basis.sources or basis.assumption, basis.label
            assert keys.issuperset(basis.sources)


def test_what_is_assumed_where_a_file_says_nothing_is_listed_with_its_reason() -> None:
    data = water_data()
    data["parties"]["city"]["players"]["council"]["role"] = "audience"
    scenario = model_of(data).scenario
    listed = {(basis.owner, basis.label): basis for basis in bases(scenario)}
    softness = listed["The union", "Water dearer than 8: softness"]
    assert softness.value == pytest.approx(0.05 * 10)
    assert softness.assumption
    cost = listed[scenario.players["council"].label, "What its displeasure costs its lead (κ)"]
    assert (cost.value, cost.low, cost.high) == (0.5, 0.25, 1.0)
    assert cost.assumption
    own = {"value": 0.3, "assumption": "test"}
    data["parties"]["city"]["players"]["council"]["cost"] = own
    data["parties"]["farmers"]["players"]["union"]["red_lines"]["dear"]["softness"] = own
    values = [
        basis.value
        for basis in bases(model_of(data).scenario)
        if "softness" in basis.label or "(κ)" in basis.label
    ]
    assert values == [0.3, 0.3]


def test_red_lines_that_are_crossed_are_told() -> None:
    document = load_document(WATER)
    deal: Deal = {"price": 10.0, "flow": "none", "judge": "nobody"}
    contents = report(Model(document.scenario), document, Request(deal, made.MADE))
    crossed = {player.label: [line.label for line in player.crossed] for player in contents.players}
    assert crossed["The union"] == ["Water dearer than 8", "Nobody to turn to"]
    assert crossed["The mayor"] == []
    assert contents.deal == ""


def test_numbers_that_were_changed_are_told_with_what_moved_along() -> None:
    original, contents = made.water()
    assert contents.changes == ()
    changed = edited(original, {(*MAYOR, "weights", "flow", "value"): 0.4})
    model = Model(changed.scenario)
    contents = report(model, original, Request(start_deal(model.scenario), made.MADE))
    moved = {change.label: change for change in contents.changes}
    before = original.scenario.players["mayor"].weights
    after = model.scenario.players["mayor"].weights
    assert len(contents.changes) == len(before)
    label = "The mayor: Guaranteed flow"
    assert moved[label].before[0] == before["flow"].value == 0.35
    assert moved[label].after[0] == 0.4
    assert all(change.before != change.after for change in contents.changes)
    assert after["flow"].value == 0.4


def test_the_next_moves_reach_the_target_and_keep_what_is_locked() -> None:
    document = load_document(WATER)
    model = Model(document.scenario)
    deal: Deal = {"price": 9.0, "flow": "none", "judge": "court"}
    request = Request(deal, made.MADE, target=0.6, locked=frozenset({"judge"}))
    moves = report(model, document, request).moves
    offers = NextMoves(model, deal, frozenset({"judge"})).least_changes(0.6)
    issues = document.scenario.issues
    assert moves.locked == ("Who settles disputes",)
    assert [move.changes for move in moves.least.moves] == [
        tuple(
            (issues[id].label, label_of(issues[id], before), label_of(issues[id], after))
            for id, (before, after) in offer.changes.items()
        )
        for offer in offers
    ]
    assert offers
    assert all(move.all_sign.chance >= 0.6 for move in moves.least.moves)
    every = [*moves.least.moves, *moves.best.moves, *moves.fair.moves]
    assert "Who settles disputes" not in {label for move in every for label, _, _ in move.changes}


def test_a_question_without_an_answer_says_so() -> None:
    moves = made.made(load_document(WATER), target=0.999).moves
    assert moves.least.moves == ()
    assert "No change of at most" in moves.least.missing
    assert "the city and the farmers" in moves.best.missing
    already = made.made(load_document(WATER), target=0.01).moves
    assert "already" in already.least.missing


def test_a_variant_is_not_scored_on_answers_given_in_other_circumstances() -> None:
    variant = made.made(read_document("extends: water", "variant", WATER.parent)).history
    real = made.water()[1].history
    assert variant is not None
    assert real is not None
    assert not variant.scores
    assert not variant.scored
    assert real.scored == 3
    assert [name for name, _ in real.scores][:2] == ["This model", "Always predicts refusal"]
    assert [proposal.label for proposal in variant.proposals] == [
        proposal.label for proposal in real.proposals
    ]
    assert made.shipped("nash_barter_1950")[1].history is None


def test_the_report_has_what_a_body_is_made_of_and_how_it_votes() -> None:
    data = with_body(copy.deepcopy(THREE))
    for future in data["futures"].values():
        future["chosen_by"] = "city"
    document = ScenarioDocument("water.yaml", data)
    model = Model(document.scenario)
    request = Request(start_deal(document.scenario), date(2025, 1, 1))
    contents = report(model, document, request)
    (council,) = (player for player in contents.players if player.vote)
    assert council.vote.endswith("of the votes for it, 5 of 9 needed")
    rows = {(row.owner, row.label): row for row in contents.bases}
    assert rows["The council", "Votes needed"].value == "5"
    assert rows["The council", "Some members: members"].value in ("3", "4", "2")
    chosen = [row for row in contents.bases if row.note.startswith("Chosen by the city")]
    assert {row.label for row in chosen} == {"A dry year", "A wet year"}
    assert any(row.label.startswith("The city: how surely") for row in contents.bases)
