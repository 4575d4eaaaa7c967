"""A round-robin tournament of concession strategies."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from simulator.formatting import listed, percent
from simulator.glossary import define
from simulator.simulation.bidding.strategies import STRATEGIES
from simulator.simulation.tournament import Tournament
from ui.cache.background import pooled_job, show
from ui.cache.engine import Opened
from ui.charts.tournament import Ranked, pairings, ranking
from ui.components.controls import show_table
from ui.components.plot import plot
from ui.session.talks import TalksSetting, names
from ui.shell import presenting
from ui.text import plain
from ui.work import tasks

RUNS = 512


def draw(opened: Opened, setting: TalksSetting) -> None:
    """Draw the view."""
    st.markdown(
        "A round-robin tournament of concession strategies: each plays every other, and itself, on each side "
        "of the table, with the deadline, patience and events chosen above. A deal counts less the later it "
        "comes.",
        help=define("Round-robin tournament", "Concession strategy"),
    )
    # Who plays which strategy is what the tournament tries: it does not matter here.
    job = pooled_job("tournament", tasks.strategies_tournament, opened.case, setting, RUNS)
    show(
        job,
        "tournament",
        lambda: job.result[0] if job.result else 0.0,
        lambda: _results(opened, job.result[1] if job.result else None),
    )


def _results(opened: Opened, result: Tournament | None) -> None:
    if result is None:
        return
    labels = [STRATEGIES[name].label for name in result.strategies]
    best = [ranked for ranked in result.ranking if ranked.high >= result.ranking[0].low]
    st.markdown(
        f"Best overall: **{plain(listed(STRATEGIES[ranked.strategy].label for ranked in best))}**"
        + (" (too close to tell apart)." if len(best) > 1 else ".")
        + " That holds against these strategies and in this scenario; others may favour another."
    )
    plot(
        ranking(
            [
                Ranked(STRATEGIES[ranked.strategy].label, ranked.mean, ranked.low, ranked.high)
                for ranked in result.ranking
            ],
            presenting(),
        ),
        key="tournament_ranking",
        alt="The strategies by their mean utility over all sides and opponents, with 95 % intervals.",
    )
    _pairings(result, names(opened.scenario), labels)


def _pairings(result: Tournament, parties: Mapping[str, str], labels: list[str]) -> None:
    """Show what each pair of strategies brings one party, and all of them as a table."""
    seat = st.segmented_control(
        "Playing for",
        list(result.parties),
        default=result.parties[0],
        required=True,
        key="tournament_seat",
        format_func=lambda id: plain(parties[id]),
    )
    place = result.parties.index(str(seat))
    others = listed(name for id, name in parties.items() if id != seat)
    plot(
        pairings(labels, result.value[place], parties[str(seat)], others, presenting()),
        key="tournament_pairs",
        alt=f"Mean utility for {parties[str(seat)]}, by its own strategy and the other side's.",
    )
    table = pd.DataFrame(
        [
            {
                "side": parties[party],
                "own strategy": labels[row],
                "other side's strategy": labels[column],
                "utility": round(float(result.value[at, row, column]), 3),
                "standard error": round(float(result.error[at, row, column]), 4),
                "signed": percent(float(result.agreement[at, row, column])),
            }
            for at, party in enumerate(result.parties)
            for row in range(len(labels))
            for column in range(len(labels))
        ]
    )
    with st.expander("All pairings as a table"):
        show_table(table, "Tournament as CSV", "tournament_csv")
