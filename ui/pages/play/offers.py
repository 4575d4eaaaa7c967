"""The offer on the table and one's own, each with its worth to one's own side."""

import streamlit as st

from simulator.preferences.outcome_space import Deal
from simulator.simulation.human.scripted import Statement
from ui.components.controls import columns_by_row, grouped, term_control
from ui.components.player_view import term_worth, terms_table, worth
from ui.session import echo
from ui.session.play import Session, draft_key, put, put_draft, send, take_draft
from ui.session.talks import names
from ui.text import plain


def theirs(now: Session, facing: Statement) -> None:
    game, own = now.game, now.brief
    scenario, space = game.phase.scenario, game.phase.model.space
    name = plain(names(scenario)[facing.party])
    st.header(f"Offer from {name}")
    st.markdown(f"“{plain(facing.reason)}”")
    deal = space.deal(facing.deal)
    worth(own, deal, "play_theirs", _home(now))
    with st.container(horizontal=True, key="play_answer"):
        st.button(
            "Accept this offer",
            type="primary",
            icon=":material/handshake:",
            key="play_accept",
            on_click=lambda: put(now.game.accept()),
        )
        if not game.offers_next:
            st.button(
                "Refuse",
                icon=":material/close:",
                key="play_refuse",
                on_click=lambda: put(now.game.refuse()),
            )
        _walk_out(now)
    if game.round == game.table.plan.rounds:
        st.warning(
            "This is the last offer: if you refuse, there is no deal.", icon=":material/timer:"
        )
    if own.worth(deal) < own.none:
        st.caption("Walking away would be better for you.")
    st.markdown(terms_table(own, deal, _before(now, facing)))


def _before(now: Session, facing: Statement) -> Deal | None:
    """Return the same side's last offer before this one."""
    before = [offer for offer in now.game.offers[:-1] if offer.party == facing.party]
    return now.game.phase.model.space.deal(before[-1].deal) if before else None


def _home(now: Session) -> list[str]:
    """Name those of one's own side who must agree too."""
    game = now.game
    if not game.table.plan.ratified:
        return []
    return game.phase.scenario.voters_at_home(game.table.person)


def yours(now: Session) -> None:
    game = now.game
    st.header("Your offer" if game.facing is None else "Or make your own offer")
    with st.container(key="play_head"):
        worth(now.brief, now.draft, "play_draft", _home(now))
        st.button(
            "Send this offer" if game.facing is None else "Refuse and send this offer",
            type="primary" if game.facing is None else "secondary",
            icon=":material/send:",
            key="play_send",
            on_click=send,
        )
    _starts(now)
    with echo.heard():
        _controls(now)


def _starts(now: Session) -> None:
    """Offer deals to start one's own offer from."""
    game = now.game
    own_offers = [offer for offer in game.offers if offer.party == game.table.person]
    their_offers = [offer for offer in game.offers if offer.party != game.table.person]
    space = game.phase.model.space
    with st.container(horizontal=True, vertical_alignment="center", key="play_from"):
        st.caption("Start from", width="content")
        starts = [("your best deal", "best", now.brief.best)]
        starts += [("your last offer", "mine", space.deal(offer.deal)) for offer in own_offers[-1:]]
        starts += [("their offer", "theirs", space.deal(offer.deal)) for offer in their_offers[-1:]]
        for label, key, deal in starts:
            st.button(
                label, key=f"play_from_{key}", on_click=put_draft, args=(deal,), type="tertiary"
            )
    if game.facing is None:
        _walk_out(now)


def _controls(now: Session) -> None:
    scenario = now.game.phase.scenario
    for group, ids in grouped(scenario).items():
        st.markdown(f"**{plain(group)}**")
        columns = columns_by_row(len(ids), 2 if now.game.facing is None else 1)
        for column, id in zip(columns, ids, strict=False):
            with column:
                term_control(scenario, id, now.draft, draft_key(id), take_draft)
                st.caption(term_worth(now.brief, id, now.draft[id]))


def _walk_out(now: Session) -> None:
    with st.popover("Walk out", icon=":material/logout:"):
        st.markdown(f"End the talks without a deal? Your utility would be {now.brief.none:.2f}.")
        st.button(
            "Yes, walk out",
            key="play_walk",
            on_click=lambda: put(now.game.walk_out()),
            type="primary",
        )
