"""Results of talks as plain data, for the command line and whoever scripts it."""

from typing import Any

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.scenario.issues import CategoricalIssue, ContinuousIssue, Issue
from simulator.scenario.scenario import Scenario
from simulator.simulation.monte_carlo import EstimatedShare, SimulatedTalks
from simulator.simulation.tournament import Tournament

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
DEALS = 10


def talks(found: SimulatedTalks, scenario: Scenario) -> dict[str, Any]:
    """Describe many runs; `terms` and `round` are those of signed deals, null where there are none."""
    plan, signed = found.plan, bool(found.signed.any())
    return {
        "runs": found.runs,
        "seed": found.seed,
        "rounds": plan.rounds,
        "opens": plan.opens,
        "tactics": {party: each.name for party, each in plan.tactics.items()},
        "accepts": dict(plan.accepts),
        "shocks": dict(plan.shocks),
        "deals_considered": len(found.room.deals),
        "agreement": _share(found.agreement),
        "endings": {each.name.lower(): _share(share) for each, share in found.endings.items()},
        "round": _quantiles(found.round[found.signed]) if signed else None,
        "parties": {party: _party(found, place) for place, party in enumerate(found.parties)},
        "terms": {
            id: _term(issue, found.terms[id], found.room.stages[0].preferences.space.options[k])
            for k, (id, issue) in enumerate(scenario.issues.items())
        }
        if signed
        else None,
        "deals": [
            {"deal": found.deal(row), "share": count / found.runs}
            for row, count in list(found.deals.items())[:DEALS]
        ],
    }


def _share(share: EstimatedShare) -> dict[str, float]:
    return {"share": share.value, "low": share.low, "high": share.high}


def _party(found: SimulatedTalks, place: int) -> dict[str, Any]:
    """What talks bring a lead: `mean` and `quantiles` over all runs, `discounted` by its patience."""
    none = found.room.stages[0].seats[place].reservation[found.draw]
    return {
        "mean": float(found.worth[:, place].mean()),
        "standard_error": float(found.worth[:, place].std() / np.sqrt(found.runs)),
        "discounted": float(found.value[:, place].mean()),
        "no_deal": float(none.mean()),
        "quantiles": _quantiles(found.worth[:, place]),
    }


def _term(issue: Issue, counts: IntArray, options: tuple[float | str, ...]) -> dict[str, Any]:
    """How often each option is signed, and quantiles where the options have an order."""
    shares = {str(o): float(n / counts.sum()) for o, n in zip(options, counts, strict=True) if n}
    if isinstance(issue, CategoricalIssue):
        return {"shares": shares, "quantiles": None}
    reached = np.cumsum(counts) / counts.sum()
    places = {level: int(np.searchsorted(reached, level - 1e-12)) for level in LEVELS}
    amounts = isinstance(issue, ContinuousIssue)
    return {
        "shares": shares,
        "quantiles": {str(level): options[at] for level, at in places.items()} if amounts else None,
    }


def _quantiles(values: FloatArray | IntArray) -> dict[str, float]:
    return {str(level): float(np.quantile(values, level)) for level in LEVELS}


def tournament(found: Tournament) -> dict[str, Any]:
    """Describe a tournament: by seat, a row for the own tactic and a column for the others'."""

    def table(cells: FloatArray) -> dict[str, dict[str, float]]:
        return {
            own: {other: float(cells[i, j]) for j, other in enumerate(found.tactics)}
            for i, own in enumerate(found.tactics)
        }

    return {
        "runs": found.runs,
        "seed": found.seed,
        "ranking": [vars(each) for each in found.ranking],
        "seats": {
            party: {
                "value": table(found.value[place]),
                "standard_error": table(found.error[place]),
                "agreement": table(found.agreement[place]),
            }
            for place, party in enumerate(found.parties)
        },
    }
