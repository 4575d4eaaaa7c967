"""What the commands that hold talks take."""

from argparse import ArgumentParser, Namespace

from simulator.cli.options import file_argument
from simulator.simulation.plan import TalksError

MOST_RUNS = 100_000


def talks_arguments(parser: ArgumentParser, runs: int, strategies: str, metavar: str) -> None:
    """Take a scenario file and how talks are held, to be read with `strategy_names` and `runs_and_seed`."""
    file_argument(parser)
    parser.add_argument("--strategies", "--tactics", metavar=metavar, help=strategies)
    parser.add_argument(
        "--runs", type=int, default=runs, metavar="N", help=f"how many talks ({runs:,})"
    )
    parser.add_argument(
        "--rounds", type=int, metavar="T", help="the deadline (default: the file's)"
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="seed of everything left to chance"
    )


def strategy_names(written: str) -> list[str]:
    """Read names that are set apart by commas."""
    return [name.strip() for name in written.split(",")]


def runs_and_seed(asked: Namespace, least: int) -> tuple[int, int]:
    """Return how many talks to hold, and the seed.

    Raises
    ------
    TalksError
        If either lies out of bounds.
    """
    if not least <= asked.runs <= MOST_RUNS:
        raise TalksError(
            f"{least} to {MOST_RUNS:,} runs can be held; {asked.runs:,} were asked for."
        )
    if asked.seed < 0:
        raise TalksError(f"A seed is 0 or more; found {asked.seed}.")
    return asked.runs, asked.seed
