"""What talks are held on: the shortlist, and what everyone makes of it from round to round.

A shock changes numbers of the scenario; from its round on the talks are those of the scenario with
these numbers changed, the same draws behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.deviates import DRAWS
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import Preferences, thinned
from simulator.randomness import TALKS
from simulator.scenario.scenario import Scenario
from simulator.simulation.party_view import PICTURES, PartyView, party_views
from simulator.simulation.prepared_outcomes import prepared_outcomes
from simulator.simulation.shocks import model_after
from simulator.simulation.stochastic_acceptance import one_each


@dataclass(frozen=True)
class Phase:
    """The talks from one round on, until the next phase.

    Attributes
    ----------
    start
        Its first round, from 1.
    model
        The scenario as it stands then.
    preferences
        Everyone's, in the draws that are used.
    views
        What each party's lead makes of the shortlist, in the parties' order.
    """

    start: int
    model: Model
    preferences: Preferences
    views: tuple[PartyView, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario as it stands then."""
        return self.model.scenario

    def worth(self, id: str, deals: IntArray, draw: IntArray) -> FloatArray:
        """Value one deal in one draw for each run, shape (n_runs,)."""
        return one_each(self.preferences.players[id], deals, draw)


@dataclass(frozen=True)
class PreparedTalks:
    """What talks are held on.

    Attributes
    ----------
    deals
        The shortlist, positions of shape (n_deals, n_issues).
    phases
        In the order of their rounds.
    draws
        How many draws of the preferences there are.
    shocks
        Which shocks it is prepared for, and from which round on.
    red_line_draws
        Uniform numbers that settle which red lines of the leads are real, and where, shape
        (n_parties, n_issues, n_draws), the leads by name.
    """

    deals: IntArray
    phases: tuple[Phase, ...]
    draws: int
    shocks: Mapping[str, int]
    red_line_draws: FloatArray

    def at(self, number: int) -> Phase:
        """Return the phase that a round belongs to."""
        return [phase for phase in self.phases if phase.start <= number][-1]

    def red_line_draws_of(self, lead: str) -> FloatArray:
        """Return a lead's part of `red_line_draws`, shape (n_issues, n_draws)."""
        return np.asarray(self.red_line_draws[sorted(self.phases[0].preferences.leads).index(lead)])


def prepared_talks(
    model: Model,
    shocks: Mapping[str, int] | None = None,
    draws: int = DRAWS,
    deals: IntArray | None = None,
) -> PreparedTalks:
    """Prepare talks; what takes long, and does not depend on strategies, patience or the deadline.

    Parameters
    ----------
    shocks
        Which of the scenario's shocks happen, and from which round on.
    draws
        How many draws of everyone's preferences to use, at most `DRAWS`. A shortlist of 500 deals takes
        some 25 MB for each party and phase with all of them.
    deals
        The deals to talk about, positions of shape (n_deals, n_issues); None: the `prepared_outcomes`.

    Raises
    ------
    EditError, ScenarioError
        If the changes of a shock leave no valid scenario.
    """
    models = models_by_round(model, shocks or {})
    talked = prepared_outcomes(list(models.values())) if deals is None else deals
    draws = min(draws, DRAWS)
    rng = np.random.default_rng(TALKS)
    red_line_draws = rng.random((len(model.central.leads), talked.shape[1], draws))
    sees = rng.integers(0, PICTURES, draws)
    phases = []
    for start, phase_model in models.items():
        own, pictured = (thinned(phase_model.sample, many) for many in (draws, PICTURES))
        phases.append(
            Phase(start, phase_model, own, party_views(own, pictured, talked, red_line_draws, sees))
        )
    return PreparedTalks(talked, tuple(phases), draws, dict(shocks or {}), red_line_draws)


def models_by_round(model: Model, shocks: Mapping[str, int]) -> dict[int, Model]:
    """Return the model from each round on at which something changes."""
    starts: Sequence[int] = sorted({1, *shocks.values()})
    models = {}
    for start in starts:
        happened = sorted((id for id, at in shocks.items() if at <= start), key=shocks.__getitem__)
        models[start] = model_after(model, happened)
    return models
