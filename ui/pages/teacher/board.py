"""The projector's page of a live class: nothing on it is secret, and nothing private."""

import streamlit as st

from classroom.errors import ClassError, TooFast, Unavailable, Unknown
from classroom.records import LiveClass
from classroom.service import scenarios
from classroom.service.classes import by_code, everything
from classroom.service.codes import shown
from classroom.service.progress import Progress, TableStatus, progress
from classroom.storage.database import Database, database
from simulator.formatting import count
from ui.components.class_labels import STATES, minutes_since
from ui.components.live import away, live, whole_page
from ui.components.qr import qr
from ui.pages.teacher import after
from ui.pages.teacher.head import TICK, still_there, watch
from ui.server import addresses
from ui.session.student import address as visitor
from ui.shell import ALONE, style
from ui.text import plain


def page() -> None:
    """Draw the page."""
    code = st.query_params.get("class", "")
    problem = ""
    if code:
        db = database()
        try:
            live_class = by_code(db, code, visitor())
        except (Unknown, TooFast) as error:
            problem = str(error)
        else:
            # The debrief is the same as on the console, in large type; the rest is large by itself.
            st.session_state.presenting = live_class.phase == "over"
            style(ALONE + _STYLE)
            whole_page()
            if live_class.phase == "over":
                _over(db, live_class.id, live_class.code)
            else:
                st.fragment(_board, run_every=TICK)(db, live_class.id, live_class.code)
            return
    style(ALONE + _STYLE)
    if problem:
        st.error(plain(problem), icon=":material/error:")
    st.title("The board of a class", anchor=False)
    typed = st.text_input("Code of the class", key="board_code", max_chars=20, width=320)
    if typed:
        st.query_params["class"] = typed
        st.rerun()


def _board(db: Database, id: int, code: str) -> None:
    """Draw the board; it runs again whenever something changes in the class."""
    try:
        now = progress(db, id)
    except Unavailable:
        away({"class": code}, "board_live")
        return
    except ClassError:
        # It is gone, and the page says so.
        st.rerun()
    phase = now.live.phase
    if phase == "over":
        st.rerun()
    with st.container(key=f"board_{phase}"):
        with st.container(key="board_head"):
            st.title(plain(now.live.title), anchor=False)
            live({"class": code}, now.version, watch(now), key="board_live", shown=False)
        if phase == "gathering":
            _gathering(now)
        else:
            _talking(now)


def _over(db: Database, id: int, code: str) -> None:
    """Draw the board when the talks are over: the debrief, without names."""
    now = progress(db, id)
    st.title(plain(now.live.title), anchor=False)
    st.fragment(still_there)(db, id, {"class": code})
    records = everything(db, id)
    model = scenarios.model(records.live.scenario)
    after.debrief(records, model, now.version, anonymous=True, files=False)


def _gathering(now: Progress) -> None:
    base = addresses.for_others().address
    way, who = st.columns([2, 3], gap="large")
    with way:
        spoken = f"{base.removeprefix('https://').removeprefix('http://')}/join"
        st.markdown(f"Go to **{plain(spoken)}** and type")
        st.html(f'<div class="board-code" translate="no">{shown(now.live.code)}</div>')
        st.image(
            qr(addresses.link(base, "join", **{"class": now.live.code})),
            alt="QR code of the link to join",
            width="stretch",
        )
    with who:
        seated = sum(student.table is not None for student in now.students)
        dealt = f" · {count(seated, 'role')} assigned" if now.statuses else ""
        joined = count(len(now.students), "student")
        st.header(f"{joined} joined{dealt}" if now.students else "Join now", anchor=False)
        with st.container(key="board_names"):
            if now.students:
                st.markdown(" · ".join(plain(student.name) for student in now.students))
            else:
                st.markdown("Point your camera at the picture, or type the address and the code.")


def _talking(now: Progress) -> None:
    st.html(_totals(now))
    if not now.statuses:
        return
    size = next(
        (name for most, name in ((8, "few"), (24, "some")) if len(now.statuses) <= most), "many"
    )
    tiles = "".join(_tile(status, now.live) for status in now.statuses)
    # Numbers and words of our own only: this is the one place that may be HTML.
    st.html(f'<ul class="board-tiles {size}">{tiles}</ul>')
    st.caption(f"Late? Join with the code **{shown(now.live.code)}** and start at once.")


