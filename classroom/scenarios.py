"""The scenario of a class, from the text that the class keeps."""

import threading
from collections import OrderedDict

from simulator.loading import read_document, scenario_of
from simulator.model import Model

MOST = 12
"""Models kept ready in a process."""


def model(text: str) -> Model:
    """Return the model of a scenario's text, made once while it is in use.

    Raises
    ------
    ScenarioError
        If the text needs mending; one that a class was opened with does not.
    """
    with _lock:
        found = _kept.get(text)
        if found is None:
            # Made under the lock: a whole class opens its pages at the same moment.
            found = Model(scenario_of(read_document(text.encode("utf-8"), "class.yaml")))
            _kept[text] = found
        _kept.move_to_end(text)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


_kept: OrderedDict[str, Model] = OrderedDict()
_lock = threading.Lock()
