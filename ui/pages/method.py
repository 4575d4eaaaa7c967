"""Method: how the figures come about, what they cannot say, and where the numbers come from."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from simulator.defaults import Record, acceptance_defaults
from simulator.evaluation import evaluate
from simulator.preferences import curve_kind
from simulator.uncertainty import DRAWS, REPLICATES
from simulator.wording import LIMITS, SOLUTION_NAMES, percent, span, with_error
from ui import state
from ui.charts.curve import curve_chart
from ui.charts.reliability import reliability_chart
from ui.controls import csv_button, source_link
from ui.engine import Opened
from ui.frame import begin, presenting
from ui.plot import plot
from ui.text import plain


def page() -> None:
    """Draw the page."""
    found = begin()
    st.title("How the figures come about")
    _steps(found)
    _curve(found)
    _calibration()
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
        "these; ties are kept."
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


MODELS = {
    "constant_rate": "the same chance for every offer",
    "own_utility": "own gain",
    "with_inequality": "own gain and being behind (used here)",
    "with_earlier_refusals": "also earlier refusals in the talk",
}
RULES = {
    "nash_or_egalitarian": "Nash or egalitarian",
    "any_efficient_deal": "an efficient deal, picked blindly",
    "any_deal_in_the_zopa": "any deal in the ZOPA, picked blindly",
}


def _calibration() -> None:
    st.subheader("How far the curve can be believed")
    defaults = acceptance_defaults()
    record = defaults.record
    used = [setting for setting in record.settings if setting.pooled]
    names = _names()
    st.markdown(
        f"The curve was fitted on {sum(each.decisions for each in used):,} decisions of people in "
        f"{len(used)} settings. The test that counts is another: **does a curve fitted in some "
        "settings predict people in one that it never saw?**"
    )
    plot(
        reliability_chart(record.transfers, names, presenting()),
        key="reliability",
        alt="Predicted chance of a yes from other settings against the share that said yes.",
    )
    told = "; ".join(
        f"**{plain(names[each.checked_on])}**: off by {100 * each.bias:+.0f} points on average, "
        f"slope {each.scores.slope or 0:.1f}, two offers in order {percent(each.scores.auc)} of the time"
        for each in record.transfers
    )
    st.markdown(
        f"{told}. (Slope 1 is perfect; below 1 the predictions are too sure.) The data support which "
        "of two offers is likelier to be accepted, and about how steeply; the level differs between "
        "settings by several points, and nothing in them covers states or high stakes."
    )
    _agreements(record)
    with st.expander("Held-out scores of simpler and richer curves, and the data"):
        table = pd.DataFrame(_score_rows(record))
        st.dataframe(table, hide_index=True, height="content")
        csv_button("Scores as CSV", table, "calibration_csv")
        st.markdown(
            "\n".join(
                f"- [{plain(source.title)}]({source.url}), {plain(source.date or '')}. "
                f"{plain(source.flag or '')}."
                for source in defaults.sources.values()
            )
        )
        st.caption(
            "Ten-fold cross-validation by person or talk; intervals from a bootstrap of persons or "
            "talks. `python -m simulator calibrate DATA…` computes all of it again."
        )


def _names() -> dict[str, str]:
    """Name the settings: what stands before the colon in their sources' titles."""
    sources = acceptance_defaults().sources
    return {id: source.title.partition(":")[0] for id, source in sources.items()}


def _agreements(record: Record) -> None:
    """Show how close bargaining theory comes to what people agreed on."""
    if not record.agreements:
        return
    table = pd.DataFrame(
        [
            {
                "rule": RULES.get(name) or SOLUTION_NAMES[name],
                "distance in worth (0–1)": f"{each.distance[0]:.3f} "
                f"({each.distance[1]:.3f} – {each.distance[2]:.3f})",
                "exactly what was agreed": percent(each.hit[0]),
            }
            for name, each in sorted(record.agreements.items(), key=lambda one: one[1].distance)
        ]
    )
    best, naive = table["rule"].iloc[0], record.agreements["any_efficient_deal"].distance[0]
    st.markdown(
        f"**And the solution points?** Held against the splits that people agreed on in the "
        f"campsite talks, {best} comes closest; an efficient deal picked blindly is {naive:.2f} off."
    )
    st.dataframe(table, hide_index=True, height="content")
    csv_button("Rules as CSV", table, "rules_csv")


def _score_rows(record: Record) -> Iterator[dict[str, object]]:
    names = _names()
    for setting in record.settings:
        for name, scores in setting.scores.items():
            loss, low, high = scores.log_loss
            better = scores.better_than_simpler
            yield {
                "setting": names[setting.name],
                "curve from": MODELS[name],
                "log loss (0 best)": f"{loss:.3f} ({low:.3f} – {high:.3f})",
                "better than the simpler by": f"{better[0]:+.3f} ({better[1]:+.3f} – {better[2]:+.3f})"
                if better
                else "",
                "Brier (0 best)": round(scores.brier[0], 3),
                "slope": scores.slope and round(scores.slope, 2),
                "AUC": round(scores.auc, 2),
                "decisions": setting.decisions,
            }


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
