"""What matters about one deal, worked out little by little, once for all who ask the same."""

import threading
from collections.abc import Iterator

import streamlit as st

from simulator.latest import Latest
from simulator.preferences.negotiation_model import Model
from simulator.sensitivity.one_deal import DEAL, OneDeal, Whose
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.shares import DOUBLINGS, variance_shares
from simulator.sensitivity.sobol import BATCH, Indices
from simulator.sensitivity.switching import Switch, switch
from simulator.sensitivity.tornado import TornadoBar, tornado
from simulator.sensitivity.two_way import TwoWay, two_way
from ui.cache.engine import Opened
from ui.cache.work import Work
from ui.session import state

KEPT = 24
PAIRS = 32


class Study:
    """Influences, switching values and Sobol indices of one deal, as far as they have come.

    It is an iterator: each step finds something more, whoever asks for it.

    Attributes
    ----------
    influences
        Those found so far.
    switches
        By whose answer it is, those found so far, the likeliest first.
    indices
        The best so far; None before the first.
    done
        Whether all is found.
    """

    def __init__(self, one: OneDeal, parties: list[str]) -> None:
        self.one = one
        self.influences: list[TornadoBar] = []
        self.switches: dict[Whose, list[Switch]] = {("party", id): [] for id in parties}
        self.indices: Indices | None = None
        self.done = False
        self._pairs: Latest[tuple[Parameter, Parameter], TwoWay] = Latest(PAIRS)
        self._steps = self._found()
        self._working = threading.Lock()

    def two_way(self, first: Parameter, second: Parameter) -> TwoWay:
        """Judge the deal over two numbers at once; what has been asked before is kept."""
        return self._pairs.get((first, second), lambda: two_way(self.one, first, second, DEAL))

    @property
    def progress(self) -> float:
        """From 0 to 1; moving every number takes about as long as the indices do."""
        moved = len(self.influences) / max(1, len(self.one.parameters))
        points = 0 if self.indices is None else self.indices.points / (BATCH * 2**DOUBLINGS)
        return (moved + points) / 2

    def __iter__(self) -> Iterator["Study"]:
        return self

    def __next__(self) -> "Study":
        """Find one thing more; begin anew after a failure."""
        with self._working:
            try:
                return next(self._steps)
            except StopIteration:
                self.done = True
                raise
            except Exception:
                self._steps = self._found()
                raise

    def _found(self) -> Iterator["Study"]:
        """Find one thing after the other; whoever looks meanwhile sees whole lists."""
        self.influences = []
        self.switches = {whose: [] for whose in self.switches}
        self.indices = None
        for influence in tornado(self.one):
            self.influences = [*self.influences, influence]
            for whose, known in self.switches.items():
                flip = switch(self.one, influence, whose)
                if flip is not None:
                    by_likelihood = sorted([*known, flip], key=lambda flip: -flip.likelihood)
                    self.switches[whose] = by_likelihood
            yield self
        for indices in variance_shares(self.one):
            self.indices = indices
            yield self


_studies: Latest[tuple[Model, tuple[tuple[str, float | str], ...]], Study] = Latest(KEPT)


def study(opened: Opened) -> tuple[Study, Work[Study]]:
    """Return the study of the deal on the table, shared by all, and this visitor's work on it."""
    deal = state.desk().deal
    shared = _studies.get(
        (opened.model, tuple(deal.items())),
        lambda: Study(OneDeal(opened.model, deal), list(opened.scenario.parties)),
    )
    kept: tuple[Study, Work[Study]] | None = st.session_state.get("study")
    if kept is None or kept[0] is not shared:
        st.session_state.study = kept = (shared, Work(lambda: shared))
        kept[1].done = shared.done
    return kept
