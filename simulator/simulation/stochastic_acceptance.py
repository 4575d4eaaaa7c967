"""Who says yes to a deal when it comes to it: the acceptance curve, one answer for each run.

Each house, a party's lead and everyone at home, has one luck in each run, and a player says yes where
that lies below its chance of a yes. So a party's players doubt together, and over many runs a party says
yes as often as its most reluctant player does (`simulator.acceptance.acceptance`). The luck does not
change during the talks: a deal that is put again is not thrown dice for again.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from simulator.acceptance.acceptance import acceptance_logit, displeasure
from simulator.acceptance.curve import logistic
from simulator.acceptance.votes import members_yes, vote
from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.preferences.multilinear import multilinear
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences


def house_luck(
    lead: PlayerPreferences,
    deals: IntArray,
    draw: IntArray,
    luck: FloatArray,
    red_line_draws: FloatArray,
) -> FloatArray:
    """Return a house's luck with the deals that are answered, uniform on [0, 1], shape (n_runs,).

    Where a deal crosses a red line of the lead's that is real in the run, it is too bad for the lead to
    say yes; otherwise so good that the line cannot be what keeps it from one.

    Parameters
    ----------
    deals
        One for each run, positions of shape (n_runs, n_issues).
    draw
        Each run's draw, shape (n_runs,).
    luck
        The house's in each run, uniform on [0, 1], shape (n_runs,).
    red_line_draws
        Uniform numbers that settle which of the lead's lines are real, and where, shape (n_issues, n_draws).
    """
    keeps, bluff = np.ones(len(draw)), np.ones(len(draw), dtype=bool)
    for k, no_veto in enumerate(lead.no_veto):
        if no_veto is not None:
            kept = no_veto[deals[:, k], _wrapped(no_veto, draw)]
            keeps, bluff = keeps * kept, bluff & (red_line_draws[k, draw] < kept)
    return np.where(bluff, keeps * luck, keeps + (1 - keeps) * luck)


def says_yes(
    preferences: Preferences, id: str, deals: IntArray, draw: IntArray, luck: FloatArray
) -> BoolArray:
    """Tell in which runs a player says yes, shape (n_runs,).

    Parameters
    ----------
    deals, draw
        As of `house_luck`.
    luck
        What that gives for the player's house.
    """
    player = preferences.players[id]
    others = [
        one_each(preferences.players[players[0]], deals, draw)
        for players in preferences.parties.values()
        if id not in players
    ]
    house = preferences.house(id)
    audiences = [m for m in house if id == house[0] and not preferences.players[m].votes]
    here = {m: _in_draw(preferences.players[m], draw) for m in (id, *audiences)}
    worth = {m: one_each(preferences.players[m], deals, draw) for m in here}
    cost = displeasure(here, worth, audiences)
    if here[id].body is None:
        chance = logistic(acceptance_logit(here[id], worth[id], others, cost))
        return np.asarray(luck < _kept(player, chance, deals, draw))
    return np.asarray(luck < _carried(player, worth[id], deals, draw))


def _carried(
    player: PlayerPreferences, worth: FloatArray, deals: IntArray, draw: IntArray
) -> FloatArray:
    """Return the chance in each run that a body says yes, by what its own members think of the deals."""
    here = _in_draw(player, draw)
    assert player.body is not None
    assert here.body is not None
    yes = {"": _kept(player, members_yes(here.body, here, worth), deals, draw)}
    for id, kind in player.body.kinds.items():
        own = members_yes(here.body, _in_draw(kind, draw), one_each(kind, deals, draw))
        yes[id] = _kept(kind, own, deals, draw)
    return vote(here.body, yes).chance


def _kept(
    player: PlayerPreferences, chance: FloatArray, deals: IntArray, draw: IntArray
) -> FloatArray:
    """Multiply chances by those that no real red line of a player is crossed."""
    for k, no_veto in enumerate(player.no_veto):
        if no_veto is not None:
            chance = chance * no_veto[deals[:, k], _wrapped(no_veto, draw)]
    return chance


def one_each(player: PlayerPreferences, deals: IntArray, draw: IntArray) -> FloatArray:
    """Value one deal in one draw for each run, shape (n_runs,)."""

    def of(tables: tuple[FloatArray, ...]) -> Callable[[int], FloatArray]:
        return lambda k: tables[k][deals[:, k], _wrapped(tables[k], draw)]

    return multilinear(
        of(player.weighted),
        of(player.worth),
        range(len(player.worth)),
        player.pairs,
        player.strength[:, _wrapped(player.strength, draw)],
    )


def _in_draw(player: PlayerPreferences, draw: IntArray) -> PlayerPreferences:
    """Return a player whose acceptance curve is that of each run's draw."""
    names = ("reservation", "demanded", "precision", "disadvantageous", "advantageous")
    curve = {name: (array := getattr(player, name))[_wrapped(array, draw)] for name in names}
    return replace(
        player,
        **curve,
        cost=None if player.cost is None else player.cost[_wrapped(player.cost, draw)],
        body=None
        if player.body is None
        else replace(
            player.body,
            votes=player.body.votes[:, _wrapped(player.body.votes, draw)],
            discipline=player.body.discipline[:, _wrapped(player.body.discipline, draw)],
            needed=player.body.needed[_wrapped(player.body.needed, draw)],
        ),
    )


def _wrapped(array: FloatArray, draw: IntArray) -> IntArray:
    """What is certain is stored once, whatever the draw."""
    return draw if array.shape[-1] > 1 else np.zeros_like(draw)
