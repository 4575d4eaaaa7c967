"""What must hold of every stake, the unit of a player's gains (docs/model.md, section 3)."""

import copy
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.acceptance.acceptance import accept
from simulator.preferences import stakes
from simulator.preferences.negotiation_model import Model
from simulator.preferences.player_preferences import PlayerPreferences
from tests.strategies import houses, negotiations
from tests.support import examples, model_of, two_player_data

few_examples = examples(25)
LEAST = 0.25


def worth(player: PlayerPreferences, deal: tuple[int, ...]) -> float:
    value = sum(float(player.weight[k] * player.worth[k][at]) for k, at in enumerate(deal))
    for (k, m), coupling in zip(player.pairs, player.strength, strict=True):
        value += float(coupling * player.worth[k][deal[k]] * player.worth[m][deal[m]])
    return value


def by_definition(model: Model) -> dict[str, float]:
    """Deal by deal, in plain Python."""
    central = model.central
    lines = [
        line
        for player in model.scenario.voters.values()
        for line in player.red_lines.values()
        if line.firmness.value >= 0.5
    ]
    options = [
        [
            at
            for at, id in enumerate(allowed)
            if not any(id in (line.levels or ()) for line in lines if line.issue == issue)
        ]
        for issue, allowed in zip(model.space.issues, model.space.options, strict=True)
    ]
    if not all(options):
        options = [list(range(count)) for count in model.space.counts]
    deals = list(product(*options))
    close = 1e-10
    leads = [central.players[lead] for lead in central.leads]
    rational = [d for d in deals if all(worth(p, d) >= p.reservation - close for p in leads)]
    found = {}
    for id, player in central.players.items():
        best = max((worth(player, deal) for deal in rational), default=-np.inf)
        ends = [max(worth(player, deal) for deal in deals)]
        for lead in leads:
            if lead is not player:
                top = max(worth(lead, deal) for deal in deals)
                ideals = [deal for deal in deals if worth(lead, deal) >= top - close]
                ends.append(max(worth(player, deal) for deal in ideals))
        stake = max(best - float(player.reservation), LEAST * (ends[0] - min(ends)))
        found[id] = stake if stake > close else 1.0
    return found


@few_examples
@given(houses())
def test_a_stake_is_what_its_definition_gives(data: dict[str, Any]) -> None:
    model = model_of(data)
    assert model.stakes == pytest.approx(by_definition(model), abs=1e-9)


@few_examples
@given(houses())
def test_one_block_or_many_come_to_the_same(data: dict[str, Any]) -> None:
    whole = model_of(data).stakes
    with patch.object(stakes, "CELLS", 1):
        assert model_of(data).stakes == pytest.approx(whole, abs=1e-12)


@few_examples
@given(houses())
def test_what_is_sought_among_too_many_deals_is_the_best_of_all(data: dict[str, Any]) -> None:
    whole = model_of(data).stakes
    with patch.object(stakes, "is_enumerable", return_value=False):
        assert model_of(data).stakes == pytest.approx(whole, abs=stakes.GAP)


def three_side_data(rng: np.random.Generator, issues: int, options: int) -> dict[str, Any]:
    """Three sides that each want something else; enough of each to leave all above no deal."""
    data = two_player_data([([1.0] * options, [1.0] * options)] * issues, ([], []), (0.5, 0.5))
    data["parties"]["c"] = copy.deepcopy(data["parties"]["a"]) | {"lead": "c"}
    data["parties"]["c"]["players"] = {"c": data["parties"]["c"]["players"]["a"]}
    for name, party in data["parties"].items():
        player = party["players"][name]
        for k, weight in enumerate(rng.dirichlet(np.full(issues, 2.0)).tolist()):
            worths = rng.random(options)
            worths[rng.permutation(options)[:2]] = 0, 1
            table = {f"o{n}": worth for n, worth in enumerate(worths.tolist())}
            player["weights"][f"i{k}"] = {"value": weight, "assumption": "test"}
            player["values"][f"i{k}"]["table"] = table
    return data


