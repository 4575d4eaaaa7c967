"""Whatever is in a file: a scenario that works, or an error that says where. Never anything else."""

import copy
import string
from typing import Any

import numpy as np
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simulator.acceptance.evaluation import evaluate
from simulator.bargaining.survey import survey
from simulator.errors import ScenarioError
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import start_deal
from simulator.scenario.reading.loading import read_document
from tests.support import WATER_TEXT, water_data

fuzz = settings(suppress_health_check=list(HealthCheck))

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.floats(0, 1),
    st.text(max_size=20),
    st.sampled_from(
        ["none", "price", "flow", "union", "city", "levels", "linear", "minutes", "<b>", "a" * 5000]
    ),
    st.lists(st.integers(0, 3), max_size=3),
    st.dictionaries(
        st.sampled_from(["value", "low", "kind", "flow", "x"]), st.floats(), max_size=3
    ),
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    all_paths = [path] if path else []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        all_paths += paths(inner, (*path, key))
    return all_paths


ALL_PATHS = paths(water_data())


def check(text: str | bytes) -> None:
    """Read, and if it is a scenario after all, ask it everything."""
    try:
        scenario = read_document(text, "fuzz.yaml").scenario
    except ScenarioError as error:
        assert error.problems
        assert str(error).startswith("fuzz.yaml has ")
        return
    model = Model(scenario)
    answer = evaluate(model, start_deal(scenario))
    assert 0 <= answer.joint.chance <= 1
    assert np.isfinite([view.utility for view in answer.players.values()]).all()
    assert all(-1e-9 <= view.utility <= 1 + 1e-9 for view in answer.players.values())
    if model.space.size < 10_000:
        assert survey(model).size == model.space.size


@fuzz
@given(st.lists(st.tuples(st.sampled_from(ALL_PATHS), JUNK), min_size=1, max_size=3))
def test_values_replaced(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    data = copy.deepcopy(water_data())
    for path, junk in changes:
        at: Any = data
        for key in path[:-1]:
            at = (
                at[key]
                if isinstance(at, dict) and key in at
                else at[key]
                if isinstance(at, list) and isinstance(key, int) and key < len(at)
                else None
            )
            if at is None:
                break
        if isinstance(at, dict) or (
            isinstance(at, list) and isinstance(path[-1], int) and path[-1] < len(at)
        ):
            at[path[-1]] = junk
    check(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


@fuzz
@example([("parties", "farmers")])
@example([("issues",), ("futures",)])
@given(st.lists(st.sampled_from(ALL_PATHS), min_size=1, max_size=3))
def test_parts_taken_away(gone: list[tuple[Any, ...]]) -> None:
    data = copy.deepcopy(water_data())
    for path in gone:
        at: Any = data
        for key in path[:-1]:
            at = at.get(key) if isinstance(at, dict) else None
        if isinstance(at, dict):
            at.pop(path[-1], None)
    check(yaml.safe_dump(data, sort_keys=False))


@fuzz
@given(
    st.integers(0, len(WATER_TEXT)),
    st.integers(0, 200),
    st.text(alphabet=string.printable, max_size=30),
)
def test_text_cut_and_pasted(start: int, length: int, pasted: str) -> None:
    check(WATER_TEXT[:start] + pasted + WATER_TEXT[start + length :])


@fuzz
@given(st.binary(max_size=300))
def test_bytes(raw: bytes) -> None:
    check(raw)


@fuzz
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(text)
