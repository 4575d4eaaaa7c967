"""What each party's lead makes of the deals on the shortlist, in every draw, ready to be looked up.

A strategy says how good a deal its party asks for; which deals are that good, and which of them the
others are likeliest to sign, stands in these tables. One row is one draw of everyone's preferences.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.acceptance.acceptance import chances_without
from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.preferences.deviates import DRAWS_EACH
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.utility import utilities

SLACK = 2e-6
"""How far rounding to single precision may put a worth below what is asked for."""
NEVER = np.float32(-1.0)
"""The worth of a deal that crosses a red line which is real: below every reservation value."""
PICTURES = DRAWS_EACH
"""How many different pictures the leads have of the others."""
NUDGE = np.float32(1e-6)
"""By how much a deal that the others are sure to sign goes before its equals."""


@dataclass(frozen=True)
class PartyView:
    """How one party's lead values the shortlist.

    Attributes
    ----------
    party, lead
        Their ids.
    worth
        Of each deal, shape (n_draws, n_deals), in [0, 1]; `NEVER` where the deal crosses one of the
        lead's own red lines and that is real in the draw.
    reservation
        What no deal is worth, shape (n_draws,).
    belief
        How likely everyone else is to sign each deal, over all that the scenario leaves open, shape
        (n_deals,).
    pictures
        The same if the others were as they are in one draw or another, shape (n_pictures, n_deals).
    sees
        Which of these pictures the lead has of the others in each draw, shape (n_draws,). It has
        nothing to do with how they are in that draw, so the lead can be wrong about them.
    """

    party: str
    lead: str
    worth: FloatArray
    reservation: FloatArray
    belief: FloatArray
    pictures: FloatArray
    sees: IntArray

    @cached_property
    def order(self) -> IntArray:
        """The deals from the lead's best to its worst, shape (n_draws, n_deals).

        Of equally good deals the one that the others are likelier to sign goes first. Shortlists are
        short enough for 16 bits, which halves what prepared talks take.
        """
        keys = self.worth + NUDGE * self.pictures[self.sees]
        return np.argsort(-keys, axis=1).astype(np.int16)

    @cached_property
    def ranked(self) -> FloatArray:
        """The worth of the deals in that order, shape (n_draws, n_deals)."""
        return np.take_along_axis(self.worth, self.order, axis=1)

    @cached_property
    def likeliest(self) -> IntArray:
        """In place k, of the k + 1 best deals the one likeliest to be signed, as the lead sees it.

        Shape (n_draws, n_deals).
        """
        belief = np.take_along_axis(self.pictures[self.sees], self.order, axis=1)
        top = np.maximum.accumulate(belief, axis=1)
        better = np.empty(belief.shape, bool)
        better[:, 0] = True
        better[:, 1:] = belief[:, 1:] > top[:, :-1]
        place = np.where(better, np.arange(belief.shape[1], dtype=np.int16), np.int16(0))
        return np.take_along_axis(self.order, np.maximum.accumulate(place, axis=1), axis=1)

    @cached_property
    def best(self) -> FloatArray:
        """The worth of the best deal on the shortlist, shape (n_draws,)."""
        return np.asarray(self.worth.max(axis=1))

    @cached_property
    def acceptable(self) -> IntArray:
        """How many deals are worth no less than no deal, shape (n_draws,)."""
        return np.asarray((self.worth >= self.reservation[:, None] - SLACK).sum(axis=1))

    @cached_property
    def ultimatum(self) -> IntArray:
        """The best take-it-or-leave-it offer, ``argmax U P + r (1 − P)``, P its belief, shape (n_draws,)."""
        gain = self.worth - self.reservation[:, None].astype(np.float32)
        expected = np.where(gain >= -SLACK, gain * self.belief.astype(np.float32), -1)
        return np.asarray(expected.argmax(axis=1))

    def count(self, draw: IntArray, least: FloatArray) -> IntArray:
        """Return how many deals are worth at least so much, by bisection, shape (n_runs,).

        Parameters
        ----------
        draw
            Each run's draw, shape (n_runs,).
        least
            The worth asked for, shape (n_runs,).
        """
        deals = self.worth.shape[1]
        ranked, start = self.ranked.reshape(-1), draw * deals
        least = (least - SLACK).astype(np.float32)
        counts = np.zeros(len(draw), dtype=np.intp)
        step = 1 << (deals.bit_length() - 1)
        while step:
            reached = counts + step
            there = ranked[start + np.minimum(reached, deals) - 1] >= least
            counts = np.where(there & (reached <= deals), reached, counts)
            step >>= 1
        return counts


def party_views(
    own: Preferences,
    pictured: Preferences,
    deals: IntArray,
    red_line_draws: FloatArray,
    sees: IntArray,
) -> tuple[PartyView, ...]:
    """Make every party's tables, in the parties' order.

    Parameters
    ----------
    own
        Everyone's preferences, in the draws that are used.
    pictured
        The draws that the leads take the others for.
    deals
        The shortlist, positions of shape (n_deals, n_issues).
    red_line_draws
        Uniform numbers that settle which red lines are real, and where (`real_crossings`), shape
        (n_parties, n_issues, n_draws), the leads by name.
    sees
        Which of the pictured draws each draw's leads take the others for, shape (n_draws,).
    """
    draws = red_line_draws.shape[-1]
    chances = chances_without(pictured, deals)
    names = sorted(own.leads)
    views = []
    for party, ids in own.parties.items():
        player = own.players[ids[0]]
        single = player.mapped(lambda array: array.astype(np.float32))
        worth = np.empty((draws, len(deals)), dtype=np.float32)
        worth[:] = utilities(single, deals).T
        crossed = real_crossings(player, deals, red_line_draws[names.index(ids[0])])
        if crossed is not None:
            worth[crossed.T] = NEVER
        reservation = np.broadcast_to(player.reservation, draws)
        pictures = np.ascontiguousarray(chances[ids[0]].T)
        belief = pictures.mean(axis=0, dtype=np.float64)
        views.append(PartyView(party, ids[0], worth, reservation, belief, pictures, sees))
    return tuple(views)


def real_crossings(
    player: PlayerPreferences, deals: IntArray, red_line_draws: FloatArray
) -> BoolArray | None:
    """Tell which deals cross a red line that is real, shape (n_deals, n_draws); None: no red lines.

    Parameters
    ----------
    red_line_draws
        Uniform numbers, shape (n_issues, n_draws), which settle both whether a line is meant and where it
        lies: an option crosses it where the number is no less than the chance that the option keeps it.
    """
    crossed: BoolArray | None = None
    for k, no_veto in enumerate(player.no_veto):
        if no_veto is not None:
            here = (red_line_draws[k] >= no_veto)[deals[:, k]]
            crossed = here if crossed is None else crossed | here
    return crossed
