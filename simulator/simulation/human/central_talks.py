"""What a person plays on: everyone as the scenario's values have them, and place for any deal."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.arrays import IntArray
from simulator.preferences.firm_lines import crosses_firmly
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import Preferences, thinned
from simulator.simulation.party_view import PICTURES, PartyView, party_views
from simulator.simulation.phases import Phase, PreparedTalks, models_by_round
from simulator.simulation.prepared_outcomes import prepared_outcomes


def central_talks(
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
    red_line_draws = np.full((len(model.central.leads), deals.shape[1], 1), 0.5)
    sees = np.zeros(1, dtype=np.intp)
    phases = []
    for start, phase_model in models.items():
        views = party_views(
            _as_briefed(phase_model), _seen(phase_model, informed), deals, red_line_draws, sees
        )
        phases.append(Phase(start, phase_model, phase_model.certain, views))
    return PreparedTalks(deals, tuple(phases), 1, dict(shocks or {}), red_line_draws)


def seeded(prepared: PreparedTalks, seed: int) -> PreparedTalks:
    """Settle by chance how each lead sees the others, and how far those at home go along."""
    rng = np.random.default_rng([seed, 1])
    sees = rng.integers(0, PICTURES, 1)
    home = rng.random(prepared.red_line_draws.shape)
    phases = [
        replace(
            phase,
            views=tuple(replace(view, sees=sees % len(view.pictures)) for view in phase.views),
        )
        for phase in prepared.phases
    ]
    return replace(prepared, phases=tuple(phases), red_line_draws=home)


def widened(prepared: PreparedTalks, deal: IntArray, informed: bool) -> PreparedTalks:
    """Return talks in which one more deal is talked about, as its last row.

    Parameters
    ----------
    deal
        Positions of shape (n_issues,).
    """
    phases = []
    for phase in prepared.phases:
        more = party_views(
            _as_briefed(phase.model),
            _seen(phase.model, informed),
            deal[None, :],
            prepared.red_line_draws,
            phase.views[0].sees,
        )
        both = zip(phase.views, more, strict=True)
        phases.append(replace(phase, views=tuple(_joined(view, new) for view, new in both)))
    return replace(prepared, deals=np.vstack([prepared.deals, deal]), phases=tuple(phases))


def _as_briefed(model: Model) -> Preferences:
    """Return everyone's preferences with lines as the briefs name them: real where firm, else none."""
    space, preferences = model.space, model.certain
    terms = list(zip(space.issues, space.options, strict=True))
    players = {
        id: replace(
            preferences.players[id],
            no_veto=tuple(
                1.0 - crosses_firmly(model.scenario, id, issue, options)[:, None]
                for issue, options in terms
            ),
        )
        for id in model.scenario.players
    }
    return replace(preferences, players=players)


def _seen(model: Model, informed: bool) -> Preferences:
    return model.certain if informed else thinned(model.sample, PICTURES)


def _joined(view: PartyView, new: PartyView) -> PartyView:
    return replace(
        view,
        worth=np.hstack([view.worth, new.worth]),
        belief=np.hstack([view.belief, new.belief]),
        pictures=np.hstack([view.pictures, new.pictures]),
    )
