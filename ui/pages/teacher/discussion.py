"""Questions for the class, one at a time: where there is an answer, a guess comes first."""

from collections.abc import Sequence

import streamlit as st

from classroom.debrief.questions import Question, questions
from classroom.debrief.results import ClassDebrief
from simulator.preferences.negotiation_model import Model
from simulator.scenario.scenario import Scenario
from simulator.scenario.teaching import Prompt
from ui.components.controls import source_link
from ui.text import plain

PLACE = "debrief_question"


def draw(debrief: ClassDebrief, model: Model, prompts: Sequence[Prompt]) -> None:
    """Draw the discussion."""
    to_discuss = questions(debrief, model, prompts)
    if to_discuss:
        st.header("Discussion", anchor=False)
        st.fragment(_question)(to_discuss, model.scenario)


def _question(to_discuss: Sequence[Question], scenario: Scenario) -> None:
    at = min(st.session_state.setdefault(PLACE, 0), len(to_discuss) - 1)
    question = to_discuss[at]
    with st.container(border=True, key="debrief_discussion"):
        st.caption(f"Question {at + 1} of {len(to_discuss)}")
        st.markdown(f"#### {plain(question.text)}")
        if question.guesses:
            _guess(question, at)
        elif question.answer:
            _answer(question, scenario, at)
        with st.container(horizontal=True):
            st.button(
                "Back", key="debrief_back", disabled=at == 0, on_click=_go, args=(at - 1,),
                icon=":material/arrow_back:",
            )  # fmt: skip
            st.button(
                "Next question", key="debrief_next", disabled=at == len(to_discuss) - 1,
                on_click=_go, args=(at + 1,), icon=":material/arrow_forward:",
            )  # fmt: skip


def _guess(question: Question, at: int) -> None:
    key = f"debrief_guess:{at}"
    guess = st.radio(
        "Guess first",
        range(len(question.guesses)),
        index=None,
        key=key,
        format_func=lambda n: plain(question.guesses[n]),
        horizontal=True,
    )
    if guess is None:
        st.caption("Let the class vote, then choose; the answer appears.")
        return
    right = guess == question.right
    verdict = (
        "That is right." if right else f"The answer is: {question.guesses[question.right or 0]}."
    )
    answer = f"**{plain(verdict)}** {plain(question.answer)}"
    (st.success if right else st.info)(answer, icon=":material/lightbulb:")


def _answer(question: Question, scenario: Scenario, at: int) -> None:
    """Tell what the scenario says to its question, once it is asked for."""
    if st.toggle("Show the answer", key=f"debrief_told:{at}"):
        sources = ", ".join(source_link(scenario, key) for key in question.source)
        st.info(
            plain(question.answer) + (f"  \nSources: {sources}" if sources else ""),
            icon=":material/lightbulb:",
        )
    else:
        st.caption("Let the class answer first.")


def _go(place: int) -> None:
    st.session_state[PLACE] = place
