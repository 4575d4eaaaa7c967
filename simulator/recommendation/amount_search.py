"""Better amounts within the steps next to some, found with SciPy and rounded so that one can say them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from math import ceil, floor
from typing import Any

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from simulator.arrays import FloatArray
from simulator.preferences.firm_lines import firm_lines
from simulator.preferences.negotiation_model import Model
from simulator.preferences.off_grid import DIGITS, resolution
from simulator.roots import root
from simulator.scenario.issues import ContinuousIssue

SURELY = 1e-12
"""Room for rounding where a wanted chance is met."""
CLOSE = 5e-5
"""How close to the best worth the search comes before it stops."""
LOOKS = 9
"""Amounts looked at on each side: the wanted chance may be met, missed and met again."""
SCOUTS = 36
"""Amounts tried first, where several move at once."""
Amounts = tuple[float, ...]


@dataclass(frozen=True)
class AmountProblem:
    """What is to be large, and what must not be negative; all of it allowed if nothing is said."""

    score: Callable[[Amounts], float]
    slack: Callable[[Amounts], float] = lambda amounts: 1.0


class Search:
    """Looks for better amounts within the steps around some."""

    def __init__(
        self, model: Model, question: AmountProblem, issues: tuple[str, ...], start: Amounts
    ) -> None:
        self._score, self._slack = cache(question.score), cache(question.slack)
        self._start = start
        self._resolution = [resolution(continuous(model, id)) for id in issues]
        self._box = [box_around(model, id, at) for id, at in zip(issues, start, strict=True)]

    def best(self) -> tuple[Amounts, float]:
        """Return the best amounts that can be told apart, and how much better than the start."""
        at_start = self._score(self._start)
        best, top = self._start, at_start
        for candidate in self._candidates():
            for amounts in product(*map(self._nearby, range(len(candidate)), candidate)):
                if self._score(amounts) > top and self._slack(amounts) >= SURELY:
                    best, top = amounts, self._score(amounts)
        return best, top - at_start

    def _nearby(self, k: int, amount: float) -> set[float]:
        """Round an amount both ways, within its box."""
        low, high = self._box[k]
        both = (
            rounding(amount / self._resolution[k]) * self._resolution[k]
            for rounding in (floor, ceil)
        )
        return {round(min(max(rounded, low), high), DIGITS) + 0.0 for rounded in both}

    def _candidates(self) -> Iterator[Amounts]:
        for k in range(len(self._start)):
            yield from self._alone(k)
        if len(self._start) > 1:
            yield self._together(self._start)
            yield self._together(self._scouted())

    def _alone(self, k: int) -> Iterator[Amounts]:
        """Move one amount each way: to where its score peaks, and wherever the slack is just used up."""

        def at(amount: float) -> Amounts:
            return (*self._start[:k], float(amount), *self._start[k + 1 :])

        start, worth = self._start[k], self._score(self._start)
        for end in self._box[k]:
            if end == start:
                continue
            stops = np.linspace(start, end, LOOKS).tolist()
            for one, other in pairwise(stops):
                if max(self._score(at(one)), self._score(at(other))) > worth:
                    yield at(other)
                    edge = root(
                        lambda amount: self._slack(at(amount)), one, other, self._resolution[k] / 10
                    )
                    if edge is not None:
                        yield at(edge)
            # Each side by itself: an answer on the steps often lies where two slopes meet.
            peak = minimize_scalar(
                lambda amount: -self._score(at(amount)),
                bounds=(min(start, end), max(start, end)),
                method="bounded",
                options={"xatol": self._resolution[k] / 2},
            )
            yield at(peak.x)

    def _scouted(self) -> Amounts:
        """Return the best of some amounts spread over the box: slopes alone may lead elsewhere."""
        stops = max(2, int(SCOUTS ** (1 / len(self._start))))
        spread = product(*(np.linspace(low, high, stops).tolist() for low, high in self._box))
        allowed = [self._start, *(amounts for amounts in spread if self._slack(amounts) >= 0)]
        return max(allowed, key=self._score)

    def _together(self, start: Amounts) -> Amounts:
        """Move all amounts at once from some."""
        low, high = (np.array(ends) for ends in zip(*self._box, strict=True))
        scale = np.maximum(high - low, 1e-12)

        def amounts(shares: FloatArray) -> Amounts:
            return tuple(map(float, low + np.clip(shares, 0, 1) * scale))

        enough: Any = {"type": "ineq", "fun": lambda shares: self._slack(amounts(shares))}
        worse: Any = lambda shares: -self._score(amounts(shares))  # noqa: E731
        solution = minimize(
            worse,
            (np.array(start) - low) / scale,
            method="SLSQP",
            bounds=[(0, 1)] * len(self._start),
            constraints=enough,
            options={"maxiter": 25, "ftol": CLOSE},
        )
        return amounts(solution.x) if np.isfinite(solution.x).all() else start


def continuous(model: Model, id: str) -> ContinuousIssue:
    issue = model.scenario.issues[id]
    assert isinstance(issue, ContinuousIssue)
    return issue


def box_around(model: Model, id: str, amount: float) -> tuple[float, float]:
    """Return the steps next to an amount, no further than a red line that is probably real."""
    space = model.steps.space
    steps = [float(step) for step in space.options[space.issues.index(id)]]
    low = max((step for step in steps if step < amount - 1e-9), default=amount)
    high = min((step for step in steps if step > amount + 1e-9), default=amount)
    for firm in firm_lines(model.scenario):
        line = firm.line
        bound = line.below if line.below is not None else line.above
        if line.issue != id or bound is None:
            continue
        bound = float(bound)
        if amount < bound or (amount == bound and line.above is not None):
            high = min(high, bound)
        else:
            low = max(low, bound)
    return low, high
