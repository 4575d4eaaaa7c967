"""The uncertain numbers of a scenario, as a sensitivity analysis takes them: named, with a scale."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.formatting import mentioned
from simulator.preferences.outcome_space import DealSpace
from simulator.preferences.preference_arrays import preferences
from simulator.preferences.uncertainty import AtEstimates, Scale, quantile
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.deals import label_of
from simulator.scenario.parameters import CURVE, parameter_entries
from simulator.scenario.scenario import Scenario
from simulator.scenario.value_functions import LevelsValue

CHANCES = ("probability", "firmness")
KINDS = {
    "weights": ("priority", "{player}’s priority for ‘{name}’"),
    "values": ("value", "the value of ‘{name}’ to {player}"),
    "interactions": ("interaction", "the interaction of ‘{name}’ for {player}"),
    "no_deal": ("value without a deal", "the value of ‘{name}’ to {player}"),
    "red_lines": ("chance that it is real", "the chance that {player}’s red line ‘{name}’ is real"),
    "risk_attitude": ("behaviour", "{player}’s aversion to risk"),
    "acceptance": ("behaviour", "{player}’s {name}"),
}
"""By the key that leads to a number of a player: what it is, and its phrase."""


@dataclass(frozen=True)
class Parameter:
    """One uncertain number.

    Attributes
    ----------
    path
        The keys that lead to it.
    row
        Its dimension of the sample.
    label
        Whose it is and what it says.
    phrase
        The same for the middle of a sentence.
    estimate, scale
        Its range, and the scale on which it is normal.
    shared_out
        Whether it is drawn and then scaled, so that it adds up to 1 with others.
    """

    path: KeyPath
    row: int
    label: str
    phrase: str
    estimate: Range
    scale: Scale
    shared_out: bool = False

    @property
    def is_temper(self) -> bool:
        """Whether it says how people answer, rather than what the situation is."""
        return "acceptance" in self.path

    @property
    def is_chance(self) -> bool:
        """Whether it is a probability, and so written in percent."""
        return self.path[0] == "credibilities" or self.path[-1] in CHANCES

    def value(self, deviate: float) -> float:
        """Return the number at a standard normal deviate; one that is scaled, the others at their values."""
        drawn = float(quantile(self.estimate, self.scale, np.array([deviate]))[0])
        return drawn / (drawn + 1 - self.estimate.value) if self.shared_out else drawn

    def written(self, deviate: float) -> str:
        """Write the number at a standard normal deviate."""
        value = self.value(deviate)
        return f"{100 * value:.0f} %" if self.is_chance else f"{value:.2g}"


class _Noted(AtEstimates):
    """Reads every number at its value and notes each, with its scale."""

    def __init__(self) -> None:
        self.found: dict[KeyPath, tuple[Range, Scale]] = {}

    def __call__(self, path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
        """Return the value, shape (1,); of several that are drawn as one, note the least certain."""
        if path not in self.found or _width(estimate) > _width(self.found[path][0]):
            self.found[path] = (estimate, scale)
        return super().__call__(path, estimate, scale)


def _width(estimate: Range) -> float:
    return 0.0 if estimate.low is None or estimate.high is None else estimate.high - estimate.low


def parameters(scenario: Scenario, space: DealSpace) -> tuple[list[KeyPath], list[Parameter]]:
    """Return every path that the sample has a dimension for, and the numbers that are uncertain.

    Parameters
    ----------
    space
        The options that are valued; the worth of others is not asked for.
    """
    noted = _Noted()
    preferences(scenario, noted, space)
    paths = sorted(noted.found)
    names = {entry.path: entry.label for entry in parameter_entries(scenario)}
    uncertain = []
    for row, path in enumerate(paths):
        estimate, scale = noted.found[path]
        if _width(estimate) > 0:
            name = names.get(path) or _drawn_as_one(scenario, path, estimate)
            words = _words(scenario, path, name)
            uncertain.append(Parameter(path, row, *words, estimate, scale, _shared_out(path)))
    return paths, uncertain


def _shared_out(path: KeyPath) -> bool:
    """Tell whether a number adds up to 1 with others: a probability of a future, a weight."""
    return path[0] == "futures" or path[4:5] == ("weights",)


def _words(scenario: Scenario, path: KeyPath, name: str) -> tuple[str, str]:
    """Return a number's label and its phrase."""
    if path[0] == "futures":
        return f"{name} (chance)", f"the chance of ‘{name}’"
    if path[0] == "credibilities":
        return name, f"‘{name}’"
    player = scenario.players[path[3]].name
    label, phrase = KINDS[path[4]]
    if path[4] == "values" and path[-1] not in ("values", "points", "table", "worth", path[5]):
        phrase = "{player}’s ‘{name}’"  # a parameter of a curve is not itself a value
    return f"{player}: {name} ({label})", phrase.format(player=mentioned(player), name=name)


def _drawn_as_one(scenario: Scenario, path: KeyPath, estimate: Range) -> str:
    """Name what is drawn as one: a table of worths, by the level that is asked for; a curve's number."""
    if path[4] != "values":
        return CURVE[path[-1]]
    issue, function = scenario.issues[path[5]], scenario.players[path[3]].values[path[5]]
    if not isinstance(function, LevelsValue):
        return issue.label
    level = next(level for level, worth in function.table.items() if worth is estimate)
    return f"{issue.name}: {label_of(issue, level)}"
