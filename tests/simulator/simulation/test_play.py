"""A played negotiation: what happens, what is said, and what comes of it."""

import re
from datetime import date

import numpy as np
import pytest

from simulator.bargaining.survey import enumerate_space
from simulator.errors import DealError
from simulator.explain.debrief import ended, left, offers_summary, results
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.reporting.html import page
from simulator.reporting.played import played
from simulator.simulation.human.brief import brief
from simulator.simulation.human.debrief import at_home, debrief
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.human.scripted import PlayError
from simulator.simulation.human.session import PlayedGame, start, table
from simulator.simulation.plan import TalksError
from simulator.simulation.protocol import Ending
from tests.simulator.reporting.made import Page
from tests.support import UNION, model_of, shipped, three_parties, water

FAIR: Deal = {"price": 4.0, "flow": "summer", "judge": "panel"}
RUINOUS: Deal = {"price": 0.0, "flow": "always", "judge": "nobody"}


@pytest.fixture(scope="module")
def valley() -> Model:
    return Model(water())


def union(model: Model, level: str = "even", **how: object) -> PlayedGame:
    return start(table(model, "farmers", level, breakdown=0.0, **how))  # type: ignore[arg-type]


def test_events_are_told_in_their_round_and_an_offer_waits_for_them(valley: Model) -> None:
    game = union(valley)
    while game.round < 7:
        assert game.news == ()
        game = game.counter(RUINOUS)
    dry = game.counter(RUINOUS)
    assert dry.news == ((8, "dry"),)
    assert (dry.waits, dry.round, len(dry.offers)) == ("offer", 8, 7)
    before, after = (brief(play.phase.model, "union") for play in (game, dry))
    assert after.futures["drought"][0] == pytest.approx(0.1)
    assert after.none != before.none
    # From then on it goes on as before; the last round's event comes with the last offer.
    last = dry.offer(RUINOUS)
    assert last.news[-1] == (9, "rains")
    assert last.refuse().ending is Ending.DEADLINE


def test_those_at_home_decide_by_their_chance_of_a_yes(valley: Model) -> None:
    poor: Deal = {"price": 1.0, "flow": "none", "judge": "court"}
    positions = valley.space.positions(poor)
    (chance,) = at_home(valley, positions).values()
    assert 0.05 < chance < 0.95
    answers = []
    for seed in range(400):
        game = union(valley, "easy", seed=seed, opens="farmers", rounds=1, shocks={}).offer(poor)
        assert game.agreed == tuple(positions)
        assert game.ending is (Ending.AGREED if game.home["council"] else Ending.NOT_RATIFIED)
        answers.append(game.home["council"])
    # Four standard errors.
    assert np.mean(answers) == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / 400))
    alone = union(valley, opens="farmers", rounds=1, shocks={}, ratified=False).offer(poor)
    assert alone.ending is Ending.AGREED
    assert alone.home == {}


def test_what_an_opponent_says_is_true_and_tells_no_number(valley: Model) -> None:
    for level in OPPONENTS:
        game = union(valley, level, rounds=8, shocks={})
        for deal in (RUINOUS, RUINOUS, {**FAIR, "price": 2.0}, FAIR):
            if not game.over:
                game = game.counter(deal) if game.waits == "answer" else game.offer(deal)
        mayor, offers = brief(valley, "mayor"), {offer.round: offer for offer in game.offers}
        for statement in game.statements:
            if statement.party == "farmers":
                assert statement.reason == ""
                continue
            assert not re.search(r"\d", re.sub(r"round \d+", "", statement.reason))
            worth = mayor.worth(valley.space.deal(offers[statement.round].deal))
            if statement.kind == "no":
                assert ("walking away" in statement.reason) == (worth < mayor.none)
        reasons = " ".join(
            statement.reason for statement in game.statements if statement.kind == "no"
        )
        assert "You have not moved since round 2" in reasons


def test_a_red_line_that_is_meant_is_named() -> None:
    model = Model(water())
    game = start(table(model, "city", "even", opens="city", breakdown=0.0, shocks={}))
    game = game.offer({**FAIR, "price": 10.0})
    (refusal,) = [statement for statement in game.statements if statement.kind == "no"]
    assert refusal.reason == "Your offer on price crosses one of our red lines."


@pytest.mark.parametrize("softness", [0.0, 0.5, 5.0])
def test_a_person_plays_against_the_lines_that_the_brief_names(softness: float) -> None:
    """However soft a line is in a chance: what lies beyond it is never taken, what lies on it may be."""
    soft = {"value": softness, "assumption": "x"}
    model = Model(water({(*UNION, "red_lines", "dear", "softness"): soft}))
    own = brief(model, "union")
    assert [own.crossed({**FAIR, "price": price}) for price in (8.0, 9.0)] == [(), ("price",)]
    for price in (8.0, 9.0):
        game = start(table(model, "city", "even", opens="city", breakdown=0.0, shocks={}))
        game = game.offer({**FAIR, "price": price})
        refusals = [statement for statement in game.statements if statement.kind == "no"]
        assert any("red line" in refusal.reason for refusal in refusals) == (price > 8)


