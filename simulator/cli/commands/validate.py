"""`validate`: check scenario files."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from simulator.cli import serialise
from simulator.cli.commands.options import BAD_INPUT, print_json
from simulator.errors import ScenarioError
from simulator.scenario.reading.loading import load_scenario

HELP = "Check scenario files and list every problem."


def arguments(parser: ArgumentParser) -> None:
    """Take any number of files."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(asked: Namespace) -> int:
    """Print what needs mending, by file; return 2 if anything does."""
    problems: dict[str, list[dict[str, Any]]] = {}
    for file in asked.files:
        try:
            load_scenario(file)
            problems[str(file)] = []
        except ScenarioError as error:
            problems[str(file)] = serialise.problems(error)
            print(error, file=sys.stderr)
    if asked.json:
        print_json({"valid": not any(problems.values()), "files": problems})
    else:
        for name, found in problems.items():
            if not found:
                print(f"{name}: valid")
    return BAD_INPUT if any(problems.values()) else 0
