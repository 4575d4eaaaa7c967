"""Method: how the figures come about, what they cannot say, and where the numbers come from."""

import pandas as pd
import streamlit as st

from simulator.acceptance.evaluation import evaluate
from simulator.explain.deal import LIMITS, span, with_error
from simulator.explain.space import how_exact, within_lines
from simulator.formatting import interval, minus, percent, percents
from simulator.glossary import IF_KNOWN
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.deviates import DRAWS, REPLICATES
from simulator.scenario.parameter_kinds import CURVE
from simulator.scenario.players import SOFTNESS
from simulator.scenario.same_names import side_by_side
from ui.cache.engine import Opened
from ui.charts.curve import curve_chart
from ui.components.controls import csv_button, meaning, source_link
from ui.components.plot import plot
from ui.pages.method.validation import evidence
from ui.session import state
from ui.shell import begin, presenting
from ui.text import plain


def page() -> None:
    """Draw the page."""
    opened = begin()
    st.title("Method")
    _steps(opened)
    _curve(opened)
    evidence()
    _limits(opened)
    _sources(opened)


def _steps(opened: Opened) -> None:
    scenario, survey = opened.scenario, opened.survey
    answer = evaluate(opened.model, state.desk().deal)
    lead = opened.model.central.leads[0]
    view = answer.players[lead]
    name = plain(scenario.players[lead].label)
    about = "about " if survey.estimated else ""
    st.markdown(
        "**1. Utility.** The value of each term lies between 0 (that player's worst option) and 1 (its "
        "best). Priorities (weights) say how much each term matters; some terms are worth more, or less, "
        "together than one by one:"
    )
    st.latex(
        r"\begin{aligned} U &= \sum_k w_k v_k + \sum_{k<l} c_{kl} v_k v_l \\ "
        r"1 &= \sum_k w_k + \sum_{k<l} c_{kl} \end{aligned}"
    )
    st.markdown(
        f"{name}: the utility of the deal on the table is **{view.utility:.2f}**.\n\n"
        "**2. Reservation value.** Each future without a deal has a probability and a value; their weighted "
        f"sum is the reservation value. {name}: **{view.reservation:.2f}**.\n\n"
        "**3. Likely acceptance.** A player’s gain is measured in what it has at stake, D: from no deal to "
        "the best it can have while no negotiator is worse off than with no deal and no red line that is "
        "probably real is crossed. Whoever decides for it refuses gains below a threshold, τ, the more "
        "surely the higher the steepness, s. A red line at t prevents a yes with the chance that the line "
        "is real (its firmness, f) and that the deal is past it: it may lie a little beyond what was said, "
        f"by its softness σ ({percent(SOFTNESS.value)} of an amount’s range where a scenario says nothing; "
        "levels are crossed or not):"
    )
    st.latex(
        r"\begin{aligned} P &= \frac{1}{1 + e^{-z}} \prod \left(1 - f "
        r"\left[2\,\Phi\!\left(\tfrac{x - t}{\sigma}\right) - 1\right]\right) \\ "
        r"z &= s \left(\frac{U - r}{D} - \tau\right) \end{aligned}"
    )
    st.markdown(
        f"{name}: {100 * view.gain:.0f} % of its stake over no deal; accepts with a chance of "
        f"**{percent(view.acceptance.chance)}** ({span(view.acceptance)}).\n\n"
        "A party says yes when its most reluctant player does: in each draw its chance is the least of its "
        "players’; that of the deal is the product over the parties. An audience has no vote; what it loses "
        "against no deal, as a share of its stake, is taken from its lead’s, times a cost κ. In a body (an "
        "assembly, a union, an electorate) the share of a group that says yes is the curve’s mean over the "
        "kinds of people; the body says yes when the votes needed come together, and how likely that is "
        "depends on how closely each group votes as one.\n\n"
        f"**4. Uncertainty.** Every number with a range is drawn {DRAWS:,} times, numbers of the same name "
        "within a party together, the same draws for every visitor, and the chances are averaged. "
        "The chance that all sign is "
        f"**{percent(answer.joint.chance)}**; {IF_KNOWN}, it would lie within {span(answer.joint)} in eight "
        f"cases out of ten. The sampling error is {with_error(answer.joint)}"
        f", from {REPLICATES} independent repetitions; it says how exactly the average is "
        "computed, **not** how right the model is. If every player doubted independently of the others, all "
        f"would sign with {percent(answer.independent)}; whatever ties the parties’ answers together, their "
        f"own chances leave {percents(*answer.bounds)}.\n\n"
        f"**5. The whole deal space.** Possible deals: {survey.size:,}. Pareto-optimal between the "
        f"negotiators: {len(survey.frontier):,}. In the ZOPA, where no veto player is worse off than with no "
        f"deal and no red line that is probably real is crossed: {about}{survey.zopa_size:,}. "
        f"{within_lines(survey)} "
        f"{how_exact(survey) or 'The bargaining solutions are exact on these; ties are kept.'}\n\n"
        "**6. Recommendations and sensitivity** (*Insight*). Next moves are found among all deals that "
        "change at most three terms, then refined off the grid. For the sensitivity analysis, each uncertain "
        "number is set to the low and the high end of its range while all others stay as uncertain as they "
        "are; Sobol indices say how much of the variance each number explains.\n\n"
        "**7. Talks** (*Talks*, *Demand game*). The negotiators take turns. Each concession strategy sets "
        "the utility that a side asks for by now; among the deals that reach it, the side offers the one "
        "that, as far as it knows, the others are likeliest to sign. Once they agree, everyone at home is "
        "asked to ratify, by the acceptance curve above. Strategies are caricatures: they show which way "
        "deadlines, patience and events push, not what governments will do. The demand game and the "
        "equilibrium of alternating offers assume that everyone knows everything."
    )


