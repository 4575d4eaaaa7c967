"""Whom a person can play against: named settings of a tactic, in words for someone who knows no theory."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.dynamics.tactic import Tactic
from simulator.dynamics.tactics.anchor import Anchor
from simulator.dynamics.tactics.time_dependent import Boulware, Conceder, Linear
from simulator.dynamics.tactics.tit_for_tat import TitForTat


@dataclass(frozen=True)
class Level:
    """An opponent.

    Attributes
    ----------
    label, description
        For the screen; the description says what a person may know beforehand.
    plays
        Its tactic.
    informed
        Whether it takes the person's side for what it is. Otherwise it has one picture drawn from the
        scenario's ranges, and can be wrong about what the person's side wants.
    """

    label: str
    description: str
    plays: Tactic
    informed: bool = False


LEVELS: Mapping[str, Level] = {
    "easy": Level(
        "Easy", "Gives most of its ground in the first rounds. Has only a rough idea of you.",
        Conceder(),
    ),
    "even": Level(
        "Even", "Gives way in even steps until the deadline. Has only a rough idea of you.", Linear()
    ),
    "hard": Level(
        "Hard", "Holds out until shortly before the deadline, and knows well what you want.",
        Boulware(), informed=True,
    ),
    "mirror": Level(
        "Mirror", "Tit for tat: gives way as far as you give way, after one small step.",
        TitForTat(),
    ),
    "stubborn": Level(
        "Stubborn", "Names what it wants and takes nothing less, whatever you do.", Anchor(claim=0.75)
    ),
}  # fmt: skip
"""By name, the mildest first."""
