"""Who says yes to a deal when it comes to it: the acceptance curve, one answer for each run.

The curve's chance Λ(lean) is drawn by one number for each player and run, ε of the logistic
distribution, which stays the same through the talks: the player says yes where lean + ε > 0, and no
real red line is crossed. So a deal that is put again is not thrown dice for again, and over many runs
the share of a yes is `simulator.acceptance.acceptance`'s.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from simulator.acceptance.acceptance import acceptance_logit
from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.preferences.multilinear import multilinear
from simulator.preferences.preference_arrays import PlayerPreferences, Preferences


def says_yes(
    preferences: Preferences,
    id: str,
    deals: IntArray,
    draw: IntArray,
    errs: FloatArray,
    red_line_draws: FloatArray,
) -> BoolArray:
    """Tell in which runs a player says yes, shape (n_runs,).

    Parameters
    ----------
    deals
        One for each run, positions of shape (n_runs, n_issues).
    draw
        Each run's draw, shape (n_runs,).
    errs
        The player's ε, shape (n_runs,).
    red_line_draws
        Uniform numbers that settle which of its red lines are real, shape (n_issues, n_draws).
    """
    player = preferences.players[id]
    others = [
        one_each(preferences.players[players[0]], deals, draw)
        for players in preferences.parties.values()
        if id not in players
    ]
    logit = acceptance_logit(_in_draw(player, draw), one_each(player, deals, draw), others)
    yes = logit + errs > 0
    for k, no_veto in enumerate(player.no_veto):
        if no_veto is not None:
            yes &= red_line_draws[k, draw] < no_veto[deals[:, k], _wrapped(no_veto, draw)]
    return np.asarray(yes)


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
    curve = (player.reservation, player.precision, player.disadvantageous, player.advantageous)
    reservation, precision, disadvantageous, advantageous = (
        array[_wrapped(array, draw)] for array in curve
    )
    return replace(
        player,
        reservation=reservation,
        precision=precision,
        disadvantageous=disadvantageous,
        advantageous=advantageous,
    )


def _wrapped(array: FloatArray, draw: IntArray) -> IntArray:
    """What is certain is stored once, whatever the draw."""
    return draw if array.shape[-1] > 1 else np.zeros_like(draw)
