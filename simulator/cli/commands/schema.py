"""`schema`: what a scenario file may say, for editors."""

from argparse import ArgumentParser, Namespace

from simulator.cli.options import print_json
from simulator.scenario.json_schema import scenario_schema

HELP = "The JSON Schema of scenario files."


def arguments(parser: ArgumentParser) -> None:
    """Take nothing."""


def run(args: Namespace) -> int:
    """Print the schema."""
    print_json(scenario_schema())
    return 0
