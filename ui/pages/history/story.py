"""The story of the record, told in order: what the model would have said, and what tells yes from no."""

from collections.abc import Sequence

import streamlit as st

from simulator.explain.deal import HAPPENED
from simulator.formatting import count, listed, mentioned, percent
from simulator.glossary import define
from simulator.history.prediction import Prediction
from simulator.scenario.deals import label_of
from simulator.scenario.scenario import Scenario
from ui.cache.engine import Opened
from ui.charts.history import HistoryEvent, HistoryPoint, history_chart
from ui.charts.separation import separation_chart
from ui.charts.term_paths import TermColumn, TermRow, term_paths_chart
from ui.components.plot import plot
from ui.shell import presenting
from ui.text import plain

SIGNS = {"accepted": "✓ accepted", "refused": "✗ refused", "other": "◇ neither"}
EVEN_ODDS = 0.5
SURE = 0.01


def name(prediction: Prediction) -> str:
    """Return a proposal's short name."""
    return prediction.id.upper()


def named(proposals: Sequence[Prediction]) -> str:
    """List proposals by their short names, as Markdown."""
    return plain(listed(map(name, proposals)))


def summary(scenario: Scenario) -> None:
    """Say what the negotiation is about."""
    st.header("What the talks were about")
    st.markdown(plain(scenario.summary))


def drafts(opened: Opened) -> None:
    """List everything in the record, and what became of it."""
    scenario = opened.scenario
    st.header("What happened, text by text")
    lines = []
    for prediction in opened.backtest.predictions:
        proposal = scenario.history[prediction.id]
        by = listed(scenario.parties[id].name for id in prediction.proposer)
        lines.append(
            f"- **{prediction.date:%d %b %Y} · {plain(proposal.label)}**"
            + (f" (from {plain(by)})" if by else "")
            + f": {'an event' if prediction.event else SIGNS[prediction.happened]}. {plain(proposal.outcome)}"
        )
    st.markdown("\n".join(lines))


def model_said(opened: Opened) -> None:
    """Show the model's chance for each text beside what happened."""
    scenario = opened.scenario
    st.header("What the model would have said")
    points = [
        _point(scenario, prediction)
        for prediction in opened.shown_predictions
        if prediction.evaluation
    ]
    if not points:
        st.markdown("The record states no text in full, so the model cannot be asked about any.")
        return
    events = [
        HistoryEvent(prediction.date, scenario.history[prediction.id].label)
        for prediction in opened.backtest.predictions
        if prediction.event
    ]
    st.markdown(
        "Each text that the record states in full was put to the model like any deal on the table. A large "
        "mark is the chance that **all** sign, and the vertical bar its 10–90 % range; the dotted lines are "
        "the single sides."
        + (
            " Each chance knows the answers before the text, as far as the switch above says, and none later."
            if opened.learning and "extends" not in opened.document.own
            else ""
        ),
        help=define("10–90 % range"),
    )
    plot(
        history_chart(points, events, presenting()),
        key="history_chart",
        alt="The model's probability of acceptance for each real proposal, by date, "
        "marked by what happened; events that no term explains as lines.",
    )


def _point(scenario: Scenario, prediction: Prediction) -> HistoryPoint:
    assert prediction.evaluation is not None
    return HistoryPoint(
        label=name(prediction),
        day=prediction.date,
        chance=prediction.evaluation.joint.chance,
        low=prediction.evaluation.joint.low,
        high=prediction.evaluation.joint.high,
        parties={
            scenario.parties[id].name: likely.chance
            for id, likely in prediction.evaluation.parties.items()
        },
        happened=HAPPENED[prediction.happened] if prediction.scored else "neither",
        detail=scenario.history[prediction.id].label,
    )


def right_and_wrong(scenario: Scenario, scored: Sequence[Prediction]) -> None:
    """Say where the model held what happened to be likelier than not, and where it did not."""
    if not scored:
        return
    st.header("What it got right and wrong")
    chances = {
        prediction.id: chance if prediction.happened == "accepted" else 1 - chance
        for prediction in scored
        if prediction.evaluation
        for chance in [prediction.evaluation.joint.chance]
    }
    right = [prediction for prediction in scored if chances[prediction.id] > EVEN_ODDS]
    wrong = [prediction for prediction in scored if chances[prediction.id] <= EVEN_ODDS]
    lines = []
    if right:
        lines.append(f"- **Right (what happened had more than 50 %)**: {named(right)}.")
    for prediction in wrong:
        lines.append(
            f"- **Wrong (50 % or less)**: {plain(name(prediction))} was {HAPPENED[prediction.happened]}; "
            f"the model gave that a chance of {percent(chances[prediction.id])}"
            f"{_doubt(scenario, prediction)}."
        )
    if not wrong:
        lines.append("- **Wrong (50 % or less)**: none.")
    sure = [prediction for prediction in right if chances[prediction.id] > 1 - SURE]
    if sure:
        lines.append(
            f"- **Overconfident**: for {named(sure)} it left less than 1 % of doubt, which is more certainty "
            f"than {count(len(scored), 'answer')} could ever support."
        )
    st.markdown("\n".join(lines))


