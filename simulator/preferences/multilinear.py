"""The two-attribute multilinear form of a player's utility [KeeneyRaiffa1976]_.

``U(x) = Σ_k w_k v_k(x_k) + Σ_{k<l} c_kl v_k(x_k) v_l(x_l)`` with ``Σw + Σc = 1``.
"""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from simulator.arrays import FloatArray


def multilinear(
    weighted: Callable[[int], FloatArray],
    worth: Callable[[int], FloatArray],
    issues: Collection[int],
    pairs: Sequence[tuple[int, int]],
    strength: Sequence[FloatArray] | FloatArray,
) -> FloatArray:
    """Add up some issues, and the interactions that couple two of them.

    Parameters
    ----------
    weighted, worth
        Give an issue's weight times worth, and its worth, for whatever is valued.
    issues
        At least one.
    """
    first, *others = issues
    total = weighted(first)
    for k in others:
        total = total + weighted(k)
    for (k, m), coupling in zip(pairs, strength, strict=True):
        if k in issues and m in issues:
            total = total + coupling * worth(k) * worth(m)
    return total


def within_weights(
    weight: FloatArray, pairs: tuple[tuple[int, int], ...], strength: FloatArray
) -> FloatArray:
    """Shrink negative interactions, where chance made them outgrow a weight they feed on.

    Worth must stay monotone: each weight plus its negative interactions is at least 0.
    """
    taken = np.zeros_like(weight)
    for pair, used in zip(pairs, np.maximum(-strength, 0), strict=True):
        for k in pair:
            taken[k] += used
    if not (taken > weight).any():
        return strength
    room = np.where(taken > weight, weight / np.maximum(taken, 1e-300), 1.0)
    shrink = np.stack([np.minimum(room[k], room[m]) for k, m in pairs])
    return np.where(strength < 0, strength * shrink, strength)
