"""An element that keeps its fragment up to date, and shows the clock of a class.

It stands in a `st.fragment`; whenever something changes for whom it watches, that fragment alone runs
again. The browser's half is `streamlit_bridge.js` with `channel.js` and `clock.js`,
`ui/server/serving.py` what it talks to; without that, where the pages are served by other means, it
asks every two seconds.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import streamlit as st

from ui.server.assets import script
from ui.server.serving import LIVE

_component = st.components.v2.component(
    "deal_desk_live",
    html="""
    <div class="deal-desk-live">
      <div class="live-clock" hidden>
        <div role="timer" aria-label="Time left">
          <span class="live-digits"></span> <span class="live-word"></span>
        </div>
        <div class="live-bar" aria-hidden="true"><i></i></div>
      </div>
      <div class="live-state" role="status" hidden></div>
      <div class="live-said" aria-live="polite"></div>
    </div>
    """,
    css="""
    .deal-desk-live { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem 1.2rem;
      color: var(--st-text-color); font-family: var(--st-font); }
    .deal-desk-live [hidden] { display: none; }
    .stElementContainer:has(.live-unseen) { position: absolute; }
    .live-digits { font-size: 2.4rem; font-weight: 700; line-height: 1.15;
      font-variant-numeric: tabular-nums; }
    .live-clock { padding-left: .6rem; border-left: .3rem solid var(--st-border-color); }
    .live-word { font-size: 1rem; }
    .live-bar { height: .3rem; border-radius: .15rem; background: rgba(128,128,128,.25); }
    .live-bar > i { display: block; height: 100%; border-radius: inherit; background: currentColor; }
    .live-clock[data-state=late] { color: light-dark(#7A4B00, #F2B84B); border-left-color: currentColor;
      border-left-style: double; border-left-width: .5rem; }
    .live-clock[data-state=late] .live-word::before { content: "▲ " / ""; }
    .live-clock[data-state=paused] .live-word::before { content: "❚❚ " / ""; }
    .live-clock[data-state=over] .live-word::before { content: "■ " / ""; }
    .live-state { font-size: .875rem; }
    .live-state::before { content: "○ " / ""; }
    .live-state[data-state=live]::before { content: "● " / ""; }
    .live-said { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; }
    """,
    js=script("clock.js", "channel.js", "streamlit_bridge.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Clock:
    """A clock that the browser lets run on by itself.

    Attributes
    ----------
    seconds_left
        At the moment when it is drawn.
    total
        Seconds of talks in all.
    """

    seconds_left: float
    running: bool
    total: float


def live(
    channel: Mapping[str, str],
    drawn: str,
    clock: Clock | None,
    key: str,
    shown: bool = True,
    class_only: bool = False,
) -> None:
    """Keep the fragment in which this stands up to date.

    Parameters
    ----------
    channel
        Whose page this is, as `ui.server.serving` takes it: the class's code as `class`, and with it a
        student's own as `me`, or the teacher's key as `key`, or neither for the board.
    drawn
        The version (`classroom.storage.changes`) that was read before what the fragment shows.
    key
        Stands for this element among all of the app's.
    shown
        Whether it says in a word how the page is connected.
    class_only
        Whether what is done at the tables is no concern of this fragment.
    """
    _component(
        key=key,
        data={
            "channel": dict(channel),
            "drawn": drawn,
            "clock": clock and asdict(clock),
            "address": LIVE,
            "key": key,
            "shown": shown,
            "class_only": class_only,
            # Tells this drawing from the same one shown again by the browser.
            "at": time.time(),
        },
        on_version_change=_nothing,
    )


def away(channel: Mapping[str, str], key: str) -> None:
    """Say that the database cannot be reached, and have whatever this stands in drawn again until it can.

    Parameters
    ----------
    channel, key
        As for `live`.
    """
    st.info("The server cannot reach its database just now. This page goes on by itself.")
    live(channel, "", None, key, shown=False)


def whole_page(key: str = "live_page") -> None:
    """Let the browser ask for the whole page, where a server knows nothing of its fragments.

    Stands once on each page that has `live` in a fragment, outside of all fragments. A server that was
    started anew, and one that has forgotten a page which slept, would never answer it otherwise.
    """
    _component(
        key=key,
        data={"channel": None, "clock": None, "shown": False},
        on_version_change=_nothing,
    )


def _nothing() -> None:
    """Stand for the run that the browser asks for; to run again is all that it is for."""
