"""The engine: growth from a thousand to ten million deals, merging, and likely acceptance."""

import json
import subprocess
import sys

import numpy as np
import psutil

from benchmarks.spaces import model, plain_frontier, plain_utilities
from benchmarks.timing import milliseconds, ms, show
from simulator.acceptance.acceptance import accept
from simulator.acceptance.acceptance_map import acceptance_map
from simulator.acceptance.evaluation import evaluate
from simulator.acceptance.one_step_changes import one_step_changes
from simulator.bargaining.frontier import merged_frontier
from simulator.bargaining.pareto import undominated
from simulator.bargaining.problem import BargainingProblem
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import enumerate_space, survey
from simulator.limits import ENUMERABLE
from simulator.preferences.negotiation_model import Model

ISSUES = 6


def growth() -> None:
    """Utilities of both players, frontier and all five solutions; each size in its own process."""
    rows = []
    for power in range(3, 8):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.engine", str(power)],
            capture_output=True,
            text=True,
            check=True,
        )
        measured = json.loads(done.stdout)
        rows.append(
            [
                f"{measured['deals']:,}",
                ms(measured["utilities"]),
                ms(measured["rest"]),
                ms(measured["utilities"] + measured["rest"]),
                ms(measured["plain"]),
                f"{measured['plain'] / (measured['utilities'] + measured['rest']):.1f} ×",
                f"{measured['memory']:,.0f}",
            ]
        )
    show(
        "Whole deal spaces: utilities of both players, frontier, five solutions (ms)",
        (
            "deals",
            "utilities",
            "frontier and solutions",
            "together",
            "plain NumPy (utilities, sorted frontier)",
            "plain / ours",
            "peak memory above start (MiB)",
        ),
        rows,
    )


def one_size(power: int) -> None:
    """Measure one size and print it as JSON; run in a process of its own for the memory."""
    options = round(10 ** (power / ISSUES))
    case = model(options, ISSUES)
    central = case.central
    process = psutil.Process()
    before = process.memory_info().rss

    def valued() -> np.ndarray:
        return enumerate_space(central)[0]

    def solved() -> None:
        problem = BargainingProblem(utilities, reservations)
        for concept in SOLUTIONS.values():
            concept(problem)

    reservations = central.reservations
    utilities = valued()
    repeats = 3 if power >= 7 else 7
    taken = milliseconds(valued, repeats)
    rest = milliseconds(solved, repeats)
    memory = (_peak() - before) / 2**20
    plain = milliseconds(lambda: plain_frontier(plain_utilities(case)), 1 if power >= 7 else 3)
    print(
        json.dumps(
            {
                "deals": case.space.size,
                "utilities": taken,
                "rest": rest,
                "plain": plain,
                "memory": memory,
            }
        )
    )


def _peak() -> int:
    """Return the largest resident size that this process has had, in bytes."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def merging() -> None:
    """Frontiers without enumeration, where utilities add up over issues."""
    rows = []
    for options, issues in ((10, 5), (10, 6), (10, 7), (10, 12)):
        case = model(options, issues, coupled=False)
        central = case.central
        leads = central.leads
        merged = milliseconds(lambda: merged_frontier(central, leads), 5)  # noqa: B023
        enumerated = None
        if case.space.size <= ENUMERABLE:
            enumerated = milliseconds(
                lambda: undominated(enumerate_space(central)[0]),  # noqa: B023
                3,
            )
        rows.append(
            [
                f"{case.space.size:,}",
                ms(merged),
                "–" if enumerated is None else ms(enumerated),
                "–" if enumerated is None else f"{enumerated / merged:,.0f} ×",
            ]
        )
    show(
        "Frontier of additive utilities (ms)",
        ("deals", "merged issue by issue", "all deals valued", "ratio"),
        rows,
    )


def acceptance() -> None:
    """Likely acceptance: the map, one deal, and what a move of a slider leaves alone."""
    case = model(50, 4, ranged=True)
    deal = np.zeros(4, dtype=np.intp)
    one_map = milliseconds(lambda: acceptance_map(case.sample, deal, 1, 2), 5)

    cells = np.repeat(deal[None, :], 2500, axis=0)
    cells[:, 1], cells[:, 2] = np.divmod(np.arange(2500), 50)
    one_by_one = milliseconds(lambda: [accept(case.sample, cell[None, :]) for cell in cells], 1)
    terms = {f"i{k}": "o0" for k in range(4)}
    moved = milliseconds(lambda: (evaluate(case, terms), one_step_changes(case, terms)), 5)
    fresh = milliseconds(lambda: survey(Model(case.scenario)), 3)
    show(
        "Likely acceptance over 4,096 draws (ms)",
        ("what", "ours", "beside it", "ratio"),
        [
            [
                "map of 50 × 50 cells; beside it: cell by cell",
                ms(one_map),
                ms(one_by_one),
                f"{one_by_one / one_map:.0f} ×",
            ],
            [
                f"a slider moves: one deal and {196} neighbours; beside it: "
                f"the whole space of {case.space.size:,} deals again",
                ms(moved),
                ms(fresh),
                f"{fresh / moved:.0f} ×",
            ],
        ],
    )


if __name__ == "__main__":
    one_size(int(sys.argv[1]))
