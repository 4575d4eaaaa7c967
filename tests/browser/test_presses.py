"""Nothing that is pressed gets lost, however soon the next thing is."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.server import serve

SLOW = """
import time

import streamlit as st

from ui.server.streamlit_private import finish_callbacks

finish_callbacks()


def take(name):
    # As on a busy machine: the next press comes before this one is done with.
    time.sleep(1)
    st.session_state[name] = st.session_state.get(name, 0) + 1


for name in "abc":
    st.button(name, key=f"press_{name}", on_click=take, args=(name,))
st.text("pressed: " + " ".join(f"{name}{st.session_state.get(name, 0)}" for name in "abc"))
"""


def test_a_press_that_comes_while_another_is_answered_takes_nothing_from_it(
    tab: Callable[..., Page], tmp_path: Path
) -> None:
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    with serve(str(script), tmp_path) as url:
        page = tab()
        page.goto(url)
        for name in "abc":
            page.locator(f".st-key-press_{name} button").click()
        expect(page.get_by_text("pressed: a1 b1 c1")).to_be_visible()
