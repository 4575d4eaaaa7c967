"""Compare the figures of two checkouts: `python -m benchmarks.compare OTHER [--python PATH]`.

Runs `evaluate`, `solve`, `backtest`, `simulate`, `equilibrium` and `tournament` with `--json` on every
shipped scenario in this checkout and in another, and counts what differs: numbers by more than rounding
(listed), and words. For a change that should move no figure, and to say which a change of the
model has moved.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("evaluate",),
    ("solve",),
    ("backtest",),
    ("simulate", "--runs", "500"),
    ("equilibrium",),
    ("tournament", "--runs", "50"),
)
CLOSE = 1e-9
"""Two sums of the same numbers in another order differ by less."""


def main() -> None:
    """Print what differs; exit status 1 if a number does."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("other", type=Path, help="a checkout of another version")
    parser.add_argument("--python", default=sys.executable, help="the Python that runs the other")
    args = parser.parse_args()
    differing = 0
    for scenario in sorted((HERE / "scenarios").glob("*.yaml")):
        for command, *options in COMMANDS:
            here = _json(sys.executable, HERE, command, scenario.name, options)
            there = _json(args.python, args.other, command, scenario.name, options)
            differences = list(_differences(here, there))
            numbers = [
                difference for difference in differences if not isinstance(difference[1], str)
            ]
            differing += len(numbers)
            print(
                f"{scenario.stem:32} {command:12} {len(numbers)} numbers, "
                f"{len(differences) - len(numbers)} words",
                flush=True,
            )
            for where, ours, theirs in numbers[:5]:
                print(f"    {where}: {theirs!r} -> {ours!r}")
    raise SystemExit(bool(differing))


def _json(python: str, checkout: Path, command: str, scenario: str, options: list[str]) -> Any:
    run = subprocess.run(
        [python, "-m", "simulator", command, f"scenarios/{scenario}", *options, "--json"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(run.stdout) if run.returncode == 0 else run.stderr.strip()


def _differences(ours: Any, theirs: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            yield from _differences(ours.get(key), theirs.get(key), f"{where}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(one, other, f"{where}[{place}]")
    elif isinstance(ours, float) and isinstance(theirs, float):
        if abs(ours - theirs) > CLOSE * max(1.0, abs(ours)):
            yield where, ours, theirs
    elif ours != theirs:
        yield where, ours, theirs


if __name__ == "__main__":
    main()