def _totals(now: Progress) -> str:
    totals = [
        (now.count("open"), "open", "talking" if now.live.phase == "running" else "paused"),
        (now.count("deal"), "deal", "with a deal"),
        (now.count("walked"), "walked", "walked away"),
        (now.count("time", "stopped"), "time", "without a deal"),
    ]
    shown_ones = [total for total in totals if total[0] or total[1] in ("open", "deal")]
    parts = "".join(
        f'<span class="{state}"><b>{number}</b> {word}</span>' for number, state, word in shown_ones
    )
    return f'<div class="board-totals">{parts}</div>'


def _tile(status: TableStatus, held: LiveClass) -> str:
    table = status.table
    sign, word = STATES[table.state]
    if table.state == "open" and held.phase == "paused":
        sign, word = "❚❚", "paused"
    since = minutes_since(status.last_offer, held)
    last = ""
    if table.state == "open":
        last = "no offer yet" if since is None else "just now" if since == 0 else f"{since} min ago"
    return (
        f'<li class="{"time" if table.state == "stopped" else table.state}">'
        f'<div class="board-number"><span>Table</span> {table.number}</div>'
        f'<div class="board-state"><i aria-hidden="true">{sign}</i> {word}</div>'
        f'<div class="board-offers">{count(status.offers, "offer")}</div>'
        f'<div class="board-last">{last}</div></li>'
    )


_STYLE = """
.stMainBlockContainer { max-width: none; padding-top: 3.4rem; padding-bottom: 1rem; }
.st-key-board_head { flex-direction: row; flex-wrap: wrap; align-items: center;
  justify-content: space-between; }
.st-key-board_head > * { width: auto; }
.st-key-board_head .live-digits { font-size: clamp(3rem, 8vw, 6.5rem); }
.st-key-board_head .live-word { font-size: 1.4rem; }
.board-code { font-size: clamp(3rem, 6.5vw, 7rem); font-weight: 750; letter-spacing: .05em; line-height: 1.1;
  white-space: nowrap; }
.st-key-board_gathering [data-testid="stMarkdownContainer"] p { font-size: clamp(1.1rem, 1.5vw, 1.7rem);
  overflow-wrap: anywhere; }
.st-key-board_gathering img { border-radius: .5rem; max-width: min(100%, 46vh); }
.st-key-board_names [data-testid="stMarkdownContainer"] p { line-height: 1.7; }
.board-totals { display: flex; flex-wrap: wrap; gap: .2rem 2.2rem; font-size: clamp(1.1rem, 1.8vw, 1.9rem); }
.board-totals b { font-size: 1.5em; font-variant-numeric: tabular-nums; }
.board-tiles { list-style: none; margin: .4rem 0 0 !important; padding: 0 !important; display: grid;
  gap: .6rem;
  grid-template-columns: repeat(auto-fill, minmax(var(--wide), 1fr)); --wide: 10.4rem; font-size: 1rem; }
.board-tiles.some { --wide: 13rem; font-size: 1.3rem; }
.board-tiles.few { --wide: 17rem; font-size: 1.7rem; }
.board-tiles li { margin: 0 !important; padding: .5em .7em; border-radius: .5rem;
  border: 1px solid rgba(128,128,128,.35); border-left: .5em solid var(--state); line-height: 1.3; }
.board-number { font-weight: 750; font-size: 1.25em; }
.board-number span { font-weight: 400; font-size: .75em; }
.board-state { color: var(--state); font-weight: 650; }
.board-state i { font-style: normal; }
.board-last { opacity: .8; font-size: .85em; min-height: 1.3em; }
.board-tiles, .board-totals { --blue: light-dark(#0068A3, #4DA6DE); --green: light-dark(#00704F, #2CC295);
  --orange: light-dark(#B04A00, #F08A4B); --grey: light-dark(#59646F, #A3AEBB); }
.board-tiles .open, .board-totals .open { --state: var(--blue); }
.board-tiles .deal, .board-totals .deal { --state: var(--green); }
.board-tiles .walked, .board-totals .walked { --state: var(--orange); }
.board-tiles .time, .board-totals .time { --state: var(--grey); }
.board-totals b { color: var(--state); }
@media (max-width: 640px) {
  .board-tiles, .board-tiles.some, .board-tiles.few { --wide: 9.5rem; font-size: 1rem; }
}
"""
