"""What lies on the table: the offers that stand, who has said yes, and how the talks ended."""

from collections.abc import Callable

import streamlit as st

from classroom.records import Move, Person
from classroom.service import tables
from classroom.service.people import StudentView
from classroom.service.rules import consents, standing
from classroom.storage.database import database
from simulator.formatting import capital, listed, mentioned
from simulator.preferences.outcome_space import Deal
from ui.components.player_view import remarked, terms_table, worth, worth_line
from ui.session import student
from ui.text import plain

ENDINGS = {
    "walked": "{who} walked away.",
    "time": "Time ran out.",
    "stopped": "Your teacher ended the talks.",
}
LATEST = 12
"""Moves that are listed: each change sends the list to every page at the table."""
WORDS = {
    "offer": "offer",
    "accept": "accepted offer {about}",
    "take_back": "took back the acceptance of offer {about}",
    "withdraw": "withdrew offer {about}",
    "walk": "walked away",
}


def standing_in_words(view: StudentView) -> str:
    """Say in a sentence how things stand for this student."""
    if view.talks is None or view.person.party is None:
        if view.live.phase == "over":
            return "The talks of this class are over."
        return "You are in. Your teacher will give you a side; this page will show it by itself."
    if view.talks.table.state != "open":
        return "The talks at your table are over."
    if view.live.phase == "gathering":
        return "Read your brief and try out offers. The talks begin when your teacher starts them."
    if view.live.phase == "paused":
        return "Your teacher has stopped the clock. You can think, but not send."
    return _waiting(view)


def _waiting(view: StudentView) -> str:
    stand = standing(view.talks.moves) if view.talks else {}
    theirs = [mentioned(name(view, party)) for party in stand if party != view.person.party]
    sentences = []
    if theirs:
        sentences.append(f"On the table: an offer from {listed(theirs)}.")
    if view.person.party in stand:
        sentences.append("Your offer is waiting for an answer.")
    return " ".join(sentences) or "Nothing is on the table: make an offer."


def draw(view: StudentView) -> None:
    """Draw the table of a student who has a seat."""
    talks = view.talks
    if talks is None or view.person.party is None:
        return
    outcome(student.TABLE)
    _company(view)
    _leaving(view)
    if talks.table.state != "open":
        _ending(view)
    else:
        stand = standing(talks.moves)
        others = [move for party, move in stand.items() if party != view.person.party]
        own = stand.get(view.person.party)
        shown = [*others, *([own] if own else [])]
        for column, move in zip(st.columns(max(len(shown), 1), gap="large"), shown, strict=False):
            with column, st.container(border=True):
                _offer(view, move)
    _record(view)


def name(view: StudentView, party: str | None) -> str:
    """Name a party as others at the table see it."""
    return plain(student.scenario_of(view.live).parties[str(party)].name)


def _who(view: StudentView, party: str) -> str:
    sit = (
        [plain(person.name) for person in view.talks.people if person.party == party]
        if view.talks
        else []
    )
    return f"{name(view, party)} ({', '.join(sit)})" if sit else name(view, party)


def _mates(view: StudentView) -> list[Person]:
    """Return the students who share one's own side of the table."""
    me = view.person
    return [
        person
        for person in (view.talks.people if view.talks else [])
        if person.party == me.party and person.id != me.id and not person.simulated
    ]


def _company(view: StudentView) -> None:
    """Say who sits at the table."""
    me = view.person
    mates = [plain(person.name) for person in _mates(view)]
    others = [_who(view, id) for id in student.scenario_of(view.live).parties if id != me.party]
    sentences = [f"Across the table: {listed(map(mentioned, others))}."]
    if mates:
        sentences.append(
            f"With you on your side: {listed(mates)}; what one of you sends counts for all."
        )
    st.caption(" ".join(sentences))


def outcome(where: str) -> None:
    """Say once what came of the last thing the student did."""
    last = student.take_outcome(where)
    if last is not None:
        done, words = last
        (st.success if done else st.error)(
            plain(words), icon=":material/check:" if done else ":material/error:"
        )


