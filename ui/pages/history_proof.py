"""How little a short record proves: the score, hindsight, naive guesses, luck, and other readings."""

import pandas as pd
import streamlit as st

from simulator.scenario import Hindsight, Scenario
from simulator.wording import percent
from ui.engine import Opened
from ui.text import plain

BASELINES = {
    "always_refused": "always saying no",
    "coin_toss": "tossing a coin",
    "base_rate": "going by how often the other texts were accepted",
    "first_headline_term_only": "going by {headline} alone",
}

WRONG, WARNING = 0.05, 0.2
"""Chances of so low a score below which the probabilities are called wrong, or doubtful."""


def proof(found: Opened) -> None:
    """Draw the section."""
    scores = found.backtest.scores
    if not scores:
        return
    n = scores["model"].n
    st.subheader(f"How little {n} text{'s' if n != 1 else ''} prove{'s' if n == 1 else ''}")
    if "extends" in found.document.own:
        st.info(
            "Not scored here: this scenario changes the circumstances, and the real proposals were "
            "answered in others. Open the scenario that it extends to see the score."
        )
        return
    model = scores["model"]
    span = model.log_range
    st.markdown(
        "A model is scored by the chance that it gave to what then happened. The **log score** is 0 for one "
        "that was always sure and right, and lower the more it was surprised; tossing a coin gets −0.69. "
        f"This model gets **{_number(model.log)}**"
        + (f" (95 % interval {_number(span.low)} to {_number(span.high)})." if span else ".")
    )
    _hindsight(found.scenario)
    lines = [*_naive(found), _luck(found), _readings(found)]
    st.markdown("\n".join(f"- {line}" for line in lines if line))


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign}.2f}".replace("-", "−")


def _hindsight(scenario: Scenario) -> None:
    """Say what whoever set the numbers knew, with the score before any revision."""
    curve = "The acceptance curve was fitted on other people's decisions (see Method)."
    hindsight = scenario.hindsight
    if hindsight is None:
        st.markdown(
            f"{curve} **What was known of these answers when the case's own numbers were set, its file does "
            "not say**: unless they were fixed before, a good score shows that the numbers hang together, "
            "not foresight."
        )
        return
    told = "**Some of this case's own numbers were revised once the answers were known.** "
    st.markdown(f"{curve} {told if hindsight.versions else ''}{plain(hindsight.account)}")
    if hindsight.versions:
        st.dataframe(_versions(hindsight), hide_index=True, height="content")
    if hindsight.note:
        st.caption(plain(hindsight.note))


def _versions(hindsight: Hindsight) -> pd.DataFrame:
    """Tabulate what the model made of the record with each version of the numbers."""
    asked = list(dict.fromkeys(id for each in hindsight.versions for id in each.chances))
    return pd.DataFrame(
        [
            {
                "numbers": version.label,
                **{
                    f"{id.upper()}: all sign": percent(version.chances[id])
                    if id in version.chances
                    else "–"
                    for id in asked
                },
                "log score": _number(version.log_score),
            }
            for version in hindsight.versions
        ]
    )


def _naive(found: Opened) -> list[str]:
    """Set the model's score against each naive guess, with the interval of the difference."""
    issues = found.scenario.issues.values()
    headline = next((issue.name.lower() for issue in issues if issue.headline), "")
    lines = []
    for name, score in found.backtest.scores.items():
        better = score.model_better
        if name == "model" or better is None:
            continue
        verdict = (
            "it does better, by more than luck with so few texts explains"
            if better.low > 0
            else "it does worse, by more than luck with so few texts explains"
            if better.high < 0
            else "too close to call, the difference may be luck"
        )
        lines.append(
            f"**Against {plain(BASELINES[name].format(headline=headline))}**: {verdict} "
            f"(score {_number(better.value, '+')}, 95 % interval {_number(better.low, '+')} to "
            f"{_number(better.high, '+')})."
        )
    return lines


def _luck(found: Opened) -> str:
    luck = found.luck
    if luck is None:
        return ""
    says = (
        "So they are probably not right"
        if luck.as_bad < WRONG
        else "That is a warning, not a proof"
        if luck.as_bad < WARNING
        else "So nothing here speaks against them, and little for them"
    )
    return (
        "**If its probabilities were right**, the answers would still fall out by chance: its score "
        f"would be {_number(luck.expected)} on average, {_number(luck.low)} to "
        f"{_number(luck.high)} nine times of ten. "
        f"It is {_number(luck.score)}; a score as low as that had a chance of {percent(luck.as_bad)}. {says}."
    )


def _readings(found: Opened) -> str:
    span = found.reading_range
    if span is None or span.combinations == 1:
        return ""
    return (
        f"**Where the record is disputed**: over all {span.combinations:,} combinations of readings the "
        f"score lies between {_number(span.log[0])} and {_number(span.log[1])}."
    )
