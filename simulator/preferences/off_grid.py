"""Amounts between the steps.

A deal space takes continuous issues on their steps. Value functions and red lines are defined for every
amount, so a space may hold a few more: the draws are the same ones, and nothing that the steps are
worth changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import floor, log10

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.option_values import no_veto_probabilities, option_values
from simulator.preferences.outcome_space import Deal, DealSpace
from simulator.preferences.player_preferences import PlayerPreferences
from simulator.preferences.preference_arrays import Preferences
from simulator.preferences.uncertainty import Read
from simulator.scenario.deals import Option
from simulator.scenario.holders import Holder, holder
from simulator.scenario.issues import ContinuousIssue
from simulator.scenario.scenario import Scenario

Amounts = Mapping[str, tuple[float, ...]]
"""By issue, amounts between its steps, least first."""
DIGITS = 9
"""What amounts are rounded to, as the steps are."""


def off_grid_amounts(
    scenario: Scenario, space: DealSpace, deals: Iterable[Deal]
) -> dict[str, tuple[float, ...]]:
    """Return the amounts of some deals that are allowed but lie between the steps of a space."""
    amounts: dict[str, set[float]] = {}
    for deal in deals:
        for id, option in deal.items():
            if space.holds(id, option):
                continue
            amount = off_grid_amount(scenario, id, option)
            if amount is not None:
                amounts.setdefault(id, set()).add(amount)
    return {id: tuple(sorted(amounts[id])) for id in sorted(amounts)}


def off_grid_amount(scenario: Scenario, id: str, option: Option) -> float | None:
    """Return an amount as it is kept, if the issue is continuous and it lies within its ends."""
    issue = scenario.issues.get(id)
    if not isinstance(issue, ContinuousIssue) or isinstance(option, str):
        return None
    return round(float(option), DIGITS) + 0.0 if issue.min <= option <= issue.max else None


def resolution(issue: ContinuousIssue) -> float:
    """Return the least amount that is told apart: three digits of the issue's range, or a tenth of a step."""
    return 10.0 ** min(floor(log10(issue.max - issue.min)) - 2, floor(log10(issue.step)) - 1)


def with_amounts(
    scenario: Scenario, preferences: Preferences, read: Read, amounts: Amounts
) -> Preferences:
    """Return preferences over a space that holds some amounts more.

    Parameters
    ----------
    read
        What the preferences were read with, so that the draws are the same.
    """
    options: dict[int, tuple[Option, ...]] = {}
    orders: dict[int, Sequence[int]] = {}
    for issue, more in amounts.items():
        k = preferences.space.issues.index(issue)
        both = np.array([*preferences.space.options[k], *more], dtype=float)
        orders[k] = np.argsort(both, kind="stable").tolist()
        options[k] = tuple(float(both[at]) for at in orders[k])

    def widened(whose: Holder, player: PlayerPreferences) -> PlayerPreferences:
        worth, no_veto = list(player.worth), list(player.no_veto)
        for issue, more in amounts.items():
            k = preferences.space.issues.index(issue)
            new = option_values(scenario, whose, issue, more, read)
            worth[k] = _joined(worth[k], new)[orders[k]]
            kept = no_veto[k]
            if kept is not None:
                keeping = no_veto_probabilities(scenario, whose, issue, more, read)
                assert keeping is not None
                no_veto[k] = _joined(kept, keeping)[orders[k]]
        return replace(player, worth=tuple(worth), no_veto=tuple(no_veto))

    space = replace(
        preferences.space,
        options=tuple(
            options.get(k, on_grid) for k, on_grid in enumerate(preferences.space.options)
        ),
    )
    players = {
        id: preferences.players[id].each(
            lambda group, player: widened(holder(scenario, party, id, group), player)  # noqa: B023
        )
        for party, ids in preferences.parties.items()
        for id in ids
    }
    return replace(preferences, space=space, players=players)


def _joined(steps: FloatArray, more: FloatArray) -> FloatArray:
    """Put two tables of options below each other, whichever has draws."""
    draws = max(steps.shape[1], more.shape[1])
    return np.concatenate([np.broadcast_to(table, (len(table), draws)) for table in (steps, more)])
