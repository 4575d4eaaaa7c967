"""What the benchmark compares gives the same answers."""

import numpy as np
import pytest

from benchmarks import app, engine
from benchmarks.spaces import model, plain_frontier, plain_utilities
from simulator.pareto import undominated
from simulator.survey import enumerate_space


@pytest.mark.parametrize("coupled", [True, False])
def test_the_plain_way_and_ours_agree(coupled: bool) -> None:
    made = model(5, 4, coupled=coupled)
    plain, ours = plain_utilities(made), enumerate_space(made.central)[0]
    assert plain == pytest.approx(ours)
    assert set(plain_frontier(np.round(plain, 12))) == set(undominated(np.round(plain, 12)))


def test_each_size_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    engine.one_size(3)
    assert '"deals": 729' in capsys.readouterr().out


def test_a_visitor_over_the_websocket_moves_the_desk() -> None:
    with app._served("app.py") as (port, _), app._visit(port) as socket:
        visitor = app._Visitor(socket)
        seconds, received = visitor.move(3)
    assert 0 < seconds < 60
    assert received > 1000  # figures and charts came back
