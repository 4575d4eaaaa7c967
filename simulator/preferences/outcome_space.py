"""The deal space: one option for every issue, every combination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

import numpy as np

from simulator.arrays import BoolArray, FloatArray, IntArray
from simulator.errors import DealError, RuleError, did_you_mean
from simulator.preferences.term_rules import (
    RuleBlock,
    RuleTable,
    count_of,
    grid_of,
    obeying,
    rule_blocks,
    rule_tables,
)
from simulator.scenario.deals import options
from simulator.scenario.rules import Rule
from simulator.scenario.scenario import Scenario

Deal = Mapping[str, float | str]


@dataclass(frozen=True)
class DealSpace:
    """Every deal that a scenario allows.

    A deal is written in three ways: by its terms (`{"share": 50.0}`), by the position of each term
    among its issue's options (an integer per issue), and, in spaces small enough to be enumerated,
    by its row, the last issue varying fastest. Rows and `size` count every combination of options; which
    of them the rules between terms allow, `allowed` and `excluded` say.

    Attributes
    ----------
    issues
        The issues' ids, in the scenario's order.
    options
        The values each issue can take, least first.
    rules
        The rules between terms, by id.
    """

    issues: tuple[str, ...]
    options: tuple[tuple[float | str, ...], ...]
    rules: Mapping[str, Rule] = field(default_factory=dict, hash=False)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many options each issue has."""
        return tuple(len(options) for options in self.options)

    @cached_property
    def size(self) -> int:
        """How many combinations of options there are, allowed or not."""
        return prod(self.counts)

    @cached_property
    def deals(self) -> int:
        """How many deals there are that the rules allow."""
        return count_of(self.rule_blocks, self.counts)

    @cached_property
    def rule_tables(self) -> Mapping[str, RuleTable]:
        """The rules, held against the options."""
        return rule_tables(self.rules, self.issues, self.options)

    @cached_property
    def rule_blocks(self) -> tuple[RuleBlock, ...]:
        """The issues that rules join, and which of their combinations are allowed."""
        return rule_blocks(list(self.rule_tables.values()), self.counts)

    @cached_property
    def shares(self) -> tuple[FloatArray, ...]:
        """By issue, which share of the deals that the rules allow has each option, shape (n_options,)."""
        shares = [np.full(count, 1 / count) for count in self.counts]
        for block in self.rule_blocks:
            for k, column in zip(block.issues, block.allowed.T, strict=True):
                shares[k] = np.bincount(column, minlength=self.counts[k]) / len(column)
        return tuple(shares)

    @cached_property
    def excluded(self) -> BoolArray | None:
        """Which rows the rules exclude, shape (size,); None where there are no rules."""
        if not self.rules:
            return None
        return ~grid_of(list(self.rule_tables.values()), self.counts).reshape(-1)

    def allowed(self, positions: IntArray) -> BoolArray:
        """Tell which deals the rules allow, positions of shape (…, n_issues)."""
        return obeying(list(self.rule_tables.values()), positions)

    def drawn(self, rng: np.random.Generator, deals: int) -> IntArray:
        """Draw deals evenly from all that are allowed, as positions of shape (n_deals, n_issues)."""
        # No issue has more options than 16 bits can count; of the whole width they would take 4 times that.
        columns = {
            k: column
            for block in self.rule_blocks
            for k, column in zip(
                block.issues,
                block.allowed[rng.integers(0, len(block.allowed), deals)].T.astype(np.int16),
                strict=True,
            )
        }
        for k, count in enumerate(self.counts):
            if k not in columns:
                columns[k] = rng.integers(0, count, deals).astype(np.int16)
        return np.stack([columns[k] for k in range(len(self.counts))], axis=1)

    @cached_property
    def _positions(self) -> tuple[Mapping[float | str, int], ...]:
        return tuple({option: i for i, option in enumerate(options)} for options in self.options)

    def position(self, issue: str, option: float | str) -> int:
        """Return where an option stands among its issue's options.

        Raises
        ------
        DealError
            If there is no such issue, or no such option.
        """
        if issue not in self.issues:
            raise DealError(f'There is no issue "{issue}". {did_you_mean(issue, self.issues)}')
        k = self.issues.index(issue)
        position = self._positions[k].get(option)
        if position is None and not isinstance(option, str):
            position = self._nearest(k, float(option))
        if position is None:
            allowed = did_you_mean(str(option), [str(choice) for choice in self.options[k]])
            raise DealError(f'"{option}" is no option of {issue}. {allowed}')
        return position

    def _nearest(self, k: int, amount: float) -> int | None:
        """Find an amount that differs from an option by rounding only."""
        if isinstance(self.options[k][0], str):
            return None
        amounts = np.array(self.options[k], dtype=float)
        nearest = int(np.abs(amounts - amount).argmin())
        tolerance = 1e-9 * max(1.0, float(amounts[-1] - amounts[0]))
        return nearest if abs(amounts[nearest] - amount) <= tolerance else None

    def holds(self, issue: str, option: float | str) -> bool:
        """Tell whether an issue can take a value, rounding aside."""
        if issue not in self.issues:
            return False
        k = self.issues.index(issue)
        return option in self._positions[k] or (
            not isinstance(option, str) and self._nearest(k, float(option)) is not None
        )

    def positions(self, deal: Deal) -> IntArray:
        """Return a deal as one position per issue, shape (n_issues,).

        Raises
        ------
        DealError
            If a term is missing, or is not one that the scenario allows.
        RuleError
            If the rules between terms exclude the deal.
        """
        for issue in deal:
            if issue not in self.issues:
                raise DealError(f'There is no issue "{issue}". {did_you_mean(issue, self.issues)}')
        missing = [issue for issue in self.issues if issue not in deal]
        if missing:
            raise DealError(f"The deal says nothing about {', '.join(missing)}.")
        positions = np.array([self.position(issue, deal[issue]) for issue in self.issues])
        for id, rule in self.rules.items():
            if rule.breaks(deal):
                raise RuleError(id, rule.because)
        return positions

    def deal(self, positions: Sequence[int] | IntArray) -> dict[str, float | str]:
        """Return the terms at the given positions."""
        return {
            issue: options[int(at)]
            for issue, options, at in zip(self.issues, self.options, positions, strict=True)
        }

    def unravel(self, rows: IntArray) -> IntArray:
        """Return rows of the enumerated space as positions, shape (n_rows, n_issues)."""
        return np.stack(np.unravel_index(rows, self.counts), axis=-1)

    def row(self, positions: IntArray) -> int:
        """Return the row of a deal in the enumerated space."""
        return int(np.ravel_multi_index(tuple(positions), self.counts))


def deal_space(scenario: Scenario) -> DealSpace:
    """Lay out every deal that a scenario allows."""
    return DealSpace(
        issues=tuple(scenario.issues),
        options=tuple(options(issue) for issue in scenario.issues.values()),
        rules=scenario.rules,
    )
