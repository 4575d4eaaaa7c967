"""Thousands of talks: how many end in a deal, when, on which terms; what-if beside what-is."""

import pandas as pd
import streamlit as st

from simulator.explain.space import frontier_name
from simulator.explain.talks import ENDINGS
from simulator.formatting import interval, percent
from simulator.glossary import define
from simulator.scenario.same_names import side_by_side
from simulator.simulation.monte_carlo import EstimatedShare
from simulator.simulation.protocol import Ending
from simulator.simulation.summaries import SignedDeals
from ui.cache.background import PooledJob, show
from ui.cache.engine import Opened
from ui.charts.many_talks import Signed, agreement_over_time, final_deals, term_histogram
from ui.components.controls import columns_by_row, csv_button, short_option, show_table
from ui.components.plot import plot
from ui.pages.desk.charts import FRONTIER_POINTS
from ui.session.talks import TalksSetting, as_filed, many_job, names
from ui.shell import presenting
from ui.text import plain
from ui.work.tasks import TalksSummary

FILED, YOURS = "As the scenario has it", "Your settings"
RUNS = (2_000, 10_000, 50_000)
MOST_DEALS = 60
"""Rarer deals than these cannot be seen on the chart."""


def draw(opened: Opened, setting: TalksSetting) -> None:
    """Draw the view."""
    runs = int(
        st.segmented_control(
            "How many talks",
            RUNS,
            default=RUNS[1],
            key="talks_runs",
            format_func=lambda many: f"{many:,}",
            required=True,
            persist_state="session",
        )
        or RUNS[1]
    )
    filed = as_filed(opened.scenario)
    jobs = {FILED: many_job(opened, filed, runs, "filed")}
    if setting != filed:
        jobs[YOURS] = many_job(opened, setting, runs, "own")
    both = _Both(list(jobs.values()))
    show(
        both,
        "talks",
        lambda: both.share_done(runs),
        lambda: _results(opened, {name: w.result for name, w in jobs.items() if w.result}),
    )


class _Both:
    """The simulations of both settings, one after the other."""

    def __init__(self, jobs: list[PooledJob[TalksSummary]]) -> None:
        self._jobs = jobs

    @property
    def done(self) -> bool:
        return all(job.done for job in self._jobs)

    @property
    def stopped(self) -> bool:
        return any(job.stopped for job in self._jobs)

    @property
    def waiting(self) -> bool:
        return next((job.waiting for job in self._jobs if not job.done), False)

    @property
    def failure(self) -> Exception | None:
        return next((job.failure for job in self._jobs if job.failure), None)

    def advance(self) -> None:
        next(job for job in self._jobs if not job.done).advance()

    def stop(self) -> None:
        for job in self._jobs:
            job.stop()

    def go_on(self) -> None:
        for job in self._jobs:
            job.go_on()

    def try_again(self) -> None:
        for job in self._jobs:
            if job.failure:
                job.try_again()

    def share_done(self, runs: int) -> float:
        finished = sum(job.result.runs for job in self._jobs if job.result)
        return finished / (runs * len(self._jobs))


def _results(opened: Opened, all_talks: dict[str, TalksSummary]) -> None:
    if not all_talks:
        return
    _headline(all_talks)
    plot(
        agreement_over_time(
            {name: list(talks.signed_by) for name, talks in all_talks.items()}, presenting()
        ),
        key="talks_over_time",
        alt="The share of talks that have been signed by each round.",
    )
    _endings(opened, all_talks)
    deals = {name: talks.deals for name, talks in all_talks.items()}
    if len(opened.scenario.parties) == 2:
        _frontier(opened, deals)
    _terms(opened, all_talks)
    _deal_table(opened, all_talks, deals)


