"""The report of what a visitor sees, to take away: made when it is asked for."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from simulator.reporting.contents import Report, Request, report
from simulator.reporting.html import html
from simulator.reporting.pdf import pdf
from ui.cache.engine import Opened
from ui.session import page_state, state


def buttons(opened: Opened, link: str) -> None:
    """Offer the report of the deal on the table as a page and as a PDF.

    Parameters
    ----------
    link
        An address that restores what the visitor sees; empty where it would be too long.
    """
    request = Request(
        deal=state.desk().deal,
        made=date.today(),
        target=page_state.target(),
        locked=page_state.locked(opened.scenario.issues),
        link=link,
    )
    formats: tuple[tuple[str, str, str, Callable[[Report], str | bytes]], ...] = (
        ("Report (HTML)", "html", "text/html", html),
        ("Report (PDF)", "pdf", "application/pdf", pdf),
    )
    with st.container(horizontal=True, gap="small"):
        for label, ending, mime, write in formats:
            st.download_button(
                label,
                _writer(opened, request, write),
                f"{state.desk().scenario}-report.{ending}",
                mime,
                icon=":material/description:",
                on_click="ignore",
                key=f"report_{ending}",
                help="The deal on the table: how likely it is, why, what would change it, every source. Uses "
                "the target and the locked terms of Insight.",
            )


def _writer(
    opened: Opened, request: Request, write: Callable[[Report], str | bytes]
) -> Callable[[], str | bytes]:
    return lambda: write(report(opened.model, opened.original, request, opened.survey))
