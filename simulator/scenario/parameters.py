"""The one catalogue of a scenario's numbers: what each kind of number is, and every number there is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from simulator.scenario.base import Estimate, KeyPath, Provenance, Range
from simulator.scenario.checks import Scale
from simulator.scenario.deals import label_of
from simulator.scenario.issues import Issue
from simulator.scenario.players import Player
from simulator.scenario.scenario import Future, Party, Scenario
from simulator.scenario.value_functions import ValueFunction

SECTIONS: Mapping[str, str] = {
    "weights": "Priorities (swing weights that add up to 1)",
    "values": "Value of each option, term by term",
    "interactions": "Interactions: terms worth more, or less, together",
    "no_deal": "Value of each future without a deal (together: the reservation value)",
    "red_lines": "Red lines: the chance that each is real",
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
    keys = (path[0], *path[4:5], path[-1])
    return next((KINDS[key] for key in keys if key in KINDS), OTHER)


@dataclass(frozen=True)
class ParameterEntry:
    """One number that may be changed.

    Attributes
    ----------
    path
        The keys that lead to the estimate.
    owner
        The player whose number it is; None for what everyone shares.
    number
        The number and its range.
    least, most
        Between which it can be moved.
    """

    path: KeyPath
    owner: str | None
    kind: ParameterKind
    label: str
    number: Range
    least: float
    most: float
    provenance: Provenance | None

    @property
    def section(self) -> str:
        """The id of its section."""
        return self.kind.section

    @property
    def value(self) -> float:
        """The number itself."""
        return self.number.value

    @property
    def low(self) -> float | None:
        """The 10th percentile; None where it is held certain."""
        return self.number.low

    @property
    def high(self) -> float | None:
        """The 90th percentile; None where it is held certain."""
        return self.number.high

    @property
    def value_path(self) -> KeyPath:
        """Where a new value is written."""
        return (*self.path, "value")

    @property
    def step(self) -> float:
        """A step fine enough to be felt and coarse enough to be hit."""
        return 0.01 if self.most - self.least <= 2 else (self.most - self.least) / 100

    @property
    def format(self) -> str:
        """How the number is written."""
        return "%.2f" if self.most - self.least <= 2 else "%.1f"


def parameter_entries(scenario: Scenario) -> list[ParameterEntry]:
    """List every number of a scenario that can be changed, the shared ones last."""
    entries: list[ParameterEntry] = []
    for party_id, party in scenario.parties.items():
        for id, player in party.players.items():
            entries += _of_player(scenario, ("parties", party_id, "players", id), id, player)
    for id, future in scenario.futures.items():
        entries.append(
            _entry(("futures", id, "probability"), None, _likely(future), future.probability)
        )
    for id, party in scenario.parties.items():
        if party.choice_steepness is not None:
            at = ("parties", id, "choice_steepness")
            entries.append(_entry(at, None, choosing(party), party.choice_steepness))
    for id, promise in scenario.credibilities.items():
        entries.append(_entry(("credibilities", id), None, promise.label, promise))
    for id, party in scenario.parties.items():
        if party.power is not None:
            entries.append(_entry(("parties", id, "power"), None, party.label, party.power))
    if scenario.talks.breakdown is not None:
        path = ("talks", "breakdown")
        entries.append(_entry(path, None, kind_of(path).label, scenario.talks.breakdown))
    return entries


def choosing(party: Party) -> str:
    """Name how surely a party chooses among its own futures."""
    return f"{party.name}: how surely it chooses what is best for it, λ"


def _likely(future: Future) -> str:
    return future.label if future.chosen_by is None else f"{future.label}: before worth counts"


def own_numbers(at: KeyPath, player: Player) -> Iterator[tuple[KeyPath, Estimate]]:
    """List the numbers that a player has one of, those of its acceptance curve last."""
    for name, number in player:
        if isinstance(number, Estimate):
            yield (*at, name), number
    for name, number in player.acceptance:
        if number is not None:
            yield (*at, "acceptance", name), number


def _of_player(
    scenario: Scenario, at: KeyPath, id: str, player: Player
) -> Iterator[ParameterEntry]:
    issues = scenario.issues
    for issue, weight in player.weights.items():
        yield _entry((*at, "weights", issue), id, issues[issue].label, weight)
    for issue, function in player.values.items():
        yield from _of_function(issues[issue], (*at, "values", issue), id, function)
    for name, coupling in player.interactions.items():
        together = " and ".join(issues[issue].name for issue in coupling.between)
        yield _entry((*at, "interactions", name), id, together, coupling)
    for future, worth in player.no_deal.items():
        if isinstance(worth, Estimate):
            yield _entry((*at, "no_deal", future), id, scenario.futures[future].label, worth)
    for name, line in player.red_lines.items():
        yield _entry((*at, "red_lines", name, "firmness"), id, line.label, line.firmness)
        if line.softness is not None:
            label = f"{line.label}: softness"
            yield _entry((*at, "red_lines", name, "softness"), id, label, line.softness)
    for path, number in own_numbers(at, player):
        label = kind_of(path).label
        yield _entry(
            path, id, f"Acceptance curve: {label}" if "acceptance" in path[-2:] else label, number
        )


def _of_function(
    issue: Issue, at: KeyPath, id: str, function: ValueFunction
) -> Iterator[ParameterEntry]:
    for parameter in function.parameters(issue):
        path = (*at, *parameter.keys)
        if parameter.least is None or parameter.most is None:
            label = f"{issue.name}: {label_of(issue, parameter.what)}"
            yield _entry(path, id, label, parameter.number, function)
        else:
            label, ends = f"{issue.name}: {parameter.what}", (parameter.least, parameter.most)
            yield _entry(path, id, label, parameter.number, function, SHAPE, ends)


def _entry(
    path: KeyPath,
    owner: str | None,
    label: str,
    number: Range,
    provenance: Provenance | None = None,
    kind: ParameterKind | None = None,
    ends: tuple[float, float] | None = None,
) -> ParameterEntry:
    kind = kind or kind_of(path)
    least, most = ends or kind.bounds(number)
    if isinstance(number, Estimate):
        provenance = number
    least, most = min(least, number.value), max(most, number.value)
    return ParameterEntry(path, owner, kind, label, number, least, most, provenance)
