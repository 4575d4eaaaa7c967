"""Long computations that fail: said so, tried again, never shown as if finished."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ui.cache.background
import ui.pages.talks.equilibrium
import ui.session.talks
from tests.ui.pages import page as opened
from tests.ui.pages import page_text
from ui.cache.background import BackgroundJob, PooledJob
from ui.session.share import Shared, pack
from ui.work import tasks
from ui.work.pool import Pool
from ui.work.task import OverMemory, OverTime, Task, WorkerLost

FAILED = "This could not be worked out, so nothing of it is shown."


def breaking(real: Callable[..., Iterator[Any]], error: Exception) -> Callable[..., Iterator[Any]]:
    """The same computation, which raises after its first result."""

    def steps(*asked: Any) -> Iterator[Any]:
        yield next(iter(real(*asked)))
        raise error

    return steps


class Here:
    """In the place of a worker process: what is patched in the tests is patched for it."""

    gave_way = False

    def answer(self, task: Task) -> Iterator[Any]:
        return task.function(*task.arguments)

    def give_way(self) -> None:
        pass

    def end(self) -> None:
        pass


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    pool = Pool(Here)
    monkeypatch.setattr(ui.cache.background, "pool", lambda: pool)
    yield
    pool.close()


def to_the_end(test: AppTest) -> None:
    """Run a page until nothing on it is being worked out."""
    while any(button.label == "Stop" for button in test.button):
        test.run()
    assert not test.exception


def test_what_raised_is_neither_done_nor_going_and_begins_anew() -> None:
    tries: list[Callable[..., Iterator[int]]] = [breaking(lambda: iter([1, 2]), ValueError("no"))]
    job = BackgroundJob(lambda: tries[-1]())
    job.finish()
    assert (job.done, str(job.failure)) == (False, "no")
    job.advance()
    assert (job.done, str(job.failure)) == (False, "no")
    tries.append(lambda: iter([1, 2, 3]))
    job.try_again()
    assert (job.result, job.failure) == (None, None)
    job.finish()
    assert (job.done, job.result, job.failure) == (True, 3, None)


@pytest.mark.parametrize(
    ("page", "view", "owner", "name"),
    [
        ("insight", "sensitivity", tasks, "tornado"),
        ("insight", "sensitivity", tasks, "variance_shares"),
        ("talks", "one", ui.session.talks, "simulated_blocks"),
        ("talks", "many", tasks, "simulated_blocks"),
        ("talks", "tournament", tasks, "play_tournament"),
    ],
)
def test_a_page_says_what_failed_and_tries_again(
    here: None, page: str, view: str, owner: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(owner, name)
    monkeypatch.setattr(owner, name, breaking(real, ValueError("f(a) and f(b)")))
    test = opened(page, "divide_the_dollar", chosen={f"{page}_view": view})
    to_the_end(test)
    assert [error.value for error in test.error] == [
        f"{FAILED} What happened: ValueError: f(a) and f(b)"
    ]
    text = "\n".join(block.value for block in [*test.markdown, *test.caption])
    assert "widest of" not in text
    assert "no single number" not in text
    assert not any(metric.label == "As the scenario has it: signed" for metric in test.metric)
    monkeypatch.setattr(owner, name, real)
    (again,) = (button for button in test.button if button.label == "Try again")
    to_the_end(again.click().run())
    assert not test.error
    assert not any(button.label == "Try again" for button in test.button)


def test_an_error_of_ours_is_a_sentence_already() -> None:
    def script() -> None:
        from simulator.errors import SimulatorError
        from ui.cache.background import BackgroundJob, failed

        job: BackgroundJob[int] = BackgroundJob(lambda: iter([]))
        job.failure = SimulatorError("Lock more terms.")
        failed(job, "it")

    test = AppTest.from_function(script).run()
    assert [error.value for error in test.error] == [f"{FAILED} What happened: Lock more terms."]


def test_a_page_that_waits_for_what_takes_too_long_says_so_in_a_sentence() -> None:
    def script() -> None:
        from ui.shell import failed
        from ui.work.task import OverTime

        failed(OverTime("It would take more than 20 seconds of computing."))

    test = AppTest.from_function(script).run()
    assert [error.value for error in test.error] == [
        "It would take more than 20 seconds of computing."
    ]


def test_sides_that_look_ahead_agree_on_the_same_wherever_that_is_worked_out(
    here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen() -> str:
        test = opened("talks", "divide_the_dollar", chosen={"talks_view": "equilibrium"})
        assert not test.exception
        return page_text(test)

    asked: list[str] = []
    worked_out = ui.cache.background.worked_out

    def noted(function: Callable[..., Iterator[Any]], *arguments: Any) -> Any:
        asked.append(function.__name__)
        return worked_out(function, *arguments)

    monkeypatch.setattr(ui.pages.talks.equilibrium, "worked_out", noted)
    in_this_process = seen()
    assert not asked
    monkeypatch.setattr(ui.pages.talks.equilibrium, "AGREED", 1)
    assert seen() == in_this_process
    assert asked == ["looking_ahead", "patience_varied"]


def test_what_was_found_stays_when_work_is_stopped_and_taken_up_again(here: None) -> None:
    given: list[threading.Event] = []

    def steps() -> Iterator[int]:
        go_on = threading.Event()
        given.append(go_on)
        yield len(given)
        go_on.wait()
        yield 10 * len(given)
        go_on.clear()
        go_on.wait()

    job: PooledJob[int] = PooledJob(steps)

    def results() -> Iterator[int | None]:
        while True:
            job.advance(0.01)
            yield job.result

    assert 1 in results()
    given[0].set()
    assert 10 in results()
    job.stop()
    given[0].set()
    assert (job.stopped, job.result) == (True, 10)
    job.go_on()
    # It begins anew: until it is as far as it was, what was found before stays.
    seen = iter(results())
    while len(given) == 1:
        assert next(seen) == 10
    assert next(seen) == 10
    given[1].set()
    assert 20 in results()
    job.stop()
    given[1].set()


def test_waiting_is_told_from_working() -> None:
    def script(waiting: bool) -> None:
        from ui.cache.background import BackgroundJob, show

        job: BackgroundJob[int] = BackgroundJob(lambda: iter([]))
        job.waiting = waiting
        job.advance = lambda seconds=0.0: None  # type: ignore[method-assign]
        show(job, "it", lambda: 0.5, lambda: None)

    for waiting, words in ((False, "Working it out"), (True, "Waiting: the server is working")):
        test = AppTest.from_function(script, args=(waiting,)).run()
        assert [button.label for button in test.button] == ["Stop"]
        assert words in str(test.get("progress")[0].proto.text)


@pytest.mark.parametrize(
    "error", [OverTime("Too long."), OverMemory("Too much."), WorkerLost("Gone.")]
)
def test_a_link_that_takes_too_much_leaves_a_desk_to_work_on(
    here: None, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opening(_case: object) -> Iterator[object]:
        yield from ()
        raise error

    monkeypatch.setattr(tasks, "opening", opening)
    test = opened("desk", link=pack(Shared("own", text="title: Large")))
    (notice,) = (warning.value for warning in test.warning)
    assert notice.startswith("The link could not be opened, so this is a fresh start.")
    assert notice.endswith(str(error))
    assert not test.exception
    assert test.metric
