"""The offer on the table and one's own, each with its worth to one's own side."""

import streamlit as st

from simulator.deals import options
from simulator.dynamics.brief import brief
from simulator.dynamics.played_talks import Said
from simulator.outcomes import Deal
from simulator.wording import listed, percent
from ui.controls import grouped, short_option, term_control
from ui.play import Session, draft_key, put, put_draft, send, take_draft
from ui.talks import names
from ui.text import plain


def theirs(now: Session, facing: Said) -> None:
    game, own = now.game, now.brief
    scenario, space = game.stage.scenario, game.stage.model.space
    name = plain(names(scenario)[facing.party])
    st.subheader(f"Offer from {name}")
    st.markdown(f"“{plain(facing.reason)}”")
    deal = space.deal(facing.deal)
    _worth(now, deal, "play_theirs")
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
        st.warning("This is the last offer: after a no there is no deal.", icon=":material/timer:")
    if own.worth(deal) < own.none:
        st.caption("It is worth less to you than walking away.")
    st.markdown(_terms(now, facing, deal))


def _terms(now: Session, facing: Said, deal: Deal) -> str:
    """Write an offer as a table, with what changed since the same side's last."""
    game = now.game
    issues, space = game.stage.scenario.issues, game.stage.model.space
    before = [each for each in game.offers[:-1] if each.party == facing.party]
    was = space.deal(before[-1].deal) if before else None
    heads = ("Term", "Offered") if was is None else ("Term", "Offered", "Before")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for id in (id for group in grouped(game.stage.scenario).values() for id in group):
        told = plain(short_option(issues[id], deal[id]))
        cells = [plain(issues[id].name), told]
        if was is not None:
            before_it = plain(short_option(issues[id], was[id]))
            cells[1:] = [f"**{told}**", before_it] if was[id] != deal[id] else [told, ""]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def yours(now: Session) -> None:
    game = now.game
    st.subheader("Your offer" if game.facing is None else "Or make your own offer")
    with st.container(key="play_head"):
        _worth(now, now.draft, "play_draft")
        st.button(
            "Send this offer" if game.facing is None else "Refuse and send this offer",
            type="primary" if game.facing is None else "secondary",
            icon=":material/send:",
            key="play_send",
            on_click=send,
        )
    _starts(now)
    _controls(now)


def _starts(now: Session) -> None:
    """Offer deals to start one's own offer from."""
    game = now.game
    mine = [each for each in game.offers if each.party == game.table.person]
    other = [each for each in game.offers if each.party != game.table.person]
    space = game.stage.model.space
    with st.container(horizontal=True, vertical_alignment="center", key="play_from"):
        st.caption("Start from", width="content")
        starts = [("your best deal", "best", now.brief.best)]
        starts += [("your last offer", "mine", space.deal(each.deal)) for each in mine[-1:]]
        starts += [("their offer", "theirs", space.deal(each.deal)) for each in other[-1:]]
        for label, key, deal in starts:
            st.button(
                label, key=f"play_from_{key}", on_click=put_draft, args=(deal,), type="tertiary"
            )
    if game.facing is None:
        _walk_out(now)


def _controls(now: Session) -> None:
    scenario = now.game.stage.scenario
    for group, ids in grouped(scenario).items():
        st.markdown(f"**{plain(group)}**")
        # Row by row, so that the order stays where a narrow screen stacks the columns.
        beside = 2 if now.game.facing is None else 1
        for first in range(0, len(ids), beside):
            for column, id in zip(st.columns(beside), ids[first : first + beside], strict=False):
                with column:
                    term_control(scenario, id, now.draft[id], draft_key(id), take_draft)
                    _own_worth(now, id)


def _own_worth(now: Session, id: str) -> None:
    """Say what the option chosen is worth by itself."""
    term = next(each for each in now.brief.terms if each.issue == id)
    at = options(now.game.stage.scenario.issues[id]).index(now.draft[id])
    words = (
        f"Worth to you {term.worth[at]:.2f} of 1 · {percent(term.weight)} of what matters to you"
        if term.weight > 0
        else "Does not matter to you"
    )
    st.caption(words)


def _worth(now: Session, deal: Deal, key: str) -> None:
    """Show what a deal is worth to the visitor's side, beside no deal."""
    own = now.brief
    worth = own.worth(deal)
    with st.container(key=key):
        st.metric(
            "Worth to you (0–1)",
            f"{worth:.2f}",
            f"{worth - own.none:+.2f} against no deal ({own.none:.2f})",
            help="From 0, the worst deal there is for you, to 1, the best. The mark on the bar is no deal.",
        )
        st.html(_gauge(worth, own.none))
        scenario = now.game.stage.scenario
        crossed = own.crossed(deal)
        if crossed:
            where = listed(plain(scenario.issues[id].name) for id in crossed)
            st.caption(f":material/warning: Crosses your red lines on {where}.")
        _at_home(now, deal)


def _at_home(now: Session, deal: Deal) -> None:
    game, own = now.game, now.brief
    party = game.stage.scenario.parties[game.table.person]
    others = [id for id in party.players if id != own.player]
    if not others or not game.table.plan.ratified:
        return
    sides: dict[bool, list[str]] = {True: [], False: []}
    for id in others:
        them = brief(game.stage.model, id)
        name = plain(game.stage.scenario.players[id].name)
        sides[them.worth(deal) >= them.none].append(name)
    told = [
        f"{listed(some)} {'better' if better else 'worse'} off"
        for better, some in sides.items()
        if some
    ]
    st.caption(f"At home, against no deal: {'; '.join(told)}.")


def _gauge(worth: float, none: float) -> str:
    """Draw a bar from 0 to 1 with a mark at no deal; numbers only, so it may be HTML."""
    colour = "#2aa784" if worth >= none else "#d9644a"
    return (
        f'<div class="play-gauge" role="img" aria-label="Worth {worth:.2f} of 1; no deal {none:.2f}">'
        f'<div style="width:{100 * worth:.1f}%;background:{colour}"></div>'
        f'<i style="left:{100 * none:.1f}%"></i></div>'
    )


def _walk_out(now: Session) -> None:
    with st.popover("Walk out", icon=":material/logout:"):
        st.markdown(f"End the talks without a deal? No deal is worth {now.brief.none:.2f} to you.")
        st.button(
            "Yes, walk out",
            key="play_walk",
            on_click=lambda: put(now.game.walk_out()),
            type="primary",
        )
