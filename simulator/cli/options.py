"""What several commands take and print."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import DealError, ScenarioError, SimulatorError, did_you_mean
from simulator.scenario.deals import named_deal, parse_option, start_deal
from simulator.scenario.scenario import Scenario

BAD_INPUT = 2
"""The exit status for input that needs mending."""


def file_argument(parser: ArgumentParser) -> None:
    """Take one scenario file, as `file`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a scenario in YAML")


def all_deals_argument(parser: ArgumentParser) -> None:
    """Take whether deals count that cross a red line which is probably real, as `all_deals`."""
    parser.add_argument(
        "--all-deals",
        action="store_true",
        help="also the deals that cross a red line that is probably real",
    )


def deal_arguments(parser: ArgumentParser) -> None:
    """Take a scenario file and a deal, to be read with `deal_of`."""
    file_argument(parser)
    parser.add_argument(
        "--deal",
        metavar="NAME",
        help="a preset or a real proposal, by its id (default: the opening deal)",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="ISSUE=VALUE",
        dest="terms",
        help="change one term; can be repeated",
    )


def against_argument(parser: ArgumentParser) -> None:
    """Take the deal that reasons are told against, to be read with `against_of`."""
    parser.add_argument(
        "--against",
        metavar="NAME",
        help="tell reasons against this preset or real proposal (default: the status quo, or else the "
        "opening deal)",
    )


def against_of(scenario: Scenario, args: Namespace) -> dict[str, float | str] | None:
    """Return the deal that reasons are told against; None where none was named.

    Raises
    ------
    DealError
        If the scenario has no such deal.
    """
    return None if args.against is None else named_deal(scenario, args.against)


def deal_of(scenario: Scenario, args: Namespace) -> dict[str, float | str]:
    """Return the deal that was named, with the terms that were set.

    Raises
    ------
    DealError
        If the scenario has no such deal, issue or option.
    """
    deal = start_deal(scenario) if args.deal is None else named_deal(scenario, args.deal)
    for term in args.terms:
        issue, equals, value = term.partition("=")
        if not equals:
            raise DealError(f'"{term}" is not a term: write it as issue=value.')
        check_issue(scenario, issue)
        try:
            deal[issue] = parse_option(scenario.issues[issue], value)
        except DealError as error:
            raise DealError(f"{issue}: {error}") from error
    return deal


def check_issue(scenario: Scenario, issue: str) -> None:
    """Refuse an issue that the scenario does not have."""
    if issue not in scenario.issues:
        near = did_you_mean(issue, list(scenario.issues))
        raise DealError(f'There is no issue "{issue}". {near}')


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write rows as lines, each column as wide as its longest entry."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (entry.ljust(width) for entry, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def percent_of(chance: float) -> str:
    """Write a share with one decimal."""
    return f"{100 * chance:.1f} %"


def print_json(content: Any) -> None:
    """Print plain data as JSON."""
    print(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def problems(error: ScenarioError) -> list[dict[str, Any]]:
    """List what needs mending in a scenario file."""
    return [
        {
            "file": problem.file or error.file,
            "line": problem.line,
            "column": problem.column,
            "field": " > ".join(problem.field),
            "message": problem.message,
        }
        for problem in error.problems
    ]


def refusal(error: SimulatorError) -> dict[str, Any]:
    """Describe a refusal."""
    if isinstance(error, ScenarioError):
        return {"error": f"{error.file} cannot be used", "problems": problems(error)}
    return {"error": str(error), "problems": []}