def _offer(view: StudentView, move: Move) -> None:
    """Draw one standing offer and what can be done about it."""
    own, is_own = student.own_brief(view), move.party == view.person.party
    deal, which = _terms(move), "own" if is_own else move.party
    # Few elements: each is a message to every page at the table, at each change.
    head = ["## Your offer" if is_own else f"## Offer from {mentioned(name(view, move.party))}"]
    head += [f"“{plain(move.note)}”"] if move.note else []
    st.markdown("\n\n".join(head))
    with st.container(key=f"seat_offer_{which}"):
        st.html(worth_line(own, deal))
    notes = [*remarked(own, deal), *open_book(view, deal), *_consents(view, move)]
    if notes:
        st.caption("  \n".join(notes))
    if view.live.phase == "running":
        with st.container(horizontal=True, key=f"seat_answer_{which}"):
            (_to_mine if is_own else _to_theirs)(view, move)
    st.markdown(terms_table(own, deal, _before(view, move)))


def _terms(move: Move) -> Deal:
    return move.terms or {}


def _before(view: StudentView, move: Move) -> Deal | None:
    """Return the same side's last offer before this one."""
    earlier = (
        [offer for offer in view.talks.offers if offer.party == move.party and offer.id < move.id]
        if view.talks
        else []
    )
    return earlier[-1].terms if earlier else None


def open_book(view: StudentView, deal: Deal) -> list[str]:
    """Say what a deal is worth to the others, where the teacher has decided so."""
    if not view.live.settings.open_book:
        return []
    notes = []
    for party in student.scenario_of(view.live).parties:
        if party != view.person.party:
            theirs = student.party_brief(view.live, party)
            notes.append(
                f"Utility, {name(view, party)}: {theirs.worth(deal):.2f} (reservation value "
                f"{theirs.none:.2f})"
            )
    return notes


def _consents(view: StudentView, move: Move) -> list[str]:
    """Say who has accepted, where more than one has to."""
    parties = list(student.scenario_of(view.live).parties)
    if view.talks is None or len(parties) == 2:
        return []
    yes = consents(view.talks.moves)[move.id]
    missing = [
        mentioned(name(view, party))
        for party in parties
        if party not in yes and party != move.party
    ]
    accepted = [mentioned(name(view, party)) for party in parties if party in yes]
    so_far = f"{listed(accepted)} accepted; " if accepted else ""
    return [capital(f"{so_far}still needed: {listed(missing)}.")]


def _to_mine(view: StudentView, move: Move) -> None:
    st.button(
        "Withdraw",
        icon=":material/undo:",
        key=f"seat_withdraw_{move.id}",
        on_click=_done,
        args=(lambda: tables.withdraw(database(), view.person.id), "Your offer is off the table."),
    )


def _to_theirs(view: StudentView, move: Move) -> None:
    me = view.person
    yes = consents(view.talks.moves)[move.id] if view.talks else frozenset()
    if me.party in yes:
        st.button(
            "Take back my acceptance",
            icon=":material/undo:",
            key=f"seat_take_back_{move.id}",
            on_click=_done,
            args=(
                lambda: tables.take_back(database(), me.id, move.id),
                "Your acceptance is taken back.",
            ),
        )
    else:
        with st.popover(
            "Accept", type="primary", icon=":material/handshake:", key=f"seat_accept_{move.id}"
        ):
            own = student.own_brief(view)
            better = own.worth(_terms(move)) >= own.none
            st.markdown(
                "Accept this offer as it is? Once everyone has, it is the deal, and the talks end."
                + ("" if better else " **No deal would be better for you.**")
            )
            st.button(
                "Yes, accept",
                type="primary",
                key=f"seat_yes_{move.id}",
                on_click=_done,
                args=(lambda: tables.accept(database(), me.id, move.id), "You accepted."),
            )
    st.button(
        "Counter",
        icon=":material/edit:",
        key=f"seat_counter_{move.id}",
        on_click=student.counter,
        args=(_terms(move),),
        help="Starts your own offer from this one.",
    )


