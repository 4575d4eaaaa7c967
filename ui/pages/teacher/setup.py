"""How a class is held: its time, its teams, what each side may see, and what it is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from classroom.records import Door, Settings
from classroom.service.classes import LARGEST_TEAM, MOST_MINUTES, change_settings
from classroom.service.input_limits import BRIEF_LENGTH
from classroom.service.progress import Progress, progress
from simulator.explain.brief import brief_text
from ui.session.teacher import TeacherSession, attempt
from ui.text import plain

DOORS: Mapping[Door, str] = {
    "wait": "Waits for you",
    "open": "Gets a role",
    "closed": "Cannot join",
}
OWN, ALL = "Their own side's utility only", "The utility of a deal for every side"


def settings(session: TeacherSession, now: Progress) -> None:
    """Draw the settings, before the talks have begun."""
    held = now.live.settings
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        _number(session, "minutes", "Minutes of talks", held.minutes, MOST_MINUTES)
        _number(
            session,
            "team",
            "Students per role",
            held.team,
            LARGEST_TEAM,
            "1: pairs, one student for each side. More: teams that share a side and its offers.",
        )
    st.radio(
        "What students see",
        (False, True),
        index=int(held.open_book),
        key="class_open_book",
        format_func=lambda open_book: ALL if open_book else OWN,
        on_change=_changing(session, "open_book"),
        horizontal=True,
    )
    _notes(session, now)
    st.caption(_seen(held))
    names(session, now)
    if now.statuses:
        st.caption("A new number of students per role takes effect when roles are assigned again.")


def door(session: TeacherSession, now: Progress) -> None:
    """Let the teacher say what becomes of those who come now."""
    st.radio(
        "Who joins once roles are assigned",
        list(DOORS),
        index=list(DOORS).index(now.live.settings.door),
        key="class_door",
        format_func=DOORS.__getitem__,
        on_change=_changing(session, "door"),
        horizontal=True,
        help="“Waits for you”: you let them in with one press, and nobody reads a second brief by "
        "joining again. “Gets a role”: one that no student holds. “Cannot join” closes the class at once.",
    )


def names(session: TeacherSession, now: Progress) -> None:
    """Let the teacher say who may join."""

    def save() -> None:
        lines = [line.strip() for line in str(st.session_state["class_names"]).splitlines()]
        _save(session, lambda old: replace(old, names=[line for line in lines if line]))

    with st.expander("Who may join", icon=":material/list_alt:"):
        st.text_area(
            "Names or numbers, one on each line; empty: anybody with the code",
            "\n".join(now.live.settings.names),
            key="class_names",
            on_change=save,
            help="Students type theirs as their nickname. Each can be used once.",
        )


def during(session: TeacherSession, now: Progress) -> None:
    """Draw what can still be changed while the talks go on."""
    _notes(session, now)
    st.caption(_seen(now.live.settings))
    names(session, now)
    briefs(session, now)


def briefs(session: TeacherSession, now: Progress) -> None:
    """Draw each side's brief, to be changed."""
    scenario = session.model.scenario
    st.markdown(
        "What only that side's students read, beside their values, priorities and reservation value. "
        "Saved when you leave the field."
    )
    parties = list(scenario.parties)
    for at in range(0, len(parties), 2):
        for column, party in zip(st.columns(2), parties[at : at + 2], strict=False):
            with column:
                _brief(session, now, party)


def _brief(session: TeacherSession, now: Progress, party: str) -> None:
    scenario = session.model.scenario
    filed = brief_text(scenario, party)
    own = now.live.settings.briefs.get(party)
    resets = f"class_resets_{party}"
    count = st.session_state.get(resets, 0)
    key = f"class_brief_{party}_{count}"

    def save() -> None:
        if st.session_state.get(resets, 0) != count:
            # The browser tells once more what stood in the field that a reset has put away.
            return
        text = str(st.session_state[key]).strip()
        _save(session, lambda old: _briefed(old, party, "" if text == filed.strip() else text))

    def reset() -> None:
        _save(session, lambda old: _briefed(old, party, ""))
        # Another field, with the scenario's words.
        st.session_state[resets] = count + 1

    st.text_area(
        f"Brief of {plain(scenario.parties[party].name)}",
        own or filed,
        key=key,
        height=220,
        max_chars=BRIEF_LENGTH,
        on_change=save,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Reset to the scenario's",
            icon=":material/restart_alt:",
            key=f"class_reset_{party}",
            disabled=own is None,
            on_click=reset,
        )
        st.caption("Your own words, saved." if own else "As the scenario has it.")


def _briefed(old: Settings, party: str, text: str) -> Settings:
    return replace(old, briefs={**old.briefs, party: text})


def _number(
    session: TeacherSession, name: str, label: str, value: int, most: int, help: str | None = None
) -> None:
    # The value is given here and not through the session: a field in a tab that has not been opened
    # yet would come up with its least value instead, and save that.
    st.number_input(
        label,
        1,
        most,
        value,
        key=f"class_{name}",
        width=220,
        help=help,
        on_change=_changing(session, name),
    )


def _notes(session: TeacherSession, now: Progress) -> None:
    st.toggle(
        "Offers may come with a written note",
        now.live.settings.notes,
        key="class_notes",
        on_change=_changing(session, "notes"),
        help="Students of the same table read it, and you do.",
    )


def _seen(held: Settings) -> str:
    what = (
        "every side's brief stays private, but all see the utility of a deal for every side"
        if held.open_book
        else "each side sees only its own brief and its own utility of a deal"
    )
    notes = "Offers may carry a note." if held.notes else "Offers come without a note."
    return f"In this class {what}. {notes}"


def _changing(session: TeacherSession, name: str) -> Callable[[], None]:
    """Return what a control calls when it was moved."""

    def change() -> None:
        value = st.session_state[f"class_{name}"]
        if value is not None:
            _save(session, lambda old: replace(old, **{name: value}))

    return change


def _save(session: TeacherSession, change: Callable[[Settings], Settings]) -> None:
    """Change the settings as they are now: another window may have changed others."""

    def act() -> None:
        held = progress(session.db, session.id).live.settings
        change_settings(session.db, session.id, change(held))

    attempt(act)
