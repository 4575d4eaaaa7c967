"""What a teacher takes away from a class: tables and a report, with names or without."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from classroom.debrief.export import anonymised, csv_text, moves, results
from classroom.debrief.report import document
from classroom.debrief.results import ClassDebrief
from classroom.records import Everything
from simulator.preferences.negotiation_model import Model
from simulator.reporting.document import Document
from simulator.scenario.teaching import Prompt
from ui.cache.background import worked_out_for
from ui.server.streamlit_private import visitor
from ui.work import tasks


def draw(
    debrief: ClassDebrief,
    everything: Everything,
    model: Model,
    prompts: Sequence[Prompt],
    anonymous: bool = False,
) -> None:
    """Offer the files, each made when it is asked for."""
    st.header("Export", anchor=False)
    if not anonymous:
        anonymous = st.toggle(
            "Without names",
            value=True,
            key="debrief_anonymous",
            help="Students become Student 1, Student 2 and so on, and what they wrote is left out.",
        )
    shown = anonymised(everything) if anonymous else everything

    who = visitor()

    def report() -> Document:
        return document(debrief, shown, model, prompts, date.today())

    # Spreadsheets read letters beyond ASCII only with the mark that `utf-8-sig` puts first.
    files: tuple[tuple[str, str, str, str, Callable[[], str | bytes]], ...] = (
        ("Debrief (HTML)", "debrief.html", "text/html", "description",
         lambda: worked_out_for(who, tasks.class_report, report(), None)),
        ("Debrief (PDF)", "debrief.pdf", "application/pdf", "description",
         lambda: worked_out_for(who, tasks.class_report, report(), date.today())),
        ("Results (CSV)", "results.csv", "text/csv", "download",
         lambda: csv_text(results(debrief, model, shown)).encode("utf-8-sig")),
        ("All offers and moves (CSV)", "moves.csv", "text/csv", "download",
         lambda: csv_text(moves(model, shown)).encode("utf-8-sig")),
    )  # fmt: skip
    with st.container(horizontal=True, key="debrief_files"):
        for label, name, mime, icon, make in files:
            st.download_button(
                label,
                make,
                f"class-{name}",
                mime,
                icon=f":material/{icon}:",
                on_click="ignore",
                key=f"debrief_file_{name.replace('.', '_')}",
            )
