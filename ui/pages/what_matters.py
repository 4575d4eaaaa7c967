"""What matters: which uncertain numbers the likely acceptance hangs on."""

import pandas as pd
import streamlit as st

from simulator.evaluation import evaluate
from simulator.what_matters import Influence, influences
from simulator.wording import percent
from ui import state
from ui.charts.tornado import tornado
from ui.controls import csv_button
from ui.frame import begin, presenting
from ui.plot import plot
from ui.text import plain

SHOWN = 12


def page() -> None:
    """Draw the page."""
    found = begin()
    st.title("What the answer hangs on")
    deal = state.desk().deal
    answer = evaluate(found.model, deal)
    reaches = influences(found.model, deal)
    if not reaches:
        st.info("Every number of this scenario is held certain, so nothing can change the answer.")
        return
    st.markdown(
        f"All sign the deal on the table with **{percent(answer.joint.chance)}**. That is a mean over "
        f"{len(reaches)} numbers that are only known as ranges. Here each is put into the lowest, then "
        "the highest fifth of its range while all others stay as uncertain as they are."
    )
    st.markdown(_words(reaches))
    plot(
        tornado(reaches[:SHOWN], answer.joint.chance, presenting()),
        key="tornado",
        alt="For the numbers that matter most, the chance that all sign with the number low and high.",
    )
    st.caption(
        f"The {min(SHOWN, len(reaches))} widest of {len(reaches)}. Whiskers: two standard errors. The dotted "
        "line is the answer with everything as uncertain as it is. The sources of each stand on Preferences."
    )
    table = pd.DataFrame(
        [
            {
                "number": each.label,
                "lowest fifth": percent(each.low),
                "highest fifth": percent(each.high),
                "share of the variance by itself": f"{100 * each.share:.0f} %",
            }
            for each in reaches
        ]
    )
    with st.expander("All numbers as a table"):
        st.dataframe(table, hide_index=True)
        csv_button("What matters as CSV", table, "what_matters_csv")


def _words(reaches: list[Influence]) -> str:
    """Name the number that matters most, and how much the first few explain."""
    first = reaches[0]
    lower, upper = sorted((first.low, first.high))
    few = reaches[:3]
    return (
        f"Most hangs on **{plain(first.label)}**: from {percent(lower)} to {percent(upper)}. The first three "
        f"explain {100 * sum(each.share for each in few):.0f} % of the differences by themselves; the rest "
        "is spread over the others and over how they combine."
    )
