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
        "--runs",
        type=int,
        default=runs,
        metavar="N",
        help=f"how many talks to simulate (default: {runs:,})",
    )
    parser.add_argument(
        "--rounds", type=int, metavar="T", help="the deadline, in rounds (default: the scenario's)"
    )
    parser.add_argument(
        "--seed", type=int, default=0, metavar="S", help="the random seed (default: 0)"
    )


def strategy_names(written: str) -> list[str]:
    """Read names that are set apart by commas."""
    return [name.strip() for name in written.split(",")]


def runs_and_seed(args: Namespace, least: int) -> tuple[int, int]:
    """Return how many talks to hold, and the seed.

    Raises
    ------
    TalksError
        If either lies out of bounds.
    """
    if not least <= args.runs <= MOST_RUNS:
        raise TalksError(
            f"{least} to {MOST_RUNS:,} runs are possible; {args.runs:,} were asked for."
        )
    if args.seed < 0:
        raise TalksError(f"A seed is 0 or more; found {args.seed}.")
    return args.runs, args.seed
