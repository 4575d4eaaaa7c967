"""The one catalogue of a scenario's numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.scenario.base import Estimate, KeyPath, Provenance, Range
from simulator.scenario.deals import label_of
from simulator.scenario.issues import Issue
from simulator.scenario.parameter_kinds import SHAPE, ParameterKind, kind_of
from simulator.scenario.players import Group, Player
from simulator.scenario.scenario import Future, Party, Scenario
from simulator.scenario.value_functions import ValueFunction


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
    return future.label if future.chosen_by is None else f"{future.label}, all else equal"


def own_numbers(at: KeyPath, player: Player | Group) -> Iterator[tuple[KeyPath, Estimate]]:
    """List the numbers that a player, or a group, has one of, those of its acceptance curve last."""
    for name, number in player:
        if isinstance(number, Estimate):
            yield (*at, name), number
    for name, number in player.acceptance if isinstance(player, Player) else ():
        if number is not None:
            yield (*at, "acceptance", name), number


def _of_player(
    scenario: Scenario, at: KeyPath, id: str, player: Player
) -> Iterator[ParameterEntry]:
    yield from _wants(scenario, at, id, player)
    for name, group in player.groups.items():
        yield from _of_group(scenario, (*at, "groups", name), id, group)
    for path, number in own_numbers(at, player):
        label = kind_of(path).label
        yield _entry(
            path, id, f"Acceptance curve: {label}" if "acceptance" in path[-2:] else label, number
        )


def _of_group(scenario: Scenario, at: KeyPath, id: str, group: Group) -> Iterator[ParameterEntry]:
    for entry in _wants(scenario, at, id, group):
        yield replace(entry, label=f"{group.label}: {entry.label}")
    for path, number in own_numbers(at, group):
        label = kind_of(path).label
        yield _entry(path, id, f"{group.label}: {label}" if label else group.label, number)


def _wants(
    scenario: Scenario, at: KeyPath, id: str, player: Player | Group
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
