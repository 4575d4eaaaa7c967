"""Worker processes: answers, the queue, budgets, and that none of them is left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from simulator.errors import ScenarioError
from tests.support import LONG_ENOUGH, ROOT, until
from tests.ui import slow
from ui.work import pool as pools
from ui.work import process
from ui.work import task as questions
from ui.work import worker as workers
from ui.work.pool import Pool
from ui.work.task import Abandoned, OverMemory, OverTime, Task, TooBusy, WorkerLost
from ui.work.worker import WorkerProcess


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page asks again and again; these tests ask once."""
    monkeypatch.setattr(pools, "PATIENCE", 10 * LONG_ENOUGH)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Workers that go from one test to the next: to start one takes seconds."""
    with closing(Pool(workers=2)) as made:
        yield made


@pytest.fixture
def fresh() -> Iterator[Pool]:
    """Workers of a test's own."""
    with closing(Pool(workers=2)) as made:
        yield made


def ask(pool: Pool, function: Callable[..., Iterator[Any]], *arguments: Any, **how: Any) -> Task:
    visitor = how.pop("visitor", "someone")
    key = how.pop("key", (function, arguments))
    # What another test asked is another question.
    return pool.ask((os.environ["PYTEST_CURRENT_TEST"], key), function, arguments, visitor, **how)


