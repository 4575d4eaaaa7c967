"""Validation of the acceptance curve: how well it predicts people whom it never saw."""

from collections.abc import Iterator, Mapping

import pandas as pd
import streamlit as st

from simulator.bootstrap import Interval
from simulator.explain import curve_evidence
from simulator.formatting import interval, listed, minus, percent
from simulator.preferences.curve_defaults import (
    AgreementRecord,
    Record,
    Scores,
    acceptance_defaults,
)
from ui.charts.reliability import reliability_chart
from ui.components.controls import csv_button, show_table
from ui.components.plot import plot
from ui.shell import presenting
from ui.text import link, plain

ASKED = {
    "direct": "asked about each offer",
    "strategy": "a threshold stated beforehand",
    "implicit": "a bid taken up or not",
}


def evidence() -> None:
    """Draw the section of the Method page."""
    st.header("Validation of the curve")
    defaults = acceptance_defaults()
    record = defaults.record
    names = {id: source.title.partition(":")[0] for id, source in defaults.sources.items()}
    used = [setting for setting in record.settings if setting.pooled]
    st.markdown(
        f"The curve was fitted on {sum(setting.decisions for setting in used):,} decisions of people in "
        f"{len(used)} settings. The real test is this: **does a curve fitted on one kind of bargaining "
        "predict people in another kind, which it never saw?** If it were perfect, all points would lie on "
        "the dotted line."
    )
    plot(
        reliability_chart(record.transfers, names, presenting()),
        key="reliability",
        alt="Chance of acceptance predicted from another kind of bargaining against the share that accepted.",
    )
    st.markdown(f"**{plain(curve_evidence.support_sentence(record))}**")
    st.markdown(plain(curve_evidence.question_sentence(record, names)))
    _transfers(record, names)
    _models(record, names)
    _agreements(record, names)
    _data(record)


def _range(figure: Interval | None, digits: int = 2, scale: float = 1, sign: str = "") -> str:
    """Write a figure and its interval."""
    if figure is None:
        return "–"
    spec = f"{sign}.{digits}f"
    within = interval(scale * figure.low, scale * figure.high, spec, "to")
    return f"{minus(scale * figure.value, spec)} ({within})"


def _transfers(record: Record, names: Mapping[str, str]) -> None:
    table = pd.DataFrame(
        [
            {
                "fitted on": listed(names[id] for id in transfer.fitted_on),
                "checked on": names[transfer.checked_on],
                "too high by (points)": _range(transfer.bias, 0, 100, "+"),
                "slope": _range(transfer.scores.slope),
                "pairs in order (%)": _range(transfer.scores.auc, 0, 100),
                "decisions": transfer.decisions,
                "people or negotiations": transfer.groups,
            }
            for transfer in (*record.transfers, *record.questions)
        ]
    )
    if table.empty:
        return
    st.dataframe(table, hide_index=True, height="content")
    st.caption(
        "Too high by: predicted minus observed acceptance rate. Slope: 1 is right; below 1 the predictions "
        "are too confident. Pairs in order: of two offers, how often the accepted one had the higher "
        "predicted chance; guessing gets 50 %. In brackets: 95 % intervals over the people checked."
    )
    csv_button("One kind from another as CSV", table, "transfers_csv")


def _models(record: Record, names: Mapping[str, str]) -> None:
    st.markdown(plain(curve_evidence.models_sentence(record, names)))
    within = curve_evidence.within_sentence(record, names)
    if within:
        st.markdown(plain(within))
    with st.expander("Held-out scores of simpler and richer curves"):
        table = pd.DataFrame(_score_rows(record, names))
        show_table(table, "Scores as CSV", "calibration_csv", height="content")
        st.caption(
            "Ten-fold cross-validation by person or negotiation; in brackets: the 95 % interval of a "
            "bootstrap of persons or negotiations. Log loss: minus the mean log of the probability given to "
            "what people did. Brier: mean squared error. AUC: of two offers predicted by the same fit, how "
            "often the accepted one had the higher predicted chance. `python -m simulator calibrate DATA…` "
            "computes all of it again."
        )


def _score_rows(record: Record, names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for setting in record.settings:
        models = {curve_evidence.MODELS[name]: scores for name, scores in setting.scores.items()}
        check = setting.within_check
        if check:
            models["half by half: one curve for all"] = check.population
            models["half by half: a threshold for each person"] = check.person
            models["half by half: a kind for each person"] = check.kinds
        for name, scores in models.items():
            yield {
                "setting": names[setting.name],
                "curve from": name,
                **_score_row(scores),
                "decisions": setting.decisions,
                "people or negotiations": setting.groups,
            }


def _score_row(scores: Scores) -> dict[str, str]:
    return {
        "log loss (0 best)": _range(scores.log_loss, 3),
        "better than the simpler by": _range(scores.better_than_simpler, 3, sign="+"),
        "Brier (0 best)": _range(scores.brier, 3),
        "slope (1 best)": _range(scores.slope),
        "intercept (0 best)": _range(scores.intercept, sign="+"),
        "AUC (1 best)": _range(scores.auc),
    }


def _agreements(record: Record, names: Mapping[str, str]) -> None:
    """Show how close bargaining theory comes to what people agreed on."""
    for test in record.agreements:
        st.markdown(
            f"**The solution points, {plain(names[test.name])}** ({test.negotiations} agreements). "
            + plain(curve_evidence.rules_sentence(test))
        )
    if not record.agreements:
        return
    with st.expander("Every rule against what people agreed on"):
        table = pd.DataFrame([row for test in record.agreements for row in _rules(test, names)])
        show_table(table, "Rules as CSV", "rules_csv", height="content")
        st.caption(
            "Off by: the mean difference in utility (0 to 1) between what was agreed and what the rule "
            "picks. Log probability: that of the deal reached, if deals are less likely the farther they lie "
            "from the rule's pick; spread and weights are fitted on other negotiations. In brackets: 95 % "
            "intervals."
        )


def _rules(test: AgreementRecord, names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    common = {"setting": names[test.name], "agreements": test.negotiations}
    for name, fit in sorted(test.rules.items(), key=lambda rule: rule[1].distance.value):
        yield {
            **common,
            "rule": curve_evidence.RULES[name],
            "off by": _range(fit.distance, 3),
            "log probability (higher is better)": _range(fit.held_out),
            "exactly what was agreed": percent(fit.hit.value),
        }
    weights = [
        f"{curve_evidence.RULES[id]} {100 * part:.0f} %"
        for id, part in test.mixture.weights.items()
    ]
    yield {
        **common,
        "rule": f"mixture: {listed(weights)}",
        "off by": "–",
        "log probability (higher is better)": _range(test.mixture.held_out),
        "exactly what was agreed": "–",
    }


def _data(record: Record) -> None:
    """Name each data set, its size, its licence, and what it is used for."""
    sources = acceptance_defaults().sources
    st.markdown("**The data**, none of which ships with this app:")
    st.markdown(
        "\n".join(
            f"- {link(source.title, source.url or '')}, {plain(source.date or '')}. "
            f"{setting.decisions:,} decisions, {setting.groups:,} people or negotiations, "
            f"{ASKED[setting.elicitation]}; {percent(setting.rate)} accepted. {plain(source.flag or '')}."
            for setting in record.settings
            for source in [sources[setting.name]]
        )
    )
