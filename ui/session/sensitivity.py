"""What matters about one deal, worked out little by little, once for all who ask the same."""

import threading
from collections.abc import Iterator

import streamlit as st

from simulator.latest import Latest
from simulator.preferences.negotiation_model import Model
from simulator.sensitivity.one_deal import DEAL, OneDeal, Responder
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.shares import DOUBLINGS, variance_shares
from simulator.sensitivity.sobol import BATCH, Indices
from simulator.sensitivity.switching import Switch, switch
from simulator.sensitivity.tornado import TornadoBar, tornado
from simulator.sensitivity.two_way import TwoWay, two_way
from ui.cache.background import BackgroundJob
from ui.cache.engine import Opened
from ui.session import state

DEALS_KEPT = 24
PAIRS_KEPT = 32


class DealSensitivity:
    """Influences, switching values and Sobol indices of one deal, as far as they have come.

    It is an iterator: each step finds something more, whoever asks for it.

    Attributes
    ----------
    parameters
        The numbers that are known only as ranges.
    influences
        Those found so far.
    switches
        By whose answer it is, those found so far, the likeliest first.
    indices
        The best so far; None before the first.
    done
        Whether all is found.
    """

    def __init__(self, one_deal: OneDeal, parties: list[str]) -> None:
        self.parameters = one_deal.parameters
        self._deal = one_deal
        self.influences: list[TornadoBar] = []
        self.switches: dict[Responder, list[Switch]] = {("party", id): [] for id in parties}
        self.indices: Indices | None = None
        self.done = False
        self._pairs: Latest[tuple[Parameter, Parameter], TwoWay] = Latest(PAIRS_KEPT)
        self._steps = self._worked_out()
        self._working = threading.Lock()

    def two_way(self, first: Parameter, second: Parameter) -> TwoWay:
        """Judge the deal over two numbers at once; what has been asked before is kept."""
        return self._pairs.get((first, second), lambda: two_way(self._deal, first, second, DEAL))

    @property
    def progress(self) -> float:
        """From 0 to 1; moving every number takes about as long as the indices do."""
        moved = len(self.influences) / max(1, len(self.parameters))
        points = 0 if self.indices is None else self.indices.points / (BATCH * 2**DOUBLINGS)
        return (moved + points) / 2

    def __iter__(self) -> Iterator["DealSensitivity"]:
        return self

    def __next__(self) -> "DealSensitivity":
        """Find one thing more; begin anew after a failure."""
        with self._working:
            try:
                return next(self._steps)
            except StopIteration:
                self.done = True
                raise
            except Exception:
                self._steps = self._worked_out()
                raise

    def _worked_out(self) -> Iterator["DealSensitivity"]:
        """Find one thing after the other; whoever looks meanwhile sees whole lists."""
        self.influences = []
        self.switches = {whose: [] for whose in self.switches}
        self.indices = None
        for influence in tornado(self._deal):
            self.influences = [*self.influences, influence]
            for whose, known in self.switches.items():
                flip = switch(self._deal, influence, whose)
                if flip is not None:
                    by_likelihood = sorted([*known, flip], key=lambda flip: -flip.likelihood)
                    self.switches[whose] = by_likelihood
            yield self
        for indices in variance_shares(self._deal):
            self.indices = indices
            yield self


_sensitivities: Latest[tuple[Model, tuple[tuple[str, float | str], ...]], DealSensitivity] = Latest(
    DEALS_KEPT
)


def deal_sensitivity(opened: Opened) -> tuple[DealSensitivity, BackgroundJob[DealSensitivity]]:
    """Return the study of the deal on the table, shared by all, and this visitor's work on it."""
    deal = state.desk().deal
    shared = _sensitivities.get(
        (opened.model, tuple(deal.items())),
        lambda: DealSensitivity(OneDeal(opened.model, deal), list(opened.scenario.parties)),
    )
    kept: tuple[DealSensitivity, BackgroundJob[DealSensitivity]] | None = st.session_state.get(
        "study"
    )
    if kept is None or kept[0] is not shared:
        st.session_state.study = kept = (shared, BackgroundJob(lambda: shared))
        kept[1].done = shared.done
    return kept
