"""Deals as a scenario writes them: options of an issue, starting points, proposals, labels."""

from collections.abc import Mapping, Sequence
from math import inf

from simulator.errors import DealError, did_you_mean
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.players import RedLine
from simulator.scenario.scenario import Scenario, Stance

Option = float | str


def options(issue: Issue) -> tuple[Option, ...]:
    """Return the values that an issue can take, least first."""
    if not isinstance(issue, ContinuousIssue):
        return tuple(issue.levels)
    steps = round((issue.max - issue.min) / issue.step)
    # Rounded to the digits that the step has, so that 0.1 × 3 is 0.3.
    return tuple(round(issue.min + k * issue.step, 9) + 0.0 for k in range(steps + 1))


def label_of(issue: Issue, option: Option) -> str:
    """Write an option as a person would: a level's label, or an amount with its unit."""
    if not isinstance(issue, ContinuousIssue):
        return issue.levels[str(option)].label
    amount, unit = f"{float(option):,.10g}", issue.unit
    if unit.startswith("$"):
        return f"${amount} {unit[1:]}".rstrip()
    return f"{amount} {unit}".rstrip()


def changed_terms(
    before: Mapping[str, Option], after: Mapping[str, Option]
) -> dict[str, tuple[Option, Option]]:
    """Return the terms in which two deals differ, by issue: the option before and after."""
    return {id: (before[id], after[id]) for id in before if before[id] != after[id]}


def beyond(line: RedLine, allowed: Sequence[Option]) -> list[float]:
    """Measure how far beyond a red line the options of an issue lie, least first; up to 0: not crossed.

    In the issue's unit, or in steps of its levels; infinitely far where a line names its levels.
    """
    if line.levels is not None:
        return [inf if option in line.levels else -inf for option in allowed]
    side = 1 if line.below is None else -1
    bound = line.below if line.below is not None else line.above
    standing = [float(n if isinstance(option, str) else option) for n, option in enumerate(allowed)]
    limit = float(allowed.index(bound) if isinstance(bound, str) else bound or 0.0)
    # Amounts on the bound are acceptable, however they were rounded.
    slack = 1e-9 * max(1.0, abs(limit))
    return [0.0 if abs(place - limit) <= slack else side * (place - limit) for place in standing]


def crosses(line: RedLine, allowed: Sequence[Option]) -> list[bool]:
    """Tell which options of an issue, least first, cross a red line."""
    return [distance > 0 for distance in beyond(line, allowed)]


def parse_option(issue: Issue, text: str) -> Option:
    """Read an option as someone types it; an amount may lie between the steps.

    Raises
    ------
    DealError
        If the issue has no such option.
    """
    allowed = options(issue)
    if not isinstance(issue, ContinuousIssue):
        if text in allowed:
            return text
        raise DealError(f'"{text}" is no option. {did_you_mean(text, [str(o) for o in allowed])}')
    try:
        amount = float(text)
    except ValueError:
        amount = float("nan")
    for option in allowed:
        if abs(amount - float(option)) <= 1e-9 * (issue.max - issue.min + abs(float(option))):
            return option
    if issue.min <= amount <= issue.max:
        return amount
    raise DealError(
        f'"{text}" is no option. Allowed here: any amount from {issue.min:g} to {issue.max:g}.'
    )


def start_deal(scenario: Scenario) -> dict[str, Option]:
    """Return the deal on the table when the scenario opens."""
    return _from(scenario, scenario.start.like, scenario.start.terms)


def status_quo_deal(scenario: Scenario) -> dict[str, Option] | None:
    """Return the terms in force while nothing is signed; None where the scenario names none."""
    if scenario.status_quo is None:
        return None
    terms = {id: term.value for id, term in scenario.status_quo.terms.items()}
    return _in_order(scenario, terms)


def preset_deal(scenario: Scenario, id: str) -> dict[str, Option]:
    """Return a preset's terms."""
    preset = scenario.presets[id]
    return _from(scenario, preset.like, preset.terms)


def stance_deal(scenario: Scenario, stance: Stance) -> dict[str, Option]:
    """Return the deal than which a stance takes nothing worse."""
    return _from(scenario, stance.like, stance.terms)


def proposal_deal(scenario: Scenario, id: str, *codings: str) -> dict[str, Option] | None:
    """Return a real proposal's terms, in other readings if named; None where some are unknown."""
    proposal = scenario.history[id]
    terms = {issue: term.value for issue, term in proposal.terms.items()}
    for coding in codings:
        terms |= {issue: term.value for issue, term in proposal.codings[coding].terms.items()}
    if set(terms) != set(scenario.issues):
        return None
    return _in_order(scenario, terms)


def named_deals(scenario: Scenario) -> dict[str, str]:
    """Return the labels of the presets and of the real proposals with all their terms, by id."""
    presets = {id: preset.label for id, preset in scenario.presets.items()}
    proposals = {
        id: proposal.label
        for id, proposal in scenario.history.items()
        if proposal_deal(scenario, id) is not None
    }
    return {**presets, **proposals}


def named_deal(scenario: Scenario, id: str) -> dict[str, Option]:
    """Return one of the `named_deals`.

    Raises
    ------
    DealError
        If the scenario has no such deal.
    """
    if id in scenario.presets:
        return preset_deal(scenario, id)
    if id not in scenario.history:
        near = did_you_mean(id, [*scenario.presets, *scenario.history])
        raise DealError(f'There is no preset or proposal "{id}". {near}')
    deal = proposal_deal(scenario, id)
    if deal is None:
        raise DealError(f'The record leaves terms of "{id}" open, so it cannot be evaluated.')
    return deal


def _from(scenario: Scenario, like: str | None, terms: Mapping[str, Option]) -> dict[str, Option]:
    base: Mapping[str, Option] = {}
    if like in scenario.history:
        base = proposal_deal(scenario, str(like)) or {}
    elif like in scenario.presets:
        base = preset_deal(scenario, str(like))
    return _in_order(scenario, {**base, **terms})


def _in_order(scenario: Scenario, terms: Mapping[str, Option]) -> dict[str, Option]:
    return {
        id: float(terms[id]) if isinstance(issue, ContinuousIssue) else terms[id]
        for id, issue in scenario.issues.items()
        if id in terms
    }
