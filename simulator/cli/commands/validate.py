"""`validate`: check scenario files."""

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulator.cli.options import BAD_INPUT, print_json, problems
from simulator.errors import ScenarioError
from simulator.scenario.reading.loading import load_scenario
from simulator.scenario.scenario import Scenario

HELP = "Check scenario files and list every problem."


def arguments(parser: ArgumentParser) -> None:
    """Take any number of files."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--review",
        action="store_true",
        help="also say what may be worth another look: what was refused by name and is suggested all the "
        "same, numbers on later sources, texts and players that make no difference, options nobody uses",
    )


def run(args: Namespace) -> int:
    """Print what needs mending, by file; return 2 if anything does."""
    by_file: dict[str, list[dict[str, Any]]] = {}
    reviews: dict[str, list[dict[str, Any]]] = {}
    for file in args.files:
        try:
            scenario = load_scenario(file)
            by_file[str(file)] = []
            if args.review:
                reviews[str(file)] = _review(scenario)
        except ScenarioError as error:
            by_file[str(file)] = problems(error)
            print(error, file=sys.stderr)
    if args.json:
        review = {"review": reviews} if args.review else {}
        print_json({"valid": not any(by_file.values()), "files": by_file} | review)
    else:
        for name, mistakes in by_file.items():
            if not mistakes:
                print(f"{name}: valid")
            for remark in reviews.get(name, []):
                print(f"  {remark['words']}")
    return BAD_INPUT if any(by_file.values()) else 0


def _review(scenario: Scenario) -> list[dict[str, Any]]:
    # Loaded when asked for: to check a file takes no arrays.
    from simulator.explain.review import remarks
    from simulator.preferences.negotiation_model import Model

    return [asdict(remark) for remark in remarks(Model(scenario))]
