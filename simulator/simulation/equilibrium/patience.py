"""Alternating offers on a scenario's own deals, and how the outcome moves with patience.

The leads talk, about deals that would be ratified at home. What the leads settle on lies on the
frontier of these, so the survey's negotiation set is all that is needed, however many deals there
are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from simulator.arrays import FloatArray, Rows
from simulator.bargaining.survey import Deals, Survey
from simulator.preferences.negotiation_model import Model
from simulator.scenario.scenario import Scenario
from simulator.simulation.equilibrium.alternating_offers import (
    EquilibriumPath,
    Rules,
    fallback,
    stahl,
    walk_out,
)
from simulator.simulation.equilibrium.rubinstein import Stationary, by_patience, rubinstein

PATIENCE = 1.0
"""Where a file says nothing: nobody loses by waiting, as in simulated talks."""


class NoDeal(StrEnum):
    """The two uses of what no deal is worth."""

    FALLBACK = "fallback"
    """There meanwhile, and when talks fail."""
    WALK_OUT = "walk_out"
    """Only for who walks out; while the talks go on there is nothing."""


@dataclass(frozen=True)
class TalksEquilibrium:
    """How talks between parties that look ahead would end.

    Attributes
    ----------
    deals
        The negotiation set; rows below are rows of it.
    parties
        Their ids, in the order of every array's axis of parties.
    worth
        What each deal is worth to each lead, shape (n_deals, n_parties).
    rules
        Patience, what no deal is worth, and how.
    first
        The party that proposes first.
    deadline
        Round by round; None where no deal leaves everybody as well off as none.
    endless
        Without a deadline; None for the same reason.
    """

    deals: Deals
    parties: tuple[str, ...]
    worth: FloatArray
    rules: Rules
    first: int
    deadline: EquilibriumPath | None
    endless: Stationary | None


def patience_of(scenario: Scenario) -> dict[str, float]:
    """Return each party's patience: its lead's, or `PATIENCE` where the file says nothing."""
    return {
        id: PATIENCE if (estimate := party.players[party.lead].patience) is None else estimate.value
        for id, party in scenario.parties.items()
    }


def rules_of(model: Model, use: NoDeal = NoDeal.FALLBACK) -> Rules:
    """Return the rules of talks between the leads, at the estimates' values.

    The chance of a breakdown is that of the scenario's talks, 0 where it says nothing.
    """
    breakdown, no_deal = model.scenario.talks.breakdown, model.central.lead_reservations.tolist()
    make = fallback if use is NoDeal.FALLBACK else walk_out
    patience = list(patience_of(model.scenario).values())
    return make(patience, no_deal, 0.0 if breakdown is None else breakdown.value)


def equilibrium(
    model: Model, surveyed: Survey, rules: Rules, rounds: int, first: int = 0
) -> TalksEquilibrium:
    """Solve the talks of a scenario, with a deadline and without.

    Parameters
    ----------
    rounds
        How many offers there can be before the deadline, at least 1.
    first
        The party that proposes first.
    """
    worth = lead_worth(model, surveyed.negotiation_set)
    return TalksEquilibrium(
        surveyed.negotiation_set,
        tuple(model.scenario.parties),
        worth,
        rules,
        first,
        stahl(worth, rules, rounds, first),
        rubinstein(worth, rules),
    )


def lead_worth(model: Model, deals: Deals) -> FloatArray:
    """Return what deals are worth to each party's lead, shape (n_deals, n_parties)."""
    return deals.utilities[:, model.central.lead_columns]


@dataclass(frozen=True)
class Sweep:
    """How the outcome without a deadline moves with one party's patience.

    Attributes
    ----------
    patience
        Shape (n,).
    utilities
        What the first proposer's offer is worth to each party, shape (n, n_parties): between two
        parties where neighbouring deals can be offered by lot, so that it moves smoothly.
    rows
        The deal on the finite set, shape (n,).
    """

    patience: FloatArray
    utilities: FloatArray
    rows: Rows


def patience_sweep(
    worth: FloatArray, rules: Rules, party: int, values: Sequence[float], first: int = 0
) -> Sweep | None:
    """Solve talks without a deadline for several degrees of one party's patience.

    Returns
    -------
    Sweep or None
        None if every deal leaves somebody better off without it.
    """
    whose = np.arange(len(rules.patience)) == party
    answers = by_patience(worth, rules, [np.where(whose, at, rules.patience) for at in values])
    if not answers:
        return None
    return Sweep(
        np.asarray(values, dtype=float),
        np.array([(a.utilities if a.fine is None else a.fine)[first] for a in answers]),
        np.array([a.rows[first] for a in answers]),
    )
