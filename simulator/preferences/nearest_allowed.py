"""The deal nearest to one that a rule between terms excludes."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from simulator.arrays import IntArray
from simulator.preferences.off_grid import off_grid_amounts
from simulator.preferences.outcome_space import Deal, DealSpace
from simulator.scenario.deals import Option
from simulator.scenario.rules import broken
from simulator.scenario.scenario import Scenario


def nearest_allowed(
    scenario: Scenario, space: DealSpace, deal: Deal, keep: Collection[str] = ()
) -> dict[str, Option] | None:
    """Return the allowed deal that changes the fewest terms, and of these the one that moves least.

    How far a term moves is counted in parts of its issue's options; of equals the earliest options.

    Parameters
    ----------
    space
        One on the steps, or with amounts between them.
    keep
        Issues whose terms stay.

    Returns
    -------
    dict or None
        The deal itself where it breaks no rule; None where no allowed deal keeps these terms.

    Raises
    ------
    DealError
        If the deal lacks a term, or has one that the scenario does not allow.
    """
    space = _with_amounts(scenario, space, deal)
    if not broken(space.rules, deal):
        return space.deal(space.positions(deal))
    here = replace(space, rules={}).positions(deal)
    there = here.copy()
    for block in space.rule_blocks:
        issues = list(block.issues)
        held = [n for n, k in enumerate(issues) if space.issues[k] in keep]
        choices = block.allowed[(block.allowed == here[issues])[:, held].all(axis=1)]
        if not len(choices):
            return None
        there[issues] = choices[_away(choices, here[issues], [space.counts[k] for k in issues])]
    return space.deal(there)


def _away(choices: IntArray, here: IntArray, counts: list[int]) -> int:
    moved = np.abs(choices - here)
    return int(((moved > 0).sum(axis=1) + (moved / np.array(counts)).sum(axis=1) / 100).argmin())


def _with_amounts(scenario: Scenario, space: DealSpace, deal: Deal) -> DealSpace:
    """Return a space that also has the deal's amounts between the steps."""
    more = off_grid_amounts(scenario, space, [deal])
    options = (
        tuple(sorted((*map(float, allowed), *more[issue]))) if issue in more else allowed
        for issue, allowed in zip(space.issues, space.options, strict=True)
    )
    return replace(space, options=tuple(options))
