"""What a side refused by name in a real text, so that nothing puts it forward as if it were new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose

from simulator.scenario.deals import Option
from simulator.scenario.record import Refusal
from simulator.scenario.scenario import Scenario

SLACK = 1e-9
"""Room for rounding, as a part of an amount."""


@dataclass(frozen=True)
class RefusedOption:
    """An option, who refused it, and when.

    Attributes
    ----------
    whose
        A party or a player, by its id.
    between
        Of an amount that the refusal does not name, the least and the most that it names.
    """

    issue: str
    option: Option
    whose: str
    day: date
    between: tuple[float, float] | None


def refusals(scenario: Scenario, deal: Mapping[str, Option]) -> list[RefusedOption]:
    """List what was refused by name of some terms, term by term, the earliest first."""
    return sorted(
        (
            RefusedOption(
                issue,
                option,
                whose,
                refusal.day or proposal.date,
                _between(refusal, option),
            )
            for issue, option in deal.items()
            for proposal in scenario.history.values()
            for whose, by_issue in proposal.refused.items()
            if (refusal := by_issue.get(issue)) is not None and is_named(refusal, option)
        ),
        key=lambda refused: (list(deal).index(refused.issue), refused.day),
    )


def refused_options(scenario: Scenario, issue: str, options: Sequence[Option]) -> list[bool]:
    """Tell which options of an issue some side refused by name."""
    of_issue = [
        refusal
        for proposal in scenario.history.values()
        for by_issue in proposal.refused.values()
        if (refusal := by_issue.get(issue)) is not None
    ]
    levels = {level for refusal in of_issue for level in refusal.options if isinstance(level, str)}
    # Files come from strangers: joined, there are no more spans than steps.
    spans: list[tuple[float, float]] = []
    for low, high in sorted(filter(None, map(_span, of_issue))):
        if spans and low <= spans[-1][1]:
            low, high = spans[-1][0], max(spans.pop()[1], high)
        spans.append((low, high))
    return [
        option in levels
        if isinstance(option, str)
        else any(low <= option <= high for low, high in spans)
        for option in options
    ]


def is_named(refusal: Refusal, option: Option) -> bool:
    """Tell whether a refusal names an option; of an amount, whether it lies between those named."""
    span = _span(refusal)
    if isinstance(option, str) or span is None:
        return option in refusal.options
    return span[0] <= option <= span[1]


def _between(refusal: Refusal, option: Option) -> tuple[float, float] | None:
    amounts = [amount for amount in refusal.options if not isinstance(amount, str)]
    if isinstance(option, str) or any(
        isclose(option, amount, abs_tol=SLACK, rel_tol=SLACK) for amount in amounts
    ):
        return None
    return min(amounts), max(amounts)


def _span(refusal: Refusal) -> tuple[float, float] | None:
    """Return the least and the most amount that a refusal names, with room for rounding."""
    amounts = [amount for amount in refusal.options if not isinstance(amount, str)]
    if not amounts:
        return None
    slack = SLACK * max(1.0, *map(abs, amounts))
    return min(amounts) - slack, max(amounts) + slack
