"""What each kind of number in a scenario is: where it stands, what it may be, how it reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from simulator.scenario.base import KeyPath, Range
from simulator.scenario.checks import Scale

SECTIONS: Mapping[str, str] = {
    "weights": "Priorities (swing weights that add up to 1)",
    "values": "Value of each option, term by term",
    "interactions": "Interactions: terms worth more, or less, together",
    "no_deal": "Value of each future without a deal (together: the reservation value)",
    "red_lines": "Red lines: the chance that each is real",
    "votes": "How its groups vote",
    "behaviour": "Behaviour",
    "curve": "Acceptance curve (fitted on human decisions)",
    "futures": "How likely each future is without a deal",
    "credibilities": "Credibility: how far promises are believed",
    "power": "Bargaining power (for the Nash solution)",
    "talks": "How the talks are held",
}
"""Under which heads numbers stand, by id."""


def _share(number: Range) -> tuple[float, float]:
    """Bound a share: one that is drawn on the logit scale is neither 0 nor 1."""
    return (0.0, 1.0) if number.low is None else (0.01, 0.99)


@dataclass(frozen=True)
class ParameterKind:
    """What all numbers of a kind have in common.

    Attributes
    ----------
    section
        The id of the head that they stand under.
    scale
        What such a number may be.
    what
        What it is, for after a name; empty where the name says it.
    phrase
        The same for the middle of a sentence, about `{player}` and `{name}`.
    label
        Its name, where nothing in the scenario gives it one.
    bounds
        Between which it can be moved.
    chance
        Whether it is a probability, and so written in percent.
    behavioural
        Whether it says how people answer, rather than what the situation is.
    """

    section: str
    what: str = ""
    phrase: str = "‘{name}’"
    label: str = ""
    scale: Scale = "share"
    bounds: Callable[[Range], tuple[float, float]] = _share
    chance: bool = False
    behavioural: bool = False


def _interaction(number: Range) -> tuple[float, float]:
    most = min(1.0, max(0.3, 2 * abs(number.value)))
    return (0.0, most) if number.value >= 0 else (-most, 0.0)


def _curve(
    label: str, scale: Scale, least: float, most: float, chance: bool = False
) -> ParameterKind:
    """Make a parameter of the acceptance curve."""
    return ParameterKind(
        "behaviour", "behaviour", "{player}’s {name}", label, scale,
        lambda number: (least, max(most, number.value)), chance, behavioural=True,
    )  # fmt: skip


CURVE: Mapping[str, ParameterKind] = {
    "threshold": _curve(
        "smallest gain accepted, τ (share of what is at stake)", "plain", -1.0, 1.0, True
    ),
    "steepness": _curve("steepness s", "positive", 0.5, 200.0),
    "disadvantageous": _curve("aversion to being behind, a", "amount", 0.0, 30.0),
    "advantageous": _curve("aversion to being ahead, g", "amount", 0.0, 30.0),
}
"""The parameters of the acceptance curve, by their keys."""
KINDS: Mapping[str, ParameterKind] = {
    "weights": ParameterKind("weights", "priority", "{player}’s priority for ‘{name}’"),
    "values": ParameterKind("values", "value", "the value of ‘{name}’ to {player}"),
    "interactions": ParameterKind(
        "interactions",
        "interaction",
        "the interaction of ‘{name}’ for {player}",
        scale="plain",
        bounds=_interaction,
    ),
    "no_deal": ParameterKind(
        "no_deal", "value without a deal", "the value of ‘{name}’ to {player}"
    ),
    "firmness": ParameterKind(
        "red_lines",
        "chance that it is real",
        "the chance that {player}’s red line ‘{name}’ is real",
        chance=True,
    ),
    "softness": ParameterKind(
        "red_lines",
        "softness",
        "the softness of {player}’s red line ‘{name}’",
        scale="amount",
        bounds=lambda number: (0.0, max(1.0, 3 * number.value)),
    ),
    "risk_attitude": ParameterKind(
        "behaviour",
        "behaviour",
        "{player}’s aversion to risk",
        "Aversion to risk (0 is neutral)",
        "plain",
        lambda _: (-5.0, 5.0),
    ),
    "patience": ParameterKind(
        "behaviour",
        "behaviour",
        "{player}’s patience",
        "Patience: what a gain is still worth a round later",
    ),
    **CURVE,
    # Who decides is written as the gain that it asks for.
    "decision_maker": replace(
        CURVE["threshold"],
        what="",
        phrase="the smallest gain, as a share of its stake, that {player} accepts",
        label="smallest gain accepted",
    ),
    "cost": ParameterKind(
        "behaviour",
        "behaviour",
        "what {player}’s displeasure costs its lead",
        "What its displeasure costs its lead (κ)",
        "amount",
        lambda number: (0.0, max(3.0, 2 * number.value)),
        behavioural=True,
    ),
    "discipline": ParameterKind(
        "votes", "discipline", "the discipline of ‘{name}’ in {player}", behavioural=True
    ),
    "turnout": ParameterKind(
        "votes", "turnout", "the part of ‘{name}’ in {player} who vote", chance=True
    ),
    "futures": ParameterKind("futures", "chance", "the chance of ‘{name}’", chance=True),
    "choice_steepness": ParameterKind(
        "futures",
        phrase="how surely {player} chooses the future that is best for it",
        scale="positive",
        bounds=lambda number: (0.5, max(100.0, number.value)),
        behavioural=True,
    ),
    "credibilities": ParameterKind("credibilities", chance=True),
    "power": ParameterKind(
        "power",
        "bargaining power",
        scale="positive",
        bounds=lambda number: (0.05, max(2.0, 2 * number.value)),
    ),
    "breakdown": ParameterKind(
        "talks",
        label="Chance that the talks break down after a refusal",
        phrase="the chance that the talks break down after a refusal",
        chance=True,
    ),
}
"""By the key that leads to a number: of the scenario, of a player, or its own."""
SHAPE = ParameterKind("values", "value", "{player}’s ‘{name}’")
"""A number of a value function that is not itself a worth."""
OTHER = ParameterKind("")


def kind_of(path: KeyPath) -> ParameterKind:
    """Tell what kind of number a path leads to."""
    path = path[:4] + path[6:] if path[4:5] == ("groups",) else path
    keys = (path[0], *path[4:5], path[-1])
    return next((KINDS[key] for key in keys if key in KINDS), OTHER)