def walk(view: StudentView, key: str) -> None:
    """Ask whether one really means to leave."""
    st.markdown(
        "End the talks at this table without a deal, for everyone? "
        f"Your utility would be {student.own_brief(view).none:.2f}."
    )
    staying = [plain(person.name) for person in _mates(view) if not person.leaving]
    if staying:
        st.markdown(f"Your side leaves once {listed(staying)} and you all want to.")
    st.button(
        "Yes, walk away",
        key=key,
        type="primary",
        on_click=_done,
        args=(
            lambda: tables.walk(database(), view.person.id),
            "Your side has been asked." if staying else "You walked away.",
        ),
    )


def _leaving(view: StudentView) -> None:
    """Say who on one's own side wants to walk away, and let it think again."""
    if view.talks is None or view.talks.table.state != "open":
        return
    asking = [plain(person.name) for person in _mates(view) if person.leaving]
    if asking:
        st.warning(
            f"{listed(asking)} would walk away. Your side leaves once all of you want to.",
            icon=":material/logout:",
        )
    if any(person.id == view.person.id and person.leaving for person in view.talks.people):
        st.button(
            "I would rather stay",
            icon=":material/undo:",
            key="seat_stay",
            on_click=_done,
            args=(lambda: tables.stay(database(), view.person.id), "You stay."),
        )


def _done(act: Callable[[], object], words: str) -> None:
    student.attempt(act, words)


def _ending(view: StudentView) -> None:
    """Say how the talks ended, and what that is worth to the student's side."""
    talks, own = view.talks, student.own_brief(view)
    if talks is None:
        return
    signed = talks.agreed
    with st.container(border=True):
        if signed is None:
            walked = next((move for move in reversed(talks.moves) if move.kind == "walk"), None)
            who = (
                "Your side"
                if walked is not None and walked.party == view.person.party
                else name(view, walked.party)
                if walked is not None
                else ""
            )
            st.header("No deal")
            st.markdown(ENDINGS[talks.table.state].format(who=who))
            st.metric(
                "Your utility (0–1)",
                f"{own.none:.2f}",
                help="Your reservation value: without a deal.",
            )
        else:
            by = (
                "your"
                if signed.party == view.person.party
                else f"{mentioned(name(view, signed.party))}’s"
            )
            st.header("Deal")
            st.markdown(f"Everyone accepted {by} offer.")
            worth(own, _terms(signed), "seat_deal")
            for line in open_book(view, _terms(signed)):
                st.caption(line)
            st.markdown(terms_table(own, _terms(signed)))
        st.caption("The debrief will show how well the others did, and what was left on the table.")


def _record(view: StudentView) -> None:
    """List what was done, the latest first."""
    if not view.talks or not view.talks.moves:
        return
    own = student.own_brief(view)
    with st.expander(f"Moves so far ({len(view.talks.moves)})", icon=":material/history:"):
        numbers = {move.id: n for n, move in enumerate(view.talks.offers, 1)}
        lines = []
        for move in list(reversed(view.talks.moves))[:LATEST]:
            minutes, seconds = divmod(int(move.clock), 60)
            who = "You" if move.party == view.person.party else name(view, move.party)
            about = numbers.get(move.about or 0, 0)
            words = WORDS[move.kind].format(about=about)
            if move.terms is not None:
                words += f" {numbers[move.id]}, your utility {own.worth(move.terms):.2f}"
            note = f" “{plain(move.note)}”" if move.note else ""
            lines.append(f"{minutes}:{seconds:02d} **{who}**: {words}.{note}")
        earlier = len(view.talks.moves) - len(lines)
        if earlier:
            lines.append(f"… and {earlier} earlier; the debrief has them all.")
        st.markdown("  \n".join(lines))
