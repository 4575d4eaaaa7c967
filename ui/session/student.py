"""A student's place in a class: who it is, what it sees, and the offer it is putting together."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

import streamlit as st

from classroom.errors import Unknown
from classroom.records import LiveClass, Person
from classroom.service import scenarios
from classroom.service.codes import typed
from classroom.service.people import StudentView, come_back, desk
from classroom.storage.database import database
from simulator.errors import SimulatorError
from simulator.explain.rules import chosen
from simulator.latest import Latest
from simulator.preferences.outcome_space import Deal
from simulator.scenario.scenario import Scenario
from simulator.simulation.human.brief import Brief
from ui.server.browsers import browser
from ui.session import echo
from ui.session.page_state import note_rule

Draw = TypeVar("Draw", bound=Callable[..., None])
CLASS, ME = "class", "me"
"""What a student's address says: the class's code and the student's own."""
TABLE, OFFER = "seat_said", "seat_sent"
"""Where what came of a move is said: on top of the table, and beside the button that sends an offer."""


AT_A_TIME = 2
"""Parts of students' pages of one class that a process draws at the same time."""
CLASSES_KEPT = 200
_turns: Latest[int, threading.Semaphore] = Latest(CLASSES_KEPT)


@contextmanager
def in_turn(class_id: int) -> Iterator[None]:
    """Let a part of a page wait until few others are being drawn; it has read what it draws before.

    Python runs one thread at a time. A hundred that take turns every few milliseconds all end late, and
    the server's own loop, which sends what is drawn, waits for each of them; in a queue most are done
    in half the time. Whoever waits for the database is in nobody's way, and must keep no turn. Each
    class has a queue of its own: what takes long to draw in one is not waited for in another.
    """
    with _turns.get(class_id, lambda: threading.Semaphore(AT_A_TIME)):
        yield


def drawn_in_turn(draw: Draw) -> Draw:
    """Let a part of a page that is drawn from a `StudentView` wait for its class's turn."""

    @wraps(draw)
    def wait_and_draw(view: StudentView, *more: Any) -> None:
        with in_turn(view.live.id):
            draw(view, *more)

    return cast(Draw, wait_and_draw)


def address() -> str:
    """Return where a visitor's requests come from, for the limits on tries."""
    return str(st.context.ip_address or "local")


def remembered() -> Person | None:
    """Return the student whose page the address is; None where it names none.

    Raises
    ------
    Unknown, TooFast
        If there is none by these codes, or too many wrong ones were tried.
    """
    code, own = st.query_params.get(CLASS, ""), st.query_params.get(ME, "")
    if not own:
        return None
    kept = st.session_state.get("seat_of")
    if kept is None or kept[0] != (code, own):
        st.session_state.seat_of = kept = (
            (code, own),
            come_back(database(), code, own, address(), browser()),
        )
    return cast(Person, kept[1])


def enter(code: str, who: Person) -> None:
    """Make the address that of a student."""
    st.session_state.seat_of = ((code, who.code), who)
    st.query_params.from_dict({CLASS: code, ME: who.code})


def forget() -> None:
    """Be nobody in particular again; the class's code stays in the address."""
    st.session_state.pop("seat_of", None)
    st.query_params.pop(ME, None)


def now() -> StudentView:
    """Return what the student's page is made from, at this moment.

    Raises
    ------
    Unknown
        If the student is in the class no more.
    """
    who = remembered()
    if who is None:
        raise Unknown("This page has forgotten who you are. Join again, or use your code.")
    view = desk(database(), who.id)
    if view.person.kept_code != who.kept_code:
        # The teacher has given another code: whoever holds this page may be no longer the student.
        del st.session_state.seat_of
        remembered()
    st.session_state.seat_now = view
    return view


def latest() -> StudentView:
    """Return how things stood when the page last read them, for what need not be the newest."""
    view: StudentView | None = st.session_state.get("seat_now")
    return view or now()


def channel(view: StudentView) -> Mapping[str, str]:
    """Say whose changes the page is to be told."""
    return {"class": view.live.code, "me": own_code()}


def own_code() -> str:
    """Return the student's own code, which its page alone knows."""
    return typed(st.query_params.get(ME, ""))


def asked_channel() -> Mapping[str, str]:
    """Say the same by the address, as long as nothing can be read."""
    return {name: st.query_params[name] for name in (CLASS, ME) if name in st.query_params}


def scenario_of(live: LiveClass) -> Scenario:
    """Return what a class is about."""
    return scenarios.model(live.scenario).scenario


def own_brief(view: StudentView) -> Brief:
    """Return what the student's side knows about itself; it has a seat."""
    return party_brief(view.live, str(view.person.party))


def party_brief(live: LiveClass, party: str) -> Brief:
    """Return what a party's lead knows about itself."""
    return scenarios.party_brief(live.scenario, party)


def stage(view: StudentView) -> tuple[object, ...]:
    """Return what the page as a whole depends on: when it changes, all of it is drawn again."""
    table = view.talks.table if view.talks else None
    return (
        view.live.phase,
        table and (table.id, table.number, table.state),
        view.person.party,
        view.live.settings.open_book,
        view.live.settings.notes,
        tuple(sorted(view.live.settings.briefs.items())),
    )


# --- the offer on the controls -------------------------------------------------------------------


def draft_key(issue: str) -> str:
    """Name the control of a term of the student's offer."""
    return f"seat:{issue}"


def draft(view: StudentView) -> Deal:
    """Return the offer that the controls show: one's own last, or else one's best."""
    which = (view.person.id, view.person.table, view.person.party)
    if st.session_state.get("seat_draft_of") != which:
        st.session_state.seat_draft_of = which
        put_draft(last_offer(view) or own_brief(view).best)
    return cast(Deal, st.session_state.seat_draft)


def last_offer(view: StudentView) -> Deal | None:
    """Return what the student's side offered last; None where it has offered nothing."""
    offers = view.talks.offers if view.talks else []
    offered = [move.terms for move in offers if move.party == view.person.party]
    return offered[-1] if offered else None


def put_draft(deal: Deal) -> None:
    """Let the controls show a deal."""
    st.session_state.seat_draft = dict(deal)
    note_rule("", "")
    for id, option in deal.items():
        echo.show(draft_key(id), option)


def take_term(issue: str) -> None:
    """Note where a control was moved to."""

    def take(option: float | str) -> None:
        model = scenarios.model(latest().live.scenario)
        choice = chosen(model.scenario, model.space, st.session_state.seat_draft, issue, option)
        put_draft(choice.deal)
        note_rule(draft_key(issue), choice.words)

    echo.when_moved(draft_key(issue), take)


def counter(deal: Deal) -> None:
    """Start an offer from another; the controls stand elsewhere on the page."""
    put_draft(deal)
    st.session_state.seat_redraw = True


def outdated() -> bool:
    """Whether the page has to be drawn again as a whole."""
    return bool(st.session_state.get("seat_redraw"))


def drawn_anew() -> None:
    """Note that the page is being drawn as a whole."""
    st.session_state.pop("seat_redraw", None)


def attempt(act: Callable[[], object], done: str, where: str = TABLE) -> bool:
    """Do something at the table and keep what there is to say about it until it is drawn."""
    succeeded, words = True, done
    try:
        act()
    except SimulatorError as error:
        succeeded, words = False, str(error)
    st.session_state[where] = succeeded, words
    return succeeded


def take_outcome(where: str) -> tuple[bool, str] | None:
    """Return, once, whether what was done last succeeded, and what to say about it."""
    return cast(tuple[bool, str] | None, st.session_state.pop(where, None))
