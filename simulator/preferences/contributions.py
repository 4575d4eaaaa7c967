"""Why: what each term adds to a player's utility, set against another deal.

``U(x) − U(x⁰) = Σ_k φ_k``, where φ is the Shapley value [Shapley1953]_ of the game in which the terms
change from x⁰ to x: ``φ_k = w_k (v_k − v_k⁰) + Σ_l c_kl (v_k − v_k⁰)(v_l + v_l⁰) / 2``. A term that is
the same in both adds exactly nothing. Against the status quo, the terms in force while nothing is
signed, ``U(x⁰) − r`` remains: what avoiding no deal is worth.
"""

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.player_preferences import PlayerPreferences


def contributions(player: PlayerPreferences, deal: IntArray, against: IntArray) -> FloatArray:
    """Split the difference in utility between two deals by issue.

    Parameters
    ----------
    deal, against
        Positions of the options, shape (n_issues,).

    Returns
    -------
    FloatArray
        Shape (n_issues, n_draws), or (n_issues,) in one draw; adds up over issues to the utility of
        `deal` minus that of `against`.
    """
    here, there = (
        np.stack(np.broadcast_arrays(*(v[at] for v, at in zip(player.worth, terms, strict=True))))
        for terms in (deal, against)
    )
    split = player.weight * (here - there)
    for (k, m), strength in zip(player.pairs, player.strength, strict=True):
        split[k] += strength * (here[k] - there[k]) * (here[m] + there[m]) / 2
        split[m] += strength * (here[m] - there[m]) * (here[k] + there[k]) / 2
    return np.asarray(split)
