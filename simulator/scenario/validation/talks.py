"""What concerns the talks of a scenario: names that must exist, numbers that a shock can change."""

from typing import Any

from pydantic import BaseModel

from simulator.errors import did_you_mean
from simulator.scenario.base import Estimate, KeyPath
from simulator.scenario.checks import SUM_TOLERANCE, Findings, named, range_of
from simulator.scenario.parameter_kinds import kind_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.talks import BIDDING_STRATEGIES, Shock, path_of

AT = ("talks",)


def check_talks(scenario: Scenario) -> Findings:
    """Complain of talks that cannot be held as they are written."""
    talks = scenario.talks
    if talks.opens is not None:
        yield from named((*AT, "opens", "party"), talks.opens.party, scenario.parties, "party")
    if talks.breakdown is not None:
        yield from range_of((*AT, "breakdown"), talks.breakdown, "share")
    for party, strategy in talks.tactics.items():
        at = (*AT, "tactics", party)
        yield from named(at, party, scenario.parties, "party")
        yield from named(
            (*at, "tactic"), strategy.tactic, BIDDING_STRATEGIES, "concession strategy"
        )
    for id, shock in talks.shocks.items():
        yield from _shock(scenario, (*AT, "shocks", id), shock)


def _shock(scenario: Scenario, at: KeyPath, shock: Shock) -> Findings:
    talks = scenario.talks
    if talks.rounds is not None and (shock.round or 0) > talks.rounds.value:
        yield (*at, "round"), f"the talks have {talks.rounds.value} rounds; found {shock.round}"
    if not shock.changes and not shock.ends:
        yield at, "a shock has `changes`, or `ends` another"
    for n, other in enumerate(shock.ends):
        yield from named((*at, "ends", str(n)), other, talks.shocks, "shock")
    for written, estimate in shock.changes.items():
        yield from _change(scenario, (*at, "changes", written), written, estimate)
    yield from _sums(scenario, (*at, "changes"), shock)


def _change(scenario: Scenario, at: KeyPath, written: str, estimate: Estimate) -> Findings:
    path = path_of(written)
    part: Any = scenario
    for place, key in enumerate(path):
        known = _keys(part)
        if key not in known:
            where = " > ".join(path[:place]) or "the scenario"
            yield at, f'there is no "{key}" in {where}. {did_you_mean(key, known)}'
            return
        part = part[key] if isinstance(part, dict) else getattr(part, key)
    if not isinstance(part, Estimate):
        yield at, "this path does not lead to an estimate, as parties > … > no_deal > … would"
        return
    yield from range_of(at, estimate, kind_of(path).scale)


def _keys(part: Any) -> list[str]:
    """List what can follow in a path."""
    if isinstance(part, dict):
        return list(part)
    if isinstance(part, BaseModel) and not isinstance(part, Estimate):
        return [name for name in type(part).model_fields if getattr(part, name) is not None]
    return []


def _sums(scenario: Scenario, at: KeyPath, shock: Shock) -> Findings:
    """Complain of probabilities that leave the futures which are not named too little, or too much."""
    moved = {
        path[1]: estimate.value
        for written, estimate in shock.changes.items()
        if (path := path_of(written))[0] == "futures" and len(path) == 3
    }
    if any(not 0 <= probability <= 1 for probability in moved.values()):
        return  # said already
    total = sum(moved.values())
    all_named = set(moved) >= set(scenario.futures)
    if moved and all_named and abs(total - 1) > SUM_TOLERANCE:
        yield at, f"the probabilities of the futures add up to {total:.6g}, not 1"
    elif moved and total > 1 + SUM_TOLERANCE:
        yield at, f"the probabilities of these futures add up to {total:.6g}, more than 1"
