from itertools import permutations

import numpy as np
import pytest

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.contributions import contributions
from simulator.preferences.negotiation_model import Model
from simulator.preferences.outcome_space import Deal
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.utility import grid, utilities
from simulator.scenario.deals import crosses
from tests.support import MAYOR, UNION, water

DEAL: Deal = {"price": 4.0, "flow": "summer", "judge": "panel"}
ARGUED = {"assumption": "test"}


def test_utility_is_the_multilinear_form_by_hand() -> None:
    """Price 4 of 10 at risk tolerance 5; summer 0.7, believed at 0.7; a panel 1."""
    model = Model(water())
    price = (1 - np.exp(-6 / 5)) / (1 - np.exp(-10 / 5))
    flow, judge = 0.7 * 0.7, 1.0
    expected = 0.3 * price + 0.5 * flow + 0.1 * judge + 0.1 * flow * judge
    at = model.space.positions(DEAL)[None, :]
    assert utilities(model.central.players["union"], at)[0] == pytest.approx(expected)


def test_the_whole_space_at_once_is_each_deal_by_itself() -> None:
    model = Model(water())
    deals = model.space.unravel(np.arange(model.space.size))
    for player in model.central.players.values():
        assert grid(model.space, player) == pytest.approx(utilities(player, deals))


def test_utility_lies_between_0_and_1_whatever_is_drawn() -> None:
    model = Model(water())
    deals = model.space.unravel(np.arange(model.space.size))
    for player in model.sample.players.values():
        drawn = utilities(player, deals)
        assert drawn.min() >= -1e-12
        assert drawn.max() <= 1 + 1e-12


def test_a_negative_interaction_never_makes_more_worth_less() -> None:
    substitutes = {
        (*UNION, "interactions", "sure_water"): {
            "between": ["flow", "judge"],
            "value": -0.1,
            "low": -0.4,
            "high": -0.02,
            **ARGUED,
        },
        (*UNION, "weights", "price"): {"value": 0.5, "low": 0.4, "high": 0.6, **ARGUED},
    }
    model = Model(water(substitutes))
    player = model.sample.players["union"]
    for k, m in ((1, 2), (2, 1)):
        deals = np.array([[5, a, b] for a in range(3) for b in range(3)])
        drawn = utilities(player, deals)
        order = player.worth[k][:, 0].argsort()
        for fixed in range(3):
            rows = [np.flatnonzero((deals[:, k] == at) & (deals[:, m] == fixed))[0] for at in order]
            assert (np.diff(drawn[rows], axis=0) >= -1e-12).all()


def test_the_reservation_value_weighs_the_futures() -> None:
    council = Model(water()).central.players["council"]
    assert council.reservation == pytest.approx(0.4 * 0.2 + 0.6 * 0.3)


def test_a_future_as_good_as_a_deal_is_worth_that_deal() -> None:
    model = Model(water())
    union = model.central.players["union"]
    deal = model.space.positions({"price": 9, "flow": "summer", "judge": "panel"})
    worth = utilities(union, deal[None, :])[0]
    assert union.future_worth == pytest.approx([0.15, worth])
    assert union.reservation == pytest.approx(0.4 * 0.15 + 0.6 * worth)


def test_the_risk_averse_hold_no_deal_for_worth_less() -> None:
    """Certainty equivalent under constant absolute risk aversion A: −ln E exp(−A u) / A."""
    mayor = Model(water()).central.players["mayor"]
    expected = -np.log(0.4 * np.exp(-0.3) + 0.6 * np.exp(-0.45))
    assert mayor.reservation == pytest.approx(expected)
    assert mayor.reservation < 0.4 * 0.3 + 0.6 * 0.45
    neutral = {(*MAYOR, "risk_attitude"): {"value": 0.0, **ARGUED}}
    assert Model(water(neutral)).central.players["mayor"].reservation == pytest.approx(0.39)


