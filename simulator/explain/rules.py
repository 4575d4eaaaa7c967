"""Says of the rules between terms what they close, and what follows from choosing what is closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulator.formatting import listed
from simulator.preferences.nearest_allowed import nearest_allowed
from simulator.preferences.outcome_space import Deal, DealSpace
from simulator.scenario.deals import Option, changed_terms, label_of
from simulator.scenario.issues import Issue
from simulator.scenario.rules import Condition, Rule
from simulator.scenario.scenario import Scenario

BOUNDS = {"above": "above", "at_least": "at least", "below": "below", "at_most": "at most"}


@dataclass(frozen=True)
class Choice:
    """A deal with one term chosen, and what rules made of it.

    Attributes
    ----------
    deal
        The nearest deal with the term as it was chosen; the deal before where no rule allows that.
    words
        Why other terms moved, or why the term stayed; empty: it was free to choose.
    """

    deal: dict[str, Option]
    words: str


def rule_words(scenario: Scenario, rule: Rule) -> str:
    """Say what a rule requires."""
    issues = scenario.issues
    when = listed(
        f"{issues[id].name} is {_condition(issues[id], met)}" for id, met in rule.when.items()
    )
    then = listed(
        f"{issues[id].name} must be {_condition(issues[id], met)}"
        for id, met in rule.require.items()
    )
    return f"If {when}: {then}."


def closed(
    scenario: Scenario, deal: Deal, issue: str, options: Sequence[Option]
) -> Iterator[tuple[str, str]]:
    """Say of an issue's options, least first, which cannot be had with all else as it stands, and why.

    In two sentences, as there may be no room for both; of rules that close the same options, all reasons.
    """
    reasons: dict[str, dict[str, None]] = {}
    for rule in scenario.rules.values():
        if issue in rule.issues:
            barred = rule.bars(issue, options, deal)
            if any(barred):
                named = listed(_runs(scenario.issues[issue], options, barred))
                reasons.setdefault(named, {})[rule.because] = None
    for named, why in reasons.items():
        yield f"Not with the other terms as they stand: {named}.", " ".join(why)


def chosen(scenario: Scenario, space: DealSpace, deal: Deal, issue: str, option: Option) -> Choice:
    """Choose one term; where that breaks a rule, with the least change of the others that allows it."""
    wanted = {**deal, issue: option}
    broken = [rule for rule in scenario.rules.values() if rule.breaks(wanted)]
    if not broken:
        return Choice(wanted, "")
    why = " ".join(dict.fromkeys(rule.because for rule in broken))
    what = f"‘{scenario.issues[issue].name}: {label_of(scenario.issues[issue], option)}’"
    nearest = nearest_allowed(scenario, space, wanted, keep=[issue])
    if nearest is None:
        return Choice(dict(deal), f"{what} is closed in every deal. {why}")
    return Choice(nearest, f"{moves(scenario, wanted, nearest)} to go with {what}. {why}")


def nearest_to_all(
    scenario: Scenario, space: DealSpace, deals: Mapping[str, Deal]
) -> tuple[dict[str, dict[str, Option]], str]:
    """Replace deals, by name, by the nearest that the rules allow, and say which and why.

    Raises
    ------
    DealError
        If a deal lacks a term, or has one that the scenario does not allow.
    """
    allowed, words = {}, []
    for name, deal in deals.items():
        nearest = nearest_allowed(scenario, space, deal)
        assert nearest is not None  # the opening deal obeys all rules
        allowed[name] = nearest
        why = [rule.because for rule in scenario.rules.values() if rule.breaks(deal)]
        if why:
            which = f"The deal ‘{name}’" if name else "The deal"
            words.append(
                f"{which} is not one that the rules allow: {why[0]} {moves(scenario, deal, nearest)}."
            )
    return allowed, " ".join(words)


def moves(scenario: Scenario, before: Deal, after: Deal) -> str:
    """Say which terms moved from one deal to another, and where to."""
    return listed(
        f"‘{scenario.issues[id].name}’ moved from ‘{label_of(scenario.issues[id], was)}’ to "
        f"‘{label_of(scenario.issues[id], now)}’"
        for id, (was, now) in changed_terms(before, after).items()
    )


def _condition(issue: Issue, condition: Condition) -> str:
    if condition.options is not None:
        return listed((f"‘{label_of(issue, option)}’" for option in condition.options), "or")
    return listed(
        f"{BOUNDS[name]} {label_of(issue, bound)}" for name, bound in condition.bounds.items()
    )


def _runs(issue: Issue, options: Sequence[Option], barred: Sequence[bool]) -> Iterator[str]:
    """Name options; of several in a row the first and the last."""
    start: int | None = None
    for n, closed_here in enumerate([*barred, False]):
        if closed_here and start is None:
            start = n
        elif not closed_here and start is not None:
            run = [label_of(issue, option) for option in options[start:n]]
            if issue.kind == "categorical" or len(run) < 3:
                yield from (f"‘{label}’" for label in run)
            else:
                yield f"‘{run[0]}’ to ‘{run[-1]}’"
            start = None
