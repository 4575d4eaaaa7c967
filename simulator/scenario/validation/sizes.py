"""What a scenario asks of the machine, held against the budgets that can be known from its file."""

from collections.abc import Collection, Iterator, Mapping
from math import prod

from pydantic import BaseModel

from simulator.limits import CERTAIN, COUPLED, DRAWN, NUMBERS
from simulator.scenario.base import Range
from simulator.scenario.checks import Findings
from simulator.scenario.holders import holders
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.rules import joined
from simulator.scenario.scenario import Scenario

MOST_DEALS = 10**12


def check_sizes(scenario: Scenario) -> Findings:
    """Complain of more than can be worked out."""
    counts = {id: option_count(issue) for id, issue in scenario.issues.items()}
    deals = prod(counts.values())
    if deals > MOST_DEALS:
        yield (
            ("issues",),
            f"{deals:,} possible deals; at most {MOST_DEALS:,} are allowed: widen steps",
        )
    yield from _coupled(scenario, counts)
    yield from _options(scenario, counts)
    parts = (scenario.parties, scenario.futures, scenario.credibilities, scenario.acceptance)
    numbers = sum(1 for part in parts for _ in _numbers(part, but=("values", "groups")))
    # A group that is like another player has all of its numbers once more.
    numbers += sum(
        1
        for whose in holders(scenario)
        if whose.group
        for _ in _numbers(whose.player, but=("values", "acceptance"))
    )
    numbers += sum(
        (group.discipline is not None) + (group.turnout is not None)
        for player in scenario.players.values()
        for group in player.groups.values()
    )
    if numbers > NUMBERS:
        yield (
            ("parties",),
            f"{numbers:,} numbers beside what options are worth (weights, no deal, interactions, red lines); "
            f"at most {NUMBERS:,} are allowed: leave out issues, players or groups",
        )


def option_count(issue: Issue) -> int:
    """Return how many options an issue has, at least 1."""
    if isinstance(issue, ContinuousIssue):
        return max(1, round((issue.max - issue.min) / issue.step) + 1)
    return len(issue.levels)


def _coupled(scenario: Scenario, counts: Mapping[str, int]) -> Findings:
    """Complain of issues that interactions or rules join, where their options combine in too many ways."""
    pairs = [
        interaction.between
        for whose in holders(scenario)
        for interaction in whose.player.interactions.values()
    ]
    for together in joined(counts, [*pairs, *(rule.issues for rule in scenario.rules.values())]):
        ways = prod(counts[id] for id in together)
        if len(together) > 1 and ways > COUPLED:
            named = ", ".join(together[:4]) + (", …" if len(together) > 4 else "")
            yield (
                ("issues",),
                f"interactions of some players, or rules, join {len(together)} issues ({named}) whose "
                f"options combine in {ways:,} ways; at most {COUPLED:,} are allowed: leave out "
                "interactions or rules, or options of these issues",
            )


def _options(scenario: Scenario, counts: Mapping[str, int]) -> Findings:
    valued = drawn = 0
    for player in (whose.player for whose in holders(scenario)):
        for id, function in player.values.items():
            count = counts.get(id, 0)
            valued += count
            doubted = id in scenario.issues and scenario.issues[id].credibility is not None
            drawn += (
                count
                if doubted or any(number.low is not None for number in _numbers(function))
                else 0
            )
        lines = {
            line.issue
            for line in player.red_lines.values()
            if any(number.low is not None for number in _numbers((line.firmness, line.softness)))
        }
        drawn += sum(counts.get(id, 0) for id in lines)
    for number, most, what in (
        (valued, CERTAIN, "are valued"),
        (drawn, DRAWN, "have a worth, or a red line, with a range"),
    ):
        if number > most:
            yield (
                ("issues",),
                f"over all players {number:,} options {what}; at most {most:,} may: widen steps, or "
                "leave out ranges",
            )


def _numbers(part: object, but: Collection[str] = ()) -> Iterator[Range]:
    """Walk a part of a scenario and yield its numbers, but for those in fields of some names."""
    if isinstance(part, Range):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from _numbers(inner, but)
    elif isinstance(part, tuple):
        for inner in part:
            yield from _numbers(inner, but)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name not in but:
                yield from _numbers(getattr(part, name), but)
