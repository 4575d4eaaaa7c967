"""Sampling uncertainty of a short record: the score, hindsight, naive guesses, chance, other readings."""

import pandas as pd
import streamlit as st

from simulator.formatting import count, listed, percent
from simulator.glossary import define
from simulator.history.agreed_terms import called
from simulator.history.baselines import FORECASTS
from simulator.scenario.parameters import parameter_entries
from simulator.scenario.record import Hindsight
from simulator.scenario.scenario import Scenario
from ui.cache.engine import Opened
from ui.text import plain

WRONG, WARNING = 0.05, 0.2
"""Chances of so low a score below which the probabilities are called wrong, or doubtful."""


def proof(opened: Opened) -> None:
    """Draw the section."""
    scores = opened.backtest.scores
    if not scores:
        return
    n = sum(prediction.scored for prediction in opened.backtest.predictions)
    st.header(
        f"Sampling uncertainty: what {count(n, 'text')} can show",
        help=define("Sampling uncertainty", "Log score"),
    )
    if "extends" in opened.document.own:
        st.info(
            "Not scored here: this scenario changes the circumstances in which the real proposals were "
            "answered. Open the scenario that it extends to see the score."
        )
        return
    model = scores["model"]
    span = model.log_range
    st.markdown(
        "A model is scored by the chance that it gave to what then happened. The **log score** is 0 if it "
        "was always certain and right, and the lower the more often it was surprised; tossing a coin gets "
        f"−0.69. This model gets **{_number(model.log)}**"
        + (f" (95 % interval {_number(span.low)} to {_number(span.high)})." if span else ".")
    )
    _hindsight(opened.scenario)
    _later(opened)
    lines = [
        _prequential(opened),
        *_naive(opened),
        _score_test(opened),
        _given_tabled(opened),
        _readings(opened),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines if line))
    _agreed_terms(opened)


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
    revised = "**Some of this case's own numbers were revised once the answers were known.** "
    st.markdown(f"{curve} {revised if hindsight.versions else ''}{plain(hindsight.account)}")
    if hindsight.versions:
        st.dataframe(_versions(hindsight), hide_index=True, height="content")
    if hindsight.note:
        st.caption(plain(hindsight.note))


def _later(opened: Opened) -> None:
    """Count the numbers that nobody could have read up on the scenario's day."""
    scenario = opened.scenario
    if opened.resting_on_later and scenario.as_of is not None:
        st.markdown(
            f"Of the scenario’s {len(parameter_entries(scenario))} numbers, **{opened.resting_on_later} rest "
            f"only on sources from after {scenario.as_of:%d %B %Y}**, the day for which they are set."
        )


def _versions(hindsight: Hindsight) -> pd.DataFrame:
    """Tabulate what the model made of the record with each version of the numbers."""
    texts = list(dict.fromkeys(id for version in hindsight.versions for id in version.chances))
    return pd.DataFrame(
        [
            {
                "numbers": version.label,
                **{
                    f"{id.upper()}: all sign": percent(version.chances[id])
                    if id in version.chances
                    else "–"
                    for id in texts
                },
                "log score": _number(version.log_score),
            }
            for version in hindsight.versions
        ]
    )


def _naive(opened: Opened) -> list[str]:
    """Set the model's score against each naive guess, with the interval of the difference."""
    issues = opened.scenario.issues.values()
    headline = next((issue.name for issue in issues if issue.headline), "")
    lines = []
    for name, score in opened.backtest.scores.items():
        better = score.model_better
        if name == "model" or better is None:
            continue
        verdict = (
            "it does better, by more than chance with so few texts would explain"
            if better.low > 0
            else "it does worse, by more than chance with so few texts would explain"
            if better.high < 0
            else "too close to call; the difference may be chance"
        )
        lines.append(
            f"**Against {plain(FORECASTS[name].compared(headline))}**: {verdict} "
            f"(score {_number(better.value, '+')}, 95 % interval {_number(better.low, '+')} to "
            f"{_number(better.high, '+')})."
        )
    return lines


def _score_test(opened: Opened) -> str:
    test = opened.score_test
    if test is None:
        return ""
    says = (
        "So the probabilities are probably wrong"
        if test.as_bad < WRONG
        else "That is a warning, but no proof"
        if test.as_bad < WARNING
        else "So there is no evidence against them here, and little for them"
    )
    return (
        "**If the model's probabilities were right**, its score would still vary by chance: "
        f"{_number(test.expected)} on average, and {_number(test.low)} to {_number(test.high)} nine times "
        f"out of ten. It is {_number(test.score)}; a score that low or lower had a chance of "
        f"{percent(test.as_bad)}. {says}."
    )


def _prequential(opened: Opened) -> str:
    """Set the score of forecasts that know the answers before beside the plain one."""
    tested = opened.backtest
    score, forecasts = tested.prequential_score, tested.prequential
    if score is None or not any(forecast.answers for forecast in forecasts):
        return ""
    plain_chances = {one.id: one.chance for one in tested.predictions}
    most = max(forecasts, key=lambda one: abs(one.chance - (plain_chances[one.id] or 0)))
    before, after = percent(plain_chances[most.id] or 0), percent(most.chance)
    moved = (
        f" What that moved most is {plain(most.id.upper())}: {before} → {after}."
        if before != after
        else ""
    )
    few = [forecast.id.upper() for forecast in forecasts if forecast.too_few]
    return (
        "**Knowing the answers before each text**, and nothing of its own, the model gets "
        f"{_number(score.log)}.{moved}"
        + (
            f" The answers before {plain(listed(few))} left too few draws to learn from."
            if few
            else ""
        )
    )


def _given_tabled(opened: Opened) -> str:
    score = opened.backtest.given_tabled
    if score is None:
        return ""
    return (
        "**Given who tabled it**: those who table a text mostly sign it, so the harder question is whether "
        f"the others will. On {count(score.n, 'text')} to which somebody else’s answer is known, the model’s "
        f"chance that these say yes, supposing that those who tabled it sign, gets {_number(score.log)}."
    )


def _agreed_terms(opened: Opened) -> None:
    """Show how well the terms of the last accepted text were foreseen."""
    agreed = opened.agreed_terms
    if agreed is None:
        return
    st.subheader(f"Which terms were agreed: {plain(agreed.proposal.upper())}")
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "who predicts the terms": called(score.by),
                    "log score (0 best)": _number(score.log),
                    f"terms right, of {agreed.issues}": f"{score.right:.1f}",
                }
                for score in agreed.scores
            ]
        ),
        hide_index=True,
        height="content",
    )
    st.caption(
        "The scores above ask whether a text is signed, this one which. Each way of predicting gives every "
        "option a share; its score is the mean, over the terms, of the log of the agreed option's share. One "
        "deal drawn evenly is added to each, so that nothing is impossible. Simulated talks are "
        "held without the real texts."
        + (" Whoever set the case’s numbers knew this text." if opened.scenario.hindsight else "")
    )


def _readings(opened: Opened) -> str:
    span = opened.reading_range
    if span is None or span.combinations == 1:
        return ""
    return (
        f"**Where the record is disputed**: across all {span.combinations:,} combinations of readings, the "
        f"score lies between {_number(span.log[0])} and {_number(span.log[1])}."
    )
