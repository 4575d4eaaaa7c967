"""Rules between terms: which deals make no sense, said as what some terms require of others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field

from simulator.scenario.base import Id, Line, Number, Option, Provenance, Strict

Name = TypeVar("Name", str, int)
MOST_RULES = 30
"""Each is held against every deal that a file names."""
MOST_CONDITIONS = 8
"""On each side of a rule."""


class Condition(Strict):
    """What a term may be: one of some options, or an amount within bounds."""

    options: Annotated[tuple[Option, ...], Field(max_length=200)] | None = None
    above: Number | None = None
    at_least: Number | None = None
    below: Number | None = None
    at_most: Number | None = None

    @property
    def bounds(self) -> Mapping[str, float]:
        """The bounds that are given, by name."""
        names = ("above", "at_least", "below", "at_most")
        return {name: bound for name in names if (bound := getattr(self, name)) is not None}

    def meets(self, option: Option) -> bool:
        """Tell whether an option is as the condition says; amounts on a bound however they were rounded."""
        if isinstance(option, str):
            return self.options is not None and option in self.options
        if self.options is not None:
            amounts = (amount for amount in self.options if not isinstance(amount, str))
            return any(_side(option, amount) == 0 for amount in amounts)
        return all(_WITHIN[name](_side(option, bound)) for name, bound in self.bounds.items())


_WITHIN = {
    "above": lambda side: side > 0,
    "at_least": lambda side: side >= 0,
    "below": lambda side: side < 0,
    "at_most": lambda side: side <= 0,
}


def _side(amount: float, bound: float) -> int:
    """Return on which side of a bound an amount lies: −1, 0 or 1."""
    away = amount - bound
    return 0 if abs(away) <= 1e-9 * max(1.0, abs(bound)) else 1 if away > 0 else -1


def _options(value: Any) -> Any:
    """One option, or several, may stand without the name of the field."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return {"options": [value]}
    return {"options": value} if isinstance(value, list) else value


Conditions = Annotated[
    dict[Id, Annotated[Condition, BeforeValidator(_options)]],
    Field(min_length=1, max_length=MOST_CONDITIONS),
]


class Rule(Provenance):
    """Where every condition of `when` holds, each of `require` must hold too."""

    when: Conditions
    require: Conditions
    because: Line

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that it names."""
        return tuple(dict.fromkeys([*self.when, *self.require]))

    def breaks(self, terms: Mapping[str, Option]) -> bool:
        """Tell whether some terms break it; of terms that are not said nothing is known."""
        return all(
            issue in terms and condition.meets(terms[issue])
            for issue, condition in self.when.items()
        ) and any(
            issue in terms and not condition.meets(terms[issue])
            for issue, condition in self.require.items()
        )

    def bars(
        self, issue: str, options: Sequence[Option], terms: Mapping[str, Option]
    ) -> list[bool]:
        """Tell which options of an issue break it with all else as it stands, which is looked at once."""
        own_when, own_required = self.when.get(issue), self.require.get(issue)
        applies = all(c.meets(terms[id]) for id, c in self.when.items() if id != issue)
        unmet = any(not c.meets(terms[id]) for id, c in self.require.items() if id != issue)
        if not applies or (own_required is None and not unmet):
            return [False] * len(options)
        return [
            (own_when is None or own_when.meets(option))
            and (unmet or (own_required is not None and not own_required.meets(option)))
            for option in options
        ]


def broken(rules: Mapping[str, Rule], terms: Mapping[str, Option]) -> list[str]:
    """Name the rules that some terms break."""
    return [id for id, rule in rules.items() if rule.breaks(terms)]


def in_keys(rule: Rule) -> str:
    """Write a rule with the names that its file uses."""
    when = " and ".join(_condition(issue, condition) for issue, condition in rule.when.items())
    require = " and ".join(
        _condition(issue, condition) for issue, condition in rule.require.items()
    )
    return f"{when} requires {require}"


def _condition(issue: str, condition: Condition) -> str:
    if condition.options is not None:
        options = (o if isinstance(o, str) else f"{o:g}" for o in condition.options)
        return f"{issue} {' or '.join(options)}"
    bounds = (f"{name.replace('_', ' ')} {bound:g}" for name, bound in condition.bounds.items())
    return f"{issue} {' and '.join(bounds)}"


def joined(names: Iterable[Name], together: Iterable[Collection[Name]]) -> list[list[Name]]:
    """Group names of which some belong together, directly or through others, each group in order."""
    group = {name: name for name in names}
    for some in together:
        labels = {group[name] for name in some if name in group}
        if len(labels) > 1:
            kept = min(labels)
            group = {name: kept if label in labels else label for name, label in group.items()}
    return [
        [name for name in group if group[name] == label] for label in dict.fromkeys(group.values())
    ]
