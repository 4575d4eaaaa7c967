"""The deals that a simulated student has in mind: the survey's, or where that is long, some that it seeks.

A class's scenario is anybody's text, and simulated students of all classes take turns: none of them may
stand in the others' way. What is sought costs the same however many deals there are.
"""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import TOLERANCE, FloatArray, IntArray
from simulator.bargaining.survey import Deals, survey
from simulator.preferences.gains import voter_gains
from simulator.preferences.negotiation_model import Model
from simulator.preferences.utility import lead_utilities, player_utilities
from simulator.randomness import STUDENTS
from simulator.scenario.holders import holders

SURVEYED = 30_000_000
"""Worths, of deals to players, up to which all deals are surveyed: a second's work."""
SURVEYED_BY_MANY = 20_000
"""Deals up to which they are where more than two parties bargain, and most deals may be efficient."""
SOUGHT = 64
"""Deals that are sought otherwise, each with another balance between the parties."""
SWEEPS = 3
"""How often all terms of each are gone through."""
OPTIONS = 12
"""Options of a term that are tried."""
SHORT = 4.0
"""How much more it counts that nobody is left below its reservation value than what a party gains."""


@dataclass(frozen=True)
class KnownDeals:
    """Deals that are good for somebody.

    Attributes
    ----------
    agreeable
        Those that leave nobody who has a vote below its reservation value.
    others
        Those that may do so.
    """

    agreeable: Deals
    others: Deals


def surveyable(model: Model) -> bool:
    """Whether all deals of a scenario are surveyed for its simulated students."""
    deals, parties = model.steps.space.size, len(model.scenario.parties)
    few = deals <= SURVEYED_BY_MANY or parties == 2
    return few and deals * len(list(holders(model.scenario))) <= SURVEYED


def known_deals(model: Model) -> KnownDeals:
    """Return the deals that are worth talking about, from a survey or sought one by one."""
    if surveyable(model):
        surveyed = survey(model.steps)
        return KnownDeals(surveyed.negotiation_set, surveyed.frontier)
    return _sought(model.steps)


def _sought(model: Model) -> KnownDeals:
    """Improve deals term by term, from one that is drawn, for one balance of the parties each."""
    preferences, space, counts = model.central, model.space, model.space.counts
    rng = np.random.default_rng(STUDENTS)
    positions = space.drawn(rng, SOUGHT).astype(np.intp)
    balances = rng.dirichlet(np.ones(len(preferences.leads)), SOUGHT)

    def scores(deals: IntArray) -> FloatArray:
        own = lead_utilities(preferences, deals) - preferences.lead_reservations
        short = np.minimum(voter_gains(preferences, deals).min(axis=1), 0.0)
        return np.asarray((balances * own).sum(axis=1) + SHORT * short)

    best = scores(positions)
    for _ in range(SWEEPS):
        for issue, count in enumerate(counts):
            for option in np.unique(np.linspace(0, count - 1, min(count, OPTIONS)).astype(int)):
                tried = positions.copy()
                tried[:, issue] = option
                score = scores(tried)
                better = (score > best) & space.allowed(tried)
                positions[better], best[better] = tried[better], score[better]
    worth = player_utilities(preferences, positions)
    agreeable = (voter_gains(preferences, positions) >= -TOLERANCE).all(axis=1)
    return KnownDeals(Deals(positions[agreeable], worth[agreeable]), Deals(positions, worth))
