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


def run(args: Namespace) -> int:
    """Print what needs mending, by file; return 2 if anything does."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    for file in args.files:
        try:
            load_scenario(file)
            by_file[str(file)] = []
        except ScenarioError as error:
            by_file[str(file)] = problems(error)
            print(error, file=sys.stderr)
    if args.json:
        print_json({"valid": not any(by_file.values()), "files": by_file})
    else:
        for name, mistakes in by_file.items():
            if not mistakes:
                print(f"{name}: valid")
    return BAD_INPUT if any(by_file.values()) else 0