@pytest.mark.parametrize("seed", range(6))
def test_among_three_parties_nearly_the_best_is_sought_out(seed: int) -> None:
    """Six options an issue, of which four alone are offered in the second search."""
    data = three_side_data(np.random.default_rng(seed), 5, 6)
    whole = model_of(data).stakes
    for offered, least in ((stakes.OFFERED, 0.99), (4 * 5 * 3, 0.8)):
        with (
            patch.object(stakes, "is_enumerable", return_value=False),
            patch.object(stakes, "OFFERED", offered),
        ):
            sought = model_of(data).stakes
        for id, stake in whole.items():
            assert least * stake <= sought[id] <= stake + 1e-6


@few_examples
@given(negotiations(ranged=False), st.sampled_from([0.5, 0.8]))
def test_an_option_that_nobody_could_accept_changes_no_chance(
    data: dict[str, Any], share: float
) -> None:
    """One side's dream, on a scale that is stretched for it; to the other worth less than no deal."""
    for name in ("a", "b"):
        data["parties"][name]["players"][name]["no_deal"]["stay"]["value"] = 0.3
    padded = copy.deepcopy(data)
    padded["issues"]["i0"]["levels"]["dream"] = "A dream"
    dreamer = padded["parties"]["a"]["players"]["a"]
    table = dreamer["values"]["i0"]["table"]
    for option in table:
        table[option] *= share
    table["dream"] = 1.0
    # The same utility in other units: what issue i0 can be worth has grown.
    weights = {issue: entry["value"] for issue, entry in dreamer["weights"].items()}
    total = 1 + weights["i0"] * (1 / share - 1)
    for issue, weight in weights.items():
        dreamer["weights"][issue]["value"] = weight / total * (1 / share if issue == "i0" else 1)
    dreamer["no_deal"]["stay"]["value"] = 0.3 / total
    other = padded["parties"]["b"]["players"]["b"]
    other["values"]["i0"]["table"]["dream"] = 0.0
    before, after = model_of(data), model_of(padded)
    # Without it the other side has more than no deal: else the dream would be out of nobody's reach.
    dream = after.central.players["b"]
    assume(dream.weight[0] > 0.7)
    for model in (before, after):
        bests = by_definition(model)
        assume(all(_gains(model)[id] >= bests[id] - 1e-12 for id in ("a", "b")))
    deals = before.space.unravel(np.arange(before.space.size))
    one, two = (accept(model.sample, deals) for model in (before, after))
    for id in ("a", "b"):
        assert two.players[id].mean == pytest.approx(one.players[id].mean, abs=1e-9)
    assert two.joint.mean == pytest.approx(one.joint.mean, abs=1e-9)


def _gains(model: Model) -> dict[str, float]:
    """What each gains at best while nobody is below no deal: its stake where no floor binds."""
    players = model.central.players
    deals = list(product(*map(range, model.space.counts)))
    rational = [d for d in deals if all(worth(p, d) >= p.reservation for p in players.values())]
    return {
        id: max((worth(player, d) for d in rational), default=-1.0) - float(player.reservation)
        for id, player in players.items()
    }


def test_as_the_zone_closes_a_stake_stays_a_quarter_of_the_range() -> None:
    table = [([1.0, 0.5, 0.0], [0.0, 0.5, 1.0])]
    for reservation in (0.49, 0.5, 0.51, 0.9):
        model = model_of(two_player_data(table, ([1.0], [1.0]), (reservation, reservation)))
        assert model.stakes == pytest.approx({"a": 0.25, "b": 0.25})


def test_whoever_can_gain_nothing_and_loses_nothing_has_a_stake_all_the_same() -> None:
    data = two_player_data([([1.0, 0.0], [1.0, 0.0])], ([1.0], [1.0]), (1.0, 0.2))
    assert model_of(data).stakes == pytest.approx({"a": 1.0, "b": 0.8})
