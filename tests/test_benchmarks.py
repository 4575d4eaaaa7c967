"""What the benchmark compares gives the same answers."""

import asyncio
import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks import app, engine, moves
from benchmarks.lecture import LecturePlan, lecture
from benchmarks.spaces import model, plain_frontier, plain_utilities
from simulator.bargaining.pareto import undominated
from simulator.bargaining.survey import enumerate_space
from simulator.recommendation.counter_offers import NextMoves


@pytest.mark.parametrize("coupled", [True, False])
def test_the_plain_way_and_ours_agree(coupled: bool) -> None:
    built = model(5, 4, coupled=coupled)
    plain, ours = plain_utilities(built), enumerate_space(built.central)[0]
    assert plain == pytest.approx(ours)
    assert set(plain_frontier(np.round(plain, 12))) == set(undominated(np.round(plain, 12)))


def test_counter_offers_are_those_of_looking_at_every_deal() -> None:
    built = model(5, 3, ranged=True)
    deal = {f"i{k}": "o0" for k in range(3)}
    ours = NextMoves(built, deal)
    least = ours.least_changes(moves.TARGET, routes=1)[0].cost
    assert least == pytest.approx(moves.plain_least_change(built, deal), abs=1e-6)
    best = moves.worth_of_offer(built, ours.best_offer("a"))
    assert best == pytest.approx(moves.plain_best_offer(built), abs=1e-9)


def test_each_size_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    engine.one_size(3)
    assert '"deals": 729' in capsys.readouterr().out


def test_a_visitor_over_the_websocket_moves_the_desk() -> None:
    with app._served("app.py") as (port, _), app._visit(port) as socket:
        visitor = app._Visitor(socket)
        seconds, received = visitor.move(3)
    assert 0 < seconds < 60
    assert received > 1000  # figures and charts came back


@pytest.mark.exhaustive
def test_a_small_lecture_beside_a_visitor_at_full_tilt_loses_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = LecturePlan(4, minutes=0.2, every=3, fiddle=3, kills=0, processes=1, hostile=1)
    wrong = asyncio.run(lecture(plan, f"sqlite:///{tmp_path / 'classes.sqlite'}"))
    printed = capsys.readouterr().out
    assert not wrong, printed
    counts = re.search(
        r"sent (\d+), in the database (\d+), confirmed (\d+), .*database 0, .*other side 0\.",
        printed,
    )
    assert counts is not None, printed
    sent, kept, confirmed = map(int, counts.groups())
    assert 0 < confirmed <= kept <= sent
    assert re.search(r"Sensitivity asked [1-9]", printed), printed
