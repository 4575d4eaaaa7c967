"""One negotiation, watched as it unfolds."""

from dataclasses import dataclass

import streamlit as st

from simulator.explain.talks import ENDINGS
from simulator.formatting import capital, listed
from simulator.scenario.deals import changed_terms
from simulator.simulation.monte_carlo import SimulatedTalks
from simulator.simulation.protocol import Ending
from simulator.simulation.summaries import Watched, runs_that, watched
from ui.cache.background import failed
from ui.cache.engine import Opened
from ui.cache.turns import in_turn
from ui.charts.offers import Offers, offers_path, term_steps
from ui.components.controls import columns_by_row, short_option
from ui.components.plot import plot
from ui.session.talks import TalksSetting, names, simulation_job
from ui.shell import presenting
from ui.text import plain

RUNS = 2_000
ANY = "any"
PACE = 0.9
"""Seconds between two offers while it plays."""


def draw(opened: Opened, setting: TalksSetting) -> None:
    """Draw the view."""
    job = simulation_job(opened, setting, RUNS)
    job.finish()
    if job.failure is not None:
        failed(job, "talks")
        return
    assert job.result is not None
    talks = job.result
    run = _choose(talks)
    if run is None:
        st.info(f"None of {talks.runs:,} simulated talks ended like that.")
        return
    shown = watched(talks, run)
    key = (setting, run)
    if st.session_state.get("watched") != key:
        st.session_state.watched = key
        st.session_state.watched_round = min(1, len(shown.places))
        st.session_state.watched_plays = False
    plays = st.session_state.watched_plays
    st.fragment(_unfold, run_every=PACE if plays else None)(opened, talks, shown)


def _choose(talks: SimulatedTalks) -> int | None:
    """Let the visitor pick one of many runs."""
    kinds = {ANY: "Any", **{ending.name: ENDINGS[ending].capitalize() for ending in Ending}}
    which, number = st.columns([3, 2], vertical_alignment="bottom")
    with which:
        kind = st.selectbox(
            "Show talks that end",
            list(kinds),
            index=list(kinds).index(Ending.AGREED.name),
            format_func=kinds.__getitem__,
            key="talks_kind",
            persist_state="session",
        )
    rows = runs_that(talks, None if kind == ANY else Ending[kind])
    if not len(rows):
        return None
    with number:
        place = st.number_input(
            f"Number (of {len(rows):,})",
            1,
            len(rows),
            min(st.session_state.get("talks_which", 1), len(rows)),
            key="talks_which",
            help="Each run draws the scenario's numbers from their ranges; the same number, the same talks.",
        )
    return int(rows[int(place) - 1])


@in_turn()
def _unfold(opened: Opened, talks: SimulatedTalks, shown: Watched) -> None:
    """Draw the talks up to a round, and go to the next while they play."""
    if st.session_state.pop("watched_timer", False):
        st.rerun()
    total = len(shown.places)
    if total == 0:
        st.info(
            "These talks end before anyone makes an offer: somebody has nothing to gain from any deal."
        )
        return
    if st.session_state.watched_plays and st.session_state.watched_round < total:
        st.session_state.watched_round += 1
        if st.session_state.watched_round == total:
            st.session_state.watched_plays = False
            st.rerun()
    _player(total)
    at = min(st.session_state.watched_round, total)
    _narration(opened, shown, at)
    seen = _Seen(shown, at)
    plot(
        offers_path(_offers(opened, talks, seen), presenting()),
        key="offers_path",
        alt=f"The offers of the first {at} rounds, by their utilities.",
    )
    _terms(opened, seen, total)


def _player(total: int) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="talks_player"):
        if st.session_state.watched_plays:
            st.button("Pause", icon=":material/pause:", key="talks_pause", on_click=_pause)
        else:
            st.button(
                "Play",
                icon=":material/play_arrow:",
                key="talks_play",
                on_click=_play,
                args=(total,),
            )
        st.button(
            "Back",
            icon=":material/skip_previous:",
            key="talks_back",
            on_click=_step,
            args=(-1, total),
        )
        st.button(
            "Step", icon=":material/skip_next:", key="talks_step", on_click=_step, args=(1, total)
        )
        if total > 1:
            st.slider("Round", 1, total, key="watched_round", width=300)


