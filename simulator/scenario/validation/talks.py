"""What concerns the talks of a scenario: names that must exist, numbers that a shock can change."""

from typing import Any

from pydantic import BaseModel

from simulator.errors import did_you_mean
from simulator.scenario.base import Estimate, KeyPath
from simulator.scenario.checks import SUM_TOLERANCE, Found, named, range_of
from simulator.scenario.parameters import kind_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.talks import BIDDING_STRATEGIES, Shock, path_of

AT = ("talks",)


def check_talks(scenario: Scenario) -> Found:
    """Complain of talks that cannot be held as they are written."""
    said = scenario.talks
    if said.opens is not None:
        yield from named((*AT, "opens", "party"), said.opens.party, scenario.parties, "party")
    if said.breakdown is not None:
        yield from range_of((*AT, "breakdown"), said.breakdown, "share")
    for party, haggling in said.tactics.items():
        at = (*AT, "tactics", party)
        yield from named(at, party, scenario.parties, "party")
        yield from named((*at, "tactic"), haggling.tactic, BIDDING_STRATEGIES, "tactic")
    for id, shock in said.shocks.items():
        yield from _shock(scenario, (*AT, "shocks", id), shock)


def _shock(scenario: Scenario, at: KeyPath, shock: Shock) -> Found:
    said = scenario.talks
    if said.rounds is not None and (shock.round or 0) > said.rounds.value:
        yield (*at, "round"), f"the talks have {said.rounds.value} rounds; found {shock.round}"
    if not shock.changes and not shock.ends:
        yield at, "a shock has `changes`, or `ends` another"
    for n, other in enumerate(shock.ends):
        yield from named((*at, "ends", str(n)), other, said.shocks, "shock")
    for written, estimate in shock.changes.items():
        yield from _change(scenario, (*at, "changes", written), written, estimate)
    yield from _sums(scenario, (*at, "changes"), shock)


def _change(scenario: Scenario, at: KeyPath, written: str, estimate: Estimate) -> Found:
    path = path_of(written)
    found: Any = scenario
    for place, key in enumerate(path):
        known = _keys(found)
        if key not in known:
            where = " > ".join(path[:place]) or "the scenario"
            yield at, f'there is no "{key}" in {where}. {did_you_mean(key, known)}'
            return
        found = found[key] if isinstance(found, dict) else getattr(found, key)
    if not isinstance(found, Estimate):
        yield at, "this path does not lead to an estimate, as parties > … > no_deal > … would"
        return
    yield from range_of(at, estimate, kind_of(path).scale)


def _keys(found: Any) -> list[str]:
    """List what can follow in a path."""
    if isinstance(found, dict):
        return list(found)
    if isinstance(found, BaseModel) and not isinstance(found, Estimate):
        return [name for name in type(found).model_fields if getattr(found, name) is not None]
    return []


def _sums(scenario: Scenario, at: KeyPath, shock: Shock) -> Found:
    """Complain of probabilities that leave the futures which are not named too little, or too much."""
    moved = {
        path[1]: estimate.value
        for written, estimate in shock.changes.items()
        if (path := path_of(written))[0] == "futures" and len(path) == 3
    }
    if any(not 0 <= each <= 1 for each in moved.values()):
        return  # said already
    total = sum(moved.values())
    whole = set(moved) >= set(scenario.futures)
    if moved and whole and abs(total - 1) > SUM_TOLERANCE:
        yield at, f"the probabilities of the futures add up to {total:.6g}, not 1"
    elif moved and total > 1 + SUM_TOLERANCE:
        yield at, f"the probabilities of these futures add up to {total:.6g}, more than 1"
