"""The real talks as a path: how likely was what happened, at each proposal and altogether.

Each proposal that is coded in full and was answered on its terms is a step. It is judged by the
scenario with the shocks in force at its date. The players are the same persons all along, so the
chance of the whole path is the mean over the draws of the product of its steps, not the product of
their means. What whoever set the numbers knew of the answers, the scenario says (`hindsight`).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.acceptance.acceptance import draw_chances
from simulator.arrays import FloatArray
from simulator.preferences.deviates import DRAWS
from simulator.preferences.negotiation_model import Model
from simulator.preferences.uncertainty import standard_error
from simulator.scenario.deals import proposal_deal
from simulator.scenario.record import Outcome, Proposal
from simulator.scenario.scenario import Scenario
from simulator.simulation.shocks import model_after, not_ended


@dataclass(frozen=True)
class Step:
    """One proposal on the path.

    Attributes
    ----------
    shocks
        Those in force at its date.
    acceptance
        How likely everyone was to accept it then; None where it is not judged, because the record does
        not code it in full or it was not answered on its terms.
    without_shocks
        The same, had nothing happened meanwhile.
    likelihood
        How likely what happened was: `acceptance` if it was accepted, else one minus that.
    path
        How likely the path was up to here, this step included.
    """

    id: str
    date: datetime.date
    shocks: tuple[str, ...]
    happened: Outcome
    acceptance: float | None
    without_shocks: float | None
    likelihood: float | None
    path: float


@dataclass(frozen=True)
class HistoryPath:
    """The real talks, step by step.

    Attributes
    ----------
    steps
        In order of date.
    probability, error
        Of the whole path, and its sampling error (one standard error).
    by_step
        The product of the steps' own likelihoods: what it would be if every answer came from someone new.
    judged
        How many steps were judged; tossing a coin at each would give 0.5 to that power.
    """

    steps: tuple[Step, ...]
    probability: float
    error: float
    by_step: float
    judged: int

    @property
    def coin_toss(self) -> float:
        """How likely the path would be if each answer were a coin toss."""
        return float(0.5**self.judged)


def history_path(model: Model) -> HistoryPath:
    """Judge the real proposals of a scenario in their order.

    Raises
    ------
    EditError, ScenarioError
        If the changes of a shock leave no valid scenario.
    """
    models: dict[tuple[str, ...], Model] = {(): model}
    likelihood: FloatArray = np.ones(DRAWS)
    steps: list[Step] = []
    by_date = sorted(model.scenario.history.items(), key=lambda dated: dated[1].date)
    for id, proposal in by_date:
        happened = happened_by(model.scenario, proposal.date)
        if happened not in models:
            models[happened] = model_after(model, happened)
        chance = _chance(models[happened], id, proposal)
        if chance is not None:
            step_likelihood = chance if proposal.happened == "accepted" else 1 - chance
            likelihood = likelihood * step_likelihood
        plain = _chance(model, id, proposal) if happened else chance
        steps.append(_step(model, id, proposal, happened, chance, plain, likelihood))
    judged = [step.likelihood for step in steps if step.likelihood is not None]
    return HistoryPath(
        tuple(steps),
        float(likelihood.mean()),
        float(standard_error(likelihood)),
        float(np.prod(judged)),
        len(judged),
    )


def happened_by(scenario: Scenario, day: datetime.date) -> tuple[str, ...]:
    """Return the shocks that had happened by a day, that day included, in their order."""
    dated: Mapping[str, datetime.date] = {
        id: shock.date for id, shock in scenario.talks.shocks.items() if shock.date is not None
    }
    return tuple(sorted((id for id, at in dated.items() if at <= day), key=dated.__getitem__))


def _chance(model: Model, id: str, proposal: Proposal) -> FloatArray | None:
    """Return the chance that everyone accepts in each draw; None where it is not judged."""
    deal = proposal_deal(model.scenario, id)
    if deal is None or proposal.happened == "other":
        return None
    return draw_chances(model.sample, model.space.positions(deal))["deal", ""]


def _step(
    model: Model,
    id: str,
    proposal: Proposal,
    happened: tuple[str, ...],
    chance: FloatArray | None,
    plain: FloatArray | None,
    path: FloatArray,
) -> Step:
    acceptance = None if chance is None else float(chance.mean())
    likelihood = acceptance
    if acceptance is not None and proposal.happened != "accepted":
        likelihood = 1 - acceptance
    return Step(
        id,
        proposal.date,
        tuple(not_ended(model.scenario, happened)),
        proposal.happened,
        acceptance,
        None if plain is None else float(plain.mean()),
        likelihood,
        float(path.mean()),
    )
