"""Answers counted by person and offer: all that a curve of one person needs to know of them."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.calibration.decisions import Decisions


@dataclass(frozen=True)
class Answers:
    """How often each person said yes and no to each offer.

    Attributes
    ----------
    gain
        The different offers, by what they give above no deal, ascending, shape (n_offers,).
    person, offer
        Whose each decision is, and about which offer, shape (n_decisions,).
    yes, no
        Counts of what is known, shape (n_people, n_offers).
    """

    gain: FloatArray
    person: IntArray
    offer: IntArray
    yes: csr_array
    no: csr_array


def counted(decisions: Decisions, known: BoolArray | None = None) -> Answers:
    """Count answers: those that are known, shape (n_decisions,), or all."""
    gain, offer = np.unique(decisions.gain, return_inverse=True)
    known = np.ones(len(decisions), bool) if known is None else known
    shape = (decisions.groups, len(gain))

    def count(answers: FloatArray) -> csr_array:
        return csr_array((answers, (decisions.group, offer)), shape=shape)

    accepted = decisions.accepted
    return Answers(
        gain, decisions.group, offer, count(accepted * known), count((1 - accepted) * known)
    )
