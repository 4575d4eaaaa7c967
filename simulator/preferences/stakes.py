"""What each player has at stake: the unit in which its gains over no deal are measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import TOLERANCE, FloatArray, IntArray
from simulator.preferences.blocks import Blocks
from simulator.preferences.gains import with_groups
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.restricted import restricted
from simulator.preferences.utility import EXCLUDED, halves, is_enumerable
from simulator.randomness import ONCE

LEAST = 0.25
"""The least stake, as a part of what the player's utility ranges over between efficient deals."""
CELLS = 1 << 16
"""How many deals are valued at once."""
OFFERED = 2_400
"""Options times players among which a best deal is sought, where deals are too many to go through."""
NODES, GAP = 50, 0.001
"""How many branches are looked into at most, and how close to the best is good enough."""
INFEASIBLE = 2
"""SciPy's status of a problem without a solution."""


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
        The options of each issue that cross no red line that is probably real. If that leaves no deal,
        lines count for nothing.
    """
    preferences = with_groups(preferences)
    bests, stakes = _bests(preferences, kept), {}
    for n, (id, player) in enumerate(preferences.players.items()):
        least = LEAST * bests.span(preferences, n)
        stake = max(float(bests.content[n] - player.reservation), least)
        stakes[id] = stake if stake > TOLERANCE else 1.0
    return stakes


def lead_spans(preferences: Preferences, kept: Sequence[IntArray]) -> dict[str, float]:
    """Return by party what its lead's utility ranges over between efficient deals; 1 where that is nothing.

    As in `own_stakes`; whatever no deal is worth.
    """
    bests = _bests(preferences, kept)
    spans = [bests.span(preferences, n) for n in preferences.lead_columns]
    return {
        id: span if span > TOLERANCE else 1.0
        for id, span in zip(preferences.parties, spans, strict=True)
    }


def _bests(preferences: Preferences, kept: Sequence[IntArray]) -> "_Bests":
    part = restricted(preferences, kept)
    if part.space.deals:
        preferences = part
    return _gone_through(preferences) if is_enumerable(preferences) else _searched(preferences)


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

    def span(self, preferences: Preferences, n: int) -> float:
        """Return from a player's best to the worst of what it has at another lead's best."""
        others = self.to_leads[np.array(preferences.lead_columns) != n, n]
        return float(self.alone[n] - others.min(initial=self.alone[n]))


def _gone_through(preferences: Preferences) -> _Bests:
    """Go through all deals."""
    players, leads = list(preferences.players.values()), preferences.lead_columns
    content, alone = np.full((2, len(players)), -np.inf)
    to_leads = np.full((len(leads), len(players)), -np.inf)
    factors = [halves(player) for player in players]
    across, excluded = factors[0][1].shape[1], preferences.space.excluded
    at_once = max(1, CELLS // across)
    for start in range(0, len(factors[0][0]), at_once):
        worth = [(left[start : start + at_once] @ right).ravel() for left, right in factors]
        if excluded is not None:
            barred = excluded[start * across : (start + at_once) * across]
            worth = [np.where(barred, EXCLUDED, own) for own in worth]
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
    """Seek the same where there are too many deals: the best for each player is an integer program.

    One option of each block is chosen, so that no lead is below no deal. Of long blocks some options alone
    are offered; what comes out for `content` is what some deal gives, so never more than there is.
    """
    # Imported here: it takes a moment, which checking a file need not pay.
    from scipy.optimize import LinearConstraint, milp

    blocks, leads = Blocks(preferences, tuple(preferences.players)), preferences.lead_columns
    own = np.eye(len(preferences.players))
    # Of the deals that are best for a lead, those that are best for each player in turn.
    ideal = np.repeat(own[leads], len(own), axis=0) + 1e-6 * np.tile(own, (len(leads), 1))
    at_ideals = blocks.utilities(blocks.best(ideal)).reshape(len(leads), len(own), len(own))
    offered = _offered(blocks)
    worth = np.concatenate(offered)
    one_of_each = np.repeat(np.eye(len(offered)), list(map(len, offered)), axis=1)
    floors = preferences.lead_reservations - TOLERANCE
    allowed = LinearConstraint(
        np.vstack([one_of_each, worth[:, leads].T]),
        [*np.ones(len(offered)), *floors],
        [*np.ones(len(offered)), *np.full(len(leads), np.inf)],
    )
    content = np.full(len(own), -np.inf)
    for n in range(len(own)):
        answer = milp(
            -worth[:, n],
            integrality=np.ones(len(worth), dtype=int),
            constraints=allowed,
            options={"node_limit": NODES, "mip_rel_gap": GAP},
        )
        if answer.x is not None:
            content[n] = worth[:, n] @ np.round(answer.x)
        elif answer.status == INFEASIBLE:
            break
    return _Bests(
        content,
        blocks.utilities(blocks.best(own)).diagonal(),
        at_ideals.diagonal(axis1=1, axis2=2),
    )


def _offered(blocks: Blocks) -> list[FloatArray]:
    """Return by block what the options to choose among are worth, shape (n_options, n_players).

    All of a short block; of a long one some at even distances, and the best by weights drawn at random.
    """
    players = blocks.worth[0].shape[1]
    most = max(2, OFFERED // players // len(blocks.worth))
    spread = np.random.default_rng(ONCE).dirichlet(np.full(players, 1 / players), most)
    best = blocks.best(np.concatenate([np.eye(players), spread]))
    return [
        worth
        if len(worth) <= most
        else worth[np.union1d(np.linspace(0, len(worth) - 1, most).astype(np.intp), best[:, n])]
        for n, worth in enumerate(blocks.worth)
    ]
