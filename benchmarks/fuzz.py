"""Read files that mean no good: `python -m benchmarks.fuzz 1000 [--seconds S] [--seed N]`.

Prints how many were read, how many of them were scenarios after all and were opened, the slowest, and
the most memory that the process took. Ends with what it was when anything but an answer or a refusal
comes out.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import yaml

from benchmarks.hostile_files import LARGE, SCENARIOS, broken, large
from benchmarks.timing import show
from simulator.acceptance.evaluation import evaluate
from simulator.bargaining.survey import survey
from simulator.errors import ScenarioError
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import read_document, scenario_files


def opened(text: str, folder: Path | None = SCENARIOS) -> Model | None:
    """Open a file as the desk does; None where it is refused."""
    try:
        model = Model(read_document(text, "fuzz.yaml", folder).scenario)
    except ScenarioError:
        return None
    survey(model)
    evaluate(model, start_deal(model.scenario))
    return model


def sizes() -> None:
    """Open scenarios at the limits; run as `python -m benchmarks limits`."""
    rows = []
    for name, data in LARGE.items():
        text = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False)
        rows.append((name, *_apart(text)))
    show(
        "Scenarios at the limits, opened in a process of their own",
        ("scenario", "s", "MiB", ""),
        rows,
    )


def _apart(text: str) -> tuple[str, str, str]:
    code = (
        "import sys, time, resource\n"
        "from benchmarks.fuzz import one\n"
        "start = time.process_time(); said = one(sys.stdin.read())\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10\n"
        "print(f'{time.process_time() - start:.1f}', peak, said, sep='\\t')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True
    )
    seconds, peak, said = run.stdout.strip().split("\t")
    return seconds, peak, said


def one(text: str) -> str:
    """Open one file and say in a few words what came of it."""
    try:
        model = Model(read_document(text, "large.yaml").scenario)
    except ScenarioError as error:
        return f"refused: {error.problems[0].message.split(';')[0]}"
    surveyed = survey(model)
    evaluate(model, start_deal(model.scenario))
    return "a part of the frontier" if surveyed.partial else "the whole frontier"


def main() -> None:
    """Read as many files as are asked for, or as the seconds allow."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=int)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    texts = [file.read_text() for file in scenario_files(SCENARIOS)]
    texts += [yaml.dump(large([2, 3, 5], 3), sort_keys=False)] * len(texts)
    start, slowest, worst, valid, number = time.monotonic(), 0.0, "", 0, 0
    while number < args.files and time.monotonic() - start < args.seconds:
        text = broken(rng, texts)
        number += 1
        before = time.process_time()
        try:
            valid += opened(text) is not None
        except Exception:
            Path("fuzz-failed.yaml").write_text(text, errors="surrogatepass")
            print(f"file {number} of seed {args.seed} failed; it lies in fuzz-failed.yaml")
            raise
        taken = time.process_time() - before
        if taken > slowest:
            slowest, worst = taken, text
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{number:,} files, {valid:,} of them scenarios after all; the slowest took {slowest:.2f} s of "
        f"processor time ({len(worst):,} characters); at most {peak} MiB"
    )


if __name__ == "__main__":
    main()
