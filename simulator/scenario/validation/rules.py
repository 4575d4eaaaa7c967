"""Checks of the rules between terms: they name what there is, and the deals of the file obey them."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from simulator.scenario.base import KeyPath, Option
from simulator.scenario.checks import Findings, named
from simulator.scenario.deals import options
from simulator.scenario.issues import ContinuousIssue, Issue
from simulator.scenario.players import AsGoodAs
from simulator.scenario.rules import Condition, Rule, in_keys, joined
from simulator.scenario.scenario import Scenario
from simulator.scenario.validation.helpers import option_of
from simulator.scenario.value_functions import within

TRIED = 20_000
"""Combinations of options that are gone through to tell whether the rules leave any deal."""


def check_rules(scenario: Scenario) -> Findings:
    """Complain of rules that cannot be read, and of deals of the file that break one."""
    problems = [found for id, rule in scenario.rules.items() for found in _rule(scenario, id, rule)]
    yield from problems
    if problems or not scenario.rules:
        return
    start = _like(scenario, scenario.start.like, scenario.start.terms)
    if any(rule.breaks(start) for rule in scenario.rules.values()):
        conflicts = list(_without_deals(scenario))
        yield from conflicts
        if conflicts:
            return
    for path, deal in _deals(scenario):
        for id, rule in scenario.rules.items():
            if rule.breaks(deal):
                yield path, f'this deal breaks the rule "{id}": {in_keys(rule)}'


def _rule(scenario: Scenario, id: str, rule: Rule) -> Findings:
    for side, conditions in (("when", rule.when), ("require", rule.require)):
        for name, condition in conditions.items():
            path = ("rules", id, side, name)
            if name not in scenario.issues:
                yield from named(path, name, scenario.issues, "issue")
            elif side == "require" and name in rule.when:
                yield path, "`when` names this issue already; a rule is about different ones"
            else:
                yield from _condition(path, scenario.issues[name], condition)


def _condition(path: KeyPath, issue: Issue, condition: Condition) -> Findings:
    stated = [*condition.bounds, *(("options",) if condition.options is not None else ())]
    pairs = (("above", "at_least"), ("below", "at_most"))
    if not stated or ("options" in stated and len(stated) > 1):
        yield (
            path,
            "give an option, a list of options, or bounds (`above`, `at_least`, `below`, `at_most`)",
        )
        return
    if any(one in stated and other in stated for one, other in pairs):
        yield (
            path,
            "give one lower bound (`above` or `at_least`) and one upper (`below` or `at_most`)",
        )
        return
    problems: list[tuple[KeyPath, str]] = []
    for option in condition.options or ():
        problems += option_of(path, issue, option)
    for name, bound in condition.bounds.items():
        if isinstance(issue, ContinuousIssue):
            problems += within((*path, name), issue, bound)
        else:
            problems.append(
                ((*path, name), "this issue has levels, not amounts; name one or several")
            )
    yield from problems
    if not problems:
        meets = [condition.meets(option) for option in options(issue)]
        if all(meets) or not any(meets):
            which = "every option meets" if all(meets) else "no option meets"
            yield path, f"{which} this condition; it must tell some options from others"


def _without_deals(scenario: Scenario) -> Findings:
    """Complain of rules that together leave no deal, where that is quickly found out."""
    rules = scenario.rules
    for together in joined(scenario.issues, [rule.issues for rule in rules.values()]):
        among = {id: rule for id, rule in rules.items() if set(rule.issues) <= set(together)}
        alike = {issue: _told_apart(scenario.issues[issue], issue, among) for issue in together}
        if not among or prod(map(len, alike.values())) > TRIED:
            continue
        deals = (dict(zip(alike, choice, strict=True)) for choice in product(*alike.values()))
        if all(any(rule.breaks(deal) for rule in among.values()) for deal in deals):
            names = ", ".join(f'"{id}"' for id in among)
            yield ("rules",), f"together these rules leave no deal: {names}"


def _told_apart(issue: Issue, name: str, rules: Mapping[str, Rule]) -> list[Option]:
    """Return one of all options that are alike in each condition of some rules."""
    conditions = [
        side[name] for rule in rules.values() for side in (rule.when, rule.require) if name in side
    ]
    alike: dict[tuple[bool, ...], Option] = {}
    for option in options(issue):
        alike.setdefault(tuple(condition.meets(option) for condition in conditions), option)
    return list(alike.values())


def _deals(scenario: Scenario) -> Iterator[tuple[KeyPath, Mapping[str, Option]]]:
    """Yield every deal that the file names, and where; of a text, as many terms as it has."""
    yield ("start",), _like(scenario, scenario.start.like, scenario.start.terms)
    if scenario.status_quo is not None:
        yield ("status_quo", "terms"), {k: t.value for k, t in scenario.status_quo.terms.items()}
    for id, preset in scenario.presets.items():
        yield ("presets", id), _like(scenario, preset.like, preset.terms)
    for id, proposal in scenario.history.items():
        terms = {issue: term.value for issue, term in proposal.terms.items()}
        yield ("history", id, "terms"), terms
        for name, coding in proposal.codings.items():
            other = {issue: term.value for issue, term in coding.terms.items()}
            yield ("history", id, "codings", name, "terms"), terms | other
    for id, party in scenario.parties.items():
        for name, stance in party.stances.items():
            path = ("parties", id, "stances", name)
            yield path, _like(scenario, stance.like, stance.terms)
        for whose, player in party.players.items():
            for future, worth in player.no_deal.items():
                if isinstance(worth, AsGoodAs):
                    at = ("parties", id, "players", whose, "no_deal", future, "as_good_as")
                    yield at, worth.as_good_as


def _like(scenario: Scenario, like: str | None, terms: Mapping[str, Option]) -> dict[str, Option]:
    """Return a deal with the terms of what it is like, as far as that leads."""
    deal, visited = dict(terms), set()
    while like is not None and like not in visited:
        visited.add(like)
        if like in scenario.presets:
            deal = {**scenario.presets[like].terms, **deal}
            like = scenario.presets[like].like
        else:
            known = scenario.history.get(like)
            if known is not None:
                deal = {issue: term.value for issue, term in known.terms.items()} | deal
            like = None
    return deal
