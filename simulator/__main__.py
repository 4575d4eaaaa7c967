"""The command line: `python -m simulator COMMAND`; each is a module of `simulator.cli.commands`."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from simulator.cli import commands
from simulator.cli.options import BAD_INPUT, print_json, refusal
from simulator.errors import SimulatorError


class Command(Protocol):
    """A module of `simulator.cli.commands`; it is found by itself, and called by its name."""

    HELP: str

    def arguments(self, parser: ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, options: Namespace) -> int:
        """Do it; return the exit status."""


COMMANDS = tuple(module.name for module in iter_modules(commands.__path__))
"""The name of every command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 2 for input that needs mending."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser(arguments).parse_args(arguments)
    try:
        return int(options.run(options))
    except SimulatorError as error:
        if options.json:
            print_json(refusal(error))
        print(error, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        return 0


def _parser(arguments: Sequence[str]) -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m simulator",
        description="Likely acceptance, solutions and checks for negotiation scenarios in YAML.",
    )
    subparsers = parser.add_subparsers(required=True, metavar="command")
    for name, command in _commands(arguments[0] if arguments else "").items():
        sub = subparsers.add_parser(name, help=command.HELP, description=command.HELP)
        sub.set_defaults(run=command.run)
        sub.add_argument("--json", action="store_true", help="print JSON")
        command.arguments(sub)
    return parser


def _commands(chosen: str) -> Mapping[str, Command]:
    """Import the command that is asked for; where there is none of that name, all, to list them."""
    names = (chosen,) if chosen in COMMANDS else COMMANDS
    return {name: cast(Command, import_module(f"{commands.__name__}.{name}")) for name in names}


if __name__ == "__main__":
    sys.exit(main())
