"""How likely each future without a deal is, and who chooses it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.formatting import mentioned, percent, percents
from simulator.preferences.negotiation_model import Model
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class FutureChance:
    """How likely a future is, in [0, 1].

    Attributes
    ----------
    chance
        All numbers at their values.
    low, high
        Its 10th and 90th percentile over the draws.
    """

    chance: float
    low: float
    high: float


def future_chances(model: Model) -> dict[str, FutureChance]:
    """Return by future how likely it is, whoever chooses it."""
    central, drawn = model.central.probability, model.sample.probability
    lows, highs = np.quantile(drawn, [0.1, 0.9], axis=-1)
    ends = zip(model.scenario.futures, central, lows, highs, strict=True)
    return {id: FutureChance(*map(float, numbers)) for id, *numbers in ends}


def chosen_words(scenario: Scenario, chances: Mapping[str, FutureChance], id: str) -> str:
    """Say who chooses a future, and how likely that makes it; empty where nobody does."""
    chooser = scenario.futures[id].chosen_by
    if chooser is None:
        return ""
    likely = chances[id]
    return (
        f"chosen by {mentioned(scenario.parties[chooser].name)}; probability follows from what it is worth "
        f"to it: {percent(likely.chance)} ({percents(likely.low, likely.high)})"
    )
