"""`tournament`: every concession strategy against every other."""

from argparse import ArgumentParser, Namespace
from typing import Any

from simulator.arrays import FloatArray
from simulator.cli.options import print_json
from simulator.cli.talks_options import runs_and_seed, strategy_names, talks_arguments
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from simulator.simulation.plan import plan
from simulator.simulation.tournament import RUNS, Tournament, tournament

HELP = "A round-robin tournament of concession strategies."


def arguments(parser: ArgumentParser) -> None:
    """Take a scenario file, and how the talks are held."""
    talks_arguments(parser, RUNS, "those that play (default: all)", "A,B,…")


def run(asked: Namespace) -> int:
    """Let concession strategies play each other and rank them."""
    scenario = load_scenario(asked.file)
    names = strategy_names(asked.strategies) if asked.strategies else None
    runs, seed = runs_and_seed(asked, 2)
    found = tournament(Model(scenario), plan(scenario, rounds=asked.rounds), names, runs, seed)
    answer = _as_data(found)
    if asked.json:
        print_json(answer)
        return 0
    for each in answer["ranking"]:
        print(
            f"{each['tactic']:20s} {each['mean']:.3f} ({each['low']:.3f} to {each['high']:.3f}), "
            f"a deal in {each['agreement']:.0%}"
        )
    return 0


def _as_data(found: Tournament) -> dict[str, Any]:
    """Describe a tournament: by seat, a row for the own strategy and a column for the others'."""

    def table(cells: FloatArray) -> dict[str, dict[str, float]]:
        return {
            own: {other: float(cells[i, j]) for j, other in enumerate(found.strategies)}
            for i, own in enumerate(found.strategies)
        }

    return {
        "runs": found.runs,
        "seed": found.seed,
        "ranking": [
            {
                "tactic": standing.strategy,
                "mean": standing.mean,
                "low": standing.low,
                "high": standing.high,
                "agreement": standing.agreement,
            }
            for standing in found.ranking
        ],
        "seats": {
            party: {
                "value": table(found.value[place]),
                "standard_error": table(found.error[place]),
                "agreement": table(found.agreement[place]),
            }
            for place, party in enumerate(found.parties)
        },
    }
