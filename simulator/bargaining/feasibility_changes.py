"""Which single number, and how far moved, would open a zone of possible agreement.

All at the estimates' values. A worth of no deal, or a weight, concerns one player: what the others would
accept stays, so one pass over those deals tells how far it must move. A future's probability moves
everyone's no-deal at once, each along a line, so every deal is acceptable for one interval of it. Numbers
that must add up move along as `simulator.scenario.editing` moves them. A number that decides which future a
party chooses moves everyone's no-deal along a curve; those are left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np

from simulator.arrays import TOLERANCE, BoolArray, FloatArray, IntArray
from simulator.bargaining.enumerated import Enumerated
from simulator.bargaining.number_change import NumberChange, change_of
from simulator.preferences.certainty_equivalent import certainty_equivalent
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.roots import root
from simulator.scenario.base import Estimate, KeyPath
from simulator.scenario.editing import SMALLEST
from simulator.scenario.players import AsGoodAs, Player
from simulator.scenario.scenario import Scenario

DIGITS = (4, 6, 9)
"""To how many digits a new value is written: to fewer if that does, on the side that opens."""


Openings = Iterator[tuple[str, NumberChange, dict[str, float | str]]]
"""The kind of number, its change, and a deal that everyone could then accept."""


def number_changes(scenario: Scenario, among: Enumerated, moved: frozenset[KeyPath]) -> Openings:
    """Find every single number that opens a ZOPA among some deals that have none.

    Parameters
    ----------
    moved
        Numbers that were changed by hand: they keep their values when others are scaled.
    """
    bodies = [player for player in scenario.voters.values() if player.groups]
    models = {group.like for body in bodies for group in body.groups.values()}
    for n, (id, player) in enumerate(scenario.voters.items()):
        acceptable = among.others_accept(n)
        # Groups that want what it wants, but for what differs, would move with it.
        if acceptable.any() and not player.groups and id not in models:
            side = _Side(scenario, among, n, id, player, acceptable, moved)
            yield from side.no_deal()
            if not side.chosen:
                yield from side.weights()
    if not any(group.differs for body in bodies for group in body.groups.values()):
        yield from _probabilities(scenario, among, moved)


@dataclass(frozen=True)
class _Side:
    """One player, and which deals all others accept."""

    scenario: Scenario
    among: Enumerated
    n: int
    id: str
    player: Player
    acceptable: BoolArray
    moved: frozenset[KeyPath]

    @property
    def path(self) -> KeyPath:
        """The keys that lead to the player."""
        return ("parties", self.scenario.party_of[self.id], "players", self.id)

    @property
    def chosen(self) -> list[str]:
        """The futures that its worths choose among: with them all that no deal is worth to anyone moves."""
        party = self.scenario.party_of[self.id]
        own = self.scenario.parties[party].lead == self.id
        futures = self.scenario.futures.items()
        return [id for id, future in futures if own and future.chosen_by == party]

    @cached_property
    def worth(self) -> FloatArray:
        """What each deal is worth to the player, minus infinity where others refuse it."""
        return np.where(self.acceptable, self.among.worth[self.n], -np.inf)

    @cached_property
    def _halves(self) -> list[tuple[set[int], IntArray, IntArray]]:
        """Two groups of issues, and the deals that can be best whichever weight of theirs moves.

        With one weight utility moves by that term's worth and, all together, by the rest: of deals that
        agree on the term and on whatever does not scale, only the one worth most now can be best.
        """
        issues = self.among.unrestricted.space.issues
        fixed = {k for pair in self.among.unrestricted.players[self.id].pairs for k in pair}
        fixed |= {
            issues.index(path[-1]) for path in self.moved if path[:-1] == (*self.path, "weights")
        }
        loose = sorted(set(range(len(issues))) - fixed, key=lambda k: -len(self._options(k)))
        halves = []
        for half in (loose[::2], loose[1::2]):
            group = fixed | set(half)
            rows = self.among.best_by(self.worth, sorted(group))
            halves.append((group, rows, self.among.preferences.space.unravel(rows)))
        return halves

    def _options(self, k: int) -> tuple[float | str, ...]:
        return self.among.preferences.space.options[k]

    def contenders(self, issue: str) -> tuple[IntArray, IntArray]:
        """Return the rows, and the positions, that can be best as the weight of an issue moves."""
        k = self.among.unrestricted.space.issues.index(issue)
        return next((rows, at) for group, rows, at in self._halves if k in group)

    def no_deal(self) -> Openings:
        """Lower what one future is worth to the player."""
        preferences = self.among.preferences.players[self.id]
        best = int(self.worth.argmax())
        for f, (future, stated) in enumerate(self.futures.items()):
            if not isinstance(stated, Estimate) or future in self.chosen:
                continue
            least = 0.0 if stated.low is None else SMALLEST
            worth = preferences.future_worth.copy()

            def gap(value: float, worth: FloatArray = worth, f: int = f) -> float:
                worth[f] = value
                return float(self.worth[best]) - self.reservation(worth)

            edge = root(gap, least, stated.value) if stated.value > least else None
            if edge is not None:
                after = _written(edge, -1, lambda v: gap(v) >= 0)
                yield (
                    "no_deal",
                    change_of((*self.path, "no_deal", future), stated, after),
                    self.among.deal(best),
                )

    @property
    def futures(self) -> Mapping[str, Estimate | AsGoodAs]:
        """What the player has said of each future, in their order."""
        return {id: self.player.no_deal[id] for id in self.scenario.futures}

    def reservation(self, worth: FloatArray) -> float:
        """Return what no deal is worth if the futures are worth something else."""
        return certain(self.player, self.among.preferences.probability, worth)

    def weights(self) -> Openings:
        """Move one weight either way, the others of the player scaled."""
        for issue, stated in self.player.weights.items():
            line = _WeightLine(self, issue)
            least, most = line.limits()
            for end in (least, most):
                if (end - stated.value) * (1 if end == most else -1) <= 0:
                    continue
                after = line.reaches(stated.value, end)
                if after is not None:
                    row = line.best(after)
                    path = (*self.path, "weights", issue)
                    yield "weight", change_of(path, stated, after), self.among.deal(row)


class _WeightLine:
    """A player's utilities, and its no-deal, as one of its weights moves."""

    def __init__(self, side: _Side, issue: str) -> None:
        self._side, self._issue = side, issue
        self._values = {id: weight.value for id, weight in side.player.weights.items()}
        self._rest = [
            id
            for id in self._values
            if id != issue and (*side.path, "weights", id) not in side.moved
        ]
        self._held = sum(self._values[id] for id in self._rest)
        self._left = self._values[issue] + self._held
        self._of = side.among.preferences.players[side.id]
        self._rows, positions = side.contenders(issue)
        self._now = side.worth[self._rows]
        self._slope = self._slopes(self._of, positions)
        unrestricted = side.among.unrestricted
        self._futures = [
            self._slopes(
                unrestricted.players[side.id],
                unrestricted.space.positions(stated.as_good_as)[None, :],
            )
            if isinstance(stated, AsGoodAs)
            else np.zeros(1)
            for stated in side.futures.values()
        ]

    def _slopes(self, player: PlayerPreferences, deals: IntArray) -> FloatArray:
        """Return how utility rises with the weight: by this term's worth less the mean of the rest's."""
        issues = self._side.among.unrestricted.space.issues
        k = issues.index(self._issue)
        slope = player.worth[k][deals[:, k]]
        for id in self._rest if self._held > 0 else ():
            k = issues.index(id)
            slope -= self._values[id] / self._held * player.worth[k][deals[:, k]]
        return np.asarray(slope)

    def limits(self) -> tuple[float, float]:
        """Return between which the weight may lie: shares stay positive and no term turns bad."""
        here = self._values[self._issue]
        if not self._rest or self._held <= 0:
            return here, here
        taken = dict.fromkeys(self._values, 0.0)
        for coupling in self._side.player.interactions.values():
            for id in coupling.between:
                taken[id] += max(-coupling.value, 0.0)
        smallest = max(taken[id] / self._values[id] for id in self._rest)
        most = self._left - max(self._held * smallest, SMALLEST * len(self._rest))
        return max(taken[self._issue], SMALLEST), max(most, here)

    def reaches(self, start: float, end: float) -> float | None:
        """Return the weight nearest to the start at which some deal is acceptable."""
        edge = root(self._gap, start, end)
        return (
            None
            if edge is None
            else _written(edge, 1 if end > start else -1, lambda weight: self._gap(weight) >= 0)
        )

    def best(self, weight: float) -> int:
        """Return which of the deals is worth most at a weight."""
        return int(self._rows[self._utilities(weight).argmax()])

    def _utilities(self, weight: float) -> FloatArray:
        return np.asarray(self._now + (weight - self._values[self._issue]) * self._slope)

    def _gap(self, weight: float) -> float:
        return float(self._utilities(weight).max()) - self._side.reservation(self._worths(weight))

    def _worths(self, weight: float) -> FloatArray:
        """Return what the futures are worth; those that equal a deal move with the weight."""
        moved = weight - self._values[self._issue]
        return np.asarray(self._of.future_worth + moved * np.concatenate(self._futures))


