"""`simulate`: hold the talks many times."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.cli.options import columns, percent_of, print_json
from simulator.cli.talks_options import runs_and_seed, strategy_names, talks_arguments
from simulator.explain.talks import ENDINGS
from simulator.formatting import capital, count, percent
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import label_of
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
    strategies = "a concession strategy for each party, in the file's order, or one for all"
    talks_arguments(parser, RUNS, strategies, "A,B")


def run(args: Namespace) -> int:
    """Simulate the talks and say how they went."""
    scenario = load_scenario(args.file)
    chosen = plan(scenario, rounds=args.rounds, strategies=_by_party(scenario, args.strategies))
    held = simulate(Model(scenario), chosen, *runs_and_seed(args, 1))
    answer = _as_data(held, scenario)
    if args.json:
        print_json(answer)
        return 0
    print("\n".join(_lines(answer, scenario)))
    return 0


def _lines(answer: dict[str, Any], scenario: Scenario) -> Iterator[str]:
    """Write what `_as_data` returns, a line at a time."""
    yield f"{count(answer['runs'], 'negotiation')} of at most {count(answer['rounds'], 'round')}:"
    endings = {ending.name.lower(): words for ending, words in ENDINGS.items()}
    rows = [("How they end", "Share", "95 % interval")]
    rows += [
        (
            capital(endings[ending]),
            percent_of(share["share"]),
            f"{percent_of(share['low'])} – {percent_of(share['high'])}",
        )
        for ending, share in answer["endings"].items()
    ]
    yield from columns(rows)
    yield ""
    rows = [("What they bring on average", "Utility", "Reservation value")]
    rows += [
        (scenario.parties[id].name, f"{party['mean']:.3f}", f"{party['no_deal']:.3f}")
        for id, party in answer["parties"].items()
    ]
    yield from columns(rows)
    if answer["terms"] is None:
        return
    yield ""
    yield "The deals signed: median and 10–90 % range, or the most frequent options"
    pairs = [("Round", _middle({level: f"{n:g}" for level, n in answer["round"].items()}))]
    for id, term in answer["terms"].items():
        issue = scenario.issues[id]
        if term["quantiles"]:
            labels = {level: label_of(issue, at) for level, at in term["quantiles"].items()}
            pairs.append((issue.name, _middle(labels)))
        else:
            pairs.append((issue.name, _most(issue, term)))
    yield from columns(pairs)


def _by_party(scenario: Scenario, written: str | None) -> dict[str, str] | None:
    if written is None:
        return None
    names, parties = strategy_names(written), list(scenario.parties)
    if len(names) == 1:
        return dict.fromkeys(parties, names[0])
    if len(names) != len(parties):
        raise TalksError(
            f"Name one concession strategy for all, or one for each of {', '.join(parties)}; "
            f"{len(names)} were named."
        )
    return dict(zip(parties, names, strict=True))


def _middle(quantiles: dict[str, str]) -> str:
    return f"{quantiles['0.5']} ({quantiles['0.1']} – {quantiles['0.9']})"


def _most(issue: Issue, term: dict[str, Any]) -> str:
    likely = sorted(term["shares"].items(), key=lambda share: -share[1])[:3]
    return ", ".join(f"{label_of(issue, option)}: {percent(share)}" for option, share in likely)


def _as_data(talks: SimulatedTalks, scenario: Scenario) -> dict[str, Any]:
    """Describe many runs; `terms` and `round` are those of signed deals, null where there are none."""
    plan, signed = talks.plan, bool(talks.signed.any())
    return {
        "runs": talks.runs,
        "seed": talks.seed,
        "rounds": plan.rounds,
        "opens": plan.opens,
        "tactics": {party: strategy.name for party, strategy in plan.strategies.items()},
        "accepts": dict(plan.accepts),
        "shocks": dict(plan.shocks),
        "deals_considered": len(talks.prepared.deals),
        "agreement": _share(talks.agreement),
        "endings": {ending.name.lower(): _share(share) for ending, share in talks.endings.items()},
        "round": _quantiles(talks.round[talks.signed]) if signed else None,
        "parties": {party: _party(talks, place) for place, party in enumerate(talks.parties)},
        "terms": {
            id: _term(issue, talks.terms[id], talks.prepared.phases[0].preferences.space.options[k])
            for k, (id, issue) in enumerate(scenario.issues.items())
        }
        if signed
        else None,
        "deals": [
            {"deal": talks.deal(row), "share": count / talks.runs}
            for row, count in list(talks.deals.items())[:DEALS]
        ],
    }


def _share(share: EstimatedShare) -> dict[str, float]:
    return {"share": share.value, "low": share.low, "high": share.high}


def _party(talks: SimulatedTalks, place: int) -> dict[str, Any]:
    """What talks bring a lead: `mean` and `quantiles` over all runs, `discounted` by its patience."""
    none = talks.prepared.phases[0].views[place].reservation[talks.draw]
    return {
        "mean": float(talks.worth[:, place].mean()),
        "standard_error": float(talks.worth[:, place].std() / np.sqrt(talks.runs)),
        "discounted": float(talks.value[:, place].mean()),
        "no_deal": float(none.mean()),
        "quantiles": _quantiles(talks.worth[:, place]),
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
