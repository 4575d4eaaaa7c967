"""The charts of the deal desk, each with its data."""

import numpy as np
import pandas as pd
import streamlit as st

from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.bargaining.feasibility import Short
from simulator.bargaining.solutions import SOLUTIONS
from simulator.errors import DealSpaceError
from simulator.explain.deal import reference_label, told_against
from simulator.explain.refusals import on_record
from simulator.explain.space import frontier_name, how_exact, within_lines
from simulator.formatting import count, percent
from simulator.glossary import define
from simulator.preferences.outcome_space import DealSpace
from simulator.preferences.utility import utilities
from simulator.scenario.deals import label_of, named_deals, proposal_deal
from simulator.scenario.issues import Issue
from simulator.scenario.same_names import side_by_side, told_apart
from simulator.scenario.scenario import Scenario
from ui.cache.engine import Opened
from ui.charts.acceptance_map import MapAxis, acceptance_map
from ui.charts.contributions import contributions
from ui.charts.utility_space import Mark, UtilitySpace, utility_space
from ui.components import feasibility
from ui.components.controls import columns_by_row, short_option, show_table
from ui.components.player_notes import show_notes
from ui.components.plot import plot
from ui.session import page_state, state
from ui.shell import presenting
from ui.text import plain

FRONTIER_POINTS = 250
"""More points than this on a frontier cannot be told apart on a screen."""


def utility(opened: Opened, evaluation: Evaluation) -> None:
    """Show the utility space of two parties."""
    pair = _pair(opened)
    if pair is None:
        return
    drawn = _space(opened, evaluation, pair)
    plot(
        utility_space(drawn, presenting()),
        key="utility_space",
        alt=f"Every deal by its utility for {drawn.names[0]} and {drawn.names[1]}, the Pareto frontier, "
        "no-deal lines, solution points, real proposals and the deal on the table.",
    )


def space(opened: Opened, evaluation: Evaluation) -> None:
    """Say how many deals are better than none for all, and what the points are, with the data."""
    survey = opened.survey
    _zopa_words(opened, evaluation)
    with st.expander("What the points mean, and the data"):
        st.markdown(
            "\n".join(
                f"- **{SOLUTIONS[name].label}**: {SOLUTIONS[name].meaning}"
                + (f" ({len(deals)} deals tie)" if len(deals) > 1 else "")
                for name, deals in survey.solutions.items()
            )
        )
        table = _solution_table(opened)
        show_table(table, "Deals as CSV", "deals_csv")
        _load_solution(opened)


def _pair(opened: Opened) -> tuple[str, str] | None:
    """Return the two parties to draw; with three or more the visitor picks them."""
    parties = list(opened.scenario.parties)
    if len(parties) == 2:
        return parties[0], parties[1]
    chosen = st.multiselect(
        "Two parties to compare",
        parties,
        default=parties[:2],
        max_selections=2,
        key="pair",
        format_func=lambda id: opened.scenario.parties[id].name,
    )
    if len(chosen) < 2:
        st.caption("Choose two parties to see their utilities.")
        return None
    return chosen[0], chosen[1]


def _space(opened: Opened, evaluation: Evaluation, pair: tuple[str, str]) -> UtilitySpace:
    scenario, survey = opened.scenario, opened.survey
    leads = [scenario.parties[party].lead for party in pair]
    columns = [list(opened.model.central.players).index(lead) for lead in leads]

    first, second = leads
    return UtilitySpace(
        names=(scenario.parties[pair[0]].name, scenario.parties[pair[1]].name),
        cloud=opened.outcome_density(first, second),
        frontier=survey.frontier.points(columns, FRONTIER_POINTS),
        negotiation_set=survey.negotiation_set.points(columns, FRONTIER_POINTS),
        reservation=(evaluation.players[first].reservation, evaluation.players[second].reservation),
        solutions={name: deals.points(columns) for name, deals in survey.solutions.items()},
        table=Mark(
            "on the table", evaluation.players[first].utility, evaluation.players[second].utility
        ),
        proposals=_proposals(opened, leads),
        projected=len(scenario.parties) > 2,
        frontier_name=frontier_name(survey),
    )