def _curve(opened: Opened) -> None:
    st.header("The acceptance curve")
    defaults = acceptance_defaults()
    people = defaults.kinds_of_people
    low, middle, high = people.range_of(people.threshold)
    st.markdown(
        f"In each draw, whoever decides for a player is one of the {len(people.weight)} kinds of people that "
        f"the data below show. The middle one accepts a gain of **{percent(middle)}** of its stake or more "
        f"(10–90 %: {percents(low, high)}); most are steeper than people are on average, because what they "
        "differ in is not smoothed into the curve. "
        "The parameters come from public data on people's decisions to accept or reject, asked about "
        "one offer at a time: *here is an offer, yes or no?* Asked in another way, people say yes less "
        "often. Slips, of which the data show "
        f"{100 * defaults.decision_makers.slip.value:.1g} %, are left out. "
        + plain(defaults.transfer)
    )
    plot(
        curve_chart(people, presenting()),
        key="curve",
        alt="Chance of acceptance by the gain over no deal, of people on average and of the middle one.",
    )
    _overrides(opened)


def _overrides(opened: Opened) -> None:
    """Say whose curve the scenario gives itself, and from where."""
    scenario = opened.scenario
    curves = side_by_side(
        {"Everyone": scenario.acceptance},
        {player.label: player.acceptance for player in scenario.players.values()},
    )
    lines = [
        f"- **{plain(whose)}**, {CURVE[name].label} = {minus(estimate.value, 'g')}"
        + (f" ({interval(estimate.low, estimate.high)})" if estimate.low is not None else "")
        + f": {meaning(scenario, estimate).replace(chr(10) * 2, ' · ')}"
        for whose, curve in curves.items()
        for name, estimate in curve
        if estimate is not None
    ]
    if lines:
        st.markdown("This scenario replaces some of these with its own:\n" + "\n".join(lines))
    else:
        st.caption(
            "This scenario draws everyone’s decision maker from these; a scenario may give a player its own "
            "curve."
        )


def _limits(opened: Opened) -> None:
    st.header("Limits of the model")
    st.markdown("\n".join(f"- {plain(line)}" for line in (*LIMITS, *opened.scenario.limits)))


def _sources(opened: Opened) -> None:
    scenario = opened.scenario
    st.header("Sources")
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
