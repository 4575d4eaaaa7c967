"""`solve`: what a whole deal space holds."""

from argparse import Namespace

from simulator.cli import serialise
from simulator.cli.commands.options import file_argument, print_json
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario

HELP = "The Pareto frontier, the ZOPA, and the bargaining solutions."

arguments = file_argument


def run(asked: Namespace) -> int:
    """Print sizes, and each solution's worth to everyone."""
    answer = serialise.solutions(Model(load_scenario(asked.file)))
    if asked.json:
        print_json(answer)
        return 0
    print(
        f"{answer['outcomes']:,} deals, {answer['pareto_size']:,} on the Pareto frontier, "
        f"{'about ' if answer['zopa_estimated'] else ''}{answer['zopa_size']:,} in the ZOPA"
    )
    if answer["closest"] is not None:
        print("There is no ZOPA: every deal leaves somebody worse off than no deal.")
    for name, solution in answer["solutions"].items():
        if solution is not None:
            worth = ", ".join(f"{id} {u:.3f}" for id, u in solution["utilities"].items())
            print(f"{name}: {worth}")
    return 0
