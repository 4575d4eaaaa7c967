"""How a player answers: the gain that whoever decides for it asks for, and how surely.

Nobody knows who decides for a player, so its decision maker is drawn from the kinds of people that human
data show (`curve_defaults.KindsOfPeople`); the parameters of a file take their place.
"""

from dataclasses import dataclass

import numpy as np

from simulator.arrays import FloatArray
from simulator.preferences.curve_defaults import DecisionMakers, acceptance_defaults
from simulator.preferences.uncertainty import NINETIETH, Read, Scale
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.players import AcceptanceOverride

DECISION_MAKER = "decision_maker"
"""The key of who decides, where no parameters are given."""
ANYBODY = Range(value=0.0, low=-NINETIETH, high=NINETIETH)
"""Who decides, as a standard normal deviate: people who ask for more come later."""


@dataclass(frozen=True)
class Answering:
    """The acceptance curve's parameters, each of shape (n_draws,).

    Attributes
    ----------
    threshold, steepness
        τ and s, in shares of the player's stake and per stake.
    disadvantageous, advantageous
        a and g, per unit of utility.
    """

    threshold: FloatArray
    steepness: FloatArray
    disadvantageous: FloatArray
    advantageous: FloatArray


def answers_its_own_way(own: AcceptanceOverride, case: AcceptanceOverride) -> bool:
    """Tell whether a file gives a player a threshold or a steepness, or gives one to all."""
    return any(curve.threshold or curve.steepness for curve in (own, case))


def answering(
    own: AcceptanceOverride, case: AcceptanceOverride, path: KeyPath, read: Read
) -> Answering:
    """Read how a player answers.

    Parameters
    ----------
    own, case
        What the file says of the player, and of all.
    path
        The keys that lead to its acceptance curve.
    """
    given = {
        name: getattr(own, name) or getattr(case, name) for name in AcceptanceOverride.model_fields
    }

    def number(name: str, scale: Scale, otherwise: Range) -> FloatArray:
        return read((*path, name), given[name] or otherwise, scale)

    if answers_its_own_way(own, case):
        people = acceptance_defaults().decision_makers
        threshold = number("threshold", Scale.PLAIN, _thresholds(people))
        steepness = number("steepness", Scale.POSITIVE, people.steepness)
    else:
        deviate = read((*path, DECISION_MAKER), ANYBODY, Scale.PLAIN)
        threshold, steepness = acceptance_defaults().kinds_of_people.drawn(deviate)
    nothing = Range(value=0.0)
    return Answering(
        threshold,
        steepness,
        np.maximum(number("disadvantageous", Scale.PLAIN, nothing), 0),
        np.maximum(number("advantageous", Scale.PLAIN, nothing), 0),
    )


def _thresholds(people: DecisionMakers) -> Range:
    """Return the range of thresholds between people, for whoever has but a steepness of its own."""
    middle, apart = people.threshold.value, NINETIETH * people.spread.value
    return Range(value=middle, low=middle - apart, high=middle + apart)
