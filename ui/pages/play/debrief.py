"""After a game: what both sides wanted, the path, and what was left on the table."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from simulator.explain.debrief import (
    NAMES,
    ended,
    gave_away,
    left,
    offers_summary,
    put_forward_on_record,
    results,
)
from simulator.formatting import mentioned, percent
from simulator.glossary import define
from simulator.reporting.html import page
from simulator.reporting.played import played
from simulator.scenario.same_names import side_by_side
from simulator.simulation.human.brief import brief
from simulator.simulation.human.debrief import Debrief, Landmark, at_home
from simulator.simulation.human.opponents import OPPONENTS
from ui.cache.engine import Opened
from ui.charts.offers import Offers
from ui.charts.played import played_path, priorities
from ui.charts.utility_space import Mark
from ui.components.controls import columns_by_row, csv_button, short_option, show_table
from ui.components.plot import plot
from ui.session import state
from ui.session.play import Session, leave, look_back
from ui.session.talks import names
from ui.shell import presenting
from ui.text import plain


def draw(opened: Opened, now: Session) -> None:
    """Draw the debrief of a game that is over."""
    game = now.game
    with st.spinner("Looking back …"):
        look = look_back(opened, game)
    st.title("Deal" if look.signed else "No deal")
    st.markdown(f"**{plain(ended(game, look))}** {plain(results(game, look))}")
    called = names(game.phase.scenario)
    order = [look.person, *(n for n in range(len(look.parties)) if n != look.person)]
    _outcomes(look, order, called)
    with st.container(horizontal=True, key="play_after"):
        st.button(
            "Play again", type="primary", icon=":material/replay:", key="play_again", on_click=leave
        )
        st.download_button(
            "Debrief as one page (HTML)",
            lambda: page(played(game, look, OPPONENTS[now.setting.level], date.today())),
            f"{state.desk().scenario}-debrief.html",
            "text/html",
            icon=":material/description:",
            on_click="ignore",
            key="play_html",
        )
        csv_button("Offers as CSV", _table(now, look), "play_offers_csv")
    st.header("What was left on the table")
    st.markdown("\n".join(f"- {plain(line)}" for line in left(game, look)))
    _path(now, look, order)
    st.markdown("\n".join(f"- {plain(line)}" for line in offers_summary(game, look)))
    _gave_away(now, look)
    _asked_at_home(now, look)
    _deals(now, look)
    _wanted(now, look, order)
    with st.expander("Every offer, with its utilities"):
        st.dataframe(_table(now, look), hide_index=True)


def _outcomes(look: Debrief, order: list[int], called: Mapping[str, str]) -> None:
    """Show what every side came to."""
    for column, place in zip(st.columns(len(order)), order, strict=True):
        with column:
            whose = "You" if place == look.person else plain(called[look.parties[place]])
            st.metric(
                f"{whose}: utility",
                f"{look.outcome[place]:.2f}",
                f"reservation value: {look.none[place]:.2f}",
                delta_color="off",
                delta_arrow="off",
            )


def _path(now: Session, look: Debrief, order: list[int]) -> None:
    called = [names(now.game.phase.scenario)[look.parties[place]] for place in order]
    shown = order[:2]
    if len(order) > 2:
        beside = st.selectbox(
            "Beside you", order[1:], key="play_beside",
            format_func=lambda place: called[order.index(place)],
        )  # fmt: skip
        shown = [order[0], beside]
        called = [called[0], called[order.index(beside)]]
        order = shown
    offers = [offer for offer in look.offers if look.parties.index(offer.party) in order]
    figure = played_path(
        Offers(
            [f"{called[0]} (you)", *called[1:]],
            [order.index(look.parties.index(offer.party)) for offer in offers],
            np.array([offer.worth for offer in offers]).reshape(len(offers), -1)[:, shown],
            look.frontier[:0, :2],
            (float(look.none[shown[0]]), float(look.none[shown[1]])),
            look.signed,
        ),
        look.frontier[:, shown],
        (float(look.outcome[shown[0]]), float(look.outcome[shown[1]])),
        [_mark(mark, shown) for mark in look.landmarks],
        presenting(),
    )
    plot(
        figure,
        key="play_path",
        alt="All offers by their utilities, where the talks ended, and what could have been had.",
    )
    st.caption(
        "Dashed: reservation values. The frontier holds the deals that leave nobody, at home or at the "
        "table, worse off than no deal, cross no red line that is probably real, and on which nobody "
        "can gain without somebody else losing.",
        help=define("Reservation value", "Pareto frontier"),
    )


def _mark(mark: Landmark, shown: list[int]) -> Mark:
    x, y = (float(mark.worth[place]) for place in shown)
    return Mark(NAMES[mark.name], x, y, kind=mark.name)


def _gave_away(now: Session, look: Debrief) -> None:
    """Say what the person's moves told the other side."""
    lines = gave_away(now.game, look)
    if lines:
        st.header("What your moves gave away")
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
        st.caption(
            "What somebody would have learned who knew only the ranges of your numbers and took each refusal "
            "and each offer at its word. The opponents in this game do not learn in this way."
        )


