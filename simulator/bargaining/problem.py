"""The bargaining problem: what outcomes are worth to each party, and what no deal is worth."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.arrays import BoolArray, FloatArray, Rows
from simulator.bargaining.pareto import undominated

TOLERANCE = 1e-9
"""Scores and gains closer than this, relative to the largest utility, are ties."""


@dataclass(frozen=True)
class BargainingProblem:
    """Outcomes and a disagreement point [Nash1950]_.

    Attributes
    ----------
    utilities
        What each outcome is worth to each party, shape (n_outcomes, n_parties).
    disagreement
        What no deal is worth, shape (n_parties,).
    feasible
        Which outcomes can be had at all, shape (n_outcomes,): those that would be ratified at home,
        say. None: every one.
    powers
        Bargaining powers of the parties, positive, shape (n_parties,). None: equal.
    ideal
        The most that each party can hope to gain, shape (n_parties,), where the outcomes are only
        part of those that they bargain over. None: its most in the ZOPA.
    """

    utilities: FloatArray
    disagreement: FloatArray
    feasible: BoolArray | None = None
    powers: FloatArray | None = None
    ideal: FloatArray | None = None

    @cached_property
    def slack(self) -> float:
        """How much rounding may take from a utility."""
        if not self.utilities.size:
            return TOLERANCE
        return TOLERANCE * max(1.0, float(self.utilities.max()), -float(self.utilities.min()))

    @cached_property
    def zopa(self) -> BoolArray:
        """Which feasible outcomes leave no party below its disagreement value."""
        within = np.ones(len(self.utilities), bool) if self.feasible is None else self.feasible
        for column, floor in zip(self.utilities.T, self.disagreement, strict=True):
            within = within & (column >= floor - self.slack)
        return within

    @cached_property
    def frontier(self) -> Rows:
        """The undominated outcomes, feasible or not, in the ZOPA or not."""
        return undominated(self.utilities)

    @cached_property
    def negotiation_set(self) -> Rows:
        """The rows of the ZOPA that no row of it dominates: the deals worth arguing about."""
        if self.feasible is None:
            # What dominates an outcome of the ZOPA leaves everyone better off, so it is in it too.
            return self.frontier[self.zopa[self.frontier]]
        inside = np.flatnonzero(self.zopa)
        within = np.stack([column[inside] for column in self.utilities.T]).T
        return inside[undominated(within)]

    @cached_property
    def gains(self) -> FloatArray:
        """Utility above disagreement on the negotiation set, one row for each of its rows."""
        return self.utilities[self.negotiation_set] - self.disagreement

    @cached_property
    def ideal_gains(self) -> FloatArray:
        """The most that each party can gain within the ZOPA, shape (n_parties,)."""
        if self.ideal is not None:
            return self.ideal
        return np.asarray(self.gains.max(axis=0))

    def best(self, scores: FloatArray) -> Rows:
        """Return the rows of the negotiation set with the lexicographically largest scores.

        Parameters
        ----------
        scores
            Shape (n_negotiation_set,) or (n_negotiation_set, n_scores), the first column deciding
            first.

        Returns
        -------
        Rows
            Rows of `utilities`. Several if they tie; none if the ZOPA is empty.
        """
        if not len(self.negotiation_set):
            return self.negotiation_set
        columns = scores.reshape(len(self.negotiation_set), -1).T
        left = np.arange(len(self.negotiation_set))
        for column in columns:
            top = column[left].max()
            left = left[column[left] >= top - self.slack]
        return self.negotiation_set[left]

    def leximin(self, scores: FloatArray) -> Rows:
        """Return the rows whose smallest score is largest, then the next smallest, and so on."""
        return self.best(np.sort(scores, axis=1))
