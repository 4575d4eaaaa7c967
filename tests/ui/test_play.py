"""The code of a game: what goes in comes out, and what a stranger made up does not come in."""

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from simulator.explain.brief import brief_text
from simulator.scenario.reading.loading import load_scenario
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.human.scripted import PersonsMove
from simulator.simulation.plan import TalksError
from tests.ui.pages import FILES, page
from ui.session.play import LARGEST_SEED, MOST_CLOCK, PlaySetting, pack, unpack
from ui.text import plain

MOVE = st.sampled_from(
    [PersonsMove("accept"), PersonsMove("refuse"), PersonsMove("walk_out")]
) | st.builds(
    PersonsMove, st.just("offer"), st.lists(st.integers(0, 40), min_size=1, max_size=6).map(tuple)
)


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)
"""What a file may call somebody: no control characters."""


@given(
    st.builds(
        PlaySetting,
        person=NAMES,
        level=st.sampled_from(sorted(OPPONENTS)),
        rounds=st.integers(1, 60),
        opens=NAMES,
        events=st.booleans(),
        breaks=st.booleans(),
        home=st.booleans(),
        seed=st.integers(0, LARGEST_SEED),
        clock=st.integers(0, MOST_CLOCK),
    ),
    st.lists(MOVE, max_size=8).map(tuple),
)
def test_what_goes_in_comes_out(setting: PlaySetting, moves: tuple[PersonsMove, ...]) -> None:
    assert unpack(pack(setting, moves)) == (setting, moves)


def made_up(content: Any) -> str:
    raw = json.dumps(content).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")


GOOD = [1, "bob", "even", 9, "ann", True, True, True, 7, 0, []]


@pytest.mark.parametrize(
    "code",
    [
        "",
        "abc",
        "!!",
        pack(PlaySetting("bob", "even", 9, "ann", True, True, True, 7, 0), ())[:-6],
        made_up({"v": 1}),
        made_up(GOOD[:-1]),
        made_up([2, *GOOD[1:]]),
        made_up([*GOOD[:2], "merciless", *GOOD[3:]]),
        made_up([*GOOD[:3], 1.5, *GOOD[4:]]),
        made_up([*GOOD[:-1], ["x"]]),
        made_up([*GOOD[:-1], [[["x"]]]]),
        made_up([*GOOD[:-1], 3]),
    ],
)
def test_a_damaged_code_is_refused(code: str) -> None:
    with pytest.raises(TalksError, match="damaged"):
        unpack(code)


@pytest.mark.parametrize(
    "moves", [["a"] * 50, [[999]], [[1, 2, 3]], ["r", "w", "w"]], ids=lambda moves: str(moves)[:20]
)
def test_a_code_that_does_not_fit_the_scenario_is_a_fresh_start(moves: list[Any]) -> None:
    test = opened("divide_the_dollar", made_up([*GOOD[:-1], moves]))
    assert not test.exception
    assert "Here is a fresh start" in test.warning[0].value
    assert test.button(key="play_start")


def opened(scenario: str, code: str) -> AppTest:
    test = page("play", scenario)
    test.query_params["game"] = code
    return test.run()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_game_on_every_scenario(file: Any) -> None:
    test = page("play", file.stem)
    test.button(key="play_start").click().run()
    assert not test.exception
    scenario, shown = load_scenario(file), {block.value for block in test.markdown}
    briefs = {
        id: {plain(line) for line in brief_text(scenario, id).splitlines()}
        for id in scenario.parties
    }
    (mine,) = [id for id in briefs if briefs[id] <= shown]
    for id in briefs:
        assert id == mine or not (briefs[id] - briefs[mine]) & shown
    keys = {button.key for button in test.button}
    test.button(key="play_send" if "play_send" in keys else "play_accept").click().run()
    for _ in range(3):
        keys = {button.key for button in test.button}
        if "play_again" in keys:
            break
        test.button(key="play_accept" if "play_accept" in keys else "play_send").click().run()
        assert not test.exception
    assert not test.error
