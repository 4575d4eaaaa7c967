"""The command line: `python -m simulator validate | evaluate | solve | backtest | …`."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import Protocol

from simulator.cli import serialise
from simulator.cli.commands import (
    backtest,
    calibrate,
    equilibrium,
    evaluate,
    report,
    schema,
    simulate,
    solve,
    tournament,
    validate,
)
from simulator.cli.commands.options import BAD_INPUT, print_json
from simulator.errors import SimulatorError


class Command(Protocol):
    """A module of `simulator.cli.commands`."""

    HELP: str

    def arguments(self, parser: ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, asked: Namespace) -> int:
        """Do it; return the exit status."""


COMMANDS: Mapping[str, Command] = {
    "validate": validate,
    "evaluate": evaluate,
    "solve": solve,
    "equilibrium": equilibrium,
    "backtest": backtest,
    "simulate": simulate,
    "tournament": tournament,
    "report": report,
    "calibrate": calibrate,
    "schema": schema,
}
"""Every command by name, in the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 for input that needs mending."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except SimulatorError as error:
        if asked.json:
            print_json(serialise.error(error))
        print(error, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m simulator",
        description="Likely acceptance, solutions and checks for negotiation scenarios in YAML.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.HELP, description=command.HELP)
        sub.set_defaults(run=command.run)
        sub.add_argument("--json", action="store_true", help="print JSON")
        command.arguments(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
