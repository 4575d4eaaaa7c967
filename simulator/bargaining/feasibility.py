"""What would open a deal: the smallest changes where nothing leaves everyone at least as well off.

Three situations, all at the estimates' values: no deal at all does; none of those that keep the locked
terms does; or each that does crosses a red line that is probably real (firmness of one half or more).
Each answer is one change by itself: a number (`simulator.bargaining.feasibility_changes`), a red line
that would have to be a bluff, or locked terms that would have to give. Sizes of numbers are told in
normal deviates of their own distribution, those without a range after all others by their distance on
the logit scale; of terms, as the way from the table that counter-offers are measured by.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np

from simulator.arrays import IntArray
from simulator.bargaining.enumerated import Enumerated
from simulator.bargaining.feasibility_changes import number_changes
from simulator.bargaining.number_change import NumberChange, change_of
from simulator.errors import DealSpaceError
from simulator.limits import ENUMERABLE, HELD
from simulator.preferences.firm_lines import firm_lines, kept_options
from simulator.preferences.negotiation_model import Model, Placed
from simulator.preferences.outcome_space import Deal
from simulator.preferences.restricted import distance, restricted
from simulator.scenario.base import KeyPath
from simulator.scenario.deals import changed_terms, crosses

MOST_FIRM = 62
"""Red lines that are probably real: which of them a deal crosses are the bits of one number."""
BLUFF = 0.49
"""What the firmness of a line that is probably a bluff is put at."""

Situation = Literal["nothing", "locked", "red_lines"]
Kind = Literal["no_deal", "probability", "weight", "firmness"]


@dataclass(frozen=True)
class FeasibilityChange:
    """Numbers that would open a deal: one, or the firmness of several red lines together.

    Attributes
    ----------
    deal
        One that would then leave everyone at least as well off as no deal.
    """

    kind: Kind
    changes: tuple[NumberChange, ...]
    deal: dict[str, float | str]

    @property
    def ranged(self) -> bool:
        """Whether every number has a range to measure its change by."""
        return all(change.inside is not None for change in self.changes)

    @property
    def inside(self) -> bool | None:
        """Whether every new value lies within its own range; None where one has none."""
        return all(change.inside for change in self.changes) if self.ranged else None

    @property
    def size(self) -> float:
        """How far the numbers move, in all."""
        return sum(change.size for change in self.changes)


@dataclass(frozen=True)
class TermOpening:
    """Locked terms that would have to give.

    Attributes
    ----------
    unlocked
        The locked terms that must be free to move.
    deal
        The nearest deal to the table that opens then.
    distance
        How far it is from the table (`restricted.distances`).
    """

    unlocked: tuple[str, ...]
    deal: dict[str, float | str]
    distance: float


@dataclass(frozen=True)
class Short:
    """The deal that comes nearest to leaving everyone as well off: who still lacks most, and how much."""

    deal: dict[str, float | str]
    player: str
    lacks: float


@dataclass(frozen=True)
class FeasibilityChanges:
    """What would open a deal, the smallest change first.

    Attributes
    ----------
    situation
        Whether no deal at all opens, none that keeps the locked terms, or none that respects red
        lines that are probably real.
    closest
        None where each open deal crosses such a line.
    """

    situation: Situation
    numbers: tuple[FeasibilityChange, ...]
    terms: tuple[TermOpening, ...]
    closest: Short | None


def feasibility_changes(
    model: Model,
    deal: Deal,
    locked: frozenset[str] = frozenset(),
    moved: frozenset[KeyPath] = frozenset(),
) -> FeasibilityChanges | None:
    """Find what would open a deal; None where some deal is open, red lines respected.

    Parameters
    ----------
    deal
        What lies on the table: the locked terms keep what it says.
    moved
        Paths of estimates that were changed by hand: they keep their values when others are scaled.

    Raises
    ------
    DealSpaceError
        If too many deals would have to be looked at.
    """
    return _Opener(model.at(deal), locked, moved).changes()


class _Opener:
    def __init__(self, placed: Placed, locked: frozenset[str], moved: frozenset[KeyPath]) -> None:
        model = self._model = placed.model
        self._here = placed.positions
        self._locked, self._moved = locked, moved
        self._firm = firm_lines(model.scenario)
        if len(self._firm) > MOST_FIRM:
            raise DealSpaceError(
                f"{len(self._firm)} red lines are probably real; at most {MOST_FIRM} are tried."
            )

    def changes(self) -> FeasibilityChanges | None:
        calm = self._among(self._locked, respecting=True)
        if calm is not None and len(calm.zopa):
            return None
        among = self._among(self._locked, respecting=False)
        assert among is not None
        by_lines = len(among.zopa) > 0
        searched = calm if by_lines else among
        numbers = [] if searched is None else [
            FeasibilityChange(kind, (change,), deal)  # type: ignore[arg-type]
            for kind, change, deal in number_changes(self._model.scenario, searched, self._moved)
        ]  # fmt: skip
        if by_lines:
            numbers += self._bluffs(among)
        terms = sorted(self._terms(respecting=by_lines), key=lambda opening: opening.distance)
        return FeasibilityChanges(
            "red_lines" if by_lines else "locked" if terms else "nothing",
            tuple(sorted(numbers, key=lambda change: (not change.ranged, change.size))),
            tuple(terms),
            None if by_lines else self._closest(among),
        )

    def _among(self, locked: frozenset[str], respecting: bool) -> Enumerated | None:
        """Enumerate the deals that keep some terms; None if red lines leave none of them."""
        space = self._model.space
        kept = (
            kept_options(self._model.scenario, space)
            if respecting
            else list(map(np.arange, space.counts))
        )
        options = [
            stay[stay == at] if issue in locked else stay
            for issue, at, stay in zip(space.issues, self._here, kept, strict=True)
        ]
        size = int(np.prod([float(len(stay)) for stay in options]))
        central = self._model.central.voters
        players = len(central.players)
        if size > ENUMERABLE or size * players > HELD:
            raise DealSpaceError(f"{size:,} deals are possible; lock more terms.")
        part = restricted(central, options)
        return Enumerated(part, central) if part.space.deals else None

    def _closest(self, among: Enumerated) -> Short:
        row = among.closest()
        gains = among.worth[:, row] - among.reservations
        n = int(gains.argmin())
        return Short(among.deal(row), list(self._model.central.voters.players)[n], -float(gains[n]))

    # --- red lines ------------------------------------------------------------------------------

    def _bluffs(self, among: Enumerated) -> Iterator[FeasibilityChange]:
        """Yield the fewest red lines that would have to be a bluff: each alone, or the easiest set."""
        crossed = self._crossed(among)
        sets = {
            int(lines): row
            for lines, row in zip(*np.unique(crossed, return_index=True), strict=True)
        }
        fewest = min(bits.bit_count() for bits in sets)
        bluffs = []
        for bits, at in sets.items():
            if bits.bit_count() == fewest:
                lines = [line for n, line in enumerate(self._firm) if bits >> n & 1]
                changes = tuple(change_of(one.path, one.line.firmness, BLUFF) for one in lines)
                bluffs.append(
                    FeasibilityChange("firmness", changes, among.deal(int(among.zopa[at])))
                )
        bluffs.sort(key=lambda bluff: (not bluff.ranged, bluff.size))
        yield from bluffs if fewest == 1 else bluffs[:1]

    def _crossed(self, among: Enumerated) -> IntArray:
        """Return the firm lines that each open deal crosses, as the bits of a number."""
        space = among.preferences.space
        crossed = np.zeros(len(among.zopa), dtype=np.int64)
        positions = np.unravel_index(among.zopa, space.counts)
        for n, firm in enumerate(self._firm):
            k = space.issues.index(firm.line.issue)
            beyond = {
                option
                for option, over in zip(
                    self._model.space.options[k],
                    crosses(firm.line, self._model.space.options[k]),
                    strict=True,
                )
                if over
            }
            over = np.array([option in beyond for option in space.options[k]])
            crossed |= over[positions[k]].astype(np.int64) << n
        return crossed.astype(np.intp)

    # --- terms ----------------------------------------------------------------------------------

    def _terms(self, respecting: bool) -> list[TermOpening]:
        """Free each locked term by itself; if none opens alone, all of them."""
        alone = [self._freed(frozenset({issue}), respecting) for issue in sorted(self._locked)]
        openings = [opening for opening in alone if opening is not None]
        if openings or len(self._locked) < 2:
            return openings
        together = self._freed(self._locked, respecting)
        return [] if together is None else [together]

    def _freed(self, free: frozenset[str], respecting: bool) -> TermOpening | None:
        among = self._among(self._locked - free, respecting)
        if among is None or not len(among.zopa):
            return None
        space = among.preferences.space
        ways = []
        for k, away in enumerate(distance(self._model.central, self._here)):
            place = [
                self._model.space.position(space.issues[k], option) for option in space.options[k]
            ]
            ways.append(away[place])
        lengths = reduce(lambda one, more: np.add.outer(one, more).reshape(-1), ways)[among.zopa]
        nearest = int(lengths.argmin())
        deal = among.deal(int(among.zopa[nearest]))
        changes = changed_terms(deal, self._model.space.deal(self._here))
        needed = tuple(issue for issue in changes if issue in free)
        return TermOpening(needed, deal, float(lengths[nearest]))
