"""The details of the record: every figure in tables and as CSV, and each proposal with its sources."""

import pandas as pd
import streamlit as st

from simulator.acceptance.evaluation import Likely, VoteView
from simulator.bootstrap import Interval
from simulator.explain.deal import HAPPENED, ranged, span
from simulator.formatting import count, interval, minus, percent
from simulator.history.baselines import FORECASTS
from simulator.history.prediction import Prediction
from simulator.history.prequential import CALLED
from simulator.history.responses import Answer, answers_score
from simulator.history.scores import Score
from simulator.scenario.deals import label_of, proposal_deal
from simulator.scenario.scenario import Scenario
from ui.cache.engine import Opened
from ui.components.controls import meaning, show_table
from ui.pages.history.stated_reasons import stated_reasons
from ui.pages.history.story import name
from ui.session import state
from ui.text import plain


def details(opened: Opened) -> None:
    """Draw all tables, then the proposals one by one."""
    st.header("Details")
    with st.expander("Predictions, with their ranges"):
        table = _predictions(opened)
        show_table(table, "Predictions as CSV", "history_csv", height="content")
        st.caption(
            "In brackets: the 10th and 90th percentiles over the scenario's own ranges. A text that the "
            "record does not state in full is not coded; one that was neither accepted nor refused on its "
            "terms is shown but not scored. Scored is the chance that all whose answer the record could tell "
            "say yes; “All sign” counts all who have a vote."
        )
    if opened.backtest.scores and "extends" not in opened.document.own:
        _scores(opened)
        _readings(opened)
    _answers(opened)
    stated_reasons(opened)
    _terms(opened)
    st.markdown("**One by one**")
    for prediction in opened.backtest.predictions:
        _proposal(opened, prediction)


def _spanned(likely: Likely) -> str:
    return f"{percent(likely.chance)} ({span(likely)})"


def _predictions(opened: Opened) -> pd.DataFrame:
    scenario = opened.scenario
    rows = []
    learning = {forecast.id: forecast.chance for forecast in opened.backtest.prequential}
    for prediction in opened.backtest.predictions:
        proposal = scenario.history[prediction.id]
        row = {
            "Date": prediction.date.isoformat(),
            "Proposal": proposal.label,
            "By": ", ".join(scenario.parties[id].name for id in prediction.proposer) or "–",
            "All sign (model)": _spanned(prediction.evaluation.joint)
            if prediction.evaluation
            else "an event"
            if prediction.event
            else "not coded",
            "Scored chance": percent(prediction.chance)
            if prediction.scored and prediction.chance is not None
            else "–",
            "Scored, knowing the answers before": percent(learning[prediction.id])
            if prediction.id in learning
            else "–",
            "What happened": HAPPENED[prediction.happened],
        }
        for id, player in scenario.players.items():
            row[f"{player.name} accepts" if player.votes else player.name_and_role] = (
                _spanned(prediction.evaluation.players[id].acceptance)
                + _voted(prediction.evaluation.players[id].vote)
                if prediction.evaluation
                else "–"
            )
        row["Outcome"] = proposal.outcome
        rows.append(row)
    return pd.DataFrame(rows)


def _voted(vote: VoteView | None) -> str:
    return "" if vote is None else f"; yes {ranged(vote.share)}"


def _interval(span: Interval | None, digits: int = 3) -> str:
    if span is None:
        return "–"
    return interval(span.low, span.high, f".{digits}f", "to")


def _score_row(who: str, score: Score) -> dict[str, object]:
    return {
        "Who predicts": who,
        "Mean log score (0 best)": minus(score.log),
        "its 95 % interval": _interval(score.log_range),
        "Brier score (0 best)": f"{score.brier:.3f}",
        "Brier's 95 % interval": _interval(score.brier_range),
        "Model better by (log)": _interval(score.model_better),
        "n": score.n,
    }


def _scores(opened: Opened) -> None:
    headline = next(
        (issue.label for issue in opened.scenario.issues.values() if issue.headline), ""
    )
    table = pd.DataFrame(
        [
            _score_row(FORECASTS[id].called(headline), score)
            for id, score in opened.backtest.scores.items()
        ]
        + [
            _score_row(who, score)
            for who, score in (
                (CALLED, opened.backtest.prequential_score),
                ("This model, given who tabled the text", opened.backtest.given_tabled),
            )
            if score is not None
        ]
    )
    with st.expander("Scores of the model and of naive guesses"):
        show_table(table, "Scores as CSV", "history_scores_csv", height="content")
        st.caption(
            "Log score: the mean log of the probability given to what happened, with probabilities kept "
            "within 1 % and 99 %. Brier score: the mean squared error. Intervals: bootstrap over texts; "
            "those coded alike count as one. Scored is the chance that all whose answer is known say yes. "
            "The guesses from rates leave out the text they predict and add one acceptance and one refusal; "
            "the compromise is the mean of what the sides like best, weighted by how much they care."
        )


