import numpy as np
import pytest

from simulator.bargaining import survey as surveys
from simulator.bargaining.outcome_density import outcome_density
from simulator.bargaining.survey import survey
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import utilities
from tests.support import MAYOR, UNION, model_of, two_player_data, water

ARGUED = {"assumption": "test"}


def additive() -> Model:
    """Three issues, no interactions, four options each."""
    rng = np.random.default_rng(5)
    tables = []
    for _ in range(3):
        sides = []
        for _ in range(2):
            worths = np.concatenate([[0.0, 1.0], rng.random(2).round(3)])
            sides.append(list(map(float, rng.permutation(worths))))
        tables.append((sides[0], sides[1]))
    return model_of(two_player_data(tables, ([0.2, 0.3, 0.5], [0.5, 0.2, 0.3]), (0.4, 0.3)))


def brute(model: Model) -> tuple[np.ndarray, np.ndarray]:
    deals = model.space.unravel(np.arange(model.space.size))
    worth = np.stack([utilities(p, deals) for p in model.central.players.values()], axis=1)
    floor = np.array([p.reservation for p in model.central.players.values()])
    return worth, np.all(worth >= floor - 1e-9, axis=1)


def test_the_zopa_is_what_nobody_would_lose_by() -> None:
    model = Model(water())
    _, inside = brute(model)
    surveyed = survey(model)
    assert surveyed.size == 99
    assert surveyed.rational == inside.sum() > surveyed.zopa_size > 0
    assert surveyed.closest is None
    for deals in surveyed.solutions.values():
        for positions in deals.positions:
            assert inside[model.space.row(positions)]
            terms = model.space.deal(positions)
            assert float(terms["price"]) <= 8  # beyond lies a line of firmness 0.8,
            assert terms["judge"] != "nobody"  # and here one of 0.5
    everything = survey(model, all_deals=True)
    assert everything.zopa_size == everything.rational == inside.sum()


def test_other_veto_players_bound_the_zopa_but_do_not_bargain() -> None:
    """The council, who only counts money, rules out cheap water that both leads would take."""
    model = Model(water())
    free = water(
        {
            ("parties", "city", "players", "council", "no_deal"): {
                "drought": {"value": 0.0, **ARGUED},
                "rain": {"value": 0.0, **ARGUED},
            }
        }
    )
    assert survey(model).zopa_size < survey(Model(free)).zopa_size
    assert len(survey(model).frontier) == len(survey(Model(free)).frontier)


def test_merging_finds_what_enumerating_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    for model in (additive(), Model(water())):
        enumerated = survey(model)
        monkeypatch.setattr(surveys, "is_enumerable", lambda _: False)
        merged = survey(model)
        monkeypatch.undo()

        def worths(deals: surveys.Deals) -> set[tuple[float, ...]]:
            return {tuple(np.round(row, 9)) for row in deals.utilities}

        leads = [list(model.central.players).index(lead) for lead in model.central.leads]
        assert {tuple(np.round(r[leads], 9)) for r in merged.frontier.utilities} == {
            tuple(np.round(r[leads], 9)) for r in enumerated.frontier.utilities
        }
        for name in enumerated.solutions:
            assert worths(merged.solutions[name]) <= worths(enumerated.solutions[name]), name
        assert merged.estimated
        assert merged.zopa_size == pytest.approx(enumerated.zopa_size, rel=0.05)


def test_without_a_zopa_the_closest_deal_is_named() -> None:
    greedy = {"drought": {"value": 0.95, **ARGUED}, "rain": {"value": 0.95, **ARGUED}}
    model = Model(water({(*UNION, "no_deal"): greedy, (*MAYOR, "no_deal"): greedy}))
    surveyed = survey(model)
    assert surveyed.zopa_size == 0
    assert all(len(deals) == 0 for deals in surveyed.solutions.values())
    assert surveyed.closest is not None
    worth, _ = brute(model)
    floor = np.array([p.reservation for p in model.central.players.values()])
    assert (worth - floor).min(axis=1).max() == pytest.approx(
        (surveyed.closest.utilities[0] - floor).min()
    )


def test_the_cloud_counts_every_deal_once() -> None:
    model = Model(water())
    density = outcome_density(model, "mayor", "union", cells=7)
    assert density.counts.sum() == 99
    worth, _ = brute(model)
    names = list(model.central.players)
    x, y = worth[:, names.index("mayor")], worth[:, names.index("union")]
    expected, _, _ = np.histogram2d(x, y, bins=7, range=[[0, 1], [0, 1]])
    # A deal on a cell's edge may fall on either side of it by rounding.
    assert np.abs(density.counts - expected).sum() <= 2


def test_a_space_beyond_enumeration_is_answered_too() -> None:
    tables = [([0.0, 0.31, 0.62, 1.0], [1.0, 0.71, 0.36, 0.0])] * 15  # 4^15, about 10^9 deals
    weights = [1 / 15] * 15
    surveyed = survey(model_of(two_player_data(tables, (weights, weights), (0.3, 0.3))))
    assert surveyed.size == 4**15
    assert surveyed.estimated
    assert len(surveyed.solutions["nash"])
