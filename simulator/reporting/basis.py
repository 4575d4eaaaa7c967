"""What the answer rests on: every number with its range and where it comes from, and every source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from simulator.explain.futures import chosen_words, future_chances
from simulator.explain.rules import rule_words
from simulator.formatting import capital, listed
from simulator.preferences.curve_defaults import acceptance_defaults
from simulator.preferences.decision_makers import answers_its_own_way
from simulator.preferences.negotiation_model import Model
from simulator.scenario.base import Provenance, Source
from simulator.scenario.deals import label_of
from simulator.scenario.holders import Holder, holders, present, votes_needed
from simulator.scenario.issues import ContinuousIssue
from simulator.scenario.parameter_kinds import CURVE, KINDS, SECTIONS
from simulator.scenario.parameters import choosing, parameter_entries
from simulator.scenario.players import AUDIENCE_COST, SOFTNESS, AsGoodAs, Player
from simulator.scenario.scenario import CHOICE_STEEPNESS, Scenario

KINDS_NOTE = (
    "Kinds of people are drawn, threshold and steepness together; here the middle and the ends."
)


@dataclass(frozen=True)
class Basis:
    """One thing that the answer rests on.

    Attributes
    ----------
    owner
        The player whose it is; empty for what everyone shares.
    value
        A number; or in words what a term or a future is worth.
    low, high
        Between which it lies in eight cases of ten; None where it is held certain.
    sources
        Keys of sources; `assumption` and `note` are empty where there are none.
    """

    owner: str
    section: str
    label: str
    value: float | str
    low: float | None
    high: float | None
    sources: tuple[str, ...]
    assumption: str
    note: str


@dataclass(frozen=True)
class Change:
    """A number that differs from the scenario's file; each of both as value, low, high."""

    label: str
    before: tuple[float, float | None, float | None]
    after: tuple[float, float | None, float | None]


@dataclass(frozen=True)
class Cited:
    """A source that the scenario, or the acceptance curve, rests on."""

    key: str
    title: str
    date: str
    url: str
    flag: str


def bases(scenario: Scenario, more: Iterable[Basis] = ()) -> tuple[Basis, ...]:
    """List everything that the answer rests on, and `more`, player by player, what is shared last."""
    rows = [
        _basis(
            scenario.players[entry.owner].label if entry.owner else "",
            SECTIONS[entry.section],
            entry.label,
            entry.value,
            entry.low,
            entry.high,
            entry.provenance,
        )
        for entry in parameter_entries(scenario)
    ]
    for player in scenario.players.values():
        rows += [*_shapes(scenario, player), *_named_worths(scenario, player)]
        rows += [*_left_out(scenario, player), *_votes(player)]
    for whose in holders(scenario):
        if whose.group:
            rows += _of_group(scenario, whose)
    rows += _choices(scenario)
    rows += [*_curves(scenario), *_rules(scenario), *more]
    order = [*(player.label for player in scenario.players.values()), ""]
    sections = list(dict.fromkeys(row.section for row in rows))
    return tuple(
        sorted(rows, key=lambda row: (order.index(row.owner), sections.index(row.section)))
    )


def changes(original: Scenario, scenario: Scenario) -> tuple[Change, ...]:
    """List the numbers that differ between two states of a scenario."""
    before = {entry.path: entry for entry in parameter_entries(original)}
    changed = []
    for entry in parameter_entries(scenario):
        was = before[entry.path]
        old, new = (was.value, was.low, was.high), (entry.value, entry.low, entry.high)
        if old != new:
            owner = f"{scenario.players[entry.owner].name}: " if entry.owner else ""
            changed.append(Change(f"{owner}{entry.label}", old, new))
    return tuple(changed)


def cited(scenario: Scenario) -> tuple[Cited, ...]:
    """List the scenario's sources and those of the acceptance curve."""
    own = [_cited(key, source) for key, source in scenario.sources.items()]
    curve = acceptance_defaults().sources
    return (*own, *(_cited(_curve_key(key), source) for key, source in curve.items()))


def _cited(key: str, source: Source) -> Cited:
    return Cited(key, source.title, source.date or "", source.url or "", source.flag or "")


def _basis(
    owner: str,
    section: str,
    label: str,
    value: float | str,
    low: float | None,
    high: float | None,
    provenance: Provenance | None,
) -> Basis:
    provenance = provenance or Provenance()
    return Basis(
        owner,
        section,
        label,
        value,
        low,
        high,
        provenance.source,
        provenance.assumption or "",
        provenance.note or "",
    )


def _shapes(scenario: Scenario, player: Player) -> Iterator[Basis]:
    """List the value functions that hold no number between 0 and 1."""
    for id, function in player.values.items():
        words = function.describe()
        if words:
            label = scenario.issues[id].label
            yield _basis(player.label, SECTIONS["values"], label, words, None, None, function)


