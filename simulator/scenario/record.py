"""The record of a negotiation: the real texts as coded, how they were answered, what was known of that."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from simulator.scenario.base import (
    Id,
    Line,
    Number,
    Option,
    Provenance,
    Strict,
    Text,
    as_list,
)

MOST_PROPOSALS = 300
Day = date
"""Its other name: a proposal has a field of the first."""
MOST_DAYS = 36_500
"""That an answer may take."""


class Term(Provenance):
    """One coded term that needs its own provenance."""

    value: Option


def _termed(value: Any) -> Any:
    return {"value": value} if isinstance(value, str | int | float) else value


Terms = dict[Id, Annotated[Term, BeforeValidator(_termed)]]
Outcome = Literal["accepted", "refused", "other"]
View = Literal["for", "against"]


class Coding(Provenance):
    """Another reading of the same text, where the record is disputed."""

    label: Line
    terms: Terms


class Refusal(Provenance):
    """Options of an issue that a side refused by name, whatever became of the text as a whole.

    Of amounts, two name all that lie between them. `day` is when it said so; if left out, the text's date.
    """

    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=200)]
    day: date | None = None


class Statement(Provenance):
    """What a side said of one term of a text: that it spoke for the text, or against it.

    `day` is when it said so; if left out, the text's date.
    """

    view: View
    day: date | None = None


class Proposal(Provenance):
    """A real proposal or event, coded in the issues' own terms as far as the record allows.

    One that lacks a term is shown but not scored.
    """

    label: Line
    date: date
    proposer: Annotated[tuple[Id, ...], BeforeValidator(as_list)] = ()
    summary: Text
    terms: Terms = {}
    happened: Outcome
    outcome: Line
    answers: dict[Id, Outcome] = Field({}, max_length=104)
    answered_on: dict[Id, Day] = Field({}, max_length=104)
    answer_days: Annotated[Number, Field(ge=0, le=MOST_DAYS)] | None = None
    refused: dict[Id, dict[Id, Refusal]] = Field({}, max_length=104)
    said: dict[Id, dict[Id, Statement]] = Field({}, max_length=104)
    codings: dict[Id, Coding] = Field({}, max_length=20)


class NumbersVersion(Strict):
    """One version of a scenario's numbers: what the model made of the record with it.

    `chances` are those that all sign, by proposal; `log_score` is the mean log probability of what
    happened.
    """

    label: Line
    chances: dict[Id, Annotated[Number, Field(ge=0, le=1)]] = Field({}, max_length=MOST_PROPOSALS)
    log_score: Annotated[Number, Field(le=0)]


class Hindsight(Strict):
    """What whoever set the numbers knew of how the real proposals were answered.

    `versions` hold the score as it was before and after a revision that the answers prompted.
    """

    account: Text
    versions: tuple[NumbersVersion, ...] = Field((), max_length=20)
    note: Text | None = None
    """How the versions were worked out."""
