"""What the pages ask of the simulator, kept between reruns.

Results are shared by all visitors and keyed by the scenario's text and the numbers changed, so that
moving a deal term computes one deal and nothing else.
"""

import threading
from collections import OrderedDict
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path as FilePath

import streamlit as st

from simulator.preferences.negotiation_model import Model
from simulator.scenario.reading.loading import load_document, scenario_files
from ui.cache.background import worked_out
from ui.server.streamlit_private import visitor
from ui.work import tasks
from ui.work.opened import SCENARIOS, Case, Edits, Opened, read

__all__ = ["Edits", "MenuEntry", "Opened", "menu", "opened", "prepare"]


OPENED_KEPT = 5
"""Scenarios of visitors, each of up to 100 MiB with its draws and amounts between the steps."""
_kept: OrderedDict[Case, Opened] = OrderedDict()
_opening = threading.Lock()


@dataclass(frozen=True)
class MenuEntry:
    """One line of the scenario menu.

    Attributes
    ----------
    base
        The scenario that it changes, or that one's own base; its own id if none.
    """

    id: str
    title: str
    summary: str
    order: int
    as_of: date | None
    base: str


@st.cache_resource(show_spinner=False, max_entries=4)
def _menu(stamp: tuple[tuple[str, float], ...]) -> tuple[MenuEntry, ...]:
    documents = {FilePath(file).stem: load_document(FilePath(file)) for file, _ in stamp}
    entries = []
    for id, document in documents.items():
        scenario, base = document.scenario, id
        while base in documents and "extends" in documents[base].own:
            base = str(documents[base].own["extends"])
        entries.append(
            MenuEntry(id, scenario.title, scenario.summary, scenario.order, scenario.as_of, base)
        )
    return tuple(sorted(entries, key=lambda entry: (entry.order, entry.title)))


def menu() -> tuple[MenuEntry, ...]:
    """List whatever scenarios lie in the folder, read again when a file changes."""
    return _menu(tuple((str(file), file.stat().st_mtime) for file in scenario_files(SCENARIOS)))


@st.cache_resource(show_spinner="Working out every possible deal …", max_entries=12)
def _of_folder(case: Case) -> Opened:
    """Open one of the few in the folder: it costs less than to ask a worker, and as much only once."""
    original, document = read(*case[:3])
    return Opened(document, original, Model(document.scenario), case)


def opened(name: str, text: str | None, edits: Edits, known: str = "") -> Opened:
    """Open a scenario of the folder, or one given as text, with some numbers changed.

    Parameters
    ----------
    known
        The last day whose real answers are known, in ISO form; empty: none are.

    Raises
    ------
    ScenarioError
        If the file, or the changed numbers, break a rule of the format.
    WorkError
        If that took too long, or too much memory.
    """
    stamp = (SCENARIOS / f"{name}.yaml").stat().st_mtime if text is None else 0.0
    case = name, text, edits, stamp, known
    if known:
        return _knowing(case)
    if text is None and not edits:
        return _of_folder(case)
    with _opening:
        kept = _kept.get(case)
        if kept is not None:
            _kept.move_to_end(case)
            return kept
    # No lock is held meanwhile: whoever wants the same waits for the same worker.
    with st.spinner("Working out every possible deal …") if visitor() else nullcontext():
        original, document, parts = worked_out(tasks.opening, case)
    made = Opened(document, original, Model(document.scenario), case)
    made.take(parts)
    with _opening:
        kept = _kept.setdefault(case, made)
        if len(_kept) > OPENED_KEPT:
            _kept.popitem(last=False)
    return kept


def _knowing(case: Case) -> Opened:
    """Open a scenario knowing some answers, on the same files and survey as without."""
    with _opening:
        kept = _kept.get(case)
        if kept is not None:
            _kept.move_to_end(case)
            return kept
    before = opened(*case[:3])
    made = replace(before, case=case)
    made.take({"survey": before.survey})
    prepare(made, "learning")
    with _opening:
        kept = _kept.setdefault(case, made)
        if len(_kept) > OPENED_KEPT:
            _kept.popitem(last=False)
    return kept


def prepare(opened: Opened, *names: str) -> None:
    """Have parts of what follows from a scenario worked out, if they are not there yet.

    Parameters
    ----------
    names
        Properties of an `Opened`.

    Raises
    ------
    WorkError
        If that took too long, or too much memory.
    """
    missing = opened.missing(names)
    if missing:
        opened.take(worked_out(tasks.parts, opened.case, missing))
