"""After the talks: the debrief and its files; and the end of a class, for good."""

import streamlit as st

from classroom.debrief.results import ClassDebrief, class_debrief
from classroom.errors import Refused
from classroom.records import Everything
from classroom.service.classes import delete_class, everything
from classroom.service.codes import shown, typed
from classroom.service.progress import Progress
from classroom.storage.store import when_forgetting
from simulator.formatting import count
from simulator.preferences.negotiation_model import Model
from ui.pages.teacher import debrief as page
from ui.session import page_state
from ui.session.teacher import TeacherSession, attempt, own_classes


def draw(session: TeacherSession, now: Progress) -> None:
    """Draw the debrief."""
    st.toggle(
        "Without names",
        key="class_anonymous",
        help="Leaves out names and notes, here and in the files below.",
    )
    records = everything(session.db, session.id)
    debrief(records, session.model, now.version, bool(st.session_state.class_anonymous))


def debrief(
    records: Everything, model: Model, version: str, anonymous: bool, files: bool = True
) -> None:
    """Draw the debrief of a class that is over, worked out once for all who look at it."""
    prompts = model.scenario.classroom.prompts
    looked = _looked_back(records.live.id, version, records, model)
    page.draw(looked, records, model, prompts, anonymous=anonymous, files=files)


@st.cache_resource(show_spinner="Looking back …", max_entries=8, ttl=3600)
def _looked_back(id: int, version: str, _found: Everything, _model: Model) -> ClassDebrief:
    return class_debrief(_model, _found)


when_forgetting(_looked_back.clear)


def delete(session: TeacherSession, now: Progress) -> None:
    """Let the teacher delete the class once its code is typed."""
    with st.expander("Delete this class for good", icon=":material/delete_forever:"):
        st.markdown(
            f"{count(len(now.students), 'student')}, {count(len(now.statuses), 'table')}, every offer and "
            "every note: all of it goes, for everyone, and cannot be brought back. Save the files of the "
            "debrief first if you want to keep them."
        )
        with st.form("class_delete", border=False):
            st.text_input(
                f"Type the class's code, {shown(session.code)}, to confirm",
                key="class_delete_code",
                max_chars=20,
                width=320,
            )
            st.form_submit_button(
                "Delete for good",
                icon=":material/delete_forever:",
                key="class_delete_yes",
                on_click=_delete,
                args=(session,),
            )


def _delete(session: TeacherSession) -> None:
    def act() -> None:
        if typed(st.session_state.class_delete_code) != session.code:
            raise Refused("This is not the code of the class.")
        delete_class(session.db, session.id)

    if attempt(act):
        own_classes().pop(session.code, None)
        page_state.notify(f"Class {shown(session.code)} has been deleted, with everything in it.")
        st.query_params.clear()
