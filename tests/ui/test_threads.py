"""What visitors share, asked for by many threads that take turns at every instruction."""

import sys
import threading
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from classroom.service import scenarios
from classroom.service.scenarios import model, party_brief
from classroom.simulated import negotiator
from simulator.latest import Latest
from simulator.preferences.negotiation_model import KEPT_MODELS, Model
from simulator.scenario.reading.loading import ScenarioDocument
from simulator.sensitivity.one_deal import DEAL, OneDeal
from simulator.sensitivity.parameters import Parameter
from tests.support import WATER_TEXT, water, water_data
from ui.work import opened as opened_cases
from ui.work.opened import Opened

THREADS = 8
EACH = 60


@pytest.fixture(autouse=True)
def hasty() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(work: Callable[[int], None]) -> None:
    """Do something eight times at once; what goes wrong in a thread goes wrong here."""
    wrong: list[BaseException] = []
    start = threading.Barrier(THREADS)

    def run(number: int) -> None:
        start.wait()
        try:
            work(number)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]


def asked_for(right: Callable[[int], bool], keys: int) -> None:
    """Ask all threads for more answers than are kept, each for all of them in another order."""

    def work(number: int) -> None:
        for step in range(EACH):
            assert right((number * 5 + step * 7) % keys)

    in_threads(work)


def opened() -> Opened:
    document = ScenarioDocument("water.yaml", water_data())
    return Opened(document, document, Model(document.scenario))


def test_whoever_asks_for_a_key_gets_its_value_and_no_other() -> None:
    kept: Latest[int, list[int]] = Latest(3)
    asked_for(lambda key: kept.get(key, lambda: [key]) == [key], 7)


def test_a_value_is_made_once_for_all_who_ask_at_the_same_time_and_again_if_that_fails() -> None:
    kept: Latest[str, int] = Latest(1)
    calls = count(1)

    def make() -> int:
        number = next(calls)
        if number == 1:
            raise ZeroDivisionError
        return number

    with pytest.raises(ZeroDivisionError):
        kept.get("x", make)
    values: list[int] = []
    in_threads(lambda _: values.append(kept.get("x", make)))
    assert values == [2] * THREADS


def test_the_values_asked_for_last_stay() -> None:
    kept: Latest[int, int] = Latest(2)
    calls = count()
    first, second = kept.get(1, lambda: next(calls)), kept.get(2, lambda: next(calls))
    assert kept.get(1, lambda: next(calls)) == first
    kept.get(3, lambda: next(calls))
    assert kept.get(1, lambda: next(calls)) == first
    assert kept.get(2, lambda: next(calls)) != second


def test_models_with_amounts_between_the_steps() -> None:
    made = Model(water())

    def right(key: int) -> bool:
        return made.with_deal({"price": key + 0.5}).off_grid == {"price": (key + 0.5,)}

    asked_for(right, 2 * KEPT_MODELS)


def test_what_hangs_on_the_deal_on_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened_cases, "feasibility_changes", lambda _model, deal, *_: deal)
    case = opened()
    terms = {"flow": "none", "judge": "court"}

    def right(key: int) -> bool:
        deal: dict[str, float | str] = {"price": float(key), **terms}
        locked = frozenset({"judge"})
        return (
            case.next_moves(deal, locked).deal == deal
            and case.feasibility_changes(deal, locked, frozenset()) == deal
        )

    asked_for(right, 2 * opened_cases.DEALS_KEPT)


def test_scenarios_of_classes() -> None:
    texts = [f"{WATER_TEXT}\n# {number}\n" for number in range(scenarios.SCENARIOS_KEPT + 4)]

    def work(number: int) -> None:
        for step in range(6):
            text = texts[(number + step * 3) % len(texts)]
            assert party_brief(text, "city").player == "mayor"
            assert party_brief(text, "farmers").model.scenario is not None

    in_threads(work)
    assert model(texts[0]) is model(texts[0])


def test_what_simulated_students_have_in_mind() -> None:
    models = [Model(water()) for _ in range(3)]
    kept: Latest[Model, object] = Latest(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(negotiator, "_kept", kept)
        patch.setattr(negotiator, "_outlooks", lambda model: {"city": model})
        asked_for(lambda key: negotiator.outlook(models[key], "city") is models[key], len(models))


DEAL_ON_TABLE: dict[str, float | str] = {"price": 5.0, "flow": "summer", "judge": "panel"}


def test_a_deal_under_other_numbers() -> None:
    one, alone = (OneDeal(Model(water()), DEAL_ON_TABLE) for _ in range(2))
    right = {
        parameter: alone.moved({parameter: 1.0})[DEAL].mean() for parameter in alone.parameters[:3]
    }

    def agrees(key: int) -> None:
        parameter: Parameter = one.parameters[key]
        assert one.moved({parameter: 1.0})[DEAL].mean() == right[parameter]

    def work(number: int) -> None:
        for step in range(6):
            agrees((number + step) % 3)

    in_threads(work)
