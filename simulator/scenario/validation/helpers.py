"""Checks of terms, which several parts of a scenario name."""

from collections.abc import Mapping

from simulator.errors import did_you_mean
from simulator.scenario.base import KeyPath
from simulator.scenario.checks import Findings, named
from simulator.scenario.deals import Option
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.scenario import Scenario


def option_of(path: KeyPath, issue: Issue, option: Option) -> Findings:
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


def terms_of(path: KeyPath, scenario: Scenario, terms: Mapping[str, Option]) -> Findings:
    """Complain of terms that name no issue, or no option of it."""
    for id, option in terms.items():
        if id not in scenario.issues:
            yield from named((*path, id), id, scenario.issues, "issue")
        else:
            yield from option_of((*path, id), scenario.issues[id], option)
