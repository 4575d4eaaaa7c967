"""A scenario as a game of stances, and a game in words."""

import numpy as np
import pytest

from simulator.acceptance.acceptance import accept
from simulator.bargaining.survey import enumerate_space, survey
from simulator.errors import GameError, ScenarioError
from simulator.explain import games
from simulator.games.demand_game import BUILT, demand_game
from simulator.games.dominance import dominated, eliminated
from simulator.games.equilibria import equilibria
from simulator.games.game import Game
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import utilities
from tests.support import SCENARIOS, shipped, water

STANCES = {
    "firm": {"label": "Firm", "description": "x", "aspiration": 0.7, "assumption": "x"},
    "soft": {"label": "Soft", "description": "x", "like": "middle", "terms": {"price": 4}, "source": "minutes"},
}  # fmt: skip
CITY = ("parties", "city", "stances")


def test_a_party_without_stances_has_three() -> None:
    model = Model(water())
    stance_game = demand_game(model, survey(model))
    assert stance_game is not None
    assert stance_game.game.strategies == (("Hard line", "Middle", "Generous"),) * 2
    assert stance_game.rows.shape == (3, 3)
    assert list(stance_game.stances["city"]) == list(BUILT)


def test_a_demand_is_a_height_or_the_worth_of_a_deal() -> None:
    model = Model(water({CITY: STANCES}))
    surveyed = survey(model)
    stance_game = demand_game(model, surveyed)
    assert stance_game is not None
    mayor = model.central.players["mayor"]
    no_deal = float(mayor.reservation)
    best = surveyed.negotiation_set.utilities[:, 0].max()
    deal = model.space.positions({"price": 4.0, "flow": "summer", "judge": "panel"})
    like = float(utilities(mayor, deal[None, :])[0])
    assert stance_game.demands["city"] == pytest.approx(
        [no_deal + 0.7 * (best - no_deal), max(like, no_deal)]
    )


def test_a_combination_is_worth_what_the_rule_says() -> None:
    """Against every deal of the space: the Nash solution among those that meet both demands."""
    model = Model(water({CITY: STANCES}))
    stance_game = demand_game(model, survey(model))
    assert stance_game is not None
    worth, ratified = enumerate_space(model.central)
    assert ratified is not None
    powers = model.central.powers
    no_deal = np.array([model.central.players[lead].reservation for lead in model.central.leads])
    clashes = 0
    for cell in np.ndindex(*stance_game.rows.shape):
        demands = [
            demand[at] for demand, at in zip(stance_game.demands.values(), cell, strict=True)
        ]
        meets = np.flatnonzero(ratified & (worth >= np.array(demands) - 1e-9).all(axis=1))
        if not len(meets):
            clashes += 1
            assert stance_game.chances[cell] == 0
            assert stance_game.game.payoffs[(slice(None), *cell)] == pytest.approx(no_deal)
            continue
        products = (np.maximum(worth[meets] - no_deal, 0) ** powers).prod(axis=1)
        row = meets[products.argmax()]
        chance = accept(model.sample, model.space.unravel(np.array([row]))).joint.mean[0]
        assert stance_game.chances[cell] == pytest.approx(chance)
        expected = chance * worth[row] + (1 - chance) * no_deal
        assert stance_game.game.payoffs[(slice(None), *cell)] == pytest.approx(expected)
    assert clashes > 0


@pytest.mark.parametrize("name", sorted(file.stem for file in SCENARIOS.glob("*.yaml")))
def test_every_shipped_scenario_makes_a_game(name: str) -> None:
    model = shipped(name)
    surveyed = survey(model)
    stance_game = demand_game(model, surveyed)
    if not surveyed.zopa_size:
        assert stance_game is None
        return
    assert stance_game is not None
    assert (stance_game.game.payoffs >= 0).all()
    assert (stance_game.game.payoffs <= 1).all()
    # A hard line is met by a generous stance somewhere, or there would be no game.
    assert (stance_game.rows >= 0).any()
    assert (stance_game.rows[0, 0] < 0).all()
    assert len(equilibria(stance_game.game).equilibria) > 0