def _votes(player: Player) -> Iterator[Basis]:
    """List what a body's vote is made of: its threshold, and how many members each group has."""
    head = SECTIONS["votes"]
    if player.threshold is not None:
        voting = sum(map(present, player.groups.values()))
        needed = f"{votes_needed(player, voting):,}"
        yield _basis(player.label, head, "Votes needed", needed, None, None, player.threshold)
    for group in player.groups.values():
        label = f"{group.label}: members"
        yield _basis(player.label, head, label, f"{group.members:,}", None, None, group)


def _of_group(scenario: Scenario, whose: Holder) -> Iterator[Basis]:
    """List what a group of a body says for itself, other than numbers."""
    body = scenario.parties[whose.party].players[whose.id]
    group = body.groups[whose.group]
    own = whose.player.model_copy(
        update={"values": group.values, "no_deal": group.no_deal, "red_lines": group.red_lines}
    )
    for row in (*_shapes(scenario, own), *_named_worths(scenario, own), *_left_out(scenario, own)):
        yield replace(row, owner=body.label, label=f"{group.label}: {row.label}")


def _left_out(scenario: Scenario, player: Player) -> Iterator[Basis]:
    """List what is assumed of a player where the file says nothing: its cost, its lines' softness."""
    if not player.votes and player.cost is None:
        head, ends = (
            SECTIONS["behaviour"],
            (AUDIENCE_COST.value, AUDIENCE_COST.low, AUDIENCE_COST.high),
        )
        yield _basis(player.label, head, KINDS["cost"].label, *ends, AUDIENCE_COST)
    for line in player.red_lines.values():
        issue = scenario.issues[line.issue]
        if line.softness is None and isinstance(issue, ContinuousIssue):
            softness = SOFTNESS.value * (issue.max - issue.min)
            label = f"{line.label}: softness"
            yield _basis(player.label, SECTIONS["red_lines"], label, softness, None, None, SOFTNESS)


def chosen_futures(model: Model) -> Iterator[Basis]:
    """List how likely the futures are that parties choose, which follows from other numbers."""
    chances = future_chances(model)
    for id, future in model.scenario.futures.items():
        words, likely = chosen_words(model.scenario, chances, id), chances[id]
        if words:
            reached = (likely.chance, likely.low, likely.high)
            row = _basis("", SECTIONS["futures"], future.label, *reached, None)
            yield replace(row, note=capital(words) + ".")


def _choices(scenario: Scenario) -> Iterator[Basis]:
    """List how surely parties choose among their futures, where the file says nothing."""
    number = CHOICE_STEEPNESS
    for party in scenario.choosers.values():
        if party.choice_steepness is None:
            ends = (number.value, number.low, number.high)
            yield _basis("", SECTIONS["futures"], choosing(party), *ends, number)


def _named_worths(scenario: Scenario, player: Player) -> Iterator[Basis]:
    """List the futures that are worth as much as some deal."""
    for future, worth in player.no_deal.items():
        if isinstance(worth, AsGoodAs):
            terms = (
                f"{scenario.issues[id].name} {label_of(scenario.issues[id], option)}"
                for id, option in worth.as_good_as.items()
            )
            words = f"as good as {', '.join(terms)}"
            yield _basis(
                player.label,
                SECTIONS["no_deal"],
                scenario.futures[future].label,
                words,
                None,
                None,
                worth,
            )


def _rules(scenario: Scenario) -> Iterator[Basis]:
    """List the rules between terms, each with its reason."""
    for rule in scenario.rules.values():
        label = listed(scenario.issues[id].name for id in rule.issues)
        words = rule_words(scenario, rule)
        basis = _basis("", "Rules between terms", label, words, None, None, rule)
        why = f"{rule.because} {rule.assumption or ''}".rstrip()
        yield replace(basis, assumption=why)


def _curves(scenario: Scenario) -> list[Basis]:
    """List the parameters of the acceptance curve that no player has for itself.

    What holds for all players alike is listed once.
    """
    curves = [list(_curve(scenario, player)) for player in scenario.players.values()]
    shared = [replace(basis, owner="") for basis in curves[0]]
    if all([replace(basis, owner="") for basis in curve] == shared for curve in curves):
        return shared
    return [basis for curve in curves for basis in curve]


def _curve(scenario: Scenario, player: Player) -> Iterator[Basis]:
    """List the parameters of the acceptance curve that hold for more than one player."""
    for name, kind in CURVE.items():
        case, head = getattr(scenario.acceptance, name), SECTIONS["curve"]
        if case and getattr(player.acceptance, name) is None:
            ends = case.value, case.low, case.high
            yield _basis(player.label, head, capital(kind.label), *ends, case)
    if not answers_its_own_way(player.acceptance, scenario.acceptance):
        defaults = acceptance_defaults()
        people, source = defaults.kinds_of_people, defaults.decision_makers.steepness
        keys = tuple(map(_curve_key, source.source))
        for name in ("threshold", "steepness"):
            low, value, high = people.range_of(getattr(people, name))
            basis = _basis(player.label, head, capital(CURVE[name].label), value, low, high, source)
            yield replace(basis, sources=keys, note=KINDS_NOTE)


def _curve_key(source: str) -> str:
    """Number the curve's own sources; no key of a scenario holds a colon."""
    return f"curve:{list(acceptance_defaults().sources).index(source) + 1}"
