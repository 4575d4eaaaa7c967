"""What each player has at stake: the unit in which its gains over no deal are measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import TOLERANCE, FloatArray, IntArray
from simulator.limits import MULTIPLIED
from simulator.preferences.blocks import Blocks
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.restricted import restricted
from simulator.preferences.utility import halves, is_enumerable

LEAST = 0.25
"""The least stake, as a part of what the player's utility ranges over between efficient deals."""
CELLS = 1 << 16
"""How many deals are valued at once."""
STEPS = 96
"""How often the price of leaving a lead below no deal is set anew, where deals are too many to go through."""


def own_stakes(preferences: Preferences, kept: Sequence[IntArray]) -> dict[str, float]:
    """Return by player how much better than no deal its best deal is, in utility, above 0.

    Its best among those that leave every lead at or above no deal: the ideal point of
    [KalaiSmorodinsky1975]_. At least `LEAST` of the player's range between efficient deals, which is
    taken from the payoff table [Benayoun1971]_: from its best to the worst of the leads' best; so a
    stake does not vanish as the zone of agreement closes. 1 where both are nothing.

    Parameters
    ----------
    preferences
        In one draw.
    kept
        The options of each issue that cross no red line that is probably real. If that leaves an issue
        without any, lines count for nothing.
    """
    if all(map(len, kept)):
        preferences = restricted(preferences, kept)
    bests = _gone_through(preferences) if is_enumerable(preferences) else _searched(preferences)
    stakes = {}
    for n, (id, player) in enumerate(preferences.players.items()):
        others = bests.to_leads[np.array(preferences.lead_columns) != n, n]
        least = LEAST * (bests.alone[n] - others.min(initial=bests.alone[n]))
        stake = max(float(bests.content[n] - player.reservation), float(least))
        stakes[id] = stake if stake > TOLERANCE else 1.0
    return stakes


@dataclass(frozen=True)
class _Bests:
    """What each player has at best.

    Attributes
    ----------
    content
        While no lead is below no deal, shape (n_players,); −∞: there is no such deal.
    alone
        Whatever the others have, shape (n_players,).
    to_leads
        At the best deal of each lead, shape (n_leads, n_players); of equally good ones, the most.
    """

    content: FloatArray
    alone: FloatArray
    to_leads: FloatArray


def _gone_through(preferences: Preferences) -> _Bests:
    """Go through all deals."""
    players, leads = list(preferences.players.values()), preferences.lead_columns
    content, alone = np.full((2, len(players)), -np.inf)
    to_leads = np.full((len(leads), len(players)), -np.inf)
    factors = [halves(player) for player in players]
    at_once = max(1, CELLS // factors[0][1].shape[1])
    for start in range(0, len(factors[0][0]), at_once):
        worth = [(left[start : start + at_once] @ right).ravel() for left, right in factors]
        highest = np.array([own.max() for own in worth])
        for row, lead in enumerate(leads):
            if highest[lead] > alone[lead] + TOLERANCE:
                to_leads[row] = -np.inf
            elif highest[lead] < alone[lead] - TOLERANCE:
                continue
            at = np.flatnonzero(worth[lead] >= highest[lead] - TOLERANCE)
            to_leads[row] = np.maximum(to_leads[row], [own[at].max() for own in worth])
        alone = np.maximum(alone, highest)
        rational = np.logical_and.reduce(
            [worth[lead] >= players[lead].reservation - TOLERANCE for lead in leads]
        )
        if rational.any():
            content = np.maximum(content, [own[rational].max() for own in worth])
    return _Bests(content, alone, to_leads)


def _searched(preferences: Preferences) -> _Bests:
    """Seek the same where there are too many deals, by prices on leaving a lead below no deal.

    The prices are Lagrange multipliers, set by subgradient steps [HeldWolfeCrowder1974]_; what comes out
    for `content` is what some deal gives, so never more than there is.
    """
    blocks, leads = Blocks(preferences, tuple(preferences.players)), preferences.lead_columns
    own = np.eye(len(preferences.players))
    # Of the deals that are best for a lead, those that are best for each player in turn.
    ideal = np.repeat(own[leads], len(own), axis=0) + 1e-6 * np.tile(own, (len(leads), 1))
    at_ideals = blocks.utilities(blocks.best(ideal)).reshape(len(leads), len(own), len(own))
    content, price = np.full(len(own), -np.inf), np.zeros((len(own), len(leads)))
    steps = MULTIPLIED // (sum(map(len, blocks.worth)) * len(own) ** 2)
    for step in range(1, int(np.clip(steps, 8, STEPS)) + 1):
        weights = own.copy()
        weights[:, leads] += price
        worth = blocks.utilities(blocks.best(weights))
        short = preferences.lead_reservations - worth[:, leads]
        rational = (short <= TOLERANCE).all(axis=1)
        content = np.where(rational, np.maximum(content, worth.diagonal()), content)
        price = np.maximum(0, price + short / (np.abs(short).max() + TOLERANCE) / np.sqrt(step))
    return _Bests(
        content,
        blocks.utilities(blocks.best(own)).diagonal(),
        at_ideals.diagonal(axis1=1, axis2=2),
    )
