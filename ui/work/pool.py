"""A few worker processes for what takes long, so that whoever draws pages is not kept waiting.

A question is a function that yields better and better results, and its arguments. Who asks the same
question at the same time shares one answer. It is worked on as long as somebody asks for it: whoever
stops, leaves or closes the page asks no more, and the process that works on it is ended.
"""

import atexit
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from simulator.errors import SimulatorError
from ui.work.task import Abandoned, Function, Task, TooBusy, WorkerLost, WorkError
from ui.work.worker import Worker, WorkerProcess

WORKERS = max(2, min(4, (os.cpu_count() or 2) - 1))
"""Processes; one of them takes no long questions, so that pages which wait for an answer get it."""
OF_ONE = 2
"""Questions of one visitor that are worked on at the same time."""
WALL = 30.0
"""How many times as long it may take by the clock: on a busy machine everything else goes first."""
PATIENCE = 20.0
"""Seconds after which whoever has not asked again is taken to have left."""
ANSWERS_KEPT = 48
IDLE = 900.0
"""Seconds after which a worker that has had nothing to do ends."""
LOOK = 0.2
"""Seconds between two looks at who is still there."""
TOO_BUSY = "This computer has been too busy to work it out. Try again later."
STOPPED = "The server is being stopped."
_log = logging.getLogger(__name__)