@pytest.mark.parametrize(
    ("line", "crossed"),
    [
        ({"issue": "price", "above": 8}, [9, 10]),
        ({"issue": "price", "below": 2}, [0, 1]),
        ({"issue": "flow", "below": "summer"}, ["none"]),
        ({"issue": "flow", "above": "none"}, ["summer", "always"]),
        ({"issue": "judge", "levels": ["nobody", "court"]}, ["court", "nobody"]),
    ],
)
def test_a_red_line_is_crossed_beyond_its_bound(
    line: dict[str, object], crossed: list[object]
) -> None:
    changed = {"label": "x", "firmness": {"value": 0.5, **ARGUED}, **line}
    scenario = water({(*UNION, "red_lines", "dear"): changed})
    model = Model(scenario)
    red = scenario.players["union"].red_lines["dear"]
    options = model.space.options[model.space.issues.index(red.issue)]
    assert [o for o, hit in zip(options, crosses(red, options), strict=True) if hit] == crossed


def test_crossed_red_lines_multiply() -> None:
    model = Model(water())
    keeps = model.central.players["union"].no_veto
    assert keeps[0] is not None
    assert keeps[2] is not None
    # Beyond 8, which is acceptable itself, and a twentieth of the range softer: 2 σ, 4 σ.
    assert keeps[0] == pytest.approx([1] * 9 + [1 - 0.8 * 0.9545, 1 - 0.8 * 0.99994], abs=1e-4)
    assert keeps[2] == pytest.approx([1, 1, 0.5])
    assert keeps[1] is None


def test_a_line_between_levels_is_as_soft_as_its_file_says() -> None:
    """Two in three no further than a step beyond its own level, where it is a step soft."""
    line = {"label": "x", "issue": "flow", "above": "none", "firmness": {"value": 0.6, **ARGUED}}
    for softness, shares in ((None, [0, 1, 1]), (0.0, [0, 1, 1]), (1.0, [0, 0.6827, 0.9545])):
        soft = {} if softness is None else {"softness": {"value": softness, **ARGUED}}
        model = Model(water({(*UNION, "red_lines", "dear"): {**line, **soft}}))
        keeps = model.central.players["union"].no_veto[1]
        assert keeps is not None
        assert keeps == pytest.approx([1 - 0.6 * share for share in shares], abs=1e-4)


def test_contributions_add_up_to_what_the_deals_differ_by() -> None:
    model = Model(water())
    deal, other = model.space.positions(DEAL), np.array([1, 2, 0])
    for players in (model.central.players, model.sample.players):
        for player in players.values():
            split = contributions(player, deal, other).sum(axis=0)
            here, there = utilities(player, np.stack([deal, other]))
            assert split == pytest.approx(here - there)


def shapley_by_definition(player: PlayerPreferences, deal: IntArray, other: IntArray) -> FloatArray:
    """The mean over all orders in which the terms can change of what each change adds."""
    orders = list(permutations(range(len(deal))))
    split = np.zeros(len(deal))
    for order in orders:
        now = other.copy()
        for k in order:
            before = utilities(player, now[None, :])[0]
            now[k] = deal[k]
            split[k] += utilities(player, now[None, :])[0] - before
    return split / len(orders)


def test_contributions_are_the_shapley_value() -> None:
    model = Model(water())
    for player in model.central.players.values():
        for deal, other in (([4, 1, 1], [1, 2, 0]), ([0, 0, 2], [9, 2, 1])):
            split = contributions(player, np.array(deal), np.array(other))
            expected = shapley_by_definition(player, np.array(deal), np.array(other))
            assert split == pytest.approx(expected)


def test_a_term_that_stays_as_it_is_contributes_exactly_nothing() -> None:
    player = Model(water()).central.players["union"]
    split = contributions(player, np.array([4, 1, 1]), np.array([4, 1, 0]))
    assert split[:1] == 0
    assert split[2] != 0
