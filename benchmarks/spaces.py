"""Made-up negotiations of any size, and the plain ways to value them."""

from typing import Any

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import ScenarioDocument

ARGUED = {"assumption": "made up"}


def model(options: int, issues: int, ranged: bool = False, coupled: bool = True) -> Model:
    """Two players over `issues` issues of `options` options, two of them coupled by an interaction."""
    rng = np.random.default_rng([1975, options, issues])
    spread = {"low": 0.3, "high": 0.5} if ranged else {}

    def player(label: str) -> dict[str, Any]:
        shares = rng.dirichlet(np.full(issues, 4.0)) * (0.9 if coupled else 1.0)
        weights: dict[str, dict[str, Any]] = {
            f"i{k}": {"value": float(w), **ARGUED} for k, w in enumerate(shares)
        }
        if ranged:
            for weight in weights.values():
                value = float(weight["value"])
                weight |= {"low": 0.7 * value, "high": 1.3 * value}
        tables = {}
        for k in range(issues):
            worths = np.concatenate([[0.0, 1.0], rng.random(options - 2)])
            tables[f"i{k}"] = {
                "kind": "levels",
                "table": {f"o{n}": float(w) for n, w in enumerate(rng.permutation(worths))},
                **ARGUED,
            }
        pair = {"between": ["i0", f"i{issues - 1}"], "value": 0.1, **ARGUED}
        return {
            "label": label,
            "description": label,
            "weights": weights,
            "values": tables,
            "interactions": {"pair": pair} if coupled else {},
            "no_deal": {"stay": {"value": 0.4, **spread, **ARGUED}},
        }

    issue = {
        "kind": "categorical",
        "label": "Issue",
        "description": "x",
        "levels": {f"o{n}": f"Option {n}" for n in range(options)},
        **ARGUED,
    }
    future = {"label": "x", "description": "x", "probability": {"value": 1.0, **ARGUED}}
    data = {
        "title": "Benchmark",
        "summary": "x",
        "issues": {f"i{k}": issue for k in range(issues)},
        "futures": {"stay": future},
        "parties": {
            id: {"label": id, "lead": id, "players": {id: player(id)}} for id in ("a", "b")
        },
        "start": {"terms": {f"i{k}": "o0" for k in range(issues)}},
    }
    return Model(ScenarioDocument("benchmark", data).scenario)


def plain_utilities(model: Model) -> FloatArray:
    """Value every deal term by term with NumPy's own indexing, as one would at first."""
    deals = np.stack(np.unravel_index(np.arange(model.space.size), model.space.counts), axis=1)
    worth = []
    for player in model.central.players.values():
        total = np.zeros(len(deals))
        for k in range(deals.shape[1]):
            total += player.weight[k] * player.worth[k][deals[:, k]]
        for (k, m), strength in zip(player.pairs, player.strength, strict=True):
            total += strength * player.worth[k][deals[:, k]] * player.worth[m][deals[:, m]]
        worth.append(total)
    return np.stack(worth, axis=1)


def plain_frontier(utilities: FloatArray) -> FloatArray:
    """Sort all deals and keep those that beat everything before them."""
    order = np.lexsort((-utilities[:, 1], -utilities[:, 0]))
    second = utilities[order, 1]
    best = np.maximum.accumulate(np.concatenate([[-np.inf], second[:-1]]))
    return np.asarray(order[second > best])
