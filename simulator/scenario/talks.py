"""How the talks are held, as a scenario file says it: rounds, strategies, and what happens meanwhile."""

import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from simulator.scenario.base import Estimate, Id, Line, Provenance, Strict, Text, as_list

MOST_ROUNDS = 500
BIDDING_STRATEGIES = (
    "anchor",
    "micro",
    "take_it_or_leave_it",
    "linear",
    "boulware",
    "conceder",
    "tit_for_tat",
)
"""What a file may name; each is made in `simulator.simulation.bidding.strategies`."""


class Rounds(Provenance):
    """How many rounds there are at most; a round is one offer and its answer."""

    value: Annotated[int, Field(strict=True, ge=1, le=MOST_ROUNDS)]


class FirstProposer(Provenance):
    """Which party makes the first offer."""

    party: Id


class ConcessionStrategy(Provenance):
    """A party's concession strategy, by name, and how it answers offers if not as that would itself."""

    tactic: Id
    accepts: Literal["next_offer", "aspiration", "model"] | None = None


class Shock(Provenance):
    """Something that happens during the talks and changes numbers from then on.

    Attributes
    ----------
    round
        From which round on it holds in simulated talks; without one only where someone asks for it.
    date
        From which day on it holds in the history.
    ends
        Shocks whose changes it takes back.
    changes
        New estimates by the path to the number, its keys joined by ` > `.
    """

    label: Line
    description: Text
    round: Annotated[int, Field(strict=True, ge=1, le=MOST_ROUNDS)] | None = None
    date: datetime.date | None = None
    ends: Annotated[tuple[Id, ...], BeforeValidator(as_list)] = Field((), max_length=24)
    changes: dict[Line, Estimate] = Field({}, max_length=100)


class TalksFormat(Strict):
    """How the talks are held, where the scenario says anything about it."""

    rounds: Rounds | None = None
    opens: FirstProposer | None = None
    breakdown: Estimate | None = None
    """The chance that the talks break off after a round that ends in a no."""
    tactics: dict[Id, ConcessionStrategy] = {}
    shocks: dict[Id, Shock] = Field({}, max_length=24)


def path_of(written: str) -> tuple[str, ...]:
    """Read a path to a number as a file writes it."""
    return tuple(key.strip() for key in written.split(">"))
