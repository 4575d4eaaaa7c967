"""The table: the offer that lies on it, one's own offer, and what has been said."""

import time
from collections.abc import Sequence

import streamlit as st

from simulator.formatting import listed, percent
from simulator.scenario.base import Range
from simulator.simulation.human.brief import brief
from simulator.simulation.human.opponents import OPPONENTS
from simulator.simulation.human.scripted import Statement
from ui.cache.turns import in_turn
from ui.charts.played import OwnScale, own_scale
from ui.components.plot import plot
from ui.pages.play import brief as play_brief
from ui.pages.play.offers import theirs, yours
from ui.session.play import Session, can_be_restored, leave, session, time_is_up, to_redraw
from ui.session.talks import names
from ui.shell import presenting
from ui.text import plain


def draw(now: Session) -> None:
    """Draw a game that is under way."""
    game = now.game
    called = names(game.phase.scenario)
    me = game.table.person
    others = listed(plain(called[id]) for id in game.table.parties if id != me)
    st.title(f"Round {game.round} of {game.table.plan.rounds}")
    st.caption(
        f"You negotiate for {plain(called[me])} with {others} ({OPPONENTS[now.setting.level].label}). "
        f"Table {now.setting.seed}. {_risk(now)}"
    )
    _news(now)
    with st.expander(
        "Your brief (only you see it)", expanded=not game.moves, icon=":material/lock:"
    ):
        play_brief.draw(now)
    if now.due is not None:
        st.fragment(_clock, run_every=1)()
    st.fragment(_turn)()
    _history(now)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Leave this game", key="play_leave", on_click=leave, type="tertiary")
        st.caption(
            "The page's address holds your moves: it brings you back here after a reload."
            if can_be_restored()
            else "Do not reload the page: a game on your own file or changed numbers exists in this tab only."
        )


def _risk(now: Session) -> str:
    breakdown = now.game.phase.scenario.talks.breakdown or Range(value=0.0)
    if breakdown.value == 0 or not now.setting.breaks:
        return ""
    return f"After each refusal there is a chance of {percent(breakdown.value)} that the talks break down."


def _news(now: Session) -> None:
    """Tell what has happened since the visitor's last turn."""
    game = now.game
    rounds = [remark.round for remark in game.statements if remark.party == game.table.person]
    since = max(rounds, default=0)
    for at, id in game.news:
        shock = game.phase.scenario.talks.shocks[id]
        if at > since or at == game.round:
            st.warning(
                f"**Round {at}: {plain(shock.label)}.** {plain(shock.description)} "
                "It may have changed your utilities or your reservation value: see your brief.",
                icon=":material/campaign:",
            )


def _clock() -> None:
    """Count down; at zero the turn is over."""
    now = session()
    if now is None or now.due is None:
        st.rerun()
    left = now.due - time.monotonic()
    if left <= 0:
        time_is_up()
        st.rerun()
    st.progress(
        min(1.0, left / now.setting.clock),
        text=f"{int(left) // 60}:{int(left) % 60:02d} left; then your offer is sent as it is",
    )


@in_turn()
def _turn() -> None:
    """Draw the offer on the table and the visitor's own; redrawn alone while controls move."""
    if to_redraw():
        st.rerun()
    now = session()
    if now is None:
        st.rerun()
    _replies(now)
    facing = now.game.facing
    if facing is None:
        yours(now)
        return
    left, right = st.columns(2, gap="large")
    with left, st.container(key="play_theirs_side"):
        theirs(now, facing)
    if now.game.offers_next:
        with right:
            yours(now)


def _replies(now: Session) -> None:
    """Say what the others answered since the visitor's last move, to whose offer."""
    game, me = now.game, now.game.table.person
    called = names(game.phase.scenario)
    last = max((n for n, remark in enumerate(game.statements) if remark.party == me), default=-1)
    offered_by = {offer.round: offer.party for offer in game.offers}
    for remark in game.statements[last + 1 :]:
        if remark.kind == "offer":
            continue
        whose = (
            "your offer"
            if offered_by[remark.round] == me
            else f"the offer from {plain(called[offered_by[remark.round]])}"
        )
        st.info(
            f"**{plain(called[remark.party])}: {remark.kind} to {whose}.** {plain(remark.reason)}",
            icon=":material/thumb_down:" if remark.kind == "no" else ":material/thumb_up:",
        )


def _history(now: Session) -> None:
    """Show the offers on one's own scale, and what was said."""
    game = now.game
    if not game.offers:
        return
    scenario, me = game.phase.scenario, game.table.person
    order = [me, *(id for id in game.table.parties if id != me)]
    series = [_series(now, id) for id in order]
    none = [own_brief_at(now, at) for at in range(1, game.round + 1)]
    plot(
        own_scale(OwnScale(series, none, game.table.plan.rounds), presenting()),
        key="play_history",
        alt="Your utility of every offer so far, round by round.",
    )
    with st.expander("What was said"):
        for remark in game.statements:
            st.markdown(_transcript_line(remark, me, names(scenario)[remark.party]))


def own_brief_at(now: Session, number: int) -> float:
    """Return what no deal is worth to the visitor's side in a round."""
    stage = now.game.table.prepared.at(number)
    return brief(stage.model, now.brief.player).none


def _series(now: Session, party: str) -> tuple[str, Sequence[int], Sequence[float]]:
    game = now.game
    offers = [offer for offer in game.offers if offer.party == party]
    worth = []
    for offer in offers:
        model = game.table.prepared.at(offer.round).model
        worth.append(brief(model, now.brief.player).worth(model.space.deal(offer.deal)))
    label = "You" if party == game.table.person else names(game.phase.scenario)[party]
    return label, [offer.round for offer in offers], worth


def _transcript_line(remark: Statement, me: str, name: str) -> str:
    what = "an offer" if remark.kind == "offer" else remark.kind
    words = f" “{plain(remark.reason)}”" if remark.reason else ""
    return (
        f"**Round {remark.round}, {'you' if remark.party == me else plain(name)}:** {what}.{words}"
    )
