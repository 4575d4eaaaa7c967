"""Red lines that are probably real, and the options that cross none of them.

What theory picks, and what the model itself puts forward, keeps to these lines as if they were certain; a
chance of a yes never takes a line for certain. A red line concerns one issue, so the deals that cross none
are a deal space of their own: some options of each issue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.arrays import BoolArray, IntArray
from simulator.preferences.outcome_space import DealSpace
from simulator.scenario.base import KeyPath
from simulator.scenario.deals import Option, crosses
from simulator.scenario.players import Player, RedLine
from simulator.scenario.scenario import Scenario

FIRM = 0.5
"""A red line is probably real from here on: it is as likely as not that its player means it."""


@dataclass(frozen=True)
class FirmLine:
    """A red line that is probably real, and the keys that lead to its firmness."""

    path: KeyPath
    line: RedLine


def firm_lines(scenario: Scenario) -> list[FirmLine]:
    """List the red lines of veto players that are probably real at central values."""
    return [
        FirmLine(
            ("parties", scenario.party_of[id], "players", id, "red_lines", name, "firmness"), line
        )
        for id, player in scenario.voters.items()
        for name, line in player.red_lines.items()
        if line.firmness.value >= FIRM
    ]


def crosses_firmly(player: Player, issue: str, options: Sequence[Option]) -> BoolArray:
    """Tell which options of an issue, least first, cross a line of a player's that is probably real."""
    crossed = np.zeros(len(options), dtype=bool)
    for line in player.red_lines.values():
        if line.issue == issue and line.firmness.value >= FIRM:
            crossed |= crosses(line, options)
    return crossed


def kept_options(scenario: Scenario, space: DealSpace) -> list[IntArray]:
    """Return by issue the positions of the options that cross no line that is probably real.

    None of an issue where its lines leave nothing between them.
    """
    return [
        np.flatnonzero(
            ~np.any(
                [crosses_firmly(player, issue, options) for player in scenario.voters.values()],
                axis=0,
            )
        )
        for issue, options in zip(space.issues, space.options, strict=True)
    ]
