"""The room in which a person plays: everyone as the scenario's values have them, and room for any deal."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.arrays import IntArray
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import Preferences, thinned
from simulator.simulation.party_view import PICTURES, PartyView, party_views
from simulator.simulation.phases import Phase, PreparedTalks, models_by_round
from simulator.simulation.prepared_outcomes import prepared_outcomes

PROBABLY_REAL = 0.5
"""A lead's red line is real if it is as likely as not: with firmness ½ or more."""


def central_room(
    model: Model, shocks: Mapping[str, int] | None = None, informed: bool = False
) -> PreparedTalks:
    """Prepare talks in one draw: every number at its value.

    Parameters
    ----------
    shocks
        Which of the scenario's shocks happen, and from which round on.
    informed
        Whether the leads take each other for what they are; else for one of `PICTURES` draws.

    Raises
    ------
    EditError, ScenarioError
        If the changes of a shock leave no valid scenario.
    """
    models = models_by_round(model, shocks or {})
    deals = prepared_outcomes(list(models.values()))
    luck = np.full((len(model.central.players), deals.shape[1], 1), PROBABLY_REAL)
    sees = np.zeros(1, dtype=np.intp)
    phases = []
    for start, phase_model in models.items():
        own = phase_model.certain
        views = party_views(own, _seen(phase_model, informed), deals, luck, sees)
        phases.append(Phase(start, phase_model, own, views))
    return PreparedTalks(deals, tuple(phases), 1, dict(shocks or {}), luck)


def seeded(room: PreparedTalks, seed: int) -> PreparedTalks:
    """Settle by chance how each lead sees the others, and which red lines at home are real."""
    rng = np.random.default_rng([seed, 1])
    sees = rng.integers(0, PICTURES, 1)
    home = rng.random(room.luck.shape)
    names = sorted(room.stages[0].preferences.players)
    for lead in room.stages[0].preferences.leads:
        home[names.index(lead)] = PROBABLY_REAL
    stages = [
        replace(stage, seats=tuple(replace(s, sees=sees % len(s.pictures)) for s in stage.seats))
        for stage in room.stages
    ]
    return replace(room, stages=tuple(stages), luck=home)


def widened(room: PreparedTalks, deal: IntArray, informed: bool) -> PreparedTalks:
    """Return a room in which one more deal is talked about, as its last row.

    Parameters
    ----------
    deal
        Positions of shape (n_issues,).
    """
    stages = []
    for stage in room.stages:
        more = party_views(
            stage.preferences,
            _seen(stage.model, informed),
            deal[None, :],
            room.luck,
            stage.seats[0].sees,
        )
        both = zip(stage.seats, more, strict=True)
        stages.append(replace(stage, seats=tuple(_joined(seat, new) for seat, new in both)))
    return replace(room, deals=np.vstack([room.deals, deal]), stages=tuple(stages))


def _seen(model: Model, informed: bool) -> Preferences:
    return model.certain if informed else thinned(model.sample, PICTURES)


def _joined(seat: PartyView, new: PartyView) -> PartyView:
    return replace(
        seat,
        worth=np.hstack([seat.worth, new.worth]),
        belief=np.hstack([seat.belief, new.belief]),
        pictures=np.hstack([seat.pictures, new.pictures]),
    )