class Pool:
    """Workers that are started when they are first needed, and the questions that wait for them.

    Parameters
    ----------
    start
        What starts one.
    workers
        How many there are at the most.
    """

    def __init__(self, start: Callable[[], Worker] = WorkerProcess, workers: int = WORKERS) -> None:
        self._start, self._most = start, workers
        self._changed = threading.Condition()
        self._waiting: list[Task] = []
        self._answers: OrderedDict[Hashable, Task] = OrderedDict()
        self._working: dict[Task, Worker | None] = {}
        self._workers: set[Worker] = set()
        self._giving_way = False
        self._threads = 0
        self._idle = 0
        self._watching = False
        self._closed = False

    def ask(
        self,
        key: Hashable,
        function: Function,
        arguments: tuple[Any, ...],
        visitor: str,
        long: bool = True,
        afresh: bool = False,
    ) -> Task:
        """Ask a question, or say that one is still asked; the latest answers are kept.

        Parameters
        ----------
        key
            By what it is known to be the same question.
        long
            Whether the results are shown as they come; else a page waits for it.
        afresh
            Whether a kept answer is to be forgotten.
        """
        with self._changed:
            if afresh:
                self._answers.pop(key, None)
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            task = next((task for task in self._all() if task.key == key and not task.over), None)
            if task is None:
                task = Task(key, function, arguments, visitor, long)
                if self._closed:
                    task.close(WorkerLost(STOPPED))
                    return task
                self._waiting.append(task)
                if self._idle < len(self._waiting) and self._threads < self._most:
                    self._threads += 1
                    threading.Thread(target=self._serve, daemon=True).start()
                if not self._watching:
                    self._watching = True
                    threading.Thread(target=self._watch, daemon=True).start()
                self._changed.notify_all()
            task.asking[visitor] = time.monotonic()
        return task

    def leave(self, task: Task, visitor: str) -> None:
        """Ask no more; if nobody else does, the work ends at once."""
        with self._changed:
            task.asking.pop(visitor, None)
            self._drop(task)

    def before(self, task: Task) -> int:
        """Return how many questions wait longer than this one; 0 too where it is worked on."""
        with self._changed:
            return self._waiting.index(task) if task in self._waiting else 0

    def give_way(self, to_a_class: bool) -> None:
        """Let everything else go first while a class runs, and no longer than that.

        What a class waits for is drawn in a tenth of a second, if it need not share a core. At other times
        a question gets its part of a busy machine.
        """
        with self._changed:
            self._giving_way = to_a_class
            if to_a_class:
                for worker in self._workers:
                    worker.give_way()

    def close(self) -> None:
        """End all work and all workers."""
        with self._changed:
            self._closed = True
            for task in self._all():
                task.close(WorkerLost(STOPPED))
            self._waiting.clear()
            for worker in filter(None, self._working.values()):
                worker.end()
            self._changed.notify_all()

    def _all(self) -> list[Task]:
        return [*self._working, *self._waiting]

    def _drop(self, task: Task) -> None:
        if not task.asking and not task.over:
            self._end(task, Abandoned("Nobody has waited for it."))

    def _end(self, task: Task, why: WorkError) -> None:
        task.close(why)
        if task in self._waiting:
            self._waiting.remove(task)
        elif worker := self._working.get(task):
            worker.end()

    def _watch(self) -> None:
        """Drop what nobody asks for, and end what takes too long by the clock."""
        while True:
            with self._changed:
                if not self._all():
                    self._watching = False
                    return
                now = time.monotonic()
                for task in self._all():
                    task.asking = {
                        who: at for who, at in task.asking.items() if now - at < PATIENCE
                    }
                    self._drop(task)
                    if now > task.until:
                        self._end(task, TooBusy(TOO_BUSY))
            time.sleep(LOOK)

    def _serve(self) -> None:
        """Have one worker answer one question after the other."""
        worker: Worker | None = None
        while (task := self._next()) is not None:
            try:
                if worker is not None and worker.gave_way and not self._giving_way:
                    self._ended(worker)
                    worker = None
                worker = worker or self._started()
                with self._changed:
                    self._working[task] = worker
                    task.working = True
                    task.until = time.monotonic() + WALL * task.seconds
                if not task.over:
                    for result in worker.answer(task):
                        task.take(result)
                failure: Exception | None = None
            except Exception as error:
                failure = error
                if isinstance(error, WorkError) and not task.over:
                    _log.warning("A question was not answered (%s): %s", task.name, error)
                elif not isinstance(error, SimulatorError):
                    _log.error("A computation failed (%s).", task.name, exc_info=error)
            self._finish(task, failure)
            # Also where it was ended just as it came to its own end.
            if isinstance(task.failure, WorkError):
                worker = self._replaced(worker)
        if worker is not None:
            self._ended(worker)

    def _started(self) -> Worker:
        # Outside the lock: it takes a moment, and others ask meanwhile.
        worker = self._start()
        with self._changed:
            self._workers.add(worker)
            if self._giving_way:
                worker.give_way()
        return worker

    def _ended(self, worker: Worker) -> None:
        worker.end()
        with self._changed:
            self._workers.discard(worker)

    def _finish(self, task: Task, failure: Exception | None = None) -> None:
        task.close(failure)
        with self._changed:
            self._working.pop(task, None)
            task.working = False
            if not isinstance(task.failure, Abandoned | TooBusy | WorkerLost):
                self._answers[task.key] = task
                if len(self._answers) > ANSWERS_KEPT:
                    self._answers.popitem(last=False)
            self._changed.notify_all()

    def _replaced(self, worker: Worker | None) -> Worker | None:
        """Start another in the place of one that has ended, so that the next question finds it warm."""
        if worker is not None:
            self._ended(worker)
        if self._closed:
            return None
        try:
            return self._started()
        except Exception:
            # The next question tries it again: no place among the workers is lost.
            _log.exception("A worker process could not be started.")
            return None

    def _next(self) -> Task | None:
        """Return what is to be worked on next; None after a long rest, or when all is over."""
        with self._changed:
            until = time.monotonic() + IDLE
            while not self._closed:
                task = self._turn()
                if task is not None:
                    self._waiting.remove(task)
                    # Its worker may have to be started first.
                    self._working[task] = None
                    return task
                self._idle += 1
                try:
                    if (
                        not self._changed.wait(until - time.monotonic())
                        and until < time.monotonic()
                    ):
                        break
                finally:
                    self._idle -= 1
            self._threads -= 1
            return None

    def _turn(self) -> Task | None:
        """Return whose turn it is: what a page waits for first, then whoever has least under way."""
        of = [task.whose for task in self._working]
        long = sum(task.long for task in self._working)
        able = [
            task
            for task in self._waiting
            if of.count(task.whose) < OF_ONE and not (task.long and long >= self._most - 1)
        ]
        return min(able, key=lambda task: (task.long, of.count(task.whose)), default=None)


_pool = Pool()
atexit.register(_pool.close)


def pool() -> Pool:
    """Return the workers of this process."""
    return _pool
