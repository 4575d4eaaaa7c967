"""What a teacher's console holds on to: the class, and what it last refused to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import streamlit as st

from classroom.storage.database import Database
from simulator.errors import SimulatorError
from simulator.preferences.negotiation_model import Model
from ui.text import plain

_PROBLEM = "class_problem"
_OWN = "own_classes"


@dataclass(frozen=True)
class TeacherSession:
    """A class in its teacher's hands; who has one has shown the key.

    Attributes
    ----------
    id
        Of the class.
    model
        Of its scenario.
    """

    db: Database
    id: int
    code: str
    key: str
    model: Model

    def doing(self, act: Callable[..., object], *more: object) -> Callable[[], None]:
        """Return what a button calls to do something to the class."""
        return attempting(lambda: act(self.db, self.id, *more))


def attempt(act: Callable[[], object]) -> bool:
    """Do something; if the class refuses, remember why until something else is tried."""
    st.session_state.pop(_PROBLEM, None)
    try:
        act()
    except SimulatorError as error:
        st.session_state[_PROBLEM] = str(error)
        return False
    return True


def attempting(act: Callable[[], object]) -> Callable[[], None]:
    """Return what a button calls to attempt something."""

    def do() -> None:
        attempt(act)

    return do


def problem() -> None:
    """Say what was refused last."""
    refusal = st.session_state.get(_PROBLEM)
    if refusal:
        st.error(plain(refusal), icon=":material/block:")


def own_classes() -> dict[str, str]:
    """Return the keys, by code, of the classes that this visitor has opened or come back to."""
    return cast(dict[str, str], st.session_state.setdefault(_OWN, {}))


def choice(key: str, options: Sequence[int | str]) -> None:
    """Keep what a select box shows among its options, which come and go."""
    if key in st.session_state and st.session_state[key] not in options:
        st.session_state[key] = options[0] if options else None
