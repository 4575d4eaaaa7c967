"""Which of the uncertain numbers the likely acceptance hangs on.

From the draws at hand, without a new one: the chance that all accept is averaged over those draws in
which a number lies in the lowest and in the highest fifth of its distribution, everything else as
uncertain as it is. The share of the variance that a number explains by itself (its first-order Sobol
index [Saltelli2008]_) is estimated from the means over twenty such slices, corrected for the noise that
finite slices have.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulator.acceptance import joint_by_draw
from simulator.arrays import FloatArray
from simulator.model import Model
from simulator.numbers import entries
from simulator.outcomes import Deal
from simulator.preferences import preferences
from simulator.provenance import Range
from simulator.scenario import Scenario
from simulator.uncertainty import DRAWS, AtEstimates, Path, Scale, normal_deviates

SLICES = 20
FIFTH = DRAWS // 5


@dataclass(frozen=True)
class Influence:
    """What one uncertain number does to the likely acceptance.

    Attributes
    ----------
    path
        The keys that lead to it.
    label
        Whose it is and what it says.
    low, high
        The chance that all accept if the number lies in the lowest, or the highest, fifth of its range.
    error
        The standard error of each.
    share
        Of the variance of that chance, what the number explains by itself, 0 to 1.
    """

    path: Path
    label: str
    low: float
    high: float
    error: float
    share: float

    @property
    def reach(self) -> float:
        """How far apart both ends are."""
        return abs(self.high - self.low)


class _Uncertain(AtEstimates):
    """Notes every number that is asked for, and whether it has a range."""

    def __init__(self) -> None:
        self.paths: dict[Path, bool] = {}

    def __call__(self, path: Path, estimate: Range, scale: Scale) -> FloatArray:
        self.paths[path] = self.paths.get(path, False) or estimate.low is not None
        return super().__call__(path, estimate, scale)


def influences(model: Model, deal: Deal) -> list[Influence]:
    """Tell what every uncertain number does, the widest reach first."""
    noted = _Uncertain()
    preferences(model.scenario, noted)
    ordered = sorted(noted.paths)
    joint = joint_by_draw(model.sample, model.space.positions(deal))
    deviates = normal_deviates(len(ordered))
    names = _labels(model.scenario)
    found = []
    for row, path in enumerate(ordered):
        if not noted.paths[path]:
            continue
        by_size = joint[np.argsort(deviates[row], kind="stable")]
        low, high = by_size[:FIFTH], by_size[-FIFTH:]
        found.append(
            Influence(
                path,
                names.get(path) or _label(model.scenario, path),
                float(low.mean()),
                float(high.mean()),
                float(max(low.std(), high.std()) / np.sqrt(FIFTH)),
                _first_order(by_size),
            )
        )
    return sorted(found, key=lambda each: -each.reach)


def _first_order(by_size: FloatArray) -> float:
    """Return the share of the variance between slices, what noise alone would give taken off."""
    slices = np.array_split(by_size, SLICES)
    between = np.var([each.mean() for each in slices])
    noise = np.mean([each.var() / len(each) for each in slices])
    total = float(by_size.var())
    return float(np.clip((between - noise) / total, 0, 1)) if total > 0 else 0.0


def _labels(scenario: Scenario) -> Mapping[Path, str]:
    players = scenario.players
    return {
        entry.path: f"{players[entry.owner].name}: {entry.label} ({_kind(entry.path)})"
        if entry.owner
        else entry.label
        for entry in entries(scenario)
    }


def _kind(path: Path) -> str:
    """Say what kind of number stands at a path of a player."""
    kinds = {
        "weights": "priority",
        "values": "worth",
        "interactions": "together",
        "no_deal": "worth of no deal",
        "red_lines": "firmness",
    }
    return kinds.get(path[4], path[4].replace("_", " "))


def _label(scenario: Scenario, path: Path) -> str:
    """Describe what is drawn as one: a whole table of worths, a parameter of the acceptance curve."""
    player = scenario.players[path[3]].name
    if path[4] == "values":
        return f"{player}: {scenario.issues[path[5]].label} (worth)"
    return f"{player}: acceptance curve, {path[-1]}"
