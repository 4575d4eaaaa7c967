"""`simulate`: hold the talks many times."""

from argparse import ArgumentParser, Namespace
from typing import Any

from simulator.cli import serialise_talks
from simulator.cli.commands.options import print_json
from simulator.cli.commands.talks_options import runs_and_seed, tactic_names, talks_arguments
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from simulator.scenario.scenario import Scenario
from simulator.simulation.monte_carlo import RUNS, simulate
from simulator.simulation.plan import TalksError, plan

HELP = "Simulate the talks many times: how often, when and on which terms they end in a deal."


def arguments(parser: ArgumentParser) -> None:
    """Take a scenario file, and how the talks are held."""
    tactics = "one per party, in the file's order, or one for all"
    talks_arguments(parser, RUNS, tactics, "A,B")


def run(asked: Namespace) -> int:
    """Hold talks and say how they went."""
    scenario = load_scenario(asked.file)
    chosen = plan(scenario, rounds=asked.rounds, tactics=_by_party(scenario, asked.tactics))
    held = simulate(Model(scenario), chosen, *runs_and_seed(asked, 1))
    answer = serialise_talks.talks(held, scenario)
    if asked.json:
        print_json(answer)
        return 0
    for ending, share in answer["endings"].items():
        print(f"{ending:14s} {share['share']:6.1%}  ({share['low']:.1%} to {share['high']:.1%})")
    if answer["round"] is not None:
        print(f"{'round':14s} {_quantiles(answer['round'])}")
    for id, party in answer["parties"].items():
        print(f"{id:14s} brings {party['mean']:.3f}, no deal {party['no_deal']:.3f}")
    for issue, term in (answer["terms"] or {}).items():
        print(f"{issue:18s} {_quantiles(term['quantiles']) if term['quantiles'] else _most(term)}")
    return 0


def _by_party(scenario: Scenario, written: str | None) -> dict[str, str] | None:
    if written is None:
        return None
    names, parties = tactic_names(written), list(scenario.parties)
    if len(names) == 1:
        return dict.fromkeys(parties, names[0])
    if len(names) != len(parties):
        raise TalksError(
            f"Name one tactic for all, or one for each of {', '.join(parties)}; found {len(names)}."
        )
    return dict(zip(parties, names, strict=True))


def _quantiles(found: dict[str, Any]) -> str:
    return f"{found['0.5']:g}  ({found['0.1']:g} to {found['0.9']:g})"


def _most(term: dict[str, Any]) -> str:
    likely = sorted(term["shares"].items(), key=lambda each: -each[1])[:3]
    return ", ".join(f"{option} {share:.0%}" for option, share in likely)
