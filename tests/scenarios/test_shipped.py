"""Every shipped scenario works, and the minerals case says what the record says."""

import copy
from pathlib import Path

import pytest

from simulator.acceptance.evaluation import evaluate
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.recommendation.counter_offers import NextMoves
from simulator.recommendation.refinement import (
    refined_best,
    refined_change,
    refined_offer,
    refined_split,
)
from simulator.scenario.deals import preset_deal, proposal_deal, start_deal
from simulator.scenario.reading.loading import ScenarioDocument, load_document, load_scenario
from tests.support import MINERALS, ROOT, SCENARIOS

FILES = sorted(SCENARIOS.glob("*.yaml"))
VARIANTS = [file for file in FILES if "extends" in load_document(file).own]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_answers_for_every_starting_point(file: Path) -> None:
    scenario = load_scenario(file)
    model = Model(scenario)
    deals = [start_deal(scenario)]
    deals += [preset_deal(scenario, id) for id in scenario.presets]
    deals += [deal for id in scenario.history if (deal := proposal_deal(scenario, id))]
    for deal in deals:
        answer = evaluate(model, deal)
        assert 0 <= answer.joint.chance <= 1
        assert answer.joint.error < 0.01
    assert scenario.limits, "a scenario says what its model cannot"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_solution_names_a_deal_where_one_satisfies_all_and_none_elsewhere(file: Path) -> None:
    surveyed = survey(Model(load_scenario(file)))
    assert 0 <= surveyed.zopa_size <= surveyed.rational < surveyed.size
    assert all(
        (len(deals) > 0) == (surveyed.zopa_size > 0) for deals in surveyed.solutions.values()
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_that_is_put_forward_crosses_a_red_line_that_is_probably_real(file: Path) -> None:
    scenario = load_scenario(file)
    model = Model(scenario)
    surveyed, moves = survey(model), NextMoves(model, start_deal(scenario))
    offers = moves.least_changes(0.4)
    refined = [refined_change(moves, offer, 0.4) for offer in offers if offer.changes]
    for party in scenario.parties:
        best, ultimatum = moves.best_for(party, 0.4), moves.best_offer(party)
        offers += [offer for offer in (best, ultimatum) if offer]
        refined += [refined_best(moves, best, party, 0.4)] if best else []
        refined += [refined_offer(moves, ultimatum, party)] if ultimatum else []
    for name, split in moves.fair_splits(surveyed).items():
        offers += [split] if split else []
        refined += [refined_split(moves, split, name, surveyed)] if split else []
    answers = [*offers, *(refinement.offer for refinement in refined if refinement)]
    deals = [answer.evaluation.deal for answer in answers]
    for picked in surveyed.solutions.values():
        deals += [model.space.deal(at) for at in picked.positions]
    assert deals
    for deal in deals:
        views = evaluate(model, deal).players
        for id, player in scenario.players.items():
            firmness = [player.red_lines[line].firmness.value for line in views[id].crossed]
            assert max(firmness, default=0) < 0.5, deal


def test_there_are_four_variants_and_each_makes_a_difference() -> None:
    assert len(VARIANTS) >= 4
    for file in VARIANTS:
        original = load_scenario(SCENARIOS / f"{load_document(file).own['extends']}.yaml")
        base = evaluate(Model(original), start_deal(original))
        answer = evaluate(Model(load_scenario(file)), base.deal)
        assert any(
            abs(view.acceptance.chance - base.players[id].acceptance.chance)
            > 3 * max(view.acceptance.error, base.players[id].acceptance.error)
            for id, view in answer.players.items()
        ), file.stem
        assert len(file.read_text("utf-8").splitlines()) < 200


def test_the_headline_terms_come_first() -> None:
    scenario = load_scenario(MINERALS)
    issues = list(scenario.issues)
    assert issues[:3] == ["revenue_share", "security", "control"]
    assert [id for id, issue in scenario.issues.items() if issue.headline] == issues[:3]
    assert {"claim", "past_aid", "offtake", "partners", "reinvestment", "law"} <= set(issues)
    assert len(scenario.parties) == 2
    assert all(len(party.players) > 1 for party in scenario.parties.values())


def test_the_share_stood_at_half_in_every_draft_and_yet_other_terms_tell_yes_from_no() -> None:
    scenario = load_scenario(MINERALS)
    coded = {id: deal for id in scenario.history if (deal := proposal_deal(scenario, id))}
    assert len(coded) >= 6
    assert {deal["revenue_share"] for deal in coded.values()} == {50.0}
    accepted, refused = (
        [deal for id, deal in coded.items() if scenario.history[id].happened == happened]
        for happened in ("accepted", "refused")
    )
    assert not any(deal in refused for deal in accepted)


def test_the_case_tells_of_its_revisions_what_its_documentation_tells() -> None:
    hindsight = load_scenario(MINERALS).hindsight
    assert hindsight is not None
    table = (ROOT / "docs/case-minerals.md").read_text("utf-8")
    for version in hindsight.versions:
        others = {version.chances[id] for id in ("d1", "d2", "d4", "d5")}
        d3, d7 = version.chances["d3"], version.chances["d7"]
        assert others == {0}
        row = f"| {version.label.lower()} | 0.00 each | {d3:.2f} | {d7:.2f} | {version.log_score:.2f} |"
        assert row in table.lower().replace("−", "-")


def test_each_disputed_coding_can_be_evaluated() -> None:
    scenario = load_scenario(MINERALS)
    model = Model(scenario)
    codings = [(id, c) for id, proposal in scenario.history.items() for c in proposal.codings]
    assert codings
    for id, coding in codings:
        deal = proposal_deal(scenario, id, coding)
        if deal is not None:
            assert 0 <= evaluate(model, deal).joint.chance <= 1


def test_a_pause_of_aid_weakens_kyivs_alternatives() -> None:
    """No deal is worth less to Kyiv while aid is paused, and more where Europe steps in."""
    reservations = {
        name: Model(load_scenario(SCENARIOS / f"{name}.yaml"))
        .central.players["presidency"]
        .reservation
        for name in ("us_ukraine_minerals", "us_ukraine_aid_paused", "us_ukraine_european_partners")
    }
    base = reservations["us_ukraine_minerals"]
    assert (
        reservations["us_ukraine_aid_paused"] < base < reservations["us_ukraine_european_partners"]
    )


def test_a_copy_of_a_player_changes_nothing() -> None:
    """The same house, counted twice: its numbers are no less known, and it is as reluctant as before."""
    data = copy.deepcopy(load_document(MINERALS).data)
    washington = data["parties"]["united_states"]["players"]
    washington["copy"] = copy.deepcopy(washington["white_house"])
    twice = Model(ScenarioDocument("twice.yaml", data).scenario)
    once = Model(load_document(MINERALS).scenario)
    for id in once.scenario.presets:
        deal = preset_deal(once.scenario, id)
        likely, doubled = evaluate(once, deal).joint, evaluate(twice, deal).joint
        assert doubled.chance == pytest.approx(likely.chance, abs=1e-12)
        # Averaged over who decides in single precision.
        assert (doubled.low, doubled.high) == pytest.approx((likely.low, likely.high), abs=1e-6)