def _asked_at_home(now: Session, look: Debrief) -> None:
    """Say what those at home said, and how likely that was."""
    game = now.game
    if not game.home or not game.agreed:
        return
    st.header("Ratification", help=define("Ratification"))
    model, scenario = game.phase.model, game.phase.scenario
    chances = at_home(model, model.space.positions(look.agreed or {}))
    answers = {True: "accepted", False: "refused"}
    st.markdown(
        "\n".join(
            f"- {plain(scenario.players[id].label)} **{answers[game.home[id]]}**; acceptance was "
            f"{percent(chance)} likely."
            for id, chance in chances.items()
        )
    )


def _deals(now: Session, look: Debrief) -> None:
    """Set the deals that matter side by side."""
    issues = now.game.phase.scenario.issues
    columns = {}
    if look.agreed is not None:
        columns["Agreed"] = look.agreed
    if look.better is not None:
        columns["Better for all"] = look.better.deal
    columns |= {NAMES[mark.name]: mark.deal for mark in look.landmarks}
    if columns:
        st.header("The deals compared")
        table = pd.DataFrame(
            {
                name: {issues[id].name: short_option(issues[id], deal[id]) for id in issues}
                for name, deal in columns.items()
            }
        )
        st.dataframe(table, height="content")
        for sentence in put_forward_on_record(now.game, look):
            st.caption(plain(sentence))


def _wanted(now: Session, look: Debrief, order: list[int]) -> None:
    """Show what both sides wanted."""
    game = now.game
    scenario, model = game.phase.scenario, game.phase.model
    st.header("What each side really wanted")
    briefs = [brief(model, scenario.parties[look.parties[place]].lead) for place in order]
    columns = columns_by_row(len(order), 2)
    for column, own, place in zip(columns, briefs, order, strict=False):
        with column:
            name = names(scenario)[look.parties[place]]
            st.markdown(plain(scenario.players[own.player].description))
            rows = [(scenario.issues[t.issue].name, t.weight) for t in own.terms if t.weight > 0]
            plot(
                priorities(
                    rows, f"Priorities of {mentioned(name)}", presenting(), order.index(place)
                ),
                key=f"play_priorities:{place}",
                alt=f"The priority of each term for {mentioned(name)}.",
            )
            st.caption(f"Reservation value: {own.none:.2f}.")
    with st.expander("The value of each option to each side"):
        space = model.space
        table = pd.DataFrame(
            [
                side_by_side(
                    {"term": issue.name, "option": short_option(issue, option)},
                    {
                        names(scenario)[look.parties[place]]: round(own.terms[k].worth[n], 3)
                        for own, place in zip(briefs, order, strict=True)
                    },
                )
                for k, issue in enumerate(scenario.issues.values())
                for n, option in enumerate(space.options[k])
            ]
        )
        show_table(table, "Values as CSV", "play_worths_csv")


def _table(now: Session, look: Debrief) -> pd.DataFrame:
    called = names(now.game.phase.scenario)
    issues = now.game.phase.scenario.issues
    return pd.DataFrame(
        [
            side_by_side(
                {"round": offer.round, "by": called[offer.party]},
                {
                    f"utility, {called[party]}": round(float(offer.worth[n]), 4)
                    for n, party in enumerate(look.parties)
                },
                {
                    f"reservation value, {called[party]}": round(float(offer.none[n]), 4)
                    for n, party in enumerate(look.parties)
                },
                {
                    "no negotiator worse off than no deal": offer.acceptable,
                    "chance of ratification": round(offer.home, 3),
                },
                {issues[id].name: short_option(issues[id], offer.deal[id]) for id in issues},
                {"said": offer.reason},
            )
            for offer in look.offers
        ]
    )
