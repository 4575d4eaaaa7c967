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
from simulator.scenario.holders import firm_lines_of
from simulator.scenario.players import RedLine
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class FirmLine:
    """A red line that is probably real, and the keys that lead to its firmness."""

    path: KeyPath
    line: RedLine


def firm_lines(scenario: Scenario) -> list[FirmLine]:
    """List the red lines of those with a vote that are probably real at central values."""
    return [
        FirmLine(path, line)
        for id in scenario.voters
        for path, line in firm_lines_of(scenario, scenario.party_of[id], id).items()
    ]


def crosses_firmly(scenario: Scenario, id: str, issue: str, options: Sequence[Option]) -> BoolArray:
    """Tell which options of an issue, least first, cross a line of a player's that is probably real."""
    crossed = np.zeros(len(options), dtype=bool)
    for line in firm_lines_of(scenario, scenario.party_of[id], id).values():
        if line.issue == issue:
            crossed |= crosses(line, options)
    return crossed


def kept_options(scenario: Scenario, space: DealSpace) -> list[IntArray]:
    """Return by issue the positions of the options that cross no line that is probably real.

    None of an issue where its lines leave nothing between them.
    """
    return [
        np.flatnonzero(
            ~np.any(
                [crosses_firmly(scenario, id, issue, options) for id in scenario.voters],
                axis=0,
            )
        )
        for issue, options in zip(space.issues, space.options, strict=True)
    ]