def test_without_a_deal_that_all_could_sign_there_is_no_game() -> None:
    sure = {"value": 1.0, "assumption": "x"}
    union = ("parties", "farmers", "players", "union", "no_deal")
    model = Model(water({(*union, "drought"): sure, (*union, "rain"): sure}))
    assert demand_game(model, survey(model)) is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"aspiration": 1.2}, "parties > city > stances > firm > aspiration: 1.2 must lie between 0 and 1"),
        ({"like": "middle"}, "give either `aspiration` or a deal (`like`, `terms`); found both"),
        ({"aspiration": None}, "give either `aspiration` or a deal (`like`, `terms`); found neither"),
        ({"aspiration": None, "like": "midle"}, 'there is no preset or proposal "midle". Did you mean "middle"?'),
        ({"aspiration": None, "terms": {"price": 4}}, "this deal says nothing about flow, judge"),
        ({"aspiration": None, "like": "middle", "terms": {"price": 4.5}}, "4.5 is not on a step"),
        ({"assumption": None}, "missing provenance"),
    ],
)  # fmt: skip
def test_a_broken_stance_is_named(change, complaint) -> None:
    firm = {key: value for key, value in (STANCES["firm"] | change).items() if value is not None}
    with pytest.raises(ScenarioError) as raised:
        water({CITY: {"firm": firm}})
    assert complaint in str(raised.value)


def test_more_stances_than_a_game_has_room_for_are_refused() -> None:
    with pytest.raises(ScenarioError, match="stances"):
        water({CITY: {f"s{n}": STANCES["firm"] for n in range(7)}})


@pytest.mark.parametrize(
    ("players", "counts", "payoffs", "complaint"),
    [
        (("A",), (2,), np.zeros((1, 2)), "for two or three players; found 1"),
        (("A", "B"), (2, 7), np.zeros((2, 2, 7)), "1 to 6 strategies; found 2, 7"),
        (("A", "B"), (2, 2), np.zeros((2, 2, 3)), "do not fit"),
        (("A", "B"), (1, 1), np.full((2, 1, 1), np.nan), "must be a number"),
    ],
)
def test_a_table_that_is_no_game_is_refused(players, counts, payoffs, complaint) -> None:
    with pytest.raises(GameError, match=complaint):
        Game(players, tuple(("x",) * n for n in counts), payoffs)


# --- words --------------------------------------------------------------------------------------

DILEMMA = Game(
    ("Ann", "Bob"),
    (("hold", "give"), ("hold", "give")),
    np.array([[[1, 5], [0, 3]], [[1, 0], [5, 3]]], dtype=float),
)
MEET = Game(
    ("Ann", "Bob"),
    (("here", "there"), ("here", "there")),
    np.array([[[2, 0], [0, 1]], [[2, 0], [0, 1]]], dtype=float),
)


def test_dominance_in_words() -> None:
    assert games.dominance(DILEMMA, dominated(DILEMMA)) == [
        "“give” is strictly dominated for Ann: “hold” is better whatever the others do.",
        "“give” is strictly dominated for Bob: “hold” is better whatever the others do.",
    ]
    assert games.elimination(DILEMMA, eliminated(DILEMMA)) == [
        "Eliminated in round 1 because strictly dominated: “give” of Ann; “give” of Bob.",
        "That leaves Ann with “hold” and Bob with “hold”.",
    ]
    assert games.elimination(MEET, eliminated(MEET)) == [
        "No strategy is strictly dominated, so none can be eliminated."
    ]


def test_best_replies_in_words() -> None:
    assert games.replies(DILEMMA)[1] == (
        "If Bob chooses “give”, the best response of Ann is “hold”, with a payoff of 5."
    )
    flat = Game(("Ann", "Bob"), (("x", "y"), ("z",)), np.zeros((2, 2, 1)))
    assert games.replies(flat)[0] == (
        "If Bob chooses “z”, the best responses of Ann are “x” and “y”, with a payoff of 0."
    )


def test_equilibria_in_words() -> None:
    assert games.equilibria(DILEMMA, equilibria(DILEMMA)) == [
        "Nobody gains by changing alone in 1 combination, and in no other: a Nash equilibrium.",
        "Pure strategies: Ann chooses “hold”; Bob chooses “hold”. Payoffs: 1 for Ann and 1 for Bob.",
        "All would be better off with “give” and “give”, "
        "but somebody would gain by deviating from it.",
    ]
    sentences = games.equilibria(MEET, equilibria(MEET))
    assert (
        "All would be better off with “here” and “here”, which is an equilibrium too: they only need to "
        "coordinate on it."
    ) in sentences
    assert (
        "Mixed strategies: Ann chooses “here” with 33.3 % and “there” with 66.7 %; "
        "Bob chooses “here” with 33.3 % and “there” with 66.7 %. "
        "Payoffs: 0.667 for Ann and 0.667 for Bob."
    ) in sentences