def _readings(opened: Opened) -> None:
    """Show what depends on how the record is read, one text at a time."""
    scenario = opened.scenario
    table = pd.DataFrame(
        [
            {
                "Proposal": scenario.history[reading.proposal].label,
                "Read as": scenario.history[reading.proposal].codings[reading.coding].label,
                "All sign (model)": _spanned(reading.prediction.evaluation.joint),
                "Log score of the model": minus(reading.score.log),
                "Brier score": f"{reading.score.brier:.3f}",
            }
            for reading in opened.coding_variants
            if reading.score and reading.prediction.evaluation
        ]
    )
    if table.empty:
        return
    with st.expander("Where the record is disputed: one reading at a time"):
        show_table(table, "Readings as CSV", "readings_csv", height="content")


def _answers(opened: Opened) -> None:
    """Show the answers of single players beside the model's chances."""
    if not opened.answers:
        return
    scenario = opened.scenario
    with st.expander("Who answered what, where the record says"):
        table = pd.DataFrame([_answer(scenario, answer) for answer in opened.answers])
        show_table(table, "Answers as CSV", "answers_csv", height="content")
        independent = [answer for answer in opened.answers if not answer.proposed]
        score, others = answers_score(opened.answers), answers_score(independent)
        if score and "extends" not in opened.document.own:
            st.caption(
                f"Over {count(score.n, 'answer')}: log score {minus(score.log)}, "
                f"Brier score {score.brier:.3f}"
                + (
                    f"; without answers to one's own proposal ({count(others.n, 'answer')} left), "
                    f"{minus(others.log)} and {others.brier:.3f}."
                    if others
                    else "; all of them are to proposals of their own side."
                )
            )


def _answer(scenario: Scenario, answer: Answer) -> dict[str, str]:
    whose = scenario.players.get(answer.who) or scenario.parties[answer.who]
    return {
        "Proposal": scenario.history[answer.proposal].label,
        "Who": whose.name,
        "Own side's proposal": "yes" if answer.proposed else "no",
        "Accepts (model)": _spanned(answer.likely),
        "Answered": answer.answered,
    }


def _terms(opened: Opened) -> None:
    """Write the picture of the terms out as a table."""
    scored = [prediction for prediction in opened.backtest.predictions if prediction.scored]
    if not scored:
        return
    issues = opened.scenario.issues
    table = pd.DataFrame(
        [
            {
                "Term": issues[path.issue].label,
                **{
                    f"{name(prediction)} ({HAPPENED[prediction.happened]})": ("→ " if moved else "")
                    + label_of(issues[path.issue], option)
                    for prediction, option, moved in zip(
                        scored, path.options, path.moved, strict=True
                    )
                },
            }
            for path in opened.term_paths
        ]
    )
    with st.expander("Every term of every text that is coded in full"):
        show_table(table, "Terms as CSV", "terms_csv", height="content")
        st.caption("An arrow marks what differs from the previous text.")


def _proposal(opened: Opened, prediction: Prediction) -> None:
    scenario = opened.scenario
    proposal = scenario.history[prediction.id]
    chance = (
        f" · model {percent(prediction.evaluation.joint.chance)}" if prediction.evaluation else ""
    )
    happened = "event" if prediction.event else HAPPENED[prediction.happened]
    head = f"{prediction.date:%d %b %Y} · {plain(proposal.label)} · {happened}{chance}"
    with st.expander(head, key=f"proposal:{prediction.id}"):
        st.markdown(plain(proposal.summary))
        days = proposal.answer_days
        took = "" if days is None else f" The answer took {days:g} day{'s' * (days != 1)}."
        st.markdown(f"**Outcome:** {plain(proposal.outcome)}{took}")
        st.markdown(meaning(scenario, proposal))
        for issue, term in proposal.terms.items():
            if term.source or term.assumption:
                st.markdown(
                    f"*{plain(scenario.issues[issue].label)}: "
                    f"{plain(label_of(scenario.issues[issue], term.value))}* – "
                    + meaning(scenario, term).replace("\n\n", " · ")
                )
        if prediction.event:
            st.caption(
                "An event, not a proposal: no term explains it, and the model is not asked about it."
            )
        elif prediction.evaluation is None:
            st.caption("Shown, not scored: the record does not state every term.")
        elif not prediction.scored:
            st.caption("Shown, not scored: it was not answered on its terms.")
        if prediction.evaluation is not None:
            _on_the_table(scenario, prediction)


def _on_the_table(scenario: Scenario, prediction: Prediction) -> None:
    """Offer to load the proposal, in any of its readings."""
    assert prediction.evaluation is not None
    with st.container(horizontal=True):
        st.button(
            "Put it on the table",
            key=f"load_history:{prediction.id}",
            icon=":material/table_restaurant:",
            on_click=state.put,
            args=(prediction.evaluation.deal,),
        )
        for coding_id, coding in scenario.history[prediction.id].codings.items():
            deal = proposal_deal(scenario, prediction.id, coding_id)
            if deal is not None:
                st.button(
                    f"Put another reading on the table: {plain(coding.label)}",
                    key=f"load_coding:{prediction.id}:{coding_id}",
                    on_click=state.put,
                    args=(deal,),
                    help=meaning(scenario, coding),
                )