def _play(total: int) -> None:
    # The timer is set where the whole page is drawn.
    st.session_state.watched_plays = st.session_state.watched_timer = True
    if st.session_state.watched_round >= total:
        st.session_state.watched_round = 1


def _pause() -> None:
    st.session_state.watched_plays = False
    st.session_state.watched_timer = True


def _step(by: int, total: int) -> None:
    st.session_state.watched_plays = False
    st.session_state.watched_round = min(max(1, st.session_state.watched_round + by), total)


def _narration(opened: Opened, shown: Watched, at: int) -> None:
    """Say in words what happens in the round shown."""
    path, scenario = shown.path, opened.scenario
    by = path.proposers[at - 1]
    parties = list(scenario.parties)
    issues = scenario.issues
    before = next((n for n in range(at - 2, -1, -1) if path.proposers[n] == by), None)
    offered = path.deals[at - 1]
    if before is None:
        words = "opens with " + listed(
            f"{issues[id].name} {short_option(issues[id], option)}"
            for id, option in offered.items()
            if issues[id].headline
        )
    else:
        changed = changed_terms(path.deals[before], offered)
        words = (
            "repeats its offer"
            if not changed
            else "changes " + listed(
                f"{issues[id].name} to {short_option(issues[id], offered[id])}" for id in changed
            )
        )  # fmt: skip
    last = at == len(path.deals)
    answer = f"**{ENDINGS[path.ending].capitalize()}.**" if last else "It is refused."
    worth = ", ".join(
        f"{plain(names(scenario)[id])} {path.worth[at - 1, n]:.2f} "
        f"(reservation value {path.reservation[at - 1, n]:.2f})"
        for n, id in enumerate(parties)
    )
    st.markdown(
        f"**Round {at}.** {plain(capital(names(scenario)[by]))} {plain(words)}. Utility: {worth}. {answer}"
    )


@dataclass(frozen=True)
class _Seen:
    """A run up to a round."""

    shown: Watched
    at: int


def _offers(opened: Opened, talks: SimulatedTalks, seen: _Seen) -> Offers:
    shown, at = seen.shown, seen.at
    floor = shown.path.reservation[at - 1]
    over = at == len(shown.places)
    return Offers(
        [names(opened.scenario)[id] for id in talks.parties],
        shown.places[:at],
        shown.path.worth[:at, :2],
        shown.deals[:, :2],
        (float(floor[0]), float(floor[1])),
        over and shown.path.ending is Ending.AGREED,
    )


def _terms(opened: Opened, seen: _Seen, total: int) -> None:
    shown, at = seen.shown, seen.at
    parties = list(opened.scenario.parties)
    st.caption(
        "Each term from round to round, as "
        + listed(
            f"{plain(names(opened.scenario)[id])} ({('solid', 'dotted', 'dashed', 'dash-dot')[n % 4]})"
            for n, id in enumerate(parties)
        )
        + " offered it."
    )
    columns = columns_by_row(len(opened.scenario.issues), 3)
    for place, (id, issue) in enumerate(opened.scenario.issues.items()):
        options = [short_option(issue, option) for option in opened.model.space.options[place]]
        offered = []
        for party, party_id in enumerate(parties):
            rows = [n for n in range(at) if shown.places[n] == party]
            offered.append(
                (
                    names(opened.scenario)[party_id],
                    [n + 1 for n in rows],
                    [int(shown.positions[n, place]) for n in rows],
                )
            )
        with columns[place]:
            plot(
                term_steps(issue.name, options, total, offered, presenting()),
                key=f"talks_step:{id}",
                alt=f"{issue.label} as each side offered it, round by round.",
            )
