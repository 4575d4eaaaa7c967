"""The scenario of a class, from the text that the class keeps."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from simulator.dynamics.brief import Brief, brief
from simulator.loading import read_document, scenario_of
from simulator.model import Model

MOST = 12
"""Scenarios kept ready in a process."""


@dataclass(frozen=True)
class _Ready:
    model: Model
    sides: dict[str, Brief] = field(default_factory=dict)


def model(text: str) -> Model:
    """Return the model of a scenario's text, made once while it is in use.

    Raises
    ------
    ScenarioError
        If the text needs mending; one that a class was opened with does not.
    """
    return _ready(text).model


def side(text: str, party: str) -> Brief:
    """Return what a party's lead knows about itself, made once like the model.

    Raises
    ------
    ScenarioError
        As for `model`.
    """
    ready = _ready(text)
    if party not in ready.sides:
        lead = ready.model.scenario.parties[party].lead
        ready.sides[party] = brief(ready.model, lead)
    return ready.sides[party]


def _ready(text: str) -> _Ready:
    with _lock:
        found = _kept.get(text)
        if found is None:
            # Made under the lock: a whole class opens its pages at the same moment.
            found = _Ready(Model(scenario_of(read_document(text.encode("utf-8"), "class.yaml"))))
            _kept[text] = found
        _kept.move_to_end(text)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


_kept: OrderedDict[str, _Ready] = OrderedDict()
_lock = threading.Lock()
