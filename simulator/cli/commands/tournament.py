"""`tournament`: every concession strategy against every other."""

from argparse import ArgumentParser, Namespace
from typing import Any

from simulator.arrays import FloatArray
from simulator.cli.options import columns, print_json
from simulator.cli.talks_options import runs_and_seed, strategy_names, talks_arguments
from simulator.formatting import percent
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario
from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.plan import plan
from simulator.simulation.tournament import RUNS, Tournament, tournament

HELP = "A round-robin tournament of concession strategies: each plays every other."


def arguments(parser: ArgumentParser) -> None:
    """Take a scenario file, and how the talks are held."""
    talks_arguments(parser, RUNS, "the strategies that take part (default: all)", "A,B,…")


def run(args: Namespace) -> int:
    """Let the strategies play each other, and rank them."""
    scenario = load_scenario(args.file)
    names = strategy_names(args.strategies) if args.strategies else None
    runs, seed = runs_and_seed(args, 2)
    held = tournament(Model(scenario), plan(scenario, rounds=args.rounds), names, runs, seed)
    answer = _as_data(held)
    if args.json:
        print_json(answer)
        return 0
    rows = [("Concession strategy", "Mean utility, discounted (95 % interval)", "Agreement")]
    rows += [
        (
            STRATEGIES[row["tactic"]].label,
            f"{row['mean']:.3f} ({row['low']:.3f} to {row['high']:.3f})",
            percent(row["agreement"]),
        )
        for row in answer["ranking"]
    ]
    print("\n".join(columns(rows)))
    return 0


def _as_data(held: Tournament) -> dict[str, Any]:
    """Describe a tournament: by seat, a row for the own strategy and a column for the others'."""

    def table(cells: FloatArray) -> dict[str, dict[str, float]]:
        return {
            own: {other: float(cells[i, j]) for j, other in enumerate(held.strategies)}
            for i, own in enumerate(held.strategies)
        }

    return {
        "runs": held.runs,
        "seed": held.seed,
        "ranking": [
            {
                "tactic": standing.strategy,
                "mean": standing.mean,
                "low": standing.low,
                "high": standing.high,
                "agreement": standing.agreement,
            }
            for standing in held.ranking
        ],
        "seats": {
            party: {
                "value": table(held.value[place]),
                "standard_error": table(held.error[place]),
                "agreement": table(held.agreement[place]),
            }
            for place, party in enumerate(held.parties)
        },
    }
