"""Rules that several checks share: a name must exist, an option be allowed, a range make sense.

Each yields the path to a mistake and a sentence that says what was found and what is allowed.
"""

from collections.abc import Iterable, Iterator, Mapping

from simulator.errors import did_you_mean
from simulator.scenario.base import KeyPath, Range
from simulator.scenario.deals import Option
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.scenario import Scenario

SUM_TOLERANCE = 1e-6
"""How far from 1 rounding may put what must add up."""

Found = Iterator[tuple[KeyPath, str]]


def named(path: KeyPath, name: str, known: Iterable[str], what: str) -> Found:
    """Complain unless a name is known."""
    known = list(known)
    if name not in known:
        yield path, f'there is no {what} "{name}". {did_you_mean(name, known)}'


def option_of(path: KeyPath, issue: Issue, option: Option) -> Found:
    """Complain unless an issue has an option."""
    if isinstance(issue, ContinuousIssue):
        if isinstance(option, str):
            yield (
                path,
                f'this must be a number from {issue.min:g} to {issue.max:g}; found "{option}"',
            )
        elif not issue.min <= option <= issue.max:
            yield path, f"{option:g} lies outside the range, {issue.min:g} to {issue.max:g}"
        elif off_grid(issue, option):
            yield (
                path,
                f"{option:g} is not on a step; the steps go from {issue.min:g} by {issue.step:g}",
            )
    elif option not in issue.levels:
        yield path, f'there is no level "{option}". {did_you_mean(str(option), list(issue.levels))}'


def off_grid(issue: ContinuousIssue, amount: float) -> bool:
    """Whether an amount lies between the steps."""
    steps = (amount - issue.min) / issue.step
    return abs(steps - round(steps)) > 1e-6


def terms_of(path: KeyPath, scenario: Scenario, terms: Mapping[str, Option]) -> Found:
    """Complain of terms that name no issue, or no option of it."""
    for id, option in terms.items():
        if id not in scenario.issues:
            yield from named((*path, id), id, scenario.issues, "issue")
        else:
            yield from option_of((*path, id), scenario.issues[id], option)


def range_of(path: KeyPath, given: Range, kind: str) -> Found:
    """Check a number and its range.

    Parameters
    ----------
    kind
        `share` (0 to 1), `positive`, `amount` (0 or more), or `plain`.
    """
    value, low, high = given.value, given.low, given.high
    if kind == "share" and not 0 <= value <= 1:
        yield (*path, "value"), f"{value:g} must lie between 0 and 1"
        return
    if kind == "positive" and value <= 0:
        yield (*path, "value"), f"{value:g} must be more than 0"
        return
    if kind == "amount" and value < 0:
        yield (*path, "value"), f"{value:g} must be 0 or more"
        return
    if (low is None) != (high is None):
        yield path, "give both `low` and `high`, or neither"
        return
    if low is None or high is None:
        return
    if low > high:
        yield (*path, "low"), f"the range is reversed: low {low:g}, high {high:g}"
    elif not low <= value <= high:
        yield (
            (*path, "value"),
            f"value {value:g} lies outside its own range, {low:g} to {high:g}",
        )
    elif low == high:
        yield (*path, "low"), f"low and high are both {low:g}; leave them out if it is certain"
    elif kind == "share" and (low <= 0 or high >= 1):
        yield (
            (*path, "low" if low <= 0 else "high"),
            f"a share's range lies strictly between 0 and 1, found {low:g} to {high:g} "
            "(it is drawn on the logit scale)",
        )
    elif kind == "positive" and low <= 0:
        yield (*path, "low"), f"low {low:g} must be more than 0"
    elif kind == "amount" and low < 0:
        yield (*path, "low"), f"low {low:g} must be 0 or more"
