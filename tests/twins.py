"""A negotiation in which all that has a name has the same."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from simulator.scenario.reading.loading import ScenarioDocument
from simulator.scenario.scenario import Scenario
from tests.support import two_player_data

SAME = "New tyres"


def twins() -> dict[str, Any]:
    """A negotiation in which all that has a name has the same."""
    tables: list[tuple[list[float], list[float]]] = [
        ([1, 0.9, 0], [0, 0.1, 1]),
        ([1, 0], [0, 1]),
        ([0, 0.4, 1], [1, 0.7, 0]),
    ]
    data = two_player_data(tables, ([0.5, 0.3, 0.2], [0.4, 0.4, 0.2]), (0.3, 0.3), ranged=True)
    for kind, issue in zip(
        ("categorical", "categorical", "ordinal"), data["issues"].values(), strict=True
    ):
        issue |= {"label": SAME, "kind": kind, "headline": True}
        issue["levels"] = dict.fromkeys(issue["levels"], SAME)
    for id, party in data["parties"].items():
        (player,) = party["players"].values()
        party |= {"label": SAME, "lead": f"{id}_lead"}
        party["players"] = {
            f"{id}_lead": player | {"label": SAME},
            f"{id}_home": deepcopy(player) | {"label": SAME, "short": "Tyres"},
        }
    deal = {"label": SAME, "description": "x", "assumption": "x", "terms": data["start"]["terms"]}
    data["presets"] = {"one": deal, "other": deepcopy(deal)}
    return data


def of_twins() -> Scenario:
    return ScenarioDocument("twins.yaml", twins()).scenario


def all_differ(names: Sequence[str]) -> bool:
    return len({" ".join(name.split()) for name in names}) == len(names)
