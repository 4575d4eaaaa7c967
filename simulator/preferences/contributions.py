"""Why: a player's gap between a deal and no deal, as a sum over issues.

With weights and interactions adding up to 1, the gap splits exactly:
``U − r = Σ_k [ w_k (v_k − r) + ½ Σ_l c_kl (v_k v_l − r) ]``, each interaction shared equally
between its two issues, which is its Shapley value [Shapley1953]_. An issue counts for a player when it is
worth more, on that issue's own scale, than no deal is on the whole.
"""

import numpy as np

from simulator.arrays import FloatArray, IntArray
from simulator.preferences.preference_arrays import PlayerPreferences


def contributions(player: PlayerPreferences, deal: IntArray) -> FloatArray:
    """Split the gap to no deal by issue.

    Parameters
    ----------
    deal
        Positions of the options, shape (n_issues,).

    Returns
    -------
    FloatArray
        Shape (n_issues, n_draws), or (n_issues,) in one draw; adds up over issues to utility minus
        reservation value.
    """
    worth = [values[at] for values, at in zip(player.worth, deal, strict=True)]
    split = player.weight * (np.stack(np.broadcast_arrays(*worth)) - player.reservation)
    for (k, m), strength in zip(player.pairs, player.strength, strict=True):
        half = strength * (worth[k] * worth[m] - player.reservation) / 2
        split[k] += half
        split[m] += half
    return np.asarray(split)
