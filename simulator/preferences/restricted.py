"""Part of a deal space: some options of each issue, as a space of its own."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences


def restricted(preferences: Preferences, options: Sequence[IntArray]) -> Preferences:
    """Return preferences over the deals that take some options of each issue only.

    Parameters
    ----------
    options
        For each issue, the positions of the options that stay, at least one.
    """
    return replace(
        preferences,
        space=replace(
            preferences.space,
            options=tuple(
                tuple(allowed[int(at)] for at in stay)
                for allowed, stay in zip(preferences.space.options, options, strict=True)
            ),
        ),
        players={
            id: player.each(lambda _, own: _restricted(own, options))
            for id, player in preferences.players.items()
        },
    )


def _restricted(player: PlayerPreferences, options: Sequence[IntArray]) -> PlayerPreferences:
    return replace(
        player,
        worth=tuple(worth[stay] for worth, stay in zip(player.worth, options, strict=True)),
        no_veto=tuple(
            None if no_veto is None else no_veto[stay]
            for no_veto, stay in zip(player.no_veto, options, strict=True)
        ),
    )


def unrestricted(options: Sequence[IntArray], positions: IntArray) -> IntArray:
    """Turn positions in a restricted space, shape (n_deals, n_issues), into those in the whole one."""
    return np.stack([stay[positions[:, k]] for k, stay in enumerate(options)], axis=1)


def distance(preferences: Preferences, here: IntArray) -> list[FloatArray]:
    """Return by issue how far each option lies from a deal's, shape (n_options,).

    Its swing of worth, weighted by what it matters, the mean over the parties' leads; a change that
    matters to none of them costs next to nothing. A deal's distance is the sum.
    """
    leads = [preferences.players[lead] for lead in preferences.leads]
    by_issue = []
    for k, (at, count) in enumerate(zip(here, preferences.space.counts, strict=True)):
        away = 1e-9 * (np.arange(count) != at)
        for lead in leads:
            away = away + np.abs(lead.weighted[k] - lead.weighted[k][at]) / len(leads)
        by_issue.append(np.asarray(away))
    return by_issue


def distances(preferences: Preferences, here: IntArray, positions: IntArray) -> FloatArray:
    """Return how far deals, positions of shape (n_deals, n_issues), lie from one."""
    by_issue = distance(preferences, here)
    return np.asarray(sum(away[positions[:, k]] for k, away in enumerate(by_issue)))