def _headline(all_talks: dict[str, TalksSummary]) -> None:
    if len(all_talks) == 1:
        st.caption("Change a setting above to compare your own talks with these.")
    for column, (name, talks) in zip(st.columns(2), all_talks.items(), strict=False):
        with column:
            st.metric(
                f"{name}: signed",
                percent(talks.endings[Ending.AGREED].value),
                delta=_interval(talks.endings[Ending.AGREED]),
                delta_color="off",
                delta_arrow="off",
                help=f"Out of {talks.runs:,} talks, each with numbers drawn from the scenario's ranges. The "
                "range below is the 95 % interval of the simulation; it says nothing about how right the "
                "model is.",
            )


def _interval(share: EstimatedShare) -> str:
    return f"{interval(100 * share.low, 100 * share.high, '.1f')} %"


def _endings(opened: Opened, all_talks: dict[str, TalksSummary]) -> None:
    first = next(iter(all_talks.values()))
    rows = {
        ENDINGS[ending]: {
            name: percent(talks.endings[ending].value) for name, talks in all_talks.items()
        }
        for ending in Ending
    }
    rows["round of signing (median)"] = {
        name: _median_round(talks) for name, talks in all_talks.items()
    }
    for party in first.worth:
        label = plain(names(opened.scenario)[party])
        rows[f"utility, {label}"] = {
            name: "{:.2f} ({:.2f} – {:.2f})".format(*talks.worth[party])
            for name, talks in all_talks.items()
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    # Wrapped, where a grid would hide its figures on a phone.
    st.table(table)
    st.caption(
        "Utility, 0 to 1: the mean over all talks; in brackets, where eight talks out of ten lie."
    )
    csv_button("How the talks end as CSV", table, "talks_csv", index=True)


def _median_round(talks: TalksSummary) -> str:
    middle = talks.median_round
    return "–" if middle is None else f"{middle:.0f} of {talks.rounds}"


def _frontier(opened: Opened, deals: dict[str, SignedDeals]) -> None:
    survey, central = opened.survey, opened.model.central
    first, second = (opened.scenario.parties[id].name for id in opened.scenario.parties)
    floors = central.lead_reservations.tolist()
    plot(
        final_deals(
            (first, second),
            survey.frontier.points(central.lead_columns, FRONTIER_POINTS),
            (floors[0], floors[1]),
            {
                name: Signed(signed.worth[:MOST_DEALS], signed.share[:MOST_DEALS])
                for name, signed in deals.items()
            },
            presenting(),
            frontier_name(survey),
        ),
        key="talks_deals",
        alt="The deals that talks end in, by their utilities; larger marks are more frequent.",
    )
    st.caption(
        "At central values. Dashed: each side's reservation value. Larger marks: signed more often.",
        help=define("Utility", "Reservation value"),
    )


def _terms(opened: Opened, all_talks: dict[str, TalksSummary]) -> None:
    st.header("Signed terms")
    shares = {name: talks.terms for name, talks in all_talks.items()}
    issues = opened.scenario.issues
    columns = columns_by_row(len(opened.scenario.issues), 3)
    for place, (id, issue) in enumerate(issues.items()):
        options = opened.model.space.options[place]
        with columns[place]:
            plot(
                term_histogram(
                    issue.name,
                    [short_option(issue, option) for option in options],
                    {name: by_term[id] for name, by_term in shares.items()},
                    presenting(),
                ),
                key=f"talks_term:{id}",
                alt=f"How often each option of {issue.label} is signed.",
            )


def _deal_table(
    opened: Opened, all_talks: dict[str, TalksSummary], deals: dict[str, SignedDeals]
) -> None:
    issues = opened.scenario.issues
    table = pd.DataFrame(
        [
            side_by_side(
                {"setting": name, "share of the signed deals": f"{100 * share:.1f} %"},
                {issues[id].name: short_option(issues[id], option) for id, option in terms.items()},
            )
            for name, signed in deals.items()
            for terms, share in zip(all_talks[name].terms_of_deals, signed.share, strict=False)
        ]
    )
    with st.expander("The deals most often signed, as a table"):
        show_table(table, "Deals of the talks as CSV", "talks_deals_csv")
