"""The story of the record, told in order: what the model would have said, and what tells yes from no."""

from collections.abc import Sequence

import streamlit as st

from simulator.backtest import Prediction
from simulator.deals import label_of
from simulator.scenario import Scenario
from simulator.wording import HAPPENED, listed, percent
from ui.charts.history import HistoryEvent, HistoryPoint, history_chart
from ui.charts.separation import separation_chart
from ui.charts.term_paths import TermColumn, TermRow, term_paths_chart
from ui.engine import Opened
from ui.frame import presenting
from ui.plot import plot
from ui.text import plain

SIGNS = {"accepted": "✓ accepted", "refused": "✗ refused", "other": "◇ neither"}
EVEN = 0.5
SURE = 0.01


def name(each: Prediction) -> str:
    """Return a proposal's short name."""
    return each.id.upper()


def named(proposals: Sequence[Prediction]) -> str:
    """List proposals by their short names, as Markdown."""
    return plain(listed(map(name, proposals)))


def asked(scenario: Scenario) -> None:
    """Say what the negotiation is about."""
    st.subheader("What was asked")
    st.markdown(plain(scenario.summary))


def drafts(found: Opened) -> None:
    """List everything in the record, and what became of it."""
    scenario = found.scenario
    st.subheader("What happened, text by text")
    lines = []
    for each in found.backtest.predictions:
        proposal = scenario.history[each.id]
        by = listed(scenario.parties[id].name for id in each.proposer)
        lines.append(
            f"- **{each.date:%d %b %Y} · {plain(proposal.label)}**"
            + (f" (from {plain(by)})" if by else "")
            + f": {'an event' if each.event else SIGNS[each.happened]}. {plain(proposal.outcome)}"
        )
    st.markdown("\n".join(lines))


def model_said(found: Opened) -> None:
    """Show the model's chance for each text beside what happened."""
    scenario = found.scenario
    st.subheader("What the model would have said")
    points = [_point(scenario, each) for each in found.backtest.predictions if each.evaluation]
    if not points:
        st.markdown("The record states no text in full, so the model cannot be asked about any.")
        return
    events = [
        HistoryEvent(each.date, scenario.history[each.id].label)
        for each in found.backtest.predictions
        if each.event
    ]
    st.markdown(
        "Each text that the record states in full was put to the model like any deal on the table. A large "
        "mark is its chance that **all** sign, the upright bar the range that this chance may lie in, "
        "given how uncertain the numbers are; the dotted lines are the sides one by one."
    )
    plot(
        history_chart(points, events, presenting()),
        key="history_chart",
        alt="The model's probability of acceptance for each real proposal, by date, "
        "marked by what happened; events that no term explains as lines.",
    )


def _point(scenario: Scenario, each: Prediction) -> HistoryPoint:
    assert each.evaluation is not None
    return HistoryPoint(
        label=name(each),
        day=each.date,
        chance=each.evaluation.joint.chance,
        low=each.evaluation.joint.low,
        high=each.evaluation.joint.high,
        parties={
            scenario.parties[id].name: likely.chance
            for id, likely in each.evaluation.parties.items()
        },
        happened=HAPPENED[each.happened] if each.scored else "neither",
        detail=scenario.history[each.id].label,
    )


def right_and_wrong(scenario: Scenario, scored: Sequence[Prediction]) -> None:
    """Say where the model held what happened to be likelier than not, and where it did not."""
    if not scored:
        return
    st.subheader("What it got right and wrong")
    told = {
        each.id: chance if each.happened == "accepted" else 1 - chance
        for each in scored
        if each.evaluation
        for chance in [each.evaluation.joint.chance]
    }
    right = [each for each in scored if told[each.id] > EVEN]
    wrong = [each for each in scored if told[each.id] <= EVEN]
    lines = []
    if right:
        lines.append(f"- **Right side of even**: {named(right)}.")
    for each in wrong:
        lines.append(
            f"- **Wrong side of even**: {plain(name(each))} was {HAPPENED[each.happened]}; the model held "
            f"that to be {percent(told[each.id])} likely{_doubt(scenario, each)}."
        )
    if not wrong:
        lines.append("- **Wrong side of even**: none.")
    sure = [each for each in right if told[each.id] > 1 - SURE]
    if sure:
        lines.append(
            f"- **Surer than it may be**: on {named(sure)} it left less than 1 % of doubt, which is "
            f"more than {len(scored)} answers could ever bear out."
        )
    st.markdown("\n".join(lines))


