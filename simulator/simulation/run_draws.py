"""What is drawn once for each run, and stays the same through its talks."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from simulator.arrays import FloatArray
from simulator.preferences.uncertainty import Scale, quantile
from simulator.scenario.base import Range
from simulator.simulation.phases import Phase, PreparedTalks
from simulator.simulation.plan import Plan

CERTAIN_TO_GO_ON, PATIENT = Range(value=0.0), Range(value=1.0)
"""The chance of a breakdown and the patience where a scenario says nothing."""
NO_PLAYER = ""
"""The key of what belongs to no player."""


@dataclass(frozen=True)
class RunDraws:
    """What is drawn once for each run.

    Attributes
    ----------
    luck
        By lead, its house's luck when it decides (`simulator.simulation.stochastic_acceptance`), uniform
        on [0, 1], shape (n_runs,).
    deviates
        Standard normal, by whose number is read from its range with them, so that a number which a
        shock changes moves by as much in every run, shape (n_runs,).
    """

    luck: Mapping[str, FloatArray]
    deviates: Mapping[str, FloatArray]

    @classmethod
    def drawn(cls, prepared: PreparedTalks, runs: int, rng: np.random.Generator) -> "RunDraws":
        """Draw by the leads' names, so that their order in a file changes nothing."""
        names = sorted(prepared.phases[0].preferences.leads)
        luck = {id: expit(-rng.logistic(size=runs)) for id in names}
        return cls(luck, {id: rng.standard_normal(runs) for id in [NO_PLAYER, *names]})

    def breakdown(self, phase: Phase, plan: Plan) -> FloatArray:
        """Return the chance that the talks break off after a refusal, shape (n_runs,)."""
        stated = phase.scenario.talks.breakdown or CERTAIN_TO_GO_ON
        return self._read(NO_PLAYER, stated, plan.breakdown)

    def patience(self, phase: Phase, plan: Plan, party: str) -> FloatArray:
        """Return what a party's lead thinks a gain is worth one round later, shape (n_runs,)."""
        lead = phase.scenario.parties[party].lead
        stated = phase.scenario.players[lead].patience or PATIENT
        return self._read(lead, stated, plan.patience.get(party))

    def _read(self, whose: str, stated: Range, instead: float | None) -> FloatArray:
        number = stated if instead is None else Range(value=instead)
        return quantile(number, Scale.SHARE, self.deviates[whose])