def _doubt(scenario: Scenario, prediction: Prediction) -> str:
    """Name whose consent the model was least sure of, where it was wrong about a yes."""
    if prediction.happened != "accepted" or prediction.evaluation is None:
        return ""
    parties = prediction.evaluation.parties
    least = min(parties, key=lambda id: parties[id].chance)
    return (
        f", as it was least sure that {plain(mentioned(scenario.parties[least].name))} would accept "
        f"({percent(parties[least].chance)})"
    )


def yes_and_no(opened: Opened, scored: Sequence[Prediction]) -> None:
    """Show which terms moved between what was refused and what was accepted."""
    if len(scored) < 2:
        return
    scenario, paths = opened.scenario, opened.term_paths
    st.header("Discriminating terms", help=define("Discriminating terms"))
    first, *others = (scenario.parties[scenario.party_of[lead]].name for lead in scenario.leads)
    st.markdown(
        "Each column is a text, each row a term. A dot marks where a text differs from the one before; a "
        f"green frame marks what was accepted. Blue: the term favours {plain(mentioned(first))}; orange: it "
        f"favours {plain(listed(map(mentioned, others)))}; grey: it favours neither. Each side is judged on "
        "its own scale."
    )
    plot(
        term_paths_chart(
            [
                TermRow(
                    scenario.issues[path.issue].name,
                    [label_of(scenario.issues[path.issue], option) for option in path.options],
                    path.moved,
                    path.favour,
                )
                for path in paths
            ],
            [TermColumn(name(prediction), HAPPENED[prediction.happened]) for prediction in scored],
            (first, listed(others)),
            presenting(),
        ),
        key="term_paths",
        alt="Terms as rows, texts as columns: which terms moved, and which side each favours.",
    )
    still = [plain(scenario.issues[path.issue].name) for path in paths if path.still]
    if still:
        st.markdown(
            f"**{listed(still)} never moved.** What is the same in a refused text and in an accepted one "
            "cannot by itself explain why one was refused and the other accepted."
        )
    _separations(opened)


def _separations(opened: Opened) -> None:
    """Show how much better off each side is, by each term, in what was accepted."""
    scenario = opened.scenario
    moved = [term for term in opened.term_discrimination if term.moved]
    still = [term for term in opened.term_discrimination if not term.moved]
    if not moved:
        return
    widest = listed(plain(scenario.issues[term.issue].name) for term in moved[:3])
    st.markdown(
        f"Accepted and refused texts differ most on **{widest}**. The bars show by how much each term made a "
        "side better off (right) or worse off (left) in accepted texts than in refused ones, in units of "
        "utility."
    )
    apart = {
        scenario.parties[scenario.party_of[lead]].name: [
            *(term.apart[lead] for term in moved),
            # What such a term is worth together with others may differ; it is not what set texts apart.
            *(0.0 for _ in still),
        ]
        for lead in scenario.leads
    }
    names = [scenario.issues[term.issue].name for term in moved]
    names += [f"{scenario.issues[term.issue].name} (never moved)" for term in still]
    plot(
        separation_chart(names, apart, presenting()),
        key="separation",
        alt="For each term, how much better off each side is in accepted texts than in refused ones.",
    )


def unexplained(opened: Opened) -> None:
    """Tell what happened that no term accounts for."""
    scenario = opened.scenario
    events = [
        scenario.history[prediction.id]
        for prediction in opened.backtest.predictions
        if prediction.event
    ]
    if not events:
        return
    st.header("Not explained by the terms")
    for event in events:
        st.markdown(
            f"**{plain(event.label)}.** {plain(event.summary)} *{plain(event.outcome)}*\n\n"
            "The model knows only terms and alternatives. It has nothing to say about this, and it is not "
            "scored on it."
        )
