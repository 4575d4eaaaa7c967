"""`backtest`: the model's view of the real proposals."""

from argparse import Namespace

from simulator import as_data
from simulator.commands.options import file_argument, print_json
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
    for each in answer["proposals"]:
        chance = "not coded" if each["joint"] is None else f"{each['joint']:.1%}"
        print(f"{each['date']}  {each['id']:16s} {chance:>10s}  {each['happened']}")
    for name, score in answer["scores"].items():
        print(f"{name:26s} log {score['log']:.3f}, Brier {score['brier']:.3f}, n = {score['n']}")
    for each in answer["readings"]:
        if each["score"] is not None:
            print(f"{each['proposal']} read as {each['coding']}: log {each['score']['log']:.3f}")
    return 0
