"""A scenario with some of its numbers changed, everything that must add up kept adding up.

A visitor moves one number; what hangs on it moves along: the other weights of that player, the
other futures' probabilities, and the number's own range, which keeps its width on the number's own
scale. Several changes together give the same scenario in whatever order they were made.
"""

from collections.abc import Mapping
from typing import Any

from scipy.special import expit, logit

from simulator.errors import SimulatorError
from simulator.scenario.base import Estimate, KeyPath
from simulator.scenario.reading.loading import ScenarioDocument, changed
from simulator.scenario.scenario import Scenario

SMALLEST = 0.001
"""Shares that are drawn from a range stay this far from 0 and 1."""


class EditError(SimulatorError):
    """A change that leaves no valid scenario."""


def edited(document: ScenarioDocument, edits: Mapping[KeyPath, float]) -> ScenarioDocument:
    """Return a document with numbers changed.

    Parameters
    ----------
    edits
        New values by the path of keys to the number, ending in `value`, `low` or `high`.

    Raises
    ------
    EditError
        If there is no such number, or the others cannot make room for it.
    ScenarioError
        If the result breaks a rule of the format.
    """
    if not edits:
        return document
    scenario = document.scenario
    changes: dict[KeyPath, Any] = {}
    for path in sorted(edits):
        if path[-1] == "value":
            _move(document, path[:-1], edits[path], changes)
    for path in sorted(edits):
        if path[-1] in ("low", "high"):
            _lookup(document, path[:-1])
            changes[path] = edits[path]
        elif path[-1] != "value":
            raise EditError(f"There is no number at {' > '.join(path)}.")
    _rescale_weights(document, scenario, edits, changes)
    _rescale_probabilities(document, scenario, edits, changes)
    return changed(document, changes)


def _lookup(document: ScenarioDocument, path: KeyPath) -> Any:
    node: Any = document.data
    for key in path:
        if isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        elif isinstance(node, dict) and key in node:
            node = node[key]
        else:
            raise EditError(f"There is no number at {' > '.join(path)}.")
    return node


def _move(
    document: ScenarioDocument, path: KeyPath, value: float, changes: dict[KeyPath, Any]
) -> None:
    """Set a number and carry its range along."""
    node = _lookup(document, path)
    if isinstance(node, int | float) and not isinstance(node, bool):
        changes[path] = value
        return
    if not isinstance(node, dict) or not isinstance(node.get("value"), int | float):
        raise EditError(f"There is no number at {' > '.join(path)}.")
    changes[*path, "value"] = value
    low, high = node.get("low"), node.get("high")
    if low is not None and high is not None:
        moved = _carried(low, node["value"], high, value)
        changes[*path, "low"], changes[*path, "high"] = moved or (None, None)


def _carried(low: float, old: float, high: float, new: float) -> tuple[float, float] | None:
    """Carry a range along with its value; None where the value can only be certain there."""
    if high <= 0 and old < 0:
        mirrored = _carried(-high, -old, -low, -new)
        return mirrored and (-mirrored[1], -mirrored[0])
    if low > 0 and high < 1 and 0 < new < 1:
        shift = logit(new) - logit(old)
        return float(expit(logit(low) + shift)), float(expit(logit(high) + shift))
    if low > 0 and new > 0 and high > 1:
        return low * new / old, high * new / old
    if low >= 0 and (high <= 1 or new <= 0):
        # At 0 or 1 a share is certain: there is no logit scale to carry a range along on.
        return None
    return low + new - old, high + new - old


def _rescale_weights(
    document: ScenarioDocument,
    scenario: Scenario,
    edits: Mapping[KeyPath, float],
    changes: dict[KeyPath, Any],
) -> None:
    for party_id, party in scenario.parties.items():
        for id, player in party.players.items():
            at = ("parties", party_id, "players", id)
            couplings = sum(
                edits.get((*at, "interactions", name, "value"), interaction.value)
                for name, interaction in player.interactions.items()
            )
            _rescale(
                player.weights, (*at, "weights"), (), 1 - couplings, edits, changes, player.name
            )


def _rescale_probabilities(
    document: ScenarioDocument,
    scenario: Scenario,
    edits: Mapping[KeyPath, float],
    changes: dict[KeyPath, Any],
) -> None:
    probabilities = {id: future.probability for id, future in scenario.futures.items()}
    _rescale(probabilities, ("futures",), ("probability",), 1.0, edits, changes, "the futures")


def _rescale(
    estimates: Mapping[str, Estimate],
    before: KeyPath,
    after: KeyPath,
    total: float,
    edits: Mapping[KeyPath, float],
    changes: dict[KeyPath, Any],
    whose: str,
) -> None:
    """Scale the numbers that were not moved, so that all add up to `total`."""
    moved = {
        id: edits[*before, id, *after, "value"]
        for id in estimates
        if (*before, id, *after, "value") in edits
    }
    rest = {id: estimate for id, estimate in estimates.items() if id not in moved}
    left, held = total - sum(moved.values()), sum(estimate.value for estimate in rest.values())
    if abs(left - held) < 1e-12:
        return
    if not rest or held <= 0 or left < SMALLEST * len(rest):
        raise EditError(
            f"The numbers moved for {whose} add up to {sum(moved.values()):.3g}; "
            f"at most {total:.3g} can be shared out. Lower one of them, or reset."
        )
    factor = left / held
    for id, estimate in rest.items():
        path = (*before, id, *after)
        changes[*path, "value"] = estimate.value * factor
        if estimate.low is not None and estimate.high is not None:
            # Scaled as it stands, but a share that is drawn must stay below 1.
            changes[*path, "low"] = estimate.low * factor
            changes[*path, "high"] = min(estimate.high * factor, 1 - SMALLEST)


def edited_scenario(scenario: Scenario, edits: Mapping[KeyPath, float]) -> Scenario:
    """Change numbers of a scenario that has been checked already; as `edited`, without the file."""
    data = scenario.model_dump(mode="json", exclude_none=True)
    return edited(ScenarioDocument(scenario.title, data), edits).scenario
