"""The scenario of a class, from the text that the class keeps."""

from dataclasses import dataclass, field
from functools import partial

from simulator.latest import Latest
from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import read_document
from simulator.simulation.human.brief import Brief, brief

SCENARIOS_KEPT = 40
"""Scenarios kept ready in a process."""
SIDES = 8
"""As many as a scenario can have."""


@dataclass(frozen=True)
class _Ready:
    model: Model
    sides: Latest[str, Brief] = field(default_factory=partial(Latest, SIDES))


def model(text: str) -> Model:
    """Return the model of a scenario's text, made once while it is in use.

    Raises
    ------
    ScenarioError
        If the text needs mending; one that a class was opened with does not.
    """
    return _ready(text).model


def party_brief(text: str, party: str) -> Brief:
    """Return what a party's lead knows about itself, made once like the model.

    Raises
    ------
    ScenarioError
        As for `model`.
    """
    ready = _ready(text)
    lead = ready.model.scenario.parties[party].lead
    return ready.sides.get(party, lambda: brief(ready.model, lead))


def _ready(text: str) -> _Ready:
    # Made once: a whole class opens its pages at the same moment.
    return _kept.get(
        text, lambda: _Ready(Model(read_document(text.encode("utf-8"), "class.yaml").scenario))
    )


_kept: Latest[str, _Ready] = Latest(SCENARIOS_KEPT)
