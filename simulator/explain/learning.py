"""Says what the answers known up to a day have changed."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.acceptance.learning import Learned
from simulator.formatting import capital, count
from simulator.history.known_answers import KnownAnswer, answer_events, known_answers
from simulator.preferences.negotiation_model import Model
from simulator.preferences.uncertainty import draw_rows, drawn_deviates
from simulator.scenario.scenario import Scenario
from simulator.sensitivity.parameters import Parameter, parameters

NOTICED = 0.1
"""Standard deviations by which a number must have moved for anybody to be told."""


@dataclass(frozen=True)
class Belief:
    """A number of the scenario, as it is believed before and after some answers.

    Attributes
    ----------
    before, after
        Its median, in standard normal deviates.
    shift
        By how much its mean moved, in standard deviations of its range.
    """

    parameter: Parameter
    before: float
    after: float
    shift: float


def beliefs(model: Model, learned: Learned) -> list[Belief]:
    """List the uncertain numbers, those that the answers moved most first."""
    chosen = learned.model.chosen
    if chosen is None:
        return []
    paths, uncertain = parameters(model.scenario, model.space)
    rows = draw_rows(paths)
    before = drawn_deviates(rows, None if model.chosen is None else model.chosen.index)
    after = drawn_deviates(rows, chosen.index)
    # What shares a draw in a house moved as one: the lead's number stands for all.
    leads_last = sorted(
        uncertain,
        key=lambda one: one.path[2:3] == ("players",) and one.path[3] in model.central.leads,
    )
    by_row = {rows[parameter.path]: parameter for parameter in leads_last}
    listed = [
        Belief(
            parameter,
            float(np.median(before[row])),
            float(np.median(after[row])),
            float(after[row].mean() - before[row].mean()),
        )
        for row, parameter in by_row.items()
    ]
    return sorted(listed, key=lambda belief: -abs(belief.shift))


def answers_by_day(scenario: Scenario) -> dict[date, str]:
    """Name the answer that became known on each day, within a sentence: 'the refusal of 23 February'."""
    return {event.day: _event(scenario, event) for event in answer_events(scenario)}


def what_changed(model: Model, learned: Learned, until: date | None = None) -> str:
    """Say in a sentence or two what is believed now and was not before."""
    known = known_answers(model.scenario, until)
    if not known:
        return "Nothing was answered by then."
    event = _event(model.scenario, known[-1])
    if learned.too_few:
        return (
            f"The answers up to {event} surprise the model so much that they leave only "
            f"{learned.effective:,.0f} of {count(learned.weighed, 'draw')}: too few to learn from, so every "
            "figure stays as it was."
        )
    if learned.model.chosen is None:
        return (
            "This variant has uncertain numbers of its own, so what the answers taught of those of the "
            "scenario that it extends cannot be carried over."
        )
    moved = [belief for belief in beliefs(model, learned) if abs(belief.shift) >= NOTICED]
    if not moved:
        return (
            f"{capital(event)}, with what was answered before, changes next to nothing: the model was "
            "all but certain of it."
        )
    top = moved[0]
    now, then = top.parameter.written_apart(top.after, top.before)
    day = known[-1].day
    return (
        f"With all answers up to {day.day} {day:%B} known, the model puts {top.parameter.phrase} at {now}; "
        f"before any answer it was {then}."
        + (f" It has moved {count(len(moved) - 1, 'other number')} too." if len(moved) > 1 else "")
    )


def _event(scenario: Scenario, known: KnownAnswer) -> str:
    accepted = scenario.history[known.proposal].happened == "accepted"
    return f"the {'acceptance' if accepted else 'refusal'} of {known.day.day} {known.day:%B}"
