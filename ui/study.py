"""What matters about one deal, worked out little by little; what is done is kept for all who ask the same."""

from collections.abc import Iterator

import streamlit as st

from simulator.sensitivity.influences import Influence, influences
from simulator.sensitivity.one_deal import DEAL, OneDeal, Whose
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.shares import DOUBLINGS, variance_shares
from simulator.sensitivity.sobol import BATCH, Indices
from simulator.sensitivity.switching import Switch, switch
from simulator.sensitivity.two_way import TwoWay, two_way
from ui import state
from ui.engine import Opened
from ui.work import Work

KEPT = 24


class Study:
    """Influences, switching values and Sobol indices of one deal, as far as they have come.

    Attributes
    ----------
    influences
        Those found so far.
    switches
        By whose answer it is, those found so far, the likeliest first.
    indices
        The best so far; None before the first.
    """

    def __init__(self, one: OneDeal, parties: list[str]) -> None:
        self.one = one
        self.influences: list[Influence] = []
        self.switches: dict[Whose, list[Switch]] = {("party", id): [] for id in parties}
        self.indices: Indices | None = None
        self._pairs: dict[tuple[Parameter, Parameter], TwoWay] = {}

    def two_way(self, first: Parameter, second: Parameter) -> TwoWay:
        """Judge the deal over two numbers at once; what has been asked before is kept."""
        if (first, second) not in self._pairs:
            self._pairs[first, second] = two_way(self.one, first, second, DEAL)
        return self._pairs[first, second]

    @property
    def progress(self) -> float:
        """From 0 to 1; moving every number takes about as long as the indices do."""
        moved = len(self.influences) / max(1, len(self.one.parameters))
        points = 0 if self.indices is None else self.indices.points / (BATCH * 2**DOUBLINGS)
        return (moved + points) / 2

    def steps(self) -> Iterator["Study"]:
        """Find one thing after the other, from the start; yield after each."""
        self.influences.clear()
        for known in self.switches.values():
            known.clear()
        self.indices = None
        for found in influences(self.one):
            self.influences.append(found)
            for whose, known in self.switches.items():
                flip = switch(self.one, found, whose)
                if flip is not None:
                    known.append(flip)
                    known.sort(key=lambda each: -each.likelihood)
            yield self
        for indices in variance_shares(self.one):
            self.indices = indices
            yield self


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _place(key: tuple[object, ...]) -> dict[str, Work[Study]]:
    """Hold the finished work on one question, once somebody has asked it to the end."""
    return {}


def study(found: Opened) -> tuple[Study, Work[Study]]:
    """Return the study of the deal on the table, finished or this visitor's own, and the work on it."""
    now = state.desk()
    key = (now.scenario, now.text, tuple(sorted(now.edits.items())), tuple(now.deal.items()))
    place = _place((*key, id(found.model)))
    if "done" not in place:
        kept = st.session_state.get("study")
        if kept is None or kept[0] != key or kept[1].one.scenario is not found.scenario:
            made = Study(OneDeal(found.model, now.deal), list(found.scenario.parties))
            st.session_state.study = kept = (key, made, Work(made.steps))
        if not kept[2].done:
            return kept[1], kept[2]
        place["done"] = kept[2]
    work = place["done"]
    assert work.result is not None
    return work.result, work
