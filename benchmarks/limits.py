"""What scenarios at the limits take: `python -m benchmarks limits`, each in a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from benchmarks.fuzz import most_held
from benchmarks.hostile_files import LARGE, full, large
from benchmarks.timing import show
from simulator.errors import SimulatorError
from simulator.games.equilibria import equilibria
from simulator.games.quantal_response import quantal_response
from simulator.reporting.contents import Request
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import read_document
from simulator.simulation.equilibrium.patience import equilibrium, patience_sweep, rules_of
from ui.work import tasks
from ui.work.opened import Case
from ui.work.setting import TalksSetting
from ui.work.task import Function, Task, WorkError
from ui.work.worker import WorkerProcess

USED = (
    "39 × 2, 2 parties of 6",
    "39 × 2, 8 parties",
    "3 × 2,001 and 100, 2 parties",
    "3 × 2,001 and 100, 8 parties",
)
"""Scenarios that are accepted, and among the largest; with them all else is done."""
RUNS = 10_000
TOURNAMENT = 512
SWEPT = [0.5 + n / 80 for n in range(40)]
HERE = Path(__file__).parent.parent


def openings() -> None:
    """Open scenarios at the limits, in a process that has opened a small one: all is imported."""
    rows = [(name, *_opened_apart(_text(data))) for name, data in LARGE.items()]
    show(
        "Scenarios at the limits, opened where all is imported: processor seconds, memory",
        ("scenario", "s", "MiB", ""),
        rows,
    )


def paths() -> None:
    """Do everything else with some of them, in worker processes with their budgets."""
    rows = []
    for name in USED:
        case: Case = (name, _text(full(LARGE[name])), (), 0.0, "")
        rows += [(path, name, *_asked(case, *question(case))) for path, question in PATHS.items()]
    show(
        "What else is done with them, in a worker process that has opened them: processor seconds, memory",
        ("what", "scenario", "s", "MiB", ""),
        rows,
    )


def _text(data: dict[str, Any]) -> str:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False)


def _opened_apart(text: str) -> tuple[str, ...]:
    code = (
        "import sys, time\n"
        "from benchmarks.fuzz import most_held, one\n"
        "small, text = sys.stdin.read().split(chr(0)); one(small)\n"
        "before = time.process_time(); outcome = one(text); took = time.process_time() - before\n"
        "print(f'{took:.1f}', most_held(), outcome, sep='\\t')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=f"{_text(large([2, 3], 2))}\0{text}",
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE,
    )
    return tuple(run.stdout.strip().split("\t"))


def _asked(
    case: Case, function: Function, arguments: tuple[Any, ...], long: bool
) -> tuple[str, ...]:
    worker, outcome, held = WorkerProcess(), "done", "–"
    try:
        # What the worker does once the scenario is open and its numbers are drawn is the question's.
        for first in (tasks.opening, mapped):
            for _ in worker.answer(Task("", first, (case,), "", long)):
                before = used(worker.pid)
        for _ in worker.answer(Task("", function, arguments, "", long)):
            pass
        held = str(most_held(worker.pid))
        spent = f"{used(worker.pid) - before:.1f}"
    except WorkError as error:
        spent, outcome = "–", f"stopped: {error}"
    except SimulatorError as error:
        spent, outcome = "–", f"refused: {error}"
    worker.end()
    return spent, held, outcome.replace("\n", " ")


def used(pid: int) -> float:
    """Return the processor seconds that a process has used, to a hundredth."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _deal(case: Case) -> dict[str, float | str]:
    assert case[1] is not None
    return start_deal(read_document(case[1], case[0]).scenario)


def _setting(case: Case) -> TalksSetting:
    return TalksSetting(100, "p0", (), (), None, ())


def ahead(case: Case) -> Iterator[None]:
    """Find the equilibrium of alternating offers, and how it moves with a party's patience."""
    opened = tasks._open(case)
    rules = rules_of(opened.model)
    worth = equilibrium(opened.model, opened.survey, rules, 100, 0).worth
    patience_sweep(worth, rules, 0, SWEPT)
    yield None


def mapped(case: Case) -> Iterator[None]:
    """Draw the map of likely acceptance over the two issues that have the most options."""
    opened = tasks._open(case)
    space = opened.model.space
    rows, columns = sorted(zip(space.counts, space.issues, strict=True), reverse=True)[:2]
    opened.map(start_deal(opened.scenario), rows[1], columns[1])
    yield None


def played(case: Case) -> Iterator[None]:
    """Set the demand game, and solve it for every equilibrium and the quantal response."""
    stances = tasks._open(case).demand_game
    if stances is not None:
        equilibria(stances.game)
        quantal_response(stances.game)
    yield None


PAST = (
    "backtest",
    "coding_variants",
    "reading_range",
    "score_test",
    "answers",
    "term_paths",
    "history_path",
    "term_discrimination",
)
PATHS: dict[str, Callable[[Case], tuple[Function, tuple[Any, ...], bool]]] = {
    f"{RUNS:,} talks": lambda case: (tasks.many_talks, (case, _setting(case), RUNS), True),
    "tournament": lambda case: (
        tasks.strategies_tournament,
        (case, _setting(case), TOURNAMENT),
        True,
    ),
    "equilibrium": lambda case: (ahead, (case,), False),
    "map": lambda case: (mapped, (case,), False),
    "sensitivity": lambda case: (tasks.deal_sensitivity, (case, _deal(case)), True),
    "next moves": lambda case: (
        tasks.next_moves,
        (case, _deal(case), frozenset[str](), 0.5),
        False,
    ),
    "what opens a ZOPA": lambda case: (
        tasks.feasibility,
        (case, _deal(case), frozenset[str](), frozenset[str]()),
        False,
    ),
    "300 past proposals": lambda case: (tasks.parts, (case, PAST), False),
    "demand game": lambda case: (played, (case,), False),
    "report, page": lambda case: (
        tasks.deal_report,
        (case, Request(_deal(case), date(2026, 1, 1)), False),
        False,
    ),
    "report, PDF": lambda case: (
        tasks.deal_report,
        (case, Request(_deal(case), date(2026, 1, 1)), True),
        False,
    ),
}
