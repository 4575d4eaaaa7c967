"""What several test modules use: a small scenario, and ways to change it."""

import asyncio
import copy
import os
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import settings

from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import crosses
from simulator.scenario.reading.loading import (
    ScenarioDocument,
    load_document,
    read_document,
)
from simulator.scenario.reading.yaml_reader import read_yaml
from simulator.scenario.scenario import Scenario

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "scenarios"
WATER = Path(__file__).parent / "data" / "water.yaml"
MINERALS = SCENARIOS / "us_ukraine_minerals.yaml"

EXPLORES = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
"""Whether new counterexamples are looked for (make fuzz)."""

LONG_ENOUGH = 120.0
"""Seconds for what takes a moment on an idle machine."""

WATER_TEXT = WATER.read_text("utf-8")


def awaited(answer: Coroutine[Any, Any, None]) -> None:
    """Wait for it in another thread: in this one a browser test may have left a loop running."""
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, answer).result()


def until(holds: Callable[[], object]) -> None:
    """Wait for what is on its way."""
    end = time.monotonic() + LONG_ENOUGH
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def examples(number: int, **others: Any) -> settings:
    """So many examples of what takes long; twenty times as many where new ones are looked for."""
    return settings(max_examples=20 * number if EXPLORES else number, **others)


def water_data() -> dict[str, Any]:
    return copy.deepcopy(read_yaml(WATER_TEXT, "water.yaml").data)


def water(changes: Mapping[Any, Any] | None = None) -> Scenario:
    """The small scenario with values replaced at paths; None takes one away."""
    data = water_data()
    for path, value in (changes or {}).items():
        at = data
        for key in path[:-1]:
            at = at[key]
        if value is None:
            at.pop(path[-1])
        else:
            at[path[-1]] = value
    return ScenarioDocument("water.yaml", data).scenario


def scenario_from(text: str, name: str = "test.yaml") -> Scenario:
    return read_document(text, name).scenario


def shipped(name: str) -> Model:
    return Model(load_document(SCENARIOS / f"{name}.yaml").scenario)


UNION = ("parties", "farmers", "players", "union")
MAYOR = ("parties", "city", "players", "mayor")
COUNCIL = ("parties", "city", "players", "council")


def keeps_lines(model: Model) -> np.ndarray:
    """Tell of every deal whether it crosses no red line of firmness one half or more, shape (n_deals,)."""
    deals = model.space.unravel(np.arange(model.space.size))
    kept = np.ones(len(deals), dtype=bool)
    for player in model.scenario.voters.values():
        for line in player.red_lines.values():
            if line.firmness.value >= 0.5:
                k = model.space.issues.index(line.issue)
                kept &= ~np.array(crosses(line, model.space.options[k]))[deals[:, k]]
    return kept


def two_player_data(
    tables: list[tuple[list[float], list[float]]],
    weights: tuple[list[float], list[float]],
    reservations: tuple[float, float],
    ranged: bool = False,
    **player: Any,
) -> dict[str, Any]:
    """Two players over issues `i0`, `i1` …, each given by what its options are worth to each.

    Numbers are certain unless `ranged`.
    """
    argued = {"assumption": "test"}

    def estimate(value: float) -> dict[str, Any]:
        if ranged and 0.02 < value < 0.98:
            return {"value": value, "low": value * 0.8, "high": 1 - (1 - value) * 0.8, **argued}
        return {"value": value, **argued}

    def a_player(side: int) -> dict[str, Any]:
        return {
            "label": f"Player {side}",
            "description": "x",
            "weights": {f"i{k}": estimate(w) for k, w in enumerate(weights[side])},
            "values": {
                f"i{k}": {
                    "kind": "levels",
                    "table": {f"o{n}": worth for n, worth in enumerate(table[side])},
                    **argued,
                }
                for k, table in enumerate(tables)
            },
            "no_deal": {"stay": estimate(reservations[side])},
            **player,
        }

    return {
        "title": "t",
        "summary": "s",
        "issues": {
            f"i{k}": {
                "kind": "categorical",
                "label": f"Issue {k}",
                "description": "x",
                "levels": {f"o{n}": f"Option {n}" for n in range(len(table[0]))},
                **argued,
            }
            for k, table in enumerate(tables)
        },
        "futures": {
            "stay": {"label": "f", "description": "f", "probability": {"value": 1.0, **argued}}
        },
        "parties": {
            name: {"label": name, "lead": name, "players": {name: a_player(side)}}
            for side, name in enumerate(("a", "b"))
        },
        "presets": {},
        "start": {"terms": {f"i{k}": "o0" for k in range(len(tables))}},
    }


def model_of(data: dict[str, Any]) -> Model:
    return Model(ScenarioDocument("test.yaml", data).scenario)


def with_stakes_of(model: Model, other: Model) -> Model:
    """Measure gains by another scenario's stakes, which its numbers may have moved."""
    model.__dict__["stakes"] = other.stakes
    return model


THIRD: dict[str, Any] = {
    "label": "The province",
    "lead": "governor",
    "players": {
        "governor": {
            "label": "The governor",
            "description": "Must sign too.",
            "weights": {"price": {"value": 1.0, "assumption": "Test."}},
            "values": {"price": {"kind": "target", "peak": 5, "assumption": "The middle."}},
            "no_deal": {
                "drought": {"value": 0.4, "assumption": "Test."},
                "rain": {"value": 0.4, "assumption": "Test."},
            },
        }
    },
}


def three_parties() -> dict[str, Any]:
    """The small scenario with a third party, who must sign too."""
    data = water_data()
    data["parties"]["province"] = copy.deepcopy(THIRD)
    return data