def ended(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def answer(task: Task) -> Any:
    assert task.wait(LONG_ENOUGH)
    assert task.failure is None
    return task.result


def failure(task: Task) -> Exception:
    assert task.wait(LONG_ENOUGH)
    assert task.failure is not None
    return task.failure


def test_results_come_one_after_another_and_a_worker_stays_warm(fresh: Pool) -> None:
    pool = fresh
    task = ask(pool, slow.counted, 5)
    assert (answer(task), task.count) == (5, 5)
    assert answer(ask(pool, slow.counted, 5)) == 5
    first, second = (
        answer(ask(pool, slow.until_told, str(ROOT / "README.md"), key=n)) for n in range(2)
    )
    assert first == second


def test_an_answer_is_kept_until_it_is_asked_for_afresh(pool: Pool, tmp_path: Path) -> None:
    task = ask(pool, slow.counted, 2)
    answer(task)
    assert ask(pool, slow.counted, 2) is task
    assert ask(pool, slow.counted, 2, afresh=True) is not task


def test_what_is_printed_is_no_answer(pool: Pool) -> None:
    assert answer(ask(pool, slow.printing)) == "An answer."


def test_an_error_arrives_as_it_was_and_its_worker_goes_on(pool: Pool) -> None:
    error = failure(ask(pool, slow.refused))
    assert isinstance(error, ScenarioError)
    assert "line 3, column 1: issues: this field is missing" in str(error)
    assert answer(ask(pool, slow.counted, 1)) == 1


def test_who_stops_ends_the_process_unless_another_waits_for_the_same(
    pool: Pool, tmp_path: Path
) -> None:
    task = ask(pool, slow.busy, visitor="a")
    assert ask(pool, slow.busy, visitor="b") is task
    until(lambda: task.count)
    pool.leave(task, "a")
    assert not task.over
    assert not ended(task.result)
    pool.leave(task, "b")
    assert isinstance(failure(task), Abandoned)
    until(lambda: ended(task.result))
    assert answer(ask(pool, slow.counted, 3)) == 3


def test_who_asks_no_more_has_left(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    task = ask(pool, slow.busy)
    until(lambda: task.count)
    monkeypatch.setattr(pools, "PATIENCE", 0.0)
    assert isinstance(failure(task), Abandoned)
    until(lambda: ended(task.result))


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="Windows has no such number")
def test_workers_give_way_to_a_class_and_to_nothing_else(fresh: Pool, tmp_path: Path) -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    sign = tmp_path / "sign"
    task = ask(fresh, slow.until_told, str(sign))
    until(lambda: task.count)
    first = task.result
    assert os.getpriority(os.PRIO_PROCESS, first) == min(own + process.NICE, 19)
    fresh.give_way(True)
    assert os.getpriority(os.PRIO_PROCESS, first) == max(own, workers.NICE)
    fresh.give_way(False)
    sign.touch()
    answer(task)
    # An ordinary process can't take it back; another one answers in its place.
    second = answer(ask(fresh, slow.until_told, str(sign), key="after"))
    assert second != first
    assert ended(first)
    fresh.give_way(True)
    assert answer(ask(fresh, slow.until_told, str(sign), key="in class")) == second
    assert os.getpriority(os.PRIO_PROCESS, second) == max(own, workers.NICE)


def test_time_is_limited(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(questions, "LONG", 1.0)
    monkeypatch.setattr(pools, "WALL", 1000.0)
    task = ask(pool, slow.busy)
    error = failure(task)
    assert isinstance(error, OverTime)
    assert str(error).startswith("It would take more than 1 seconds of computing")
    assert ended(task.result)
    assert ask(pool, slow.busy) is task, "it is not tried again for the next one who asks"


def test_time_is_limited_by_the_clock_too(monkeypatch: pytest.MonkeyPatch, fresh: Pool) -> None:
    monkeypatch.setattr(pools, "WALL", 0.0)
    task = ask(fresh, slow.until_told, "never")
    wrong = failure(task)
    # It may have computed next to nothing: no word of fewer terms, and it may be tried again.
    assert isinstance(wrong, TooBusy)
    assert str(wrong) == pools.TOO_BUSY
    until(lambda: ask(fresh, slow.until_told, "never") is not task)


@pytest.mark.parametrize("function", [slow.greedy, slow.grasping])
def test_memory_is_limited(
    function: Callable[..., Iterator[int]], monkeypatch: pytest.MonkeyPatch, fresh: Pool
) -> None:
    monkeypatch.setattr(workers, "MEMORY", 200 << 20)
    error = failure(ask(fresh, function))
    assert isinstance(error, OverMemory)
    assert str(error).startswith("It would take more than 200 MiB of memory")
    assert answer(ask(fresh, slow.counted, 1)) == 1


def test_a_process_that_dies_is_told_from_one_over_its_budget(pool: Pool) -> None:
    assert isinstance(failure(ask(pool, slow.dying)), WorkerLost)
    assert answer(ask(pool, slow.counted, 1)) == 1


def test_one_worker_is_left_to_what_pages_wait_for(pool: Pool, tmp_path: Path) -> None:
    sign = tmp_path / "go"
    first, second = (ask(pool, slow.until_told, str(sign), key=n, visitor=str(n)) for n in range(2))
    until(lambda: first.count)
    assert answer(ask(pool, slow.counted, 1, visitor="2", long=False)) == 1
    assert not second.working
    sign.touch()
    answer(first)
    answer(second)


class Recorded:
    """A worker that notes what it is given, and waits to be let go."""

    gave_way = False

    def __init__(self, given: list[Task], sign: Path) -> None:
        self._given, self._sign = given, sign

    def answer(self, task: Task) -> Iterator[Any]:
        self._given.append(task)
        until(self._sign.exists)
        yield from task.function(*task.arguments)

    def give_way(self) -> None:
        pass

    def end(self) -> None:
        pass


class Dying(Recorded):
    """A worker whose process ends at the first question."""

    def answer(self, task: Task) -> Iterator[Any]:
        raise WorkerLost("It ended.")


def test_a_worker_that_cannot_be_replaced_leaves_its_place_to_the_next(tmp_path: Path) -> None:
    sign = tmp_path / "go"
    sign.touch()
    starts = iter((Dying, None, Recorded))

    def start() -> Recorded:
        kind = next(starts)
        if kind is None:
            raise OSError("no room for a process")
        return kind([], sign)

    with closing(Pool(start, workers=1)) as pool:
        assert isinstance(failure(ask(pool, slow.counted, 1, long=False)), WorkerLost)
        assert answer(ask(pool, slow.counted, 2, long=False)) == 2


def test_one_visitor_takes_no_more_than_its_share(tmp_path: Path) -> None:
    given: list[Task] = []
    sign = tmp_path / "go"
    pool = Pool(lambda: Recorded(given, sign), workers=5)
    many = [ask(pool, slow.counted, 1, key=n, visitor="greedy") for n in range(6)]
    other = ask(pool, slow.counted, 1, key="other", visitor="modest")
    until(lambda: other in given)
    until(lambda: len(given) == pools.OF_ONE + 1)
    assert sum(task.working for task in many) <= pools.OF_ONE
    sign.touch()
    for task in [*many, other]:
        answer(task)
    pool.close()


def test_nothing_is_begun_once_the_server_stops(fresh: Pool) -> None:
    task = ask(fresh, slow.busy)
    until(lambda: task.count)
    fresh.close()
    assert isinstance(failure(task), WorkerLost)
    until(lambda: ended(task.result))
    assert isinstance(failure(ask(fresh, slow.counted, 1)), WorkerLost)


SERVER = """
import sys, time
from tests.ui import slow
from ui.work import pool as pools
pools.PATIENCE = 1e9  # it asks once
task = pools.pool().ask("busy", slow.busy, (), "someone")
while not (task.count or task.over):
    time.sleep(0.02)
print(task.result, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"] if os.name == "posix" else ["SIGTERM"])
def test_no_worker_outlives_its_server(how: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        assert not ended(worker)
        server.send_signal(getattr(signal, how))
    until(lambda: ended(worker))


def test_a_worker_knows_no_screen_and_lets_pages_go_first() -> None:
    worker = WorkerProcess()
    task = Task("imports", slow.counted, (1,), "someone", True)
    assert list(worker.answer(task)) == [1]
    if os.name == "posix":
        assert psutil.Process(worker.pid).nice() > psutil.Process().nice()
    worker.end()
    code = "import sys, ui.work.tasks; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
