"""What holds of any game between a person and an opponent."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.arrays import TOLERANCE
from simulator.bargaining.survey import zopa_problem
from simulator.simulation.human.debrief import debrief, left_on_the_table
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.human.scripted import PlayError
from simulator.simulation.human.session import PlayedGame, PlayedTable, play, start, table
from simulator.simulation.protocol import Ending, negotiate
from tests.strategies import negotiations, point_sets
from tests.support import examples, model_of

LEVEL = st.sampled_from(sorted(OPPONENTS))


@st.composite
def tables(draw: st.DrawFn) -> PlayedTable:
    model = model_of(draw(negotiations()))
    return table(
        model,
        draw(st.sampled_from("ab")),
        draw(LEVEL),
        rounds=draw(st.integers(1, 8)),
        opens=draw(st.sampled_from("ab")),
        breakdown=draw(st.sampled_from([0.0, 0.2])),
        seed=draw(st.integers(0, 99)),
    )


def wild(game: PlayedGame, draw: st.DrawFn) -> PlayedGame:
    """Let the person do anything that it may do."""
    space = game.phase.model.space
    deal = space.deal([draw(st.integers(0, count - 1)) for count in space.counts])
    if game.waits == "offer":
        return draw(st.sampled_from([lambda: game.offer(deal)] * 4 + [game.walk_out]))()
    may = [game.refuse] * 4 + [lambda: game.counter(deal)] * 8 + [game.accept, game.walk_out]
    return draw(st.sampled_from(may))()


@examples(60)
@given(laid=tables(), data=st.data())
def test_any_game(laid: PlayedTable, data: st.DataObject) -> None:
    game = start(laid)
    while not game.over:
        before = game
        game = data.draw(st.composite(lambda draw, now: wild(now, draw))(game))
        assert game.statements[: len(before.statements)] == before.statements
        assert len(game.moves) > len(before.moves)

    # The same moves at the same table are the same game.
    again = play(laid, game.moves)
    assert (again.statements, again.ending, again.agreed) == (
        game.statements,
        game.ending,
        game.agreed,
    )
    assert (again.worth == game.worth).all()

    # Offers come in turn, and nothing more can be done.
    parties = laid.parties
    first = parties.index(laid.plan.opens)
    assert [offer.round for offer in game.offers] == list(range(1, len(game.offers) + 1))
    for n, offer in enumerate(game.offers):
        assert offer.party == parties[(first + n) % 2]
    for act in (game.accept, game.refuse, game.walk_out):
        with pytest.raises(PlayError):
            act()

    # What an opponent signed or offered is worth no less to it than no deal.
    other = next(id for id in parties if id != laid.person)
    look = debrief(game)
    for shown in look.offers:
        if shown.party == other:
            assert shown.worth[parties.index(other)] >= look.none[parties.index(other)] - 1e-5
    if game.ending is Ending.AGREED:
        assert game.agreed == game.offers[-1].deal
        assert look.outcome == pytest.approx(look.offers[-1].worth, abs=TOLERANCE)
        place = parties.index(other)
        assert look.outcome[place] >= look.none[place] - 1e-5
    else:
        assert not game.agreed
        assert (look.outcome == look.none).all()


@examples(40)
@given(laid=tables())
def test_accepting_an_offer_ends_with_that_deal(laid: PlayedTable) -> None:
    game = start(laid)
    while game.waits == "offer":
        best = game.phase.views[laid.parties.index(laid.person)].worth[0].argmax()
        game = game.offer(game.phase.model.space.deal(laid.prepared.deals[best]))
    assume(not game.over)
    done = game.accept()
    assert done.ending is Ending.AGREED
    assert done.agreed == game.facing.deal  # type: ignore[union-attr]


@examples(60)
@given(laid=tables())
def test_a_person_who_plays_the_tactics_own_moves_reproduces_the_simulated_run(
    laid: PlayedTable,
) -> None:
    draw = np.zeros(1, dtype=np.intp)
    batch = negotiate(laid.prepared, laid.plan, draw, np.random.default_rng(laid.seed))
    rows = batch.offers[:, 0][batch.offers[:, 0] >= 0]
    deals = [laid.prepared.deals[row] for row in rows]
    game, space = start(laid), laid.prepared.phases[0].model.space
    while not game.over:
        n_offers = len(game.offers)
        if game.waits == "offer" and n_offers == len(deals):
            # The tactic itself has nothing to gain, so it left before it offered.
            assert Ending(int(batch.ending[0])) is Ending.WALKED_OUT
            return
        if game.waits == "offer":
            game = game.offer(space.deal(deals[n_offers]))
        elif n_offers == len(deals) and batch.row[0] >= 0:
            game = game.accept()
        else:
            game = game.refuse()
    # Where it was the person's tactic that left, a person may stay.
    assume(batch.ending[0] != Ending.WALKED_OUT or game.ending is Ending.WALKED_OUT)
    assert [list(offer.deal) for offer in game.offers] == [deal.tolist() for deal in deals]
    assert game.ending == batch.ending[0]
    assert game.round == batch.round[0]
    assert game.worth.tolist() == pytest.approx(batch.worth[0].tolist(), abs=1e-9)


@examples(60)
@given(points=point_sets(), data=st.data())
def test_what_was_left_agrees_with_looking_through_every_deal(
    points: np.ndarray, data: st.DataObject
) -> None:
    outcome = points[data.draw(st.integers(0, len(points) - 1))]
    from simulator.bargaining.pareto import undominated

    most, mutual, row = left_on_the_table(outcome, points[undominated(points)])
    gains: Any = [point - outcome for point in points if (point >= outcome - TOLERANCE).all()]
    assert row is not None
    assert mutual == max(min(gain) for gain in gains)
    assert most.tolist() == [max(gain[k] for gain in gains) for k in range(2)]


@examples(40)
@given(data=negotiations(ranged=False), level=LEVEL)
def test_the_frontier_of_a_debrief_holds_what_could_have_been_had(
    data: dict[str, Any], level: str
) -> None:
    model = model_of(data)
    game = start(table(model, "a", level, rounds=2))
    look = debrief(game if game.over else game.walk_out())
    problem = zopa_problem(model.central)
    every = problem.utilities[problem.zopa]
    assert look.open == len(every)
    if not len(every):
        assert look.mutual == 0
        assert look.better is None
        return
    gains = every - look.none
    assert look.mutual == pytest.approx(max(gains.min(axis=1).max(), 0))
    assert look.most.tolist() == pytest.approx(np.maximum(gains.max(axis=0), 0).tolist())
