"""`backtest`: the model's view of the real proposals."""

from argparse import Namespace

from simulator.cli import serialise
from simulator.cli.commands.options import file_argument, print_json
from simulator.cli.history_printed import history_lines
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_scenario

HELP = "The model's view of the real proposals, and its score."

arguments = file_argument


def run(asked: Namespace) -> int:
    """Print each proposal with its chance and what happened, then the scores."""
    answer = serialise.history(Model(load_scenario(asked.file)))
    if asked.json:
        print_json(answer)
        return 0
    print("\n".join(history_lines(answer)))
    return 0
