"""What deals bring over no deal: to a player, or to a body's pivotal group.

A body is content with a deal when the members of the groups that it leaves at or above no deal carry the
vote. Its gain is that of its pivotal group: with the groups ordered by their gain, the one whose members'
votes are the first to carry it [Tsebelis2002]_. Zones of agreement take a body at that gain.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from simulator.arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from simulator.preferences.outcome_space import DealSpace
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.utility import grid, utilities


def gains(
    player: PlayerPreferences, worth: Callable[[PlayerPreferences], FloatArray]
) -> FloatArray:
    """Return what deals bring a player over no deal in one draw, in its utility, shape (n_deals,).

    Parameters
    ----------
    worth
        What the deals are worth to somebody, shape (n_deals,).
    """
    own = worth(player) - player.reservation
    body = player.body
    if body is None or not body.kinds:
        return own
    of_kinds = {id: worth(kind) - kind.reservation for id, kind in body.kinds.items()}
    by_kind = {"": own, **of_kinds}
    votes = dict.fromkeys(by_kind, 0.0)
    for kind, number in zip(body.groups.values(), body.votes, strict=True):
        votes[kind] += float(number)
    return _pivotal(by_kind, votes, float(body.needed))


def voter_gains(preferences: Preferences, deals: IntArray) -> FloatArray:
    """Return what deals bring everyone with a vote in one draw, shape (n_deals, n_voters).

    Parameters
    ----------
    deals
        Positions, shape (n_deals, n_issues).
    """
    voters = preferences.voters.players.values()
    return np.stack([gains(one, lambda holder: utilities(holder, deals)) for one in voters], axis=1)


def content(
    space: DealSpace, player: PlayerPreferences, out: FloatArray | None = None
) -> BoolArray:
    """Tell which deals of the space leave a player at or above no deal, in one draw, shape (n_deals,).

    Parameters
    ----------
    out
        Where what they are worth may be put, shape (n_deals,).
    """
    if player.body is not None and player.body.kinds:
        return np.asarray(gains(player, partial(grid, space)) >= -TOLERANCE)
    return np.asarray(grid(space, player, out=out) >= player.reservation - TOLERANCE)


def _pivotal(
    gain: Mapping[str, FloatArray], votes: Mapping[str, float], needed: float
) -> FloatArray:
    """Return the highest gain that members with enough votes have at least, shape (n_deals,).

    Every kind's gain in turn is a candidate, so that no more than a few arrays are held at once.
    """
    first = next(iter(gain.values()))
    best = np.full(first.shape, np.inf if needed <= 0 else -np.inf)
    for candidate in gain.values() if needed > 0 else ():
        carried = np.zeros(first.shape)
        for kind, others in gain.items():
            carried += votes[kind] * (others >= candidate)
        np.maximum(best, candidate, out=best, where=carried >= needed)
    return best


def with_groups(preferences: Preferences) -> Preferences:
    """Return preferences in which a body's groups that differ stand by themselves, after all players.

    They are called `body.group`; what no group of a body wants is left in its place.
    """
    groups = {
        f"{id}.{group}": kind
        for id, player in preferences.players.items()
        if player.body is not None
        for group, kind in player.body.kinds.items()
    }
    return (
        replace(preferences, players={**preferences.players, **groups}) if groups else preferences
    )
