"""Influences against asking the model with the number put there."""

import numpy as np
import pytest

from simulator.acceptance import joint_by_draw
from simulator.evaluation import evaluate
from simulator.model import Model
from simulator.what_matters import _first_order, influences
from tests.support import UNION, model_of, two_player_data, water

DEAL = {"price": 5.0, "flow": "summer", "judge": "panel"}
ARGUED = {"assumption": "test"}


def test_the_draws_average_to_the_answer() -> None:
    model = Model(water())
    joint = joint_by_draw(model.sample, model.space.positions(DEAL))
    assert joint.mean() == pytest.approx(evaluate(model, DEAL).joint.chance)


def test_each_end_is_what_the_model_says_with_the_number_there() -> None:
    """Put near its 10th or 90th percentile and held there, the answer is that of the fifth."""
    path = ("credibilities", "promise")
    (found,) = [each for each in influences(Model(water()), DEAL) if each.path == path]
    for end, value in ((found.low, 0.5), (found.high, 0.85)):
        held = {path: {"label": "x", "value": value, **ARGUED}}
        answer = evaluate(Model(water(held)), DEAL).joint.chance
        assert end == pytest.approx(answer, abs=0.03)


def test_only_what_is_uncertain_is_listed_and_the_widest_comes_first() -> None:
    model = Model(water())
    found = influences(model, DEAL)
    assert ("futures", "drought", "probability") in {each.path for each in found}
    assert (*UNION, "weights", "judge") not in {each.path for each in found}
    assert [each.reach for each in found] == sorted((e.reach for e in found), reverse=True)
    assert all(each.label for each in found)
    assert len({each.label for each in found}) == len(found)


def test_with_everything_certain_only_the_curve_is_left() -> None:
    table = ([1.0, 0.0], [0.0, 1.0])
    model = model_of(two_player_data([table], ([1.0], [1.0]), (0.3, 0.3)))
    found = influences(model, {"i0": "o0"})
    assert {each.path[4] for each in found} == {"acceptance"}


def test_shares_of_the_variance_of_a_known_function() -> None:
    """f = x₁ + 2 x₂ of independent normals: the first-order indices are 1/5 and 4/5."""
    rng = np.random.default_rng(3)
    x = rng.standard_normal((3, 40_000))
    f = x[0] + 2 * x[1]
    shares = [_first_order(f[np.argsort(each)]) for each in x]
    assert shares == pytest.approx([0.2, 0.8, 0.0], abs=0.02)


def test_the_ishigami_function() -> None:
    """First-order indices 0.3139, 0.4424 and 0 (a = 7, b = 0.1), the textbook test."""
    rng = np.random.default_rng(5)
    x = rng.uniform(-np.pi, np.pi, (3, 200_000))
    f = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    shares = [_first_order(f[np.argsort(each)]) for each in x]
    assert shares == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
