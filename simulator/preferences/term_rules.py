"""Which deals the rules between terms allow, over the options of a space."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod

import numpy as np

from simulator.arrays import BoolArray, IntArray
from simulator.scenario.base import Option
from simulator.scenario.rules import Condition, Rule, joined


@dataclass(frozen=True)
class RuleTable:
    """A rule over options: by an issue's place, which meet the condition, shape (n_options,)."""

    when: Mapping[int, BoolArray]
    require: Mapping[int, BoolArray]

    def obeyed(self, at: Callable[[int, BoolArray], BoolArray]) -> BoolArray:
        """Tell which deals obey it.

        Parameters
        ----------
        at
            Looks the options of deals up, or lays them out, in the table of an issue.
        """
        applies = reduce(np.logical_and, (at(k, table) for k, table in self.when.items()))
        met = reduce(np.logical_and, (at(k, table) for k, table in self.require.items()))
        return np.asarray(~applies | met)


@dataclass(frozen=True)
class RuleBlock:
    """Issues that rules join, and the combinations of their options that are allowed.

    Attributes
    ----------
    issues
        Their places, in order.
    allowed
        Shape (n_combinations, n_issues of the block).
    """

    issues: tuple[int, ...]
    allowed: IntArray


def rule_tables(
    rules: Mapping[str, Rule],
    issues: Sequence[str],
    options: Sequence[Sequence[Option]],
) -> dict[str, RuleTable]:
    """Hold every rule against the options of a space."""

    def tables(conditions: Mapping[str, Condition]) -> dict[int, BoolArray]:
        return {
            (k := issues.index(id)): np.array(
                [condition.meets(option) for option in options[k]], dtype=bool
            )
            for id, condition in conditions.items()
        }

    return {id: RuleTable(tables(rule.when), tables(rule.require)) for id, rule in rules.items()}


def obeying(tables: Sequence[RuleTable], positions: IntArray) -> BoolArray:
    """Tell which deals obey some rules, positions of shape (…, n_issues)."""
    obeyed = np.ones(positions.shape[:-1], dtype=bool)
    for table in tables:
        obeyed &= table.obeyed(lambda k, meets: meets[positions[..., k]])
    return obeyed


def grid_of(tables: Sequence[RuleTable], counts: Sequence[int]) -> BoolArray:
    """Tell which of all combinations of options obey some rules, shape `counts`."""

    def laid_out(k: int, meets: BoolArray) -> BoolArray:
        return meets.reshape([-1 if k == axis else 1 for axis in range(len(counts))])

    obeyed = np.ones(counts, dtype=bool)
    for table in tables:
        obeyed &= table.obeyed(laid_out)
    return obeyed


def rule_blocks(tables: Sequence[RuleTable], counts: Sequence[int]) -> tuple[RuleBlock, ...]:
    """Group the issues that rules join, directly or through others."""
    named = [{*table.when, *table.require} for table in tables]
    blocks = []
    for together in joined(sorted(set().union(*named)), named):
        place = {k: n for n, k in enumerate(together)}
        inside = [
            RuleTable(
                {place[k]: meets for k, meets in table.when.items()},
                {place[k]: meets for k, meets in table.require.items()},
            )
            for table, issues in zip(tables, named, strict=True)
            if issues <= set(together)
        ]
        allowed = np.argwhere(grid_of(inside, [counts[k] for k in together]))
        blocks.append(RuleBlock(tuple(together), allowed))
    return tuple(blocks)


def count_of(blocks: Sequence[RuleBlock], counts: Sequence[int]) -> int:
    """Count the deals that are allowed."""
    in_blocks = {k for block in blocks for k in block.issues}
    free = prod(count for k, count in enumerate(counts) if k not in in_blocks)
    return free * prod(len(block.allowed) for block in blocks)