def _probabilities(scenario: Scenario, among: Enumerated, moved: frozenset[KeyPath]) -> Openings:
    """Move one future's probability either way, the others' scaled."""
    # However probable they are, no deal is worth at least the worst of the futures.
    hopeful = np.ones(among.preferences.space.size, dtype=bool)
    for player, worth in zip(among.preferences.players.values(), among.worth, strict=True):
        hopeful &= worth >= player.future_worth.min() - TOLERANCE
    rows = np.flatnonzero(hopeful)
    if any(
        ("futures", id, "probability") in moved for id in scenario.futures if _chosen(scenario, id)
    ):
        return  # what stays would no longer be in proportion
    for f, (id, future) in enumerate(scenario.futures.items()):
        if _chosen(scenario, id):
            continue
        rest = [
            g
            for g, other in enumerate(scenario.futures)
            if g != f and ("futures", other, "probability") not in moved
        ]
        line = _ProbabilityLine(scenario, among, rows, f, rest)
        for after, row in line.openings():
            change = change_of(("futures", id, "probability"), future.probability, after)
            yield "probability", change, among.deal(row)


def _chosen(scenario: Scenario, future: str) -> bool:
    return scenario.futures[future].chosen_by is not None


class _ProbabilityLine:
    """Everyone's no-deal as the probability of one future moves: linear, on a scale of their own."""

    def __init__(
        self, scenario: Scenario, among: Enumerated, hopeful: IntArray, f: int, rest: list[int]
    ) -> None:
        preferences = among.preferences
        self._start = float(preferences.probability[f])
        probability = preferences.probability
        held = float(probability[rest].sum())
        most = self._start + held - SMALLEST * len(rest)
        self._ends = (SMALLEST, most) if held > 0 else (self._start, self._start)
        along = np.zeros(len(probability))
        along[rest] = -probability[rest] / held if held > 0 else 0.0
        along[f] = 1.0
        scales = [_scale(player) for player in scenario.voters.values()]
        worths = [player.future_worth for player in preferences.players.values()]
        self._level = np.array([probability @ up(u) for up, u in zip(scales, worths, strict=True)])
        self._slope = np.array([along @ up(u) for up, u in zip(scales, worths, strict=True)])
        # Only deals that everyone could accept at one end or the other need a closer look.
        rows = hopeful
        for player, u, worth in zip(scenario.voters.values(), worths, among.worth, strict=True):
            ends = (probability + (end - self._start) * along for end in self._ends)
            rows = rows[worth[rows] >= min(certain(player, moved, u) for moved in ends) - TOLERANCE]
        self._rows = rows
        self._worth = np.stack(
            [up(worth[self._rows]) for up, worth in zip(scales, among.worth, strict=True)]
        )

    def openings(self) -> Iterator[tuple[float, int]]:
        """Yield the nearest probability on each side, and the row of a deal that it opens."""
        low = np.full(len(self._rows), self._ends[0])
        high = np.full(len(self._rows), self._ends[1])
        for worth, level, slope in zip(self._worth, self._level, self._slope, strict=True):
            if abs(slope) < 1e-12:
                high[worth < level - TOLERANCE] = -np.inf
            elif slope > 0:
                high = np.minimum(high, self._start + (worth - level) / slope)
            else:
                low = np.maximum(low, self._start + (worth - level) / slope)
        for side, ends in ((1, low), (-1, -high)):
            feasible = np.flatnonzero((low <= high) & (ends > side * self._start))
            if len(feasible):
                best = feasible[ends[feasible].argmin()]
                after = _written(side * float(ends[best]), side, self._opens)
                yield after, int(self._rows[self._fits(after).argmax()])

    def _fits(self, probability: float) -> BoolArray:
        level = self._level + (probability - self._start) * self._slope
        return np.asarray((self._worth >= level[:, None] - TOLERANCE).all(axis=0))

    def _opens(self, probability: float) -> bool:
        return bool(self._fits(probability).any())


def _scale(player: Player) -> Callable[[FloatArray], FloatArray]:
    """Return the rising scale on which a player's no-deal is the mean over the futures."""
    aversion = player.risk_attitude.value if player.risk_attitude else 0.0
    if abs(aversion) < 1e-6:
        return np.asarray
    return lambda worth: np.asarray(-np.sign(aversion) * np.exp(-aversion * worth))


def certain(player: Player, probability: FloatArray, worth: FloatArray) -> float:
    """Return what no deal is worth to a player, at the estimate of its risk attitude."""
    aversion = player.risk_attitude.value if player.risk_attitude else None
    worths = certainty_equivalent(
        probability[:, None], worth[:, None], None if aversion is None else np.array([aversion])
    )
    return float(worths[0])


def _written(value: float, side: int, works: Callable[[float], bool]) -> float:
    """Round a value to few digits on its far side, if that still does."""
    for digits in DIGITS:
        scaled = value * 10**digits
        steps = ceil(scaled) if side > 0 else floor(scaled)
        rounded = float(round(steps / 10**digits, digits))
        if works(rounded):
            return rounded
    return value + side * 1e-9
