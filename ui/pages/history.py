"""History: the real proposals, what the model would have said, and what happened."""

import pandas as pd
import streamlit as st

from simulator.backtest import Prediction
from simulator.deals import label_of, proposal_deal
from simulator.scenario import Scenario
from simulator.wording import HAPPENED, baseline, listed, percent
from ui import state
from ui.charts.history import HistoryPoint, history_chart
from ui.charts.separation import separation_chart
from ui.controls import csv_button, meaning
from ui.engine import Opened
from ui.frame import begin, presenting
from ui.plot import plot
from ui.text import plain


def page() -> None:
    """Draw the page."""
    found = begin()
    st.title("What really happened")
    scenario = found.scenario
    if not scenario.history:
        st.info("This scenario has no history of real proposals.")
        return
    backtest = found.backtest
    scored = [each for each in backtest.predictions if each.scored]
    st.markdown(
        "Each real proposal, coded in the scenario's own terms, with the model's probability that "
        f"all sides would accept it. **{len(scored)} proposals can be scored: far too few to prove "
        "a model**, enough to see whether it is plainly wrong."
    )
    points = [_point(scenario, each) for each in backtest.predictions if each.evaluation]
    if points:
        plot(
            history_chart(points, presenting()),
            key="history_chart",
            alt="The model's probability of acceptance for each real proposal, by date, "
            "marked by what happened.",
        )
    table = _table(found)
    st.dataframe(table, hide_index=True, height="content")
    csv_button("Predictions as CSV", table, "history_csv")
    if backtest.scores:
        _scores(found)
    _terms(found)
    st.subheader("One by one")
    for each in backtest.predictions:
        _proposal(found, each)


def _point(scenario: Scenario, each: Prediction) -> HistoryPoint:
    assert each.evaluation is not None
    proposal = scenario.history[each.id]
    return HistoryPoint(
        label=each.id.upper(),
        day=each.date,
        chance=each.evaluation.joint.chance,
        low=each.evaluation.joint.low,
        high=each.evaluation.joint.high,
        parties={
            scenario.parties[id].name: likely.chance
            for id, likely in each.evaluation.parties.items()
        },
        happened=HAPPENED[each.happened] if each.scored else "neither",
        detail=proposal.label,
    )


def _table(found: Opened) -> pd.DataFrame:
    scenario = found.scenario
    rows = []
    for each in found.backtest.predictions:
        proposal = scenario.history[each.id]
        row = {
            "Date": each.date.isoformat(),
            "Proposal": proposal.label,
            "By": ", ".join(scenario.parties[id].name for id in each.proposer) or "–",
        }
        for id, party in scenario.parties.items():
            row[f"{party.name} accepts"] = (
                percent(each.evaluation.parties[id].chance) if each.evaluation else "not coded"
            )
        joint = each.evaluation.joint if each.evaluation else None
        row["All sign (model)"] = percent(joint.chance) if joint else "–"
        row["Range"] = f"{percent(joint.low)} – {percent(joint.high)}" if joint else "–"
        row["What happened"] = proposal.outcome
        rows.append(row)
    return pd.DataFrame(rows)


def _scores(found: Opened) -> None:
    st.subheader("Score against naive guesses")
    if "extends" in found.document.own:
        st.info(
            "Not scored here: this scenario changes the circumstances, and the real proposals were "
            "answered in others. Open the scenario that it extends to see the score."
        )
        return
    headline = next((issue.label for issue in found.scenario.issues.values() if issue.headline), "")
    table = pd.DataFrame(
        [
            {
                "Who predicts": baseline(name, headline),
                "Mean log score (0 best)": round(score.log, 3),
                "Brier score (0 best)": round(score.brier, 3),
                "n": score.n,
            }
            for name, score in found.backtest.scores.items()
        ]
    )
    st.dataframe(table, hide_index=True)
    st.caption(
        "Log score: mean log of the probability given to what happened, probabilities kept within "
        "1 % and 99 %. Brier: mean squared error. The guesses from rates leave out the proposal "
        "they predict and add one yes and one no. A better score shows that the model hangs "
        "together, not that it would have foreseen the answers: whoever set its numbers knew them. "
        "Nothing was fitted to these answers, so no proposal has to be left out for the model."
    )
    _readings(found)


