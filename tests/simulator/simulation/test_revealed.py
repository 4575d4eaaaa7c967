"""What a person's moves give away, on a table where it can be worked out by hand."""

import numpy as np
import pytest

from simulator.acceptance.acceptance import draw_chances
from simulator.explain.debrief import gave_away
from simulator.preferences.negotiation_model import Model
from simulator.simulation.human.debrief import debrief
from simulator.simulation.human.revealed import revealed
from simulator.simulation.human.session import PlayedGame, start, table
from tests.support import shipped, water


def played(model: Model, *moves: str) -> PlayedGame:
    """Refuse, or offer what is best for oneself, as often as is said; then leave."""
    game = start(table(model, "city", "hard", rounds=8, opens="farmers", breakdown=0.0, seed=3))
    for move in moves:
        if game.waits == "offer":
            game = game.offer({"price": 9.0, "flow": "none", "judge": "court"})
        if game.waits == "answer":
            game = game.refuse() if move == "refuse" else game.counter(
                {"price": 6.0, "flow": "none", "judge": "court"}
            )  # fmt: skip
    return game if game.over else game.walk_out()


def test_refusals_are_learned_from_as_bayes_rule_has_it() -> None:
    model = Model(water())
    game = played(model, "refuse")
    (refused,) = (one for one in revealed(game) if one.kind == "refusals")
    assert refused.moves == 1
    offer = np.array(next(one.deal for one in game.statements if one.party == "farmers"))
    chance = draw_chances(model.sample, offer)["player", "mayor"]
    lead = model.sample.players["mayor"]
    for k, issue in enumerate(model.space.issues):
        belief = refused.priorities[issue]
        assert belief.before == pytest.approx(lead.weight[k].mean())
        assert belief.after == pytest.approx(np.average(lead.weight[k], weights=1 - chance))
    assert refused.no_deal.after == pytest.approx(np.average(lead.reservation, weights=1 - chance))
    shifts = [abs(belief.shift) for belief in refused.priorities.values()]
    assert shifts == sorted(shifts, reverse=True)


def test_the_same_move_twice_is_no_news() -> None:
    model = Model(water())
    once, twice = played(model, "offer"), played(model, "offer", "offer")
    offers = [next(one for one in revealed(game) if one.kind == "offers") for game in (once, twice)]
    assert offers[0].priorities == offers[1].priorities


def test_moves_that_were_not_made_give_nothing_away() -> None:
    model = Model(water())
    opening = start(table(model, "city", "hard", rounds=8, opens="city", breakdown=0.0, seed=3))
    assert revealed(opening.walk_out()) == ()


def test_the_debrief_says_what_refusals_told() -> None:
    model = shipped("us_ukraine_minerals")
    game = start(
        table(
            model, "ukraine", "easy", opens="united_states", breakdown=0.0, ratified=False, seed=1
        )
    )
    while not game.over and game.round < 8:
        game = game.refuse() if game.waits == "answer" else game.offer(
            model.space.deal(game.offers[0].deal)
            | {"claim": 0.0, "past_aid": "grant", "us_interest": "parity"}
        )  # fmt: skip
    game = game if game.over else game.walk_out()
    look = debrief(game)
    lines = gave_away(game, look)
    assert lines
    for part in look.revealed:
        for line in lines:
            if (
                line.startswith("Your refusals told the other side that ‘")
                and part.kind == "refusals"
            ):
                rising = [id for id, one in part.priorities.items() if one.shift > 0]
                assert model.scenario.issues[rising[0]].name in line
