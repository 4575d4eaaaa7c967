"""A body's vote, and futures that a party chooses, on every page."""

import copy
from typing import Any

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from simulator.acceptance.evaluation import evaluate
from simulator.explain.deal import ranged
from simulator.scenario.deals import start_deal
from tests.bodies import with_body
from tests.properties.test_bodies import THREE
from tests.support import model_of
from tests.ui.pages import PAGES, page_text


def of_both() -> dict[str, Any]:
    """The small scenario with a body that differs within, and its futures for the city to choose."""
    data = with_body(copy.deepcopy(THREE))
    for name, label in (("left", "The left"), ("right", "The right"), ("mayors", "Her own")):
        data["parties"]["city"]["players"]["council"]["groups"][name]["label"] = label
    for future in data["futures"].values():
        future["chosen_by"] = "city"
    return data


def opened(name: str, chosen: dict[str, str] | None = None) -> AppTest:
    def script(page: str, text: str) -> None:
        import importlib

        from ui.session import state

        if state.desk().text is None:
            state.update(state.fresh("mine", text))
        importlib.import_module(f"ui.pages.{page}.page").page()

    text = yaml.safe_dump(of_both(), allow_unicode=True, sort_keys=False)
    test = AppTest.from_function(script, args=(name, text), default_timeout=300)
    for key, value in (chosen or {}).items():
        test.session_state[key] = value
    return test.run()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_with_a_body(name: str) -> None:
    test = opened(name)
    assert not test.exception
    assert not test.error


def test_the_desk_shows_the_share_of_yes_of_all_and_group_by_group() -> None:
    model = model_of(of_both())
    vote = evaluate(model, start_deal(model.scenario)).players["council"].vote
    assert vote is not None
    words = page_text(opened("desk", {"why:city": "council"}))
    assert f"{ranged(vote.share)} of the votes for it, 5 of 9 needed" in words
    for label, group in zip(
        ("The left", "The right", "Her own"), vote.groups.values(), strict=True
    ):
        assert f"{label} {ranged(group.share)}" in words


def test_preferences_has_the_numbers_of_groups_and_what_carries_the_body() -> None:
    test = opened("preferences", {"whose": "council"})
    labels = [slider.label for slider in test.slider]
    assert any(label.endswith("The left: A wet year") for label in labels)
    assert any(label.endswith("The left: discipline") for label in labels)
    assert any("The left" in label and "discipline" not in label for label in labels)
    assert "**5 votes are needed.**" in page_text(test)


def test_the_list_of_futures_says_who_chooses_and_how_likely_that_makes_them() -> None:
    words = page_text(opened("preferences", {"whose": "futures"}))
    assert "Chosen by the city; probability follows from what it is worth to it: " in words


def test_history_shows_the_share_beside_the_chance() -> None:
    tables = [frame.value for frame in opened("history").dataframe]
    assert any("; yes " in str(cell) for table in tables for cell in table.to_numpy().ravel())
