"""What hangs on a moved number moves along."""

from itertools import permutations

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.editing import EditError, edited
from simulator.scenario.parameters import parameter_entries
from simulator.scenario.reading.loading import load_document
from tests.support import MAYOR, MINERALS, UNION, WATER

WEIGHT = (*MAYOR, "weights", "price", "value")
DRY = ("futures", "drought", "probability", "value")


def test_nothing_changed_is_the_same_document() -> None:
    document = load_document(WATER)
    assert edited(document, {}) is document


def test_the_other_weights_make_room_and_everything_adds_up() -> None:
    mayor = edited(load_document(WATER), {WEIGHT: 0.75}).scenario.players["mayor"]
    weights = {id: weight.value for id, weight in mayor.weights.items()}
    assert weights["price"] == 0.75
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["flow"] / weights["judge"] == pytest.approx(0.35 / 0.15)


def test_the_other_futures_make_room() -> None:
    futures = edited(load_document(WATER), {DRY: 0.9}).scenario.futures
    assert futures["rain"].probability.value == pytest.approx(0.1)


def test_a_range_keeps_its_width_on_the_scale_of_the_number() -> None:
    kept = ("credibilities", "promise", "value")
    promise = edited(load_document(WATER), {kept: 0.5}).scenario.credibilities["promise"]

    def odds(share: float) -> float:
        return share / (1 - share)

    assert promise.low is not None
    assert promise.high is not None
    assert odds(promise.low) / odds(0.5) == pytest.approx(odds(0.5) / odds(0.7))
    assert odds(promise.high) / odds(0.5) == pytest.approx(odds(0.85) / odds(0.7))


def test_the_order_of_changes_does_not_matter() -> None:
    document = load_document(WATER)
    changes = [
        (WEIGHT, 0.4),
        ((*MAYOR, "weights", "flow", "value"), 0.2),
        (DRY, 0.3),
        ((*UNION, "no_deal", "drought", "low"), 0.05),
        ((*UNION, "no_deal", "drought", "value"), 0.12),
    ]
    results = [edited(document, dict(order)).scenario for order in permutations(changes)]
    assert all(scenario == results[0] for scenario in results)


def test_what_cannot_be_is_refused_in_words() -> None:
    document = load_document(WATER)
    with pytest.raises(EditError, match=r"add up to 1\.2"):
        edited(document, {WEIGHT: 0.6, (*MAYOR, "weights", "flow", "value"): 0.6})
    with pytest.raises(EditError, match="no number at parties > city > nobody"):
        edited(document, {("parties", "city", "nobody", "value"): 0.6})
    with pytest.raises(EditError, match="no number"):
        edited(document, {("title", "value"): 0.6})
    with pytest.raises(EditError, match="no number at futures > drought > chance"):
        edited(document, {("futures", "drought", "chance"): 0.6})
    with pytest.raises(ScenarioError, match="between 0 and 1"):
        _ = edited(document, {("credibilities", "promise", "value"): 7.0}).scenario


@pytest.mark.exhaustive
@pytest.mark.parametrize("file", [WATER, MINERALS], ids=["water", "minerals"])
def test_every_listed_number_can_be_moved_to_both_ends(file) -> None:
    """None of them breaks a rule, except that what must be shared out may run out."""
    document = load_document(file)
    numbers = parameter_entries(document.scenario)
    assert len({entry.path for entry in numbers}) == len(numbers)
    for entry in numbers:
        for value in (entry.least, entry.most):
            try:
                _ = edited(document, {entry.value_path: value}).scenario
            except EditError as error:
                assert "shared out" in str(error)
            except ScenarioError as error:
                # Only a rule that ties several numbers may object.
                assert "negative interactions" in str(error) or "add up" in str(error), entry.path


def test_every_number_of_the_minerals_case_has_its_provenance() -> None:
    for entry in parameter_entries(load_document(MINERALS).scenario):
        assert entry.provenance is not None
        assert entry.provenance.source or entry.provenance.assumption, entry.path
