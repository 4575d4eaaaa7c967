"""The report of what a visitor sees, to take away: made when it is asked for."""

from datetime import date
from functools import partial

import streamlit as st

from simulator.reporting.contents import Request
from ui.cache.background import worked_out_for
from ui.cache.engine import Opened
from ui.server.streamlit_private import visitor
from ui.session import page_state, state
from ui.work import tasks


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
        against=page_state.against(opened.scenario),
        known=date.fromisoformat(state.desk().known) if state.desk().known else None,
    )
    formats = (
        ("Report (HTML)", "html", "text/html", False),
        ("Report (PDF)", "pdf", "application/pdf", True),
    )
    with st.container(horizontal=True, gap="small"):
        for label, ending, mime, printed in formats:
            st.download_button(
                label,
                partial(
                    worked_out_for, visitor(), tasks.deal_report, opened.case, request, printed
                ),
                f"{state.desk().scenario}-report.{ending}",
                mime,
                icon=":material/description:",
                on_click="ignore",
                key=f"report_{ending}",
                help="The deal on the table: how likely it is, why, what would change it, every source. Uses "
                "the target and the locked terms of Insight.",
            )
