"""`report`: one deal with its reasons, next moves and sources, as a page and a PDF."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from simulator.cli.options import (
    against_argument,
    against_of,
    check_issue,
    deal_arguments,
    deal_of,
    print_json,
)
from simulator.errors import OutputError
from simulator.preferences.negotiation_model import Model
from simulator.reporting.contents import Report, Request, report
from simulator.reporting.html import html
from simulator.reporting.pdf import pdf
from simulator.scenario.reading.loading import load_document

HELP = "A report on one deal: acceptance, reasons, what would change it, every source."


def arguments(parser: ArgumentParser) -> None:
    """Take a deal, what the next moves are to reach, and where to write."""
    deal_arguments(parser)
    against_argument(parser)
    parser.add_argument(
        "--target",
        type=_chance,
        default=0.5,
        metavar="CHANCE",
        help="the chance that all sign which the next moves should reach (default: 0.5)",
    )
    parser.add_argument(
        "--lock",
        nargs="+",
        action="extend",
        default=[],
        metavar="ISSUE",
        help="terms that the next moves must not change",
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the page here")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the PDF here")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="write both here, named after scenario and deal (default: the current folder)",
    )


def run(args: Namespace) -> int:
    """Write what was asked for and say where; with --json print the contents instead."""
    document = load_document(args.file)
    scenario = document.scenario
    for issue in args.lock:
        check_issue(scenario, issue)
    request = Request(
        deal_of(scenario, args),
        date.today(),
        target=args.target,
        locked=frozenset(args.lock),
        against=against_of(scenario, args),
    )
    contents = report(Model(scenario), document, request)
    written = [_write(file, content) for file, content in _files(args, contents)]
    if args.json:
        print_json({"files": written, "report": _plain(asdict(contents))})
    else:
        for file in written:
            print(f"wrote {file}")
    return 0


def _chance(text: str) -> float:
    try:
        chance = float(text)
    except ValueError:
        chance = float("nan")
    if not 0 < chance < 1:
        raise ArgumentTypeError(f'"{text}" is no chance between 0 and 1')
    return chance


def _files(args: Namespace, contents: Report) -> Iterator[tuple[Path, bytes]]:
    """Pair each file to write with what it is to hold; --json alone writes none."""
    both = args.out or not (args.html or args.pdf or args.json)
    folder = args.out or Path()
    name = f"{args.file.stem}-{args.deal or 'opening'}{'-changed' if args.terms else ''}"
    page = args.html or (folder / f"{name}.html" if both else None)
    sheets = args.pdf or (folder / f"{name}.pdf" if both else None)
    if page:
        yield page, html(contents).encode()
    if sheets:
        yield sheets, pdf(contents)


def _write(file: Path, content: bytes) -> str:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror}.") from error
    return str(file)


def _plain(value: Any) -> Any:
    """Make dates into text, as JSON has none."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
