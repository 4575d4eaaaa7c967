"""Method: how the figures come about, what they cannot say, and where the numbers come from."""

import pandas as pd
import streamlit as st

from simulator.defaults import acceptance_defaults
from simulator.evaluation import evaluate
from simulator.preferences import curve_kind
from simulator.same_names import side_by_side
from simulator.uncertainty import DRAWS, REPLICATES
from simulator.wording import LIMITS, percent, span, with_error
from ui import state
from ui.charts.curve import curve_chart
from ui.controls import csv_button, meaning, source_link
from ui.engine import Opened
from ui.frame import begin, presenting
from ui.pages.method_evidence import evidence
from ui.plot import plot
from ui.text import plain

SYMBOLS = {
    "precision": "β (how steep)",
    "disadvantageous": "a (dislike of being behind)",
    "advantageous": "g (dislike of being ahead)",
}


def page() -> None:
    """Draw the page."""
    found = begin()
    st.title("How the figures come about")
    _steps(found)
    _curve(found)
    evidence()
    _limits(found)
    _sources(found)


def _steps(found: Opened) -> None:
    scenario, survey = found.scenario, found.survey
    answer = evaluate(found.model, state.desk().deal)
    lead = found.model.central.leads[0]
    view = answer.players[lead]
    name = plain(scenario.players[lead].label)
    about = "about " if survey.estimated else ""
    st.markdown(
        "**1. What a deal is worth.** Each term is worth between 0 (that player's worst option) and "
        "1 (its best). Weights say how much each term matters; some terms are worth more, or less, "
        "together:"
    )
    st.latex(
        r"\begin{aligned} U &= \sum_k w_k v_k + \sum_{k<l} c_{kl} v_k v_l \\ "
        r"1 &= \sum_k w_k + \sum_{k<l} c_{kl} \end{aligned}"
    )
    st.markdown(
        f"The deal on the table is worth **{view.utility:.2f}** to {name}.\n\n"
        "**2. What no deal is worth.** Each way in which the world may go on has a probability and "
        "a worth; weighed together they give the reservation value: "
        f"**{view.reservation:.2f}** for {name}.\n\n"
        "**3. How likely a yes is.** The further a deal lies above no deal, the likelier a yes; "
        "being behind the other side lowers it; a crossed red line stops it with the chance that "
        "the line is real (its firmness, f):"
    )
    st.latex(
        r"\begin{aligned} P &= \frac{1}{1 + e^{-z}} \prod (1 - f) \\ "
        r"z &= \beta (U - r) \\ &\quad - a \max(U_j - U, 0) \\ "
        r"&\quad - g \max(U - U_j, 0) \end{aligned}"
    )
    st.markdown(
        f"{name} accepts with **{percent(view.acceptance.chance)}** ({span(view.acceptance)}).\n\n"
        f"**4. What we do not know.** Every number with a range is drawn {DRAWS:,} times, the same "
        "draws for everyone, and the chances are averaged. All sign with "
        f"**{percent(answer.joint.chance)}**, and in eight cases of ten one would say {span(answer.joint)} "
        f"if one knew them ({with_error(answer.joint)} points of sampling error, "
        f"from {REPLICATES} independent repetitions). The sampling error says how exactly the "
        "average is computed, **not** how right the model is.\n\n"
        f"**5. All deals at once.** {survey.size:,} deals are possible; {len(survey.frontier):,} "
        f"of them are Pareto-optimal between the negotiators; {about}{survey.zopa_size:,} leave "
        "every veto player at least as well off as no deal. The solution points are exact on "
        "these; ties are kept.\n\n"
        "**6. What would change it, and what it hangs on** (*Insight*). Next moves are found among all "
        "deals that change at most three terms, then refined between the steps. Each uncertain number is "
        "put at the low and the high end of its range, all others as uncertain as they are; Sobol indices "
        "say how much of the doubt each explains.\n\n"
        "**7. How talks run** (*Talks*, *Game table*). The negotiators take turns; each tactic says what a "
        "deal must be worth by now, and offers, of the deals that are, the one the others are likeliest to "
        "sign as far as it knows. Once they agree, everyone at home is asked by the curve above. Tactics "
        "are caricatures: they show which way deadlines, patience and events push, not what governments "
        "will do. The game of stances, and talks between sides that look ahead, assume that everyone "
        "knows everything."
    )


def _curve(found: Opened) -> None:
    st.subheader("The acceptance curve")
    defaults = acceptance_defaults()
    kinds = {
        player.label: curve_kind(found.scenario, player)
        for player in found.scenario.players.values()
    }
    steep = "within_person" in kinds.values()
    curve = defaults.curve("within_person" if steep else "population")
    st.markdown(
        f"β = **{curve.precision.value:.1f}** ({curve.precision.low:.1f} – {curve.precision.high:.1f}), "
        f"a = **{curve.disadvantageous.value:.1f}**, g = **{curve.advantageous.value:g}**. "
        + (
            "This scenario draws weights and no-deal values for each player, so the steeper "
            "within-person curve applies: differences between people are in the draws already and "
            "must not count twice. "
            if steep
            else "This scenario holds the players' preferences certain, so the population curve applies. "
        )
        + "The figures come from public data on human accept and reject decisions: "
        + plain(defaults.transfer)
    )
    plot(
        curve_chart(curve.precision.value, curve.disadvantageous.value, presenting()),
        key="curve",
        alt="Probability of a yes against the gain over no deal, level with and behind the other side.",
    )
    _overrides(found)


def _overrides(found: Opened) -> None:
    """Say whose curve the scenario gives itself, and from where."""
    scenario = found.scenario
    given = side_by_side(
        {"Everyone": scenario.acceptance},
        {player.label: player.acceptance for player in scenario.players.values()},
    )
    lines = [
        f"- **{plain(whose)}**, {SYMBOLS[name]} = {estimate.value:g}"
        + (f" ({estimate.low:g} – {estimate.high:g})" if estimate.low is not None else "")
        + f": {meaning(scenario, estimate).replace(chr(10) * 2, ' · ')}"
        for whose, curve in given.items()
        for name, estimate in curve
        if estimate is not None
    ]
    if lines:
        st.markdown("This scenario gives its own in place of these:\n" + "\n".join(lines))
    else:
        st.caption("This scenario uses these for everyone; a scenario may give a player its own.")


def _limits(found: Opened) -> None:
    st.subheader("What it cannot say")
    st.markdown("\n".join(f"- {plain(line)}" for line in (*LIMITS, *found.scenario.limits)))


def _sources(found: Opened) -> None:
    scenario = found.scenario
    st.subheader("Sources")
    if not scenario.sources:
        st.caption("This scenario cites no sources; each number states its assumption instead.")
        return
    with st.expander(f"All {len(scenario.sources)} sources of this scenario", expanded=False):
        st.markdown(
            "\n".join(
                f"- **{plain(key)}** {source_link(scenario, key)}"
                + (f" *({plain(source.flag)})*" if source.flag else "")
                for key, source in scenario.sources.items()
            )
        )
        table = pd.DataFrame(
            [{"key": key, **source.model_dump()} for key, source in scenario.sources.items()]
        )
        csv_button("Sources as CSV", table, "sources_csv")