def _readings(found: Opened) -> None:
    """Show what hangs on how the record is read."""
    scenario = found.scenario
    table = pd.DataFrame(
        [
            {
                "Proposal": scenario.history[each.proposal].label,
                "Read as": scenario.history[each.proposal].codings[each.coding].label,
                "All sign (model)": percent(each.prediction.evaluation.joint.chance),
                "Log score of the model": round(each.score.log, 3),
            }
            for each in found.readings
            if each.score and each.prediction.evaluation
        ]
    )
    if table.empty:
        return
    scores = table["Log score of the model"]
    st.markdown(
        f"**Where the record is disputed**: read the other way, one text at a time, the model's log score "
        f"lies between {scores.min():.3f} and {scores.max():.3f}."
    )
    st.dataframe(table, hide_index=True, height="content")
    csv_button("Readings as CSV", table, "readings_csv")


def _terms(found: Opened) -> None:
    """Show which terms moved between what was refused and what was accepted."""
    scenario = found.scenario
    scored = [each for each in found.backtest.predictions if each.scored and each.evaluation]
    if len(scored) < 2:
        return
    st.subheader("Which terms tell accepted from refused")
    _separations(found)
    st.markdown("**Term by term**")
    table = pd.DataFrame(
        {
            f"{each.id.upper()} ({HAPPENED[each.happened]})": {
                issue.label: label_of(issue, each.evaluation.deal[id])
                for id, issue in scenario.issues.items()
            }
            for each in scored
            if each.evaluation
        }
    )
    st.dataframe(table, height="content")
    still = [label for label, row in table.iterrows() if row.nunique() == 1]
    if still:
        st.caption(
            f"Never moved: {plain(', '.join(map(str, still)))}. Such a term cannot explain why some "
            "were refused and others accepted."
        )


def _separations(found: Opened) -> None:
    """Show how much better off each side is, by each term, in what was accepted."""
    scenario = found.scenario
    if not found.separations:
        return
    apart = {
        scenario.parties[scenario.party_of[lead]].name: [
            each.apart[lead] for each in found.separations
        ]
        for lead in scenario.leads
    }
    plot(
        separation_chart(
            [scenario.issues[each.issue].name for each in found.separations], apart, presenting()
        ),
        key="separation",
        alt="For each term, how much better off each side is in what was accepted than in what was "
        "refused.",
    )
    still = [
        plain(scenario.issues[each.issue].name) for each in found.separations if not each.moved
    ]
    unlike = [plain(scenario.issues[each.issue].name) for each in found.separations if each.moved]
    st.markdown(
        f"Most sets them apart: **{listed(unlike[:3])}**."
        + (f" {listed(still)} never moved and tells nothing." if still else "")
        + " What terms do not explain, a row or a change of mind, is marked *neither* and not scored."
    )


def _proposal(found: Opened, each: Prediction) -> None:
    scenario = found.scenario
    proposal = scenario.history[each.id]
    chance = f" · model {percent(each.evaluation.joint.chance)}" if each.evaluation else ""
    head = f"{each.date:%d %b %Y} · {plain(proposal.label)} · {HAPPENED[each.happened]}{chance}"
    with st.expander(head, key=f"proposal:{each.id}"):
        st.markdown(plain(proposal.summary))
        st.markdown(f"**Outcome:** {plain(proposal.outcome)}")
        st.markdown(meaning(scenario, proposal))
        for issue, term in proposal.terms.items():
            if term.source or term.assumption:
                st.markdown(
                    f"*{plain(scenario.issues[issue].label)}: "
                    f"{plain(label_of(scenario.issues[issue], term.value))}* – "
                    + meaning(scenario, term).replace("\n\n", " · ")
                )
        if each.evaluation is None:
            st.caption("Shown, not scored: the record does not state every term.")
            return
        if not each.scored:
            st.caption("Shown, not scored: it was not answered on its terms.")
        with st.container(horizontal=True):
            st.button(
                "Put it on the table",
                key=f"load_history:{each.id}",
                icon=":material/table_restaurant:",
                on_click=state.put,
                args=(each.evaluation.deal,),
            )
            for coding_id, coding in proposal.codings.items():
                deal = proposal_deal(scenario, each.id, coding_id)
                if deal is not None:
                    st.button(
                        f"In another reading: {plain(coding.label)}",
                        key=f"load_coding:{each.id}:{coding_id}",
                        on_click=state.put,
                        args=(deal,),
                        help=meaning(scenario, coding),
                    )
