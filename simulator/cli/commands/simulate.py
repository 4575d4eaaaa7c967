"""`simulate`: hold the talks many times."""

from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.cli.options import print_json
from simulator.cli.talks_options import runs_and_seed, strategy_names, talks_arguments
from simulator.preferences.negotiation_model import Model
from simulator.scenario.issues import CategoricalIssue, ContinuousIssue, Issue
from simulator.scenario.reading.loading import load_scenario
from simulator.scenario.scenario import Scenario
from simulator.simulation.monte_carlo import RUNS, EstimatedShare, SimulatedTalks, simulate
from simulator.simulation.plan import TalksError, plan

HELP = "Simulate the talks many times: how often, when and on which terms they end in a deal."
LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
DEALS = 10


def arguments(parser: ArgumentParser) -> None:
    """Take a scenario file, and how the talks are held."""
    strategies = "one per party, in the file's order, or one for all"
    talks_arguments(parser, RUNS, strategies, "A,B")


def run(asked: Namespace) -> int:
    """Hold talks and say how they went."""
    scenario = load_scenario(asked.file)
    chosen = plan(scenario, rounds=asked.rounds, strategies=_by_party(scenario, asked.strategies))
    held = simulate(Model(scenario), chosen, *runs_and_seed(asked, 1))
    answer = _as_data(held, scenario)
    if asked.json:
        print_json(answer)
        return 0
    for ending, share in answer["endings"].items():
        print(f"{ending:14s} {share['share']:6.1%}  ({share['low']:.1%} to {share['high']:.1%})")
    if answer["round"] is not None:
        print(f"{'round':14s} {_middle(answer['round'])}")
    for id, party in answer["parties"].items():
        print(f"{id:14s} brings {party['mean']:.3f}, no deal {party['no_deal']:.3f}")
    for issue, term in (answer["terms"] or {}).items():
        print(f"{issue:18s} {_middle(term['quantiles']) if term['quantiles'] else _most(term)}")
    return 0


def _by_party(scenario: Scenario, written: str | None) -> dict[str, str] | None:
    if written is None:
        return None
    names, parties = strategy_names(written), list(scenario.parties)
    if len(names) == 1:
        return dict.fromkeys(parties, names[0])
    if len(names) != len(parties):
        raise TalksError(
            f"Name one concession strategy for all, or one for each of {', '.join(parties)}; "
            f"found {len(names)}."
        )
    return dict(zip(parties, names, strict=True))


def _middle(found: dict[str, Any]) -> str:
    return f"{found['0.5']:g}  ({found['0.1']:g} to {found['0.9']:g})"


def _most(term: dict[str, Any]) -> str:
    likely = sorted(term["shares"].items(), key=lambda each: -each[1])[:3]
    return ", ".join(f"{option} {share:.0%}" for option, share in likely)


def _as_data(found: SimulatedTalks, scenario: Scenario) -> dict[str, Any]:
    """Describe many runs; `terms` and `round` are those of signed deals, null where there are none."""
    plan, signed = found.plan, bool(found.signed.any())
    return {
        "runs": found.runs,
        "seed": found.seed,
        "rounds": plan.rounds,
        "opens": plan.opens,
        "tactics": {party: each.name for party, each in plan.strategies.items()},
        "accepts": dict(plan.accepts),
        "shocks": dict(plan.shocks),
        "deals_considered": len(found.prepared.deals),
        "agreement": _share(found.agreement),
        "endings": {each.name.lower(): _share(share) for each, share in found.endings.items()},
        "round": _quantiles(found.round[found.signed]) if signed else None,
        "parties": {party: _party(found, place) for place, party in enumerate(found.parties)},
        "terms": {
            id: _term(issue, found.terms[id], found.prepared.phases[0].preferences.space.options[k])
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
    none = found.prepared.phases[0].views[place].reservation[found.draw]
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
