"""Alternating offers: who proposes what when each side looks ahead.

One party proposes a deal. If all others accept, it is agreed. If one refuses, it may walk out, and
then everybody is left with what walking out is worth. If it stays, the talks break down with some
chance; else a round passes, gains shrink by each party's patience, and the next party proposes.

No deal has two uses here, and they differ [BinmoreShakedSutton1989]_. Where it is what the parties
live with *meanwhile*, and fall back on when talks fail, it shifts the whole split: gains are counted
from it. Where it can only be *taken by walking out*, it matters only when it is better than staying.

With a deadline the answer follows from the last round backward [Stahl1972]_. What is agreed in a
later round can be agreed in this one, at a gain to all, so a deal is made in the first round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import TOLERANCE, BoolArray, FloatArray, IntArray, Rows

ALMOST_PATIENT = 1 - 1e-9
"""A patience of 1 leaves the split open; it is read as this, its limit."""


@dataclass(frozen=True)
class Rules:
    """What delay, breakdown and walking out are worth.

    Attributes
    ----------
    patience
        Of each party, δ in [0, 1]: what a gain over `meanwhile` keeps of its worth one round later.
    meanwhile
        What each round without a deal is worth, as a utility, shape (n_parties,).
    breakdown
        What is left when the talks break down or the deadline passes, shape (n_parties,).
    outside
        What walking out is worth, shape (n_parties,); −∞ where a party cannot walk out.
    risk
        The chance that the talks break down after a refusal, in [0, 1].
    """

    patience: FloatArray
    meanwhile: FloatArray
    breakdown: FloatArray
    outside: FloatArray
    risk: float = 0.0

    @property
    def floors(self) -> FloatArray:
        """What each party has without a deal, the better of its ways, shape (n_parties,)."""
        return np.maximum(np.maximum(self.breakdown, self.outside), self.meanwhile)

    def staying(self, later: FloatArray) -> FloatArray:
        """Return what refusing and staying is worth, when the next round is worth `later`.

        Arrays end in an axis of parties.
        """
        kept = np.minimum(self.patience, ALMOST_PATIENT)
        waited = self.meanwhile + kept * (later - self.meanwhile)
        return np.asarray((1 - self.risk) * waited + self.risk * self.breakdown)

    def least(self, later: FloatArray) -> FloatArray:
        """Return the least that a party accepts, when the next round is worth `later`."""
        return np.maximum(self.staying(later), self.outside)


def fallback(
    patience: Sequence[float] | FloatArray, no_deal: Sequence[float] | FloatArray, risk: float = 0.0
) -> Rules:
    """Return rules by which no deal is what there is meanwhile, and when talks fail."""
    worth = np.asarray(no_deal, dtype=float)
    never = np.full(len(worth), -np.inf)
    return Rules(np.asarray(patience, dtype=float), worth, worth, never, risk)


def walk_out(
    patience: Sequence[float] | FloatArray, no_deal: Sequence[float] | FloatArray, risk: float = 0.0
) -> Rules:
    """Return rules by which no deal has to be taken; while the talks go on there is nothing."""
    worth = np.asarray(no_deal, dtype=float)
    return Rules(np.asarray(patience, dtype=float), np.zeros(len(worth)), worth, worth, risk)


@dataclass(frozen=True)
class EquilibriumPath:
    """What would be proposed, and accepted, in each round if it came to that.

    Attributes
    ----------
    proposers
        The party that proposes, shape (n_rounds,).
    rows
        What it proposes, rows of the deals; the first is the deal that is made.
    utilities
        What that is worth to each party in that round, shape (n_rounds, n_parties).
    least
        The least that each party accepts in that round: what refusing is worth to it, by staying
        or by walking out. Shape (n_rounds, n_parties).
    walks
        Whether walking out is better than staying, and so sets `least`. Shape (n_rounds, n_parties).
    present
        What the round's deal is worth as seen from the first round: gains shrunk by patience, and
        by the chance that the talks have broken down before. Shape (n_rounds, n_parties).
    """

    proposers: IntArray
    rows: Rows
    utilities: FloatArray
    least: FloatArray
    walks: BoolArray
    present: FloatArray


def worth_talking(utilities: FloatArray, rules: Rules) -> Rows:
    """Find the deals that no party would leave for what it has without one.

    Nothing else can be agreed, and while there is one such deal nobody walks out.
    """
    return np.flatnonzero((utilities >= rules.floors - TOLERANCE).all(axis=1))


def stahl(
    utilities: FloatArray, rules: Rules, rounds: int, first: int = 0
) -> EquilibriumPath | None:
    """Solve talks with a deadline, from the last round backward [Stahl1972]_.

    Parties propose in turn, in their order. The proposer takes, of the deals that all others
    accept, the best for itself; among those that tie, the best for the others (their sum, where
    there are several). Who is indifferent accepts. So the answer is unique, and lies on the
    frontier: the deals of the negotiation set are enough.

    Parameters
    ----------
    utilities
        What each deal is worth to each party, shape (n_deals, n_parties).
    rounds
        How many offers there can be, at least 1.
    first
        The party that proposes first.

    Returns
    -------
    Path or None
        None if every deal leaves somebody better off without it: the talks end in no deal.
    """
    among = worth_talking(utilities, rules)
    if not len(among):
        return None
    worth, parties = utilities[among], utilities.shape[1]
    proposers = (first + np.arange(rounds)) % parties
    chosen = np.empty(rounds, dtype=np.intp)
    staying = np.empty((rounds, parties))
    after = rules.breakdown
    for turn in range(rounds - 1, -1, -1):
        staying[turn] = after
        chosen[turn] = proposal(worth, int(proposers[turn]), np.maximum(after, rules.outside))
        after = rules.staying(worth[chosen[turn]])
    proposed = worth[chosen]
    return EquilibriumPath(
        proposers,
        among[chosen],
        proposed,
        np.maximum(staying, rules.outside),
        rules.outside > staying + TOLERANCE,
        _present(proposed, rules),
    )


def proposal(utilities: FloatArray, proposer: int, least: FloatArray) -> int:
    """Return the proposer's best deal among those that give all others at least that much."""
    others = np.arange(utilities.shape[1]) != proposer
    accepted = (utilities[:, others] >= least[others] - TOLERANCE).all(axis=1)
    own = np.where(accepted, utilities[:, proposer], -np.inf)
    ties = np.flatnonzero(own >= own.max() - TOLERANCE)
    return int(ties[utilities[ties][:, others].sum(axis=1).argmax()])


def _present(proposed: FloatArray, rules: Rules) -> FloatArray:
    """Carry the worth of each round's deal back to the first round, one round at a time."""
    present = proposed.copy()
    for turn in range(1, len(proposed)):
        present[turn:] = rules.staying(present[turn:])
    return present
