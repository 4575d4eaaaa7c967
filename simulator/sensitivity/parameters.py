"""The uncertain numbers of a scenario, as a sensitivity analysis takes them: named, with a scale."""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.formatting import mentioned
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.decision_makers import DECISION_MAKER
from simulator.preferences.outcome_space import DealSpace
from simulator.preferences.preference_arrays import preferences
from simulator.preferences.uncertainty import AtEstimates, Scale, quantile
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.parameter_kinds import ParameterKind, kind_of
from simulator.scenario.parameters import choosing, parameter_entries
from simulator.scenario.scenario import Scenario

MOST_DIGITS = 4
"""Numbers that need more digits than usual by this to be told apart are the same to any reader."""


@dataclass(frozen=True)
class Parameter:
    """One uncertain number.

    Attributes
    ----------
    path
        The keys that lead to it.
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
    label: str
    phrase: str
    estimate: Range
    scale: Scale
    shared_out: bool = False

    @property
    def is_behavioural(self) -> bool:
        """Whether it says how people answer, rather than what the situation is."""
        return kind_of(self.path).behavioural

    @property
    def is_chance(self) -> bool:
        """Whether it is a probability, and so written in percent."""
        return kind_of(self.path).chance

    @property
    def is_who_decides(self) -> bool:
        """Whether it is no number of the scenario, but stands for the kinds of people who may decide."""
        return self.path[-1] == DECISION_MAKER

    def value(self, deviate: float) -> float:
        """Return the number at a standard normal deviate; one that is scaled, the others at their values.

        Of who decides, the least gain that is accepted.
        """
        if self.is_who_decides:
            return float(acceptance_defaults().kinds_of_people.drawn(np.array([deviate]))[0][0])
        drawn = float(quantile(self.estimate, self.scale, np.array([deviate]))[0])
        return drawn / (drawn + 1 - self.estimate.value) if self.shared_out else drawn

    def written(self, deviate: float, more: int = 0) -> str:
        """Write the number at a standard normal deviate, with so many digits more than usual."""
        value = self.value(deviate)
        return f"{100 * value:.{more}f} %" if self.is_chance else f"{value:.{2 + more}g}"

    def written_apart(self, one: float, other: float) -> tuple[str, str]:
        """Write the number at two deviates, with as many digits as tell them apart."""
        for more in range(MOST_DIGITS):
            pair = self.written(one, more), self.written(other, more)
            if pair[0] != pair[1]:
                break
        return pair


class _Noted(AtEstimates):
    """Reads every number at its value and notes each, with its scale."""

    def __init__(self) -> None:
        self.numbers: dict[KeyPath, tuple[Range, Scale]] = {}

    def __call__(self, path: KeyPath, estimate: Range, scale: Scale) -> FloatArray:
        """Return the value, shape (1,); of several that are drawn as one, note the least certain."""
        if path not in self.numbers or _width(estimate) > _width(self.numbers[path][0]):
            self.numbers[path] = (estimate, scale)
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
    paths = sorted(noted.numbers)
    entries = parameter_entries(scenario)
    known = {entry.path: entry for entry in entries}
    # What is drawn as one, a table of worths, is called by the number that is the least certain.
    drawn_as_one = {id(entry.number): entry for entry in entries}
    uncertain = []
    for path in paths:
        estimate, scale = noted.numbers[path]
        if _width(estimate) > 0:
            entry = known.get(path) or drawn_as_one.get(id(estimate))
            # A parameter of the curve that is not the player's own has no entry.
            kind = entry.kind if entry else kind_of(path)
            words = _words(scenario, path, kind, entry.label if entry else kind.label)
            uncertain.append(Parameter(path, *words, estimate, scale, _shared_out(path)))
    return paths, uncertain


def _shared_out(path: KeyPath) -> bool:
    """Tell whether a number adds up to 1 with others: a probability of a future, a weight."""
    return path[0] == "futures" or path[4:5] == ("weights",)


def _words(scenario: Scenario, path: KeyPath, kind: ParameterKind, name: str) -> tuple[str, str]:
    """Return a number's label and its phrase."""
    label = f"{name} ({kind.what})" if kind.what else name
    if path[-1] == "choice_steepness":
        party = scenario.parties[path[1]]
        return choosing(party), kind.phrase.format(player=mentioned(party.name))
    if path[0] != "parties":
        return label, kind.phrase.format(name=name)
    player = scenario.players[path[3]].name
    return f"{player}: {label}", kind.phrase.format(player=mentioned(player), name=name)
