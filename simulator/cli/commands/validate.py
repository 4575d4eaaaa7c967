"""`validate`: check scenario files."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from simulator.cli.options import BAD_INPUT, print_json, problems
from simulator.errors import ScenarioError
from simulator.scenario.reading.loading import load_scenario

HELP = "Check scenario files and list every problem."


def arguments(parser: ArgumentParser) -> None:
    """Take any number of files."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(asked: Namespace) -> int:
    """Print what needs mending, by file; return 2 if anything does."""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in asked.files:
        try:
            load_scenario(file)
            found[str(file)] = []
        except ScenarioError as error:
            found[str(file)] = problems(error)
            print(error, file=sys.stderr)
    if asked.json:
        print_json({"valid": not any(found.values()), "files": found})
    else:
        for name, mistakes in found.items():
            if not mistakes:
                print(f"{name}: valid")
    return BAD_INPUT if any(found.values()) else 0
