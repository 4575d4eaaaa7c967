"""`calibrate`: fit the acceptance curve on human decisions."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from simulator.cli.options import print_json
from simulator.errors import CalibrationError

HELP = "Fit and check the acceptance curve on human decisions."


def arguments(parser: ArgumentParser) -> None:
    """Take files of decisions and of agreements."""
    parser.add_argument("data", nargs="*", type=Path, metavar="DATA", help="CSV files of decisions")
    parser.add_argument(
        "--published",
        type=Path,
        metavar="FOLDER",
        help="make these files first, from the public data sets in a folder of clones",
    )
    parser.add_argument(
        "--agreements",
        nargs="+",
        default=[],
        type=Path,
        metavar="FILE",
        help="CSV files of finished negotiations",
    )
    parser.add_argument("--write", action="store_true", help="put this fit into the shipped file")


def run(args: Namespace) -> int:
    """Print the pooled fits, the held-out scores, and how well one setting predicts another."""
    # Imported here: fitting needs parts of SciPy that nothing else does.
    from simulator.calibration import report, serialise
    from simulator.calibration.agreements import read_agreements
    from simulator.calibration.calibrate import calibrate
    from simulator.calibration.decisions import read_decisions
    from simulator.calibration.sources import prepare
    from simulator.preferences import curve_defaults

    data, agreements = list(args.data), list(args.agreements)
    if args.published is not None:
        prepared = prepare(args.published)
        data, agreements = prepared[0] + data, prepared[1] + agreements
    if not data:
        raise CalibrationError("Name CSV files of decisions, or a folder with --published.")
    calibration = calibrate(
        [read_decisions(path) for path in data], [read_agreements(path) for path in agreements]
    )
    if args.write:
        content = serialise.defaults_from(calibration, curve_defaults.defaults_data())
        curve_defaults.FILE.write_text(serialise.to_text(content), "utf-8")
    if args.json:
        print_json(serialise.as_data(calibration))
        return 0
    print("\n".join(report.lines(calibration)))
    return 0
