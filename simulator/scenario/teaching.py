"""What a scenario file says for a class that plays it: the time, what all read, what is discussed."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from simulator.scenario.base import SourceKey, Strict, Text, as_list

MINUTES = 20
"""Of talks, where the file says nothing."""
MAX_MINUTES = 180
"""The most minutes of talks that a file may suggest."""
MOST_PROMPTS = 12
LONGEST_QUESTION = 400

Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
Answer = Annotated[str, Field(min_length=1, max_length=1200)]
Sources = Annotated[tuple[SourceKey, ...], BeforeValidator(as_list)]


class Prompt(Strict):
    """A question for the class once the talks are over.

    Attributes
    ----------
    ask
        The question itself.
    then
        What is told once the class has guessed: what happened, or where to look.
    source
        Where the facts in `then` stand.
    """

    ask: Question
    then: Answer | None = None
    source: Sources = ()


def _asked(value: Any) -> Any:
    """A prompt may be written as its question alone."""
    return value if isinstance(value, dict | Prompt) else {"ask": value}


class Classroom(Strict):
    """How a class plays the scenario, where its file says anything about it.

    Attributes
    ----------
    minutes
        The length of the talks that is suggested.
    introduction
        What everyone reads before the talks, whichever side they are on; the summary if left out.
    source
        Where the facts of the introduction stand.
    """

    minutes: Annotated[int, Field(strict=True, ge=1, le=MAX_MINUTES)] = MINUTES
    introduction: Text | None = None
    source: Sources = ()
    prompts: tuple[Annotated[Prompt, BeforeValidator(_asked)], ...] = Field(
        (), max_length=MOST_PROMPTS
    )