def _proposals(opened: Opened, leads: list[str]) -> list[Mark]:
    marks = []
    for id, proposal in opened.scenario.history.items():
        deal = proposal_deal(opened.scenario, id)
        if deal is None:
            continue
        at = opened.model.space.positions(deal)[None, :]
        x, y = (float(utilities(opened.model.central.players[lead], at)[0]) for lead in leads)
        marks.append(Mark(id.upper(), x, y, f"{proposal.label}, {proposal.date:%d %b %Y}"))
    return marks


def _zopa_words(opened: Opened, evaluation: Evaluation) -> None:
    survey, scenario = opened.survey, opened.scenario
    about = "about " if survey.estimated else ""
    if survey.zopa_size:
        share = survey.zopa_size / survey.size
        zopa = within_lines(survey) or (
            f"{about}{survey.zopa_size:,} of {count(survey.size, 'possible deal')} ({percent(share)}) "
            f"{'leaves' if survey.zopa_size == 1 else 'leave'} everyone at least as well off as no deal, at "
            "central values."
        )
        st.caption(
            f"ZOPA: {zopa[0].lower()}{zopa[1:]} {frontier_name(survey)}: "
            f"{count(len(survey.frontier), 'deal')} on which nobody can gain without somebody else losing. "
            f"{how_exact(survey)}".rstrip(),
            help=define("ZOPA", "Pareto frontier", "Utility", "Reservation value"),
        )
        return
    try:
        opening = opened.feasibility_changes(evaluation.deal, frozenset(), state.moved())
    except DealSpaceError:
        opening = None
    if opening is None:
        words = within_lines(survey) or feasibility.nothing_open(scenario, _closest(opened))
    else:
        words = (
            f"{feasibility.situation(scenario, opening)} {feasibility.first(scenario, opening)} "
            "*Insight* lists other changes that would."
        )
    st.info(f"{words} {how_exact(survey)}".rstrip(), icon=":material/block:")


def _closest(opened: Opened) -> Short | None:
    """Take the nearest deal from the survey, where there are too many deals to look at each again."""
    closest = opened.survey.closest
    if closest is None:
        return None
    lacks = {
        id: float(player.reservation - closest.utilities[0, n])
        for n, (id, player) in enumerate(opened.model.central.players.items())
    }
    worst = max(lacks, key=lacks.__getitem__)
    return Short(opened.model.space.deal(closest.positions[0]), worst, lacks[worst])


def _solution_table(opened: Opened) -> pd.DataFrame:
    scenario, space = opened.scenario, opened.model.space
    rows = []
    for name, deals in opened.survey.solutions.items():
        for positions, worth in zip(deals.positions[:20], deals.utilities, strict=False):
            rows.append(
                side_by_side(
                    {"deal": SOLUTIONS[name].label},
                    {
                        f"utility, {player.label}": round(float(payoff), 3)
                        for player, payoff in zip(scenario.players.values(), worth, strict=True)
                    },
                    {
                        scenario.issues[id].name: label_of(scenario.issues[id], option)
                        for id, option in space.deal(positions).items()
                    },
                )
            )
    return pd.DataFrame(rows)


def _load_solution(opened: Opened) -> None:
    picked = {
        name: opened.model.space.deal(deals.positions[0])
        for name, deals in opened.survey.solutions.items()
        if len(deals)
    }
    with st.container(horizontal=True):
        for name, deal in picked.items():
            st.button(
                f"Put on the table: {SOLUTIONS[name].label}",
                key=f"load:{name}",
                on_click=state.put,
                args=(deal,),
            )
    for name, deal in picked.items():
        for sentence in on_record(opened.scenario, deal):
            st.caption(f":material/history: {SOLUTIONS[name].label}: {plain(sentence)}")


def why(opened: Opened, evaluation: Evaluation) -> None:
    """Show each side's contributions by issue."""
    scenario = opened.scenario
    st.markdown("**Why: which terms weigh for and against the deal**")
    _compared_with(scenario, evaluation)
    against = page_state.against(scenario)
    if against is not None:
        evaluation = evaluate(opened.model, evaluation.deal, against)
    st.caption(plain(told_against(scenario, evaluation)))
    shown = {
        party_id: st.session_state.get(f"why:{party_id}", party.lead)
        for party_id, party in scenario.parties.items()
    }
    reach = max(
        abs(share) for id in shown.values() for share in _shares(scenario, evaluation, id).values()
    )
    # Two to a row: narrower bars cannot be read.
    columns = columns_by_row(len(shown), 2, "bottom")
    for column, party_id in zip(columns, scenario.parties, strict=False):
        with column:
            _contributions(opened, evaluation, party_id, max(reach, 0.01))
    with st.expander("The same as a table"):
        table = pd.DataFrame(
            {
                scenario.players[id].label: {
                    label: round(share, 4)
                    for label, share in _shares(scenario, evaluation, id).items()
                }
                for id in evaluation.players
            }
        )
        show_table(table, "Contributions as CSV", "contributions_csv", index=True, height="content")


