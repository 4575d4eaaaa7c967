"""`words`: all that is said about the deals of scenarios, to be read through."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from simulator.cli.options import print_json
from simulator.errors import OutputError
from simulator.explain.refusals import on_record
from simulator.preferences.negotiation_model import Model
from simulator.reporting.chapters import document
from simulator.reporting.contents import Request, report
from simulator.reporting.text import lines
from simulator.scenario.deals import named_deal, named_deals, start_deal
from simulator.scenario.reading.loading import ScenarioDocument, load_document

HELP = "Every sentence said about the prepared deals and real texts, to be read through."


def arguments(parser: ArgumentParser) -> None:
    """Take any number of files, and where to write."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="scenarios in YAML")
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="write here (default: print)"
    )


def run(args: Namespace) -> int:
    """Write what a report says of the opening deal and each deal with a name, each line once."""
    by_file = {str(file): list(_words(load_document(file))) for file in args.files}
    if args.json:
        print_json({"files": by_file})
        return 0
    text = "".join(f"# {name}\n\n" + "\n".join(words) + "\n\n" for name, words in by_file.items())
    if args.out is None:
        print(text, end="")
        return 0
    try:
        args.out.write_text(text, "utf-8")
    except OSError as error:
        raise OutputError(f"{args.out} cannot be written: {error.strerror}.") from error
    print(f"wrote {args.out}")
    return 0


def _words(filed: ScenarioDocument) -> Iterator[str]:
    scenario = filed.scenario
    model = Model(scenario)
    deals = {"opening deal": start_deal(scenario)}
    deals |= {id: named_deal(scenario, id) for id in named_deals(scenario)}
    written: set[str] = set()
    for name, deal in deals.items():
        yield f"\n== {name} =="
        contents = report(model, filed, Request(deal, date.today()))
        for line in (*lines(document(contents)), *on_record(scenario, deal)):
            # What is said of one deal as of another is read once.
            if line not in written:
                written.add(line)
                yield line
