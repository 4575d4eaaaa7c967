"""Some deals, every one of them valued at the estimates, and who would be content with each."""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from simulator.arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from simulator.bargaining.survey import least_short
from simulator.preferences.gains import content, gains
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.utility import grid


@dataclass(frozen=True)
class Enumerated:
    """Some deals, at the estimates' values.

    Attributes
    ----------
    preferences
        Over the space that holds just these deals.
    unrestricted
        Over the whole space.
    """

    preferences: Preferences
    unrestricted: Preferences

    @cached_property
    def reservations(self) -> FloatArray:
        """What no deal is worth to each player, shape (n_players,)."""
        return self.preferences.reservations

    @cached_property
    def worth(self) -> FloatArray:
        """What each deal is worth to each player, shape (n_players, n_deals)."""
        worth = np.empty((len(self.reservations), self.preferences.space.size))
        for row, player in zip(worth, self.preferences.players.values(), strict=True):
            space = self.preferences.space
            if player.body is None:
                grid(space, player, out=row)
            else:
                # Measured from its own no deal, though its pivotal group gains.
                row[:] = gains(player, partial(grid, space)) + player.reservation
        return worth

    @cached_property
    def zopa(self) -> IntArray:
        """The rows that leave nobody worse off than no deal."""
        open_ = np.ones(self.preferences.space.size, dtype=bool)
        worth = np.empty(len(open_))
        for player in self.preferences.players.values():
            open_ &= content(self.preferences.space, player, worth)
        return np.flatnonzero(open_)

    @cached_property
    def _short(self) -> tuple[BoolArray, np.ndarray]:
        """Whom each deal leaves worse off, shape (n_players, n_deals), and how many those are."""
        short: BoolArray = np.empty(self.worth.shape, dtype=bool)
        count = np.zeros(self.preferences.space.size, dtype=np.int8)
        for row, worth, floor in zip(short, self.worth, self.reservations, strict=True):
            np.less(worth, floor - TOLERANCE, out=row)
            count += row
        return short, count

    def others_accept(self, n: int) -> BoolArray:
        """Tell which deals leave nobody but the n-th player worse off, shape (n_deals,)."""
        short, count = self._short
        return np.asarray(count == short[n])

    def closest(self) -> int:
        """Return the row whose worst-off player is the least short of its no-deal."""
        return least_short(
            worth - floor for worth, floor in zip(self.worth, self.reservations, strict=True)
        )

    def best_by(self, worth: FloatArray, issues: list[int]) -> IntArray:
        """Return, for every combination of some issues' options, the row that is worth most.

        Parameters
        ----------
        worth
            Of each deal, shape (n_deals,); combinations whose best is minus infinity are left out.
        """
        counts = self.preferences.space.counts
        others = [k for k in range(len(counts)) if k not in issues]
        ordered = worth.reshape(counts).transpose(issues + others)
        first = int(np.prod([counts[k] for k in issues]))
        flat = ordered.reshape(first, -1)
        best = flat.argmax(axis=1)
        finite = np.isfinite(flat[np.arange(first), best])
        places = _places(np.flatnonzero(finite), [counts[k] for k in issues])
        at = dict(zip(issues, places, strict=True))
        at |= zip(others, _places(best[finite], [counts[k] for k in others]), strict=True)
        return np.asarray(np.ravel_multi_index([at[k] for k in range(len(counts))], counts))

    def deal(self, row: int) -> dict[str, float | str]:
        """Return the terms of a row."""
        return self.preferences.space.deal(self.preferences.space.unravel(np.array([row]))[0])


def _places(rows: IntArray, counts: list[int]) -> tuple[IntArray, ...]:
    """Unravel rows; over no issues at all there is but one."""
    return tuple(np.unravel_index(rows, counts)) if counts else ()