def _compared_with(scenario: Scenario, evaluation: Evaluation) -> None:
    """Let the visitor pick the deal that the terms are set against."""
    # Two values, not one with two labels: a browser keeps the label of a value that stays.
    usual = (
        {":in_force": "The terms in force without a deal"}
        if evaluation.in_force
        else {":opening": "The deal it opens with"}
    )
    labels = {**usual, **named_deals(scenario)}
    st.selectbox(
        "Compare each term with",
        list(labels),
        key=page_state.AGAINST,
        format_func=labels.__getitem__,
    )


def _shares(scenario: Scenario, evaluation: Evaluation, player: str) -> dict[str, float]:
    """Return what each term adds for a player, by its label, after what comes with the deal compared."""
    view = evaluation.players[player]
    return side_by_side(
        {reference_label(evaluation): view.avoiding},
        {scenario.issues[k].name: share for k, share in view.contributions.items()},
    )


def _contributions(opened: Opened, evaluation: Evaluation, party_id: str, reach: float) -> None:
    """Show the contributions for one of a party's players, and the red lines it sees crossed."""
    scenario, party = opened.scenario, opened.scenario.parties[party_id]
    if len(party.players) > 1:
        # The lead first: who is shown unless another is chosen.
        players = {id: party.players[id] for id in opened.model.central.parties[party_id]}
        labels = {id: player.label + player.role_note for id, player in players.items()}
        st.selectbox(
            f"Who in {plain(party.name)}",
            list(labels),
            key=f"why:{party_id}",
            format_func=labels.__getitem__,
        )
    id = st.session_state.get(f"why:{party_id}", party.lead)
    view = evaluation.players[id]
    plot(
        contributions(
            party.players[id].name,
            _shares(scenario, evaluation, id),
            reach,
            presenting(),
        ),
        key=f"contributions:{party_id}",
        alt=f"Contribution of each term to {party.name}'s gap between this deal and no deal.",
    )
    show_notes(party.players[id], view)


def acceptance(opened: Opened, evaluation: Evaluation) -> None:
    """Show the map over two terms; a click on a cell puts it on the table."""
    issues = opened.scenario.issues
    if len(issues) < 2:
        return
    ids = list(issues)
    first, second = st.columns(2)
    rows = first.selectbox(
        "Heat map: vertical axis",
        ids,
        index=min(1, len(ids) - 1),
        key="map_rows",
        format_func=lambda id: issues[id].label,
    )
    across = [id for id in ids if id != rows]
    columns = second.selectbox(
        "Heat map: horizontal axis",
        across,
        key="map_columns",
        format_func=lambda id: issues[id].label,
    )
    chances, space = opened.map(evaluation.deal, rows, columns)
    up, along = (_axis(issues[id], space, id, evaluation.deal[id]) for id in (rows, columns))

    def clicked(column: int, row: int) -> None:
        state.put(
            {
                **state.desk().deal,
                columns: space.options[space.issues.index(columns)][column],
                rows: space.options[space.issues.index(rows)][row],
            }
        )

    plot(
        acceptance_map(chances, up, along, presenting()),
        key="acceptance_map",
        on_click=clicked,
        alt=f"Chance that all sign, by {issues[rows].label} and {issues[columns].label}.",
    )
    with st.expander("The same as a table"):
        table = pd.DataFrame(
            np.round(chances, 4),
            index=told_apart(up.labels),
            columns=told_apart(along.labels),
        )
        show_table(table, "Heat map as CSV", "map_csv", index=True, height="content")


def _axis(issue: Issue, space: DealSpace, id: str, now: float | str) -> MapAxis:
    options = space.options[space.issues.index(id)]
    return MapAxis(
        issue.label, [short_option(issue, option) for option in options], space.position(id, now)
    )
