"""`evaluate`: how likely one deal is to be accepted."""

from argparse import Namespace

from simulator.cli import serialise
from simulator.cli.commands.options import deal_arguments, deal_of, print_json
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario

HELP = "How likely a deal is to be accepted, and why."

arguments = deal_arguments


def run(asked: Namespace) -> int:
    """Print everyone's acceptance, and that of all."""
    scenario = load_scenario(asked.file)
    answer = serialise.evaluation(Model(scenario), deal_of(scenario, asked))
    if asked.json:
        print_json(answer)
        return 0
    for id, player in answer["players"].items():
        print(
            f"{id:20s} utility {player['utility']:.3f}, reservation value {player['reservation']:.3f}, "
            f"accepts {player['acceptance']:.1%} ({_span(player['range'])})"
        )
    print(
        f"{'all':20s} {answer['joint_acceptance']:.1%} ({_span(answer['range'])}) "
        f"± {2 * answer['standard_error']:.1%}"
    )
    return 0


def _span(ends: list[float]) -> str:
    return f"{ends[0]:.0%} – {ends[1]:.0%}"
