"""What matters about one deal, worked out little by little while the page stays alive.

A study is advanced for a fraction of a second at a time and drawn in between, so that results come up
as they are found and can be stopped. One that is done is kept for everybody who asks the same.
"""

import time
from collections.abc import Iterator

import streamlit as st

from simulator.sensitivity.influences import Influence, influences
from simulator.sensitivity.one_deal import OneDeal, Whose
from simulator.sensitivity.shares import DOUBLINGS, variance_shares
from simulator.sensitivity.sobol import Indices
from simulator.sensitivity.switching import Switch, switch
from ui import state
from ui.engine import Opened

KEPT = 24


class Study:
    """Influences, switching values and Sobol indices of one deal, as far as they have come.

    Attributes
    ----------
    influences
        Those found so far.
    switches
        By whose answer it is, those found so far.
    indices
        The best so far; None before the first.
    stopped
        Whether the visitor asked to stop.
    """

    def __init__(self, one: OneDeal, parties: list[str]) -> None:
        self.one = one
        self.influences: list[Influence] = []
        self.switches: dict[Whose, list[Switch]] = {("party", id): [] for id in parties}
        self.indices: Indices | None = None
        self.stopped = self.done = False
        self._steps_done = 0
        self._work = self._steps()

    @property
    def progress(self) -> float:
        """From 0 to 1."""
        if self.done:
            return 1.0
        # The last doubling costs as much as all before it; the indices take about half of the time.
        moved = len(self.influences) / max(1, len(self.one.parameters))
        points = 0 if self.indices is None else self.indices.points / (64 * 2**DOUBLINGS)
        return min(0.99, (moved + points) / 2)

    def advance(self, seconds: float) -> None:
        """Work for about so long."""
        until = time.monotonic() + seconds
        while not self.done and time.monotonic() < until:
            if next(self._work, None) is None:
                self.done = True

    def _steps(self) -> Iterator[bool]:
        for found in influences(self.one):
            self.influences.append(found)
            for whose, known in self.switches.items():
                flip = switch(self.one, found, whose)
                if flip is not None:
                    known.append(flip)
                    known.sort(key=lambda each: -each.likelihood)
            yield True
        for indices in variance_shares(self.one):
            self.indices = indices
            yield True


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _place(key: tuple[object, ...]) -> dict[str, Study]:
    """Hold the finished study of one question, once somebody has asked it to the end."""
    return {}


def study(found: Opened) -> Study:
    """Return the study of the deal on the table: finished, or this visitor's own."""
    now = state.desk()
    key = (now.scenario, now.text, tuple(sorted(now.edits.items())), tuple(now.deal.items()))
    shared = _place((*key, id(found.model)))
    if "done" in shared:
        return shared["done"]
    mine = st.session_state.get("study")
    if mine is None or mine[0] != key or mine[1].one.scenario is not found.scenario:
        one = OneDeal(found.model, now.deal)
        st.session_state.study = mine = (key, Study(one, list(found.scenario.parties)))
    own: Study = mine[1]
    if own.done:
        shared["done"] = own
    return own