def test_any_deal_may_be_offered_and_is_talked_about_from_then_on() -> None:
    model = shipped("us_ukraine_minerals")
    laid = table(model, "ukraine", "easy", rounds=6, shocks={}, breakdown=0.0, ratified=False)
    game = start(laid)
    rng = np.random.default_rng(0)
    positions = [int(at) for at in model.space.drawn(rng, 1)[0]]
    assert not (laid.prepared.deals == positions).all(axis=1).any()
    game = game.counter(model.space.deal(positions))
    assert game.offers[1].deal == tuple(positions)
    with pytest.raises(DealError, match="says nothing about"):
        start(laid).counter({"claim": 0.0})


def test_moves_that_cannot_be_made_are_refused(valley: Model) -> None:
    game = union(valley)
    with pytest.raises(PlayError, match="Answer the offer"):
        game.offer(FAIR)
    opening = union(valley, opens="farmers")
    with pytest.raises(PlayError, match="no offer to answer"):
        opening.accept()
    with pytest.raises(TalksError, match="no opponent"):
        table(valley, "city", "merciless")
    with pytest.raises(PlayError, match="not over"):
        debrief(game)


def test_with_three_parties_offers_go_round_and_all_must_accept() -> None:
    model = model_of(three_parties())
    parties = list(model.scenario.parties)
    game = start(table(model, parties[2], "easy", rounds=9))
    assert game.offers[-1].party == parties[0]
    assert not game.offers_next
    game = game.refuse()
    assert [offer.party for offer in game.offers] == parties[:2]
    assert game.offers_next
    game = game.refuse()
    assert game.waits == "offer"
    game = game.offer(brief(model, game.phase.views[2].lead).best)
    answers = [
        statement
        for statement in game.statements
        if statement.round == 3 and statement.kind != "offer"
    ]
    assert [answer.party for answer in answers] == parties[:2]
    while not game.over:
        game = game.accept() if game.waits == "answer" else game.offer(game_middle(model))
    look = debrief(game)
    assert look.outcome.shape == look.none.shape == (3,)
    assert all(offer.worth.shape == (3,) for offer in look.offers)


def game_middle(model: Model) -> Deal:
    return model.space.deal([count // 2 for count in model.space.counts])


def test_the_best_deal_of_a_brief_is_the_best_of_all(valley: Model) -> None:
    for model in (valley, shipped("nash_barter_1950")):
        worth, _ = enumerate_space(model.central)
        for column, lead in zip(worth.T, model.central.leads, strict=True):
            own = brief(model, lead)
            assert own.worth(own.best) == pytest.approx(column.max())


def test_a_brief_knows_one_player_only(valley: Model) -> None:
    own = brief(valley, "union")
    player = valley.scenario.players["union"]
    assert [term.weight for term in own.terms] == pytest.approx(
        [player.weights[id].value for id in ("price", "flow", "judge")]
    )
    assert own.red_lines == {"dear": True, "lawless": True}
    assert own.crossed({"price": 9.0, "flow": "none", "judge": "court"}) == ("price",)


def test_the_debrief_says_in_words_what_it_holds(valley: Model) -> None:
    game = union(valley, "easy", shocks={}, ratified=False)
    while not game.over and game.round < 5:
        game = game.counter({**FAIR, "price": 2.0})
    game = game if game.over else game.accept()
    look = debrief(game)
    assert ended(game, look) == f"A deal was signed in round {game.round} of 9."
    farmers = look.parties.index("farmers")
    assert f"{look.outcome[farmers]:.2f} for you" in results(game, look)
    words = " ".join(left(game, look))
    real = next(mark for mark in look.landmarks if mark.name == "real")
    assert real.deal == FAIR
    assert f"would have given you {real.worth[farmers]:.2f}" in words
    assert ("at the same time" in words) == (look.mutual >= 0.005)
    assert offers_summary(game, look)
    walked = union(valley, shocks={}).walk_out()
    assert ended(walked, debrief(walked)) == "You walked out in round 1 of 9: there is no deal."


def test_the_page_of_a_game_holds_its_figures_and_no_markup_of_the_file(valley: Model) -> None:
    game = union(valley, "hard", shocks={}).counter(FAIR)
    game = game if game.over else game.walk_out()
    look = debrief(game)
    shown = Page(page(played(game, look, OPPONENTS["hard"], date(2026, 1, 2))))
    for party, got in zip(look.parties, look.outcome, strict=True):
        name = valley.scenario.parties[party].name
        assert shown.figures[f"{name}: utility"] == f"{got:.2f}"
    evil = "<img src=x onerror=alert(1)>"
    laid = table(Model(water({("parties", "city", "label"): evil, ("issues", "judge", "label"): evil})),
                 "farmers", "even", breakdown=0.0)  # fmt: skip
    done = start(laid).walk_out()
    text = page(played(done, debrief(done), OPPONENTS["even"], date(2026, 1, 2)))
    assert "<img" not in text
    assert "&lt;img" in text
