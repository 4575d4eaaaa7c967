"""Pages outside classes take turns; who waits for a worker lets others be drawn."""

import threading

from tests.support import until
from ui.cache.turns import AT_A_TIME, aside, in_turn


def test_no_more_are_drawn_at_a_time_than_there_are_turns_and_waiting_takes_none() -> None:
    drawing: list[int] = []
    waiting, most, answered = threading.Event(), 0, threading.Event()

    def waits() -> None:
        with in_turn(), in_turn():
            with aside():
                waiting.set()
                answered.wait()
            draws(0)

    def draws(number: int) -> None:
        nonlocal most
        with in_turn():
            drawing.append(number)
            most = max(most, len(drawing))
            drawing.remove(number)

    threads = [threading.Thread(target=waits, daemon=True)]
    threads[0].start()
    waiting.wait()
    threads += [threading.Thread(target=draws, args=(n,), daemon=True) for n in range(1, 9)]
    for thread in threads[1:]:
        thread.start()
    until(lambda: not any(thread.is_alive() for thread in threads[1:]))
    answered.set()
    until(lambda: not threads[0].is_alive())
    assert most == AT_A_TIME


def test_a_turn_is_given_back_by_what_goes_wrong() -> None:
    for _ in range(2 * AT_A_TIME):
        try:
            with in_turn(), aside():
                raise ValueError
        except ValueError:
            pass
    thread = threading.Thread(target=in_turn()(lambda: None), daemon=True)
    thread.start()
    until(lambda: not thread.is_alive())