def _doubt(scenario: Scenario, each: Prediction) -> str:
    """Name whose consent the model doubted most, where it was wrong about a yes."""
    if each.happened != "accepted" or each.evaluation is None:
        return ""
    parties = each.evaluation.parties
    least = min(parties, key=lambda id: parties[id].chance)
    return (
        f", because it doubted {plain(scenario.parties[least].name)}'s yes "
        f"({percent(parties[least].chance)})"
    )


def yes_and_no(found: Opened, scored: Sequence[Prediction]) -> None:
    """Show which terms moved between what was refused and what was accepted."""
    if len(scored) < 2:
        return
    scenario, paths = found.scenario, found.term_paths
    st.subheader("What separates yes from no")
    first, *others = (scenario.parties[scenario.party_of[lead]].name for lead in scenario.leads)
    st.markdown(
        "A column is a text, a row a term. A dot marks where a text differs from the one before; a "
        f"green frame, what was accepted. Blue: the term favours {plain(first)}; orange: it "
        f"favours {plain(listed(others))}; grey: neither, each side judging on its own scale."
    )
    plot(
        term_paths_chart(
            [
                TermRow(
                    scenario.issues[path.issue].name,
                    [label_of(scenario.issues[path.issue], option) for option in path.options],
                    path.moved,
                    path.lean,
                )
                for path in paths
            ],
            [TermColumn(name(each), HAPPENED[each.happened]) for each in scored],
            (first, listed(others)),
            presenting(),
        ),
        key="term_paths",
        alt="Terms as rows, texts as columns: which terms moved, and which side each favours.",
    )
    still = [plain(scenario.issues[path.issue].name) for path in paths if path.still]
    if still:
        st.markdown(
            f"**{listed(still)} never moved.** What is the same in a refused and in an accepted text "
            "cannot be why one was refused and the other accepted."
        )
    _separations(found)


def _separations(found: Opened) -> None:
    """Show how much better off each side is, by each term, in what was accepted."""
    scenario = found.scenario
    moved = [each for each in found.separations if each.moved]
    still = [each for each in found.separations if not each.moved]
    if not moved:
        return
    widest = listed(plain(scenario.issues[each.issue].name) for each in moved[:3])
    st.markdown(
        f"Most sets accepted texts apart: **{widest}**. "
        "The bars below say by how much each term made a side better off (right) or worse off (left) "
        "in what was accepted than in what was refused, on the scale on which the best possible "
        "deal is worth 1."
    )
    apart = {
        scenario.parties[scenario.party_of[lead]].name: [
            *(each.apart[lead] for each in moved),
            # What such a term is worth together with others may differ; it is not what set texts apart.
            *(0.0 for _ in still),
        ]
        for lead in scenario.leads
    }
    names = [scenario.issues[each.issue].name for each in moved]
    names += [f"{scenario.issues[each.issue].name} (never moved)" for each in still]
    plot(
        separation_chart(names, apart, presenting()),
        key="separation",
        alt="For each term, how much better off each side is in what was accepted than in what was "
        "refused.",
    )


def unexplained(found: Opened) -> None:
    """Tell what happened that no term accounts for."""
    scenario = found.scenario
    events = [scenario.history[each.id] for each in found.backtest.predictions if each.event]
    if not events:
        return
    st.subheader("What terms cannot explain")
    for event in events:
        st.markdown(
            f"**{plain(event.label)}.** {plain(event.summary)} *{plain(event.outcome)}*\n\n"
            "The model knows terms and alternatives only. It has nothing to say about this, and it "
            "is not scored on it."
        )
