"""Read files that mean no good: `python -m benchmarks.fuzz 1000 [--seconds S] [--seed N]`.

Prints how many were read, how many of them were scenarios after all and were opened, the slowest, and
the most memory that the process took. Ends with what it was when anything but an answer or a refusal
comes out.
"""

import argparse
import random
import resource
import time
from pathlib import Path

import yaml

from benchmarks.hostile_files import SCENARIOS, broken, large
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


def one(text: str) -> str:
    """Open one file and say in a few words what came of it."""
    try:
        model = Model(read_document(text, "large.yaml").scenario)
    except ScenarioError as error:
        return f"refused: {error.problems[0].message.split(';')[0]}"
    surveyed = survey(model)
    evaluate(model, start_deal(model.scenario))
    return "a part of the frontier" if surveyed.partial else "the whole frontier"


def most_held(pid: int | str = "self") -> int:
    """Return the most MiB that a process has held; what its parent held does not count."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) >> 10


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
