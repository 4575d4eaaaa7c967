"""`backtest`: the model's view of the real proposals."""

from argparse import Namespace

from simulator import as_data
from simulator.commands.options import file_argument, print_json
from simulator.history_printed import history_lines
from simulator.loading import load_scenario
from simulator.model import Model

HELP = "The model's view of the real proposals, and its score."

arguments = file_argument


def run(asked: Namespace) -> int:
    """Print each proposal with its chance and what happened, then the scores."""
    answer = as_data.history(Model(load_scenario(asked.file)))
    if asked.json:
        print_json(answer)
        return 0
    print("\n".join(history_lines(answer)))
    return 0
