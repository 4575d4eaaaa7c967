"""`calibrate`: fit the acceptance curve on human decisions."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from simulator.commands.options import print_json

HELP = "Fit and check the acceptance curve on human decisions."


def arguments(parser: ArgumentParser) -> None:
    """Take files of decisions and of agreements."""
    parser.add_argument("data", nargs="+", type=Path, metavar="DATA", help="CSV files of decisions")
    parser.add_argument(
        "--agreements",
        type=Path,
        metavar="FILE",
        help="a CSV file of finished negotiations over items",
    )
    parser.add_argument("--write", action="store_true", help="make the fit the engine's defaults")


def run(asked: Namespace) -> int:
    """Print the pooled fit, the held-out scores, and how well one setting predicts another."""
    # Imported here: fitting needs parts of SciPy that nothing else does.
    from simulator import defaults
    from simulator.calibration import record
    from simulator.calibration.agreements import read_agreements
    from simulator.calibration.calibrate import calibrate
    from simulator.calibration.decisions import read_decisions

    found = calibrate(
        [read_decisions(path) for path in asked.data],
        read_agreements(asked.agreements) if asked.agreements else (),
    )
    if asked.write:
        content = record.defaults_from(found, defaults.defaults_data())
        defaults.FILE.write_text(record.to_text(content), "utf-8")
    if asked.json:
        print_json(record.as_data(found))
        return 0
    for name, pooled in (
        ("population: precision", found.precision),
        ("population: disadvantageous", found.disadvantageous),
        ("within a person: precision", found.within_precision),
        ("within a person: disadvantageous", found.within_disadvantageous),
    ):
        if pooled is not None:
            print(f"{name:34s} {pooled.value:6.2f} (standard error {pooled.error:.2f})")
    for setting in found.settings:
        for model, scores in setting.scores.items():
            loss = scores.log_loss
            print(
                f"{setting.name:14s} {model:22s} log loss {loss.value:.3f} "
                f"({loss.low:.3f} to {loss.high:.3f}), AUC {scores.auc:.2f}"
            )
    for each in found.transfers:
        print(
            f"{' + '.join(each.fitted_on)} → {each.checked_on}: bias {each.bias:+.3f}, "
            f"slope {each.scores.slope or 0:.2f}, AUC {each.scores.auc:.2f}"
        )
    for rule, close in found.agreements.items():
        print(
            f"{rule:22s} {close.distance.value:.3f} from what was agreed "
            f"({close.distance.low:.3f} to {close.distance.high:.3f}), hits {close.hit.value:.0%}"
        )
    return 0
