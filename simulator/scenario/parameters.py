"""Every number of a scenario in one list, each with the path to it and where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.scenario.base import Estimate, KeyPath, Provenance, Range
from simulator.scenario.deals import label_of
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.scenario import AsGoodAs, Player, Scenario
from simulator.scenario.value_functions import (
    ExponentialValue,
    LevelsValue,
    PiecewiseValue,
    PowerValue,
    TargetValue,
    ThresholdValue,
    ValueFunction,
)

WEIGHTS = "Priorities (swing weights that add up to 1)"
WORTHS = "Value of each option, term by term"
COUPLINGS = "Interactions: terms worth more, or less, together"
NO_DEAL = "Value of each future without a deal (together: the reservation value)"
RED_LINES = "Red lines: chance that each is real"
CHARACTER = "Behaviour: risk aversion and acceptance curve"

CURVE = {
    "precision": "precision β (slope)",
    "disadvantageous": "aversion to being behind, a",
    "advantageous": "aversion to being ahead, g",
}
"""The parameters of the acceptance curve, by their keys."""


@dataclass(frozen=True)
class ParameterEntry:
    """One number that may be changed.

    Attributes
    ----------
    path
        The keys that lead to the estimate.
    owner
        The player whose number it is; None for what everyone shares.
    least, most
        Between which it can be moved.
    """

    path: KeyPath
    owner: str | None
    section: str
    label: str
    value: float
    low: float | None
    high: float | None
    least: float
    most: float
    provenance: Provenance | None

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
    found: list[ParameterEntry] = []
    for party_id, party in scenario.parties.items():
        for id, player in party.players.items():
            found += _of_player(scenario, ("parties", party_id, "players", id), id, player)
    for id, future in scenario.futures.items():
        found.append(
            _share(
                ("futures", id, "probability"),
                None,
                "How likely each future is without a deal",
                future.label,
                future.probability,
                future.probability,
            )
        )
    for id, promise in scenario.credibilities.items():
        found.append(
            _share(
                ("credibilities", id),
                None,
                "Credibility: how far promises are believed",
                promise.label,
                promise,
                promise,
            )
        )
    for id, party in scenario.parties.items():
        if party.power is not None:
            found.append(
                _number(
                    ("parties", id, "power"),
                    None,
                    "Bargaining power (for the Nash solution)",
                    party.label,
                    party.power,
                    party.power,
                    0.05,
                    max(2.0, 2 * party.power.value),
                )
            )
    return found


def _of_player(
    scenario: Scenario, at: KeyPath, id: str, player: Player
) -> Iterator[ParameterEntry]:
    for issue, weight in player.weights.items():
        yield _share(
            (*at, "weights", issue), id, WEIGHTS, scenario.issues[issue].label, weight, weight
        )
    for issue, function in player.values.items():
        yield from _of_function(scenario.issues[issue], (*at, "values", issue), id, function)
    for name, coupling in player.interactions.items():
        together = " and ".join(scenario.issues[issue].name for issue in coupling.between)
        yield _number(
            (*at, "interactions", name),
            id,
            COUPLINGS,
            together,
            coupling,
            coupling,
            *((0.0, 0.3) if coupling.value >= 0 else (-0.3, 0.0)),
        )
    for future, worth in player.no_deal.items():
        if isinstance(worth, Estimate):
            label = scenario.futures[future].label
            yield _share((*at, "no_deal", future), id, NO_DEAL, label, worth, worth)
        else:
            assert isinstance(worth, AsGoodAs)
    for name, line in player.red_lines.items():
        yield _share(
            (*at, "red_lines", name, "firmness"),
            id,
            RED_LINES,
            line.label,
            line.firmness,
            line.firmness,
        )
    if player.risk_attitude is not None:
        yield _number(
            (*at, "risk_attitude"),
            id,
            CHARACTER,
            "Aversion to risk (0 is neutral)",
            player.risk_attitude,
            player.risk_attitude,
            -5.0,
            5.0,
        )
    for name in CURVE:
        given = getattr(player.acceptance, name)
        if given is not None:
            yield _number(
                (*at, "acceptance", name),
                id,
                CHARACTER,
                f"Acceptance curve: {CURVE[name]}",
                given,
                given,
                0.0 if name != "precision" else 0.5,
                max(30.0, given.value),
            )


def _of_function(
    issue: Issue, at: KeyPath, id: str, function: ValueFunction
) -> Iterator[ParameterEntry]:
    """List the parameters of a value function; the ends, worth 0 and 1 by definition, stay."""
    if isinstance(function, LevelsValue):
        for level, worth in function.table.items():
            if 0 < worth.value < 1:
                label = f"{issue.name}: {label_of(issue, level)}"
                yield _share((*at, "table", level), id, WORTHS, label, worth, function)
    elif isinstance(function, PiecewiseValue):
        for n, point in enumerate(function.points):
            if 0 < point.worth.value < 1:
                label = f"{issue.name}: {label_of(issue, point.at)}"
                yield _share(
                    (*at, "points", str(n), "worth"), id, WORTHS, label, point.worth, function
                )
    elif isinstance(issue, ContinuousIssue):
        yield from _of_curve(issue, at, id, function)


def _of_curve(
    issue: ContinuousIssue, at: KeyPath, id: str, function: ValueFunction
) -> Iterator[ParameterEntry]:
    def of(name: str, what: str, parameter: Range, least: float, most: float) -> ParameterEntry:
        label = f"{issue.name}: {what}"
        return _number((*at, name), id, WORTHS, label, parameter, function, least, most)

    span = issue.max - issue.min
    if isinstance(function, PowerValue):
        yield of("exponent", "exponent (1: linear)", function.exponent, 0.1, 5.0)
    elif isinstance(function, ExponentialValue):
        sign = 1 if function.risk_tolerance.value > 0 else -1
        least, most = sorted((sign * span / 20, sign * span * 5))
        yield of("risk_tolerance", "risk tolerance", function.risk_tolerance, least, most)
    elif isinstance(function, TargetValue):
        yield of("peak", "best amount", function.peak, issue.min, issue.max)
    elif isinstance(function, ThresholdValue):
        yield of("at", "position of the step", function.at, issue.min, issue.max)
        yield of("width", "width of the step", function.width, span / 100, span)


def _share(
    path: KeyPath, owner: str | None, section: str, label: str, given: Range, provenance: Provenance
) -> ParameterEntry:
    certain = given.low is None
    return _number(
        path,
        owner,
        section,
        label,
        given,
        provenance,
        0.0 if certain else 0.01,
        1.0 if certain else 0.99,
    )


def _number(
    path: KeyPath,
    owner: str | None,
    section: str,
    label: str,
    given: Range,
    provenance: Provenance,
    least: float,
    most: float,
) -> ParameterEntry:
    return ParameterEntry(
        path,
        owner,
        section,
        label,
        given.value,
        given.low,
        given.high,
        min(least, given.value),
        max(most, given.value),
        provenance,
    )
