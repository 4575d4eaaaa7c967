"""What the sides said of the real texts, beside the model's reasons."""

import pandas as pd
import streamlit as st

from simulator.explain.stated_reasons import agreement_in_words
from simulator.formatting import signed
from simulator.history.stated_reasons import StatedReason, agreement
from simulator.scenario.scenario import Scenario
from ui.cache.engine import Opened
from ui.components.controls import show_table

VERDICTS = {"same": "✓ the same", "opposite": "✗ the other way", "unchanged": "◇ as without a deal"}


def stated_reasons(opened: Opened) -> None:
    """Draw the table, where the record has any."""
    if not opened.stated_reasons:
        return
    with st.expander("What the sides said, beside the model's reasons"):
        st.markdown(agreement_in_words(agreement(opened.stated_reasons)))
        table = pd.DataFrame([_row(opened.scenario, reason) for reason in opened.stated_reasons])
        show_table(table, "Reasons as CSV", "stated_reasons_csv", height="content")
        st.caption(
            "The model's figure is what the term adds to the gain of whoever said it (of a side: its lead), "
            "against the terms in force without a deal. Many of these statements are also sources of the "
            "model's numbers, so agreement shows that the model is coherent, not that it would have foreseen "
            "them."
        )


def _row(scenario: Scenario, reason: StatedReason) -> dict[str, str]:
    proposal, issue = scenario.history[reason.proposal], scenario.issues[reason.issue]
    party = scenario.parties.get(reason.whose)
    statement = proposal.said[reason.whose][reason.issue]
    return {
        "Text": proposal.label,
        "Said by": scenario.players[reason.whose].name if party is None else party.name,
        "On": reason.day.isoformat(),
        "Term": issue.name,
        "Said": f"{reason.view} the text",
        "In the model": signed(reason.contribution),
        "Compared": VERDICTS[reason.verdict],
        "What was said": statement.note or "",
        "Source": ", ".join(statement.source),
    }
