"""Whom a person can play against: named settings of a strategy, in words for someone who knows no theory."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.simulation.bidding.strategies.anchor import Anchor
from simulator.simulation.bidding.strategies.time_dependent import Boulware, Conceder, Linear
from simulator.simulation.bidding.strategies.tit_for_tat import TitForTat
from simulator.simulation.bidding.strategy import BiddingStrategy


@dataclass(frozen=True)
class Opponent:
    """An opponent.

    Attributes
    ----------
    label, description
        For the screen; the description says what a person may know beforehand.
    plays
        Its strategy.
    informed
        Whether it takes the person's side for what it is. Otherwise it has one picture drawn from the
        scenario's ranges, and can be wrong about what the person's side wants.
    """

    label: str
    description: str
    plays: BiddingStrategy
    informed: bool = False


OPPONENTS: Mapping[str, Opponent] = {
    "easy": Opponent(
        "Easy", "Makes most of its concessions in the first rounds. Has only a rough idea of what you want.",
        Conceder(),
    ),
    "even": Opponent(
        "Even", "Concedes in even steps until the deadline. Has only a rough idea of what you want.", Linear()
    ),
    "hard": Opponent(
        "Hard", "Holds out until shortly before the deadline, and has a good idea of what you want.",
        Boulware(), informed=True,
    ),
    "mirror": Opponent(
        "Mirror", "Tit for tat: concedes as much as you do, after one small first step.",
        TitForTat(),
    ),
    "stubborn": Opponent(
        "Stubborn", "Says what it wants and accepts nothing less, whatever you do.", Anchor(claim=0.75)
    ),
}  # fmt: skip
"""By name, the mildest first."""
