"""After a class: what it came to, everyone's deals among what could have been had, and why."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from classroom.debrief.export import anonymised, results
from classroom.debrief.figures import points, rows
from classroom.debrief.results import ClassDebrief
from classroom.debrief.words import headline, refused_on_record, summary
from classroom.records import Everything
from simulator.explain.debrief import MEANINGS, NAMES
from simulator.formatting import count, percent, verbal
from simulator.preferences.negotiation_model import Model
from simulator.scenario.deals import label_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.teaching import Prompt
from ui.charts.class_deals import ClassDeals, class_deals
from ui.charts.class_results import Got, term_counts, time_to_deal, who_got_what
from ui.charts.utility_space import Mark
from ui.components.controls import columns_by_row, csv_button, short_option
from ui.components.plot import plot
from ui.pages.teacher import discussion, replay
from ui.pages.teacher import files as class_files
from ui.shell import presenting
from ui.text import plain

WORTH = "By the scenario's numbers: 0 is the worst possible deal for this side, 1 the best."
LEFT = (
    "How much more all sides could have gained at the same time: there was another deal that would have "
    "given each at least that much more. 0: there was none."
)


def draw(
    debrief: ClassDebrief,
    everything: Everything,
    model: Model,
    prompts: Sequence[Prompt],
    *,
    anonymous: bool = False,
    files: bool = True,
) -> None:
    """Draw the debrief of a class that is over.

    Parameters
    ----------
    prompts
        The scenario's questions for the discussion; empty: general ones.
    anonymous
        Whether no name and no note is shown or offered.
    files
        Whether what was said and done can be downloaded.
    """
    shown = anonymised(everything) if anonymous else everything
    st.header(plain(headline(debrief)), anchor=False)
    if not debrief.tables:
        st.info(
            "Once tables have been set up and have negotiated, everyone's deals are compared here."
        )
        return
    st.markdown("\n".join(f"- {plain(line)}" for line in summary(debrief)))
    _figures(debrief, model.scenario)
    discussion.draw(debrief, model, prompts)
    _deals(debrief, model.scenario)
    _results(debrief, model, shown)
    _times(debrief)
    _terms(debrief, model.scenario)
    replay.draw(model, shown)
    if files:
        class_files.draw(debrief, everything, model, prompts, anonymous)


def _figures(debrief: ClassDebrief, scenario: Scenario) -> None:
    """Show the large numbers."""
    signed, tables = debrief.outcomes["deal"], len(debrief.tables)
    with st.container(horizontal=True, key="debrief_figures"):
        st.metric("Tables with a deal", f"{signed} of {tables}", width="content")
        if debrief.median is None or debrief.left is None or debrief.quick is None:
            return
        st.metric(
            "Left on the table (median deal)", f"{debrief.left:.2f}", help=LEFT, width="content"
        )
        for place, party in enumerate(debrief.parties):
            st.metric(
                f"{plain(scenario.parties[party].name)}: median utility",
                f"{debrief.median[place]:.2f}",
                f"reservation value: {debrief.none[place]:.2f}",
                delta_color="off",
                delta_arrow="off",
                help=WORTH,
                width="content",
            )
        st.metric("Median time to a deal", f"{debrief.quick / 60:.0f} min", width="content")


def _deals(debrief: ClassDebrief, scenario: Scenario) -> None:
    st.header("Everyone's deals", anchor=False)
    st.fragment(_space)(debrief, scenario)
    lines = [f"**{plain(NAMES[mark.name])}:** {MEANINGS[mark.name]}" for mark in debrief.landmarks]
    both = "both" if len(debrief.parties) == 2 else "all"
    lines += [
        "**Pareto frontier:** of the deals that cross no red line which is probably real, those on which no "
        "side could gain without another losing",
        f"**Frontier that {both} could sign:** the same, among the deals that leave nobody, at home or at "
        "the table, worse off than no deal",
        "**Dashed:** reservation values",
    ]
    st.caption(" · ".join(lines))
    refused = refused_on_record(debrief, scenario)
    if refused:
        st.markdown("**Refused on record:**\n" + "\n".join(f"- {plain(line)}" for line in refused))


def _axes(names: Sequence[str]) -> tuple[int, int]:
    """Return the places of the two sides to compare; let the visitor choose them among more."""
    if len(names) == 2:
        return 0, 1
    places = range(len(names))
    with st.container(horizontal=True):
        first = st.selectbox(
            "Horizontal axis",
            places,
            key="debrief_across",
            format_func=names.__getitem__,
            width=260,
        )
        second = st.selectbox(
            "Vertical axis",
            [place for place in places if place != first],
            key="debrief_upward",
            format_func=names.__getitem__,
            width=260,
        )
    return first, second


def _space(debrief: ClassDebrief, scenario: Scenario) -> None:
    names = [scenario.parties[party].name for party in debrief.parties]
    first, second = _axes(names)
    columns = [first, second]
    shown = points(debrief, columns)
    without = sum(result.deal is None for result in debrief.tables)
    plot(
        class_deals(
            ClassDeals(
                (names[first], names[second]),
                debrief.frontier[:, columns],
                debrief.could[:, columns],
                (float(debrief.none[first]), float(debrief.none[second])),
                [
                    (
                        group.tables,
                        group.label,
                        float(group.worth[first]),
                        float(group.worth[second]),
                    )
                    for group in shown
                ],
                without,
                [
                    Mark(
                        NAMES[mark.name],
                        float(mark.worth[first]),
                        float(mark.worth[second]),
                        kind=mark.name,
                    )
                    for mark in debrief.landmarks
                ],
                len(names) > 2,
            ),
            presenting(),
        ),
        key="debrief_deals",
        alt=f"Every table's deal by its utility for {names[first]} and {names[second]}, beside the "
        "deals that were possible. The same figures are in the table of results.",
    )


def _results(debrief: ClassDebrief, model: Model, everything: Everything) -> None:
    scenario = model.scenario
    names = [scenario.parties[party].name for party in debrief.parties]
    st.header("Who got what", anchor=False)
    plot(
        who_got_what(
            names,
            debrief.none.tolist(),
            [
                Got(group.label, group.signed, group.worth.tolist(), group.most.tolist())
                for group in rows(debrief)
            ],
            presenting(),
        ),
        key="debrief_results",
        alt="For every table, what each side got and how much more it could have gained. The same figures "
        "are in the table of results.",
    )
    st.caption(
        "The table that left the least on the table is on top. A faint bar: how much more this side could "
        "have gained without anyone else losing. Dashed: reservation values. Tables with the same result "
        "share a row."
    )
    _likely(debrief)
    with st.expander("Table of results", expanded=len(debrief.tables) <= 8):
        st.dataframe(_short_table(debrief, model, everything), hide_index=True, height="content")


def _likely(debrief: ClassDebrief) -> None:
    """Say what the model held to be the likely acceptance of the deals."""
    chances = {
        result.number: result.acceptance.joint for result in debrief.deals if result.acceptance
    }
    if not chances:
        return
    best = max(chances, key=lambda number: chances[number].chance)
    chance = chances[best]
    even = sum(acceptance.chance >= 0.5 for acceptance in chances.values())
    st.markdown(
        f"**Would everyone have signed?** Counting those at home, the model says more likely than not for "
        f"{even} of {count(len(chances), 'deal')}. The likeliest is the deal of table {best}: "
        f"{percent(chance.chance)} ({verbal(chance.chance)}; {percent(chance.low)} – "
        f"{percent(chance.high)} in eight cases out of ten)."
    )


def _short_table(debrief: ClassDebrief, model: Model, everything: Everything) -> pd.DataFrame:
    """Return of the table of results what fits on a screen; the CSV has the rest."""
    sheet = results(debrief, model, everything)
    parties, issues = model.scenario.parties, model.scenario.issues
    kept = [
        *("table", "result", "minutes", "offers", *(f"utility:{id}" for id in parties), "mutual"),
        *("on_frontier", "worse_off", "chance"),
        *(f"seats:{id}" for id in parties),
        *(f"term:{id}" for id in issues),
    ]
    table = pd.DataFrame(sheet.rows, columns=list(sheet.ids))[kept].round(2)
    table["chance"] = [
        "" if result.acceptance is None else percent(result.acceptance.joint.chance)
        for result in debrief.tables
    ]
    return table.rename(columns=dict(zip(sheet.ids, sheet.head, strict=True)))


def _times(debrief: ClassDebrief) -> None:
    deals = [
        (result.number, result.seconds / 60)
        for result in debrief.deals
        if result.seconds is not None
    ]
    walked = [
        (result.number, result.ended / 60)
        for result in debrief.tables
        if result.state == "walked" and result.ended is not None
    ]
    if not deals and not walked:
        return
    st.header("Time to a deal", anchor=False)
    plot(
        time_to_deal(deals, walked, debrief.seconds / 60, len(debrief.tables), presenting()),
        key="debrief_times",
        alt=f"How many of {count(len(debrief.tables), 'table')} had signed by each minute. The same figures "
        "are in the table of results.",
    )


def _terms(debrief: ClassDebrief, scenario: Scenario) -> None:
    if not debrief.deals:
        return
    st.header("What was agreed, term by term", anchor=False)
    headlines = [spread.issue for spread in debrief.terms if scenario.issues[spread.issue].headline]
    first = headlines or [spread.issue for spread in debrief.terms[:4]]
    _counts(debrief, scenario, first)
    rest = [spread.issue for spread in debrief.terms if spread.issue not in first]
    if rest:
        with st.expander("The other terms"):
            _counts(debrief, scenario, rest)
    csv_button("Terms as CSV", _terms_table(debrief, scenario), "debrief_terms_csv")


def _counts(debrief: ClassDebrief, scenario: Scenario, ids: Sequence[str]) -> None:
    spreads = [spread for spread in debrief.terms if spread.issue in ids]
    for column, spread in zip(columns_by_row(len(spreads), 2), spreads, strict=False):
        issue = scenario.issues[spread.issue]
        with column:
            plot(
                term_counts(
                    issue.label,
                    [short_option(issue, option) for option in spread.options],
                    spread.counts.tolist(),
                    spread.real,
                    presenting(),
                ),
                key=f"debrief_term:{spread.issue}",
                alt=f"How many tables agreed on each option of: {issue.label}.",
            )


def _terms_table(debrief: ClassDebrief, scenario: Scenario) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "term": scenario.issues[spread.issue].label,
                "option": label_of(scenario.issues[spread.issue], option),
                "deals": int(tables),
                "signed in reality": n == spread.real,
            }
            for spread in debrief.terms
            for n, (option, tables) in enumerate(zip(spread.options, spread.counts, strict=True))
        ]
    )
