"""What an author may want to look at again in a scenario that is valid: remarks, not mistakes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from simulator.acceptance.acceptance import mean_chances
from simulator.acceptance.one_step_changes import one_step_changes
from simulator.arrays import TOLERANCE, IntArray
from simulator.bargaining.solutions import SOLUTIONS
from simulator.bargaining.survey import Survey, survey
from simulator.explain.refusals import on_record, option_on_record
from simulator.formatting import listed, mentioned, percent
from simulator.history.hindsight import resting_on_later
from simulator.preferences.gains import with_groups
from simulator.preferences.negotiation_model import Model
from simulator.preferences.preference_arrays import Preferences
from simulator.scenario.deals import Option, label_of, named_deals, proposal_deal, start_deal
from simulator.scenario.deals import named_deal as deal_named
from simulator.scenario.scenario import Scenario

Kind = Literal["refused", "later_sources", "alike", "closed", "unused", "no_difference", "unwanted"]
LITTLE = 0.005
"""A player changes nothing if no party's chance moves by more without it, on any deal that has a name."""
SHOWN = 8
"""Names in one remark, at the most."""


@dataclass(frozen=True)
class Remark:
    """Something to look at again, in a sentence."""

    kind: Kind
    words: str


def remarks(model: Model, surveyed: Survey | None = None) -> list[Remark]:
    """Look a scenario through.

    For options that a side refused by name and that the model would put forward all the same; numbers that
    rest on sources from after the scenario's day alone; real texts with the same terms; options that rules
    between terms leave in no deal; options that no text or prepared deal has; players without whom nothing
    would change; options that nobody wants.
    """
    return [
        *_refused(model, surveyed or survey(model)),
        *_later_sources(model.scenario),
        *_alike(model.scenario),
        *_closed(model),
        *_unused(model.scenario),
        *_no_difference(model),
        *_unwanted(model),
    ]


def _refused(model: Model, surveyed: Survey) -> Iterator[Remark]:
    scenario = model.scenario
    for name, deals in surveyed.solutions.items():
        picked = (model.space.deal(at) for at in deals.positions[:1])
        for sentence in (sentence for deal in picked for sentence in on_record(scenario, deal)):
            yield Remark("refused", f"{SOLUTIONS[name].label} picks what was refused: {sentence}")
    for change in one_step_changes(model, start_deal(scenario)):
        if change.refused and change.after > change.before:
            issue = scenario.issues[change.issue]
            yield Remark(
                "refused",
                f"‘{issue.name}: {label_of(issue, change.option)}’ would make the opening deal likelier "
                f"({percent(change.before)} to {percent(change.after)}). "
                f"{option_on_record(scenario, change.issue, change.option)}",
            )


def _later_sources(scenario: Scenario) -> Iterator[Remark]:
    later = resting_on_later(scenario)
    if later:
        numbers = [
            f"{scenario.players[entry.owner].name}: {entry.label}" if entry.owner else entry.label
            for entry in later
        ]
        yield Remark(
            "later_sources",
            f"Resting only on sources from after {scenario.as_of:%d %B %Y} ({len(numbers)} in all): "
            f"{_some(numbers)}.",
        )


def _alike(scenario: Scenario) -> Iterator[Remark]:
    texts: dict[tuple[tuple[str, Option], ...], list[str]] = {}
    for id, proposal in scenario.history.items():
        deal = proposal_deal(scenario, id)
        if deal is not None:
            texts.setdefault(tuple(deal.items()), []).append(proposal.label)
    for labels in texts.values():
        if len(labels) > 1:
            yield Remark(
                "alike", f"{listed(f'‘{label}’' for label in labels)} have the same terms."
            )


def _unused(scenario: Scenario) -> Iterator[Remark]:
    if not scenario.history:
        return
    used: dict[str, set[Option]] = {id: set() for id in scenario.issues}
    for deal in _named(scenario).values():
        for id, option in deal.items():
            used[id].add(option)
    for proposal in scenario.history.values():
        readings = (coding.terms for coding in proposal.codings.values())
        for terms in (proposal.terms, *readings):
            for id, term in terms.items():
                used[id].add(term.value)
    for id, issue in scenario.issues.items():
        if issue.kind == "continuous":
            continue
        unused = [label_of(issue, level) for level in issue.levels if level not in used[id]]
        if unused:
            yield Remark(
                "unused", f"No text and no prepared deal has ‘{issue.name}’ at {_some(unused)}."
            )


def _closed(model: Model) -> Iterator[Remark]:
    for block in model.space.rule_blocks:
        for column, k in zip(block.allowed.T, block.issues, strict=True):
            issue = model.scenario.issues[model.space.issues[k]]
            options = enumerate(model.space.options[k])
            never = [label_of(issue, option) for at, option in options if at not in column]
            if never:
                words = (
                    f"The rules between terms leave no deal with ‘{issue.name}’ at {_some(never)}."
                )
                yield Remark("closed", words)


def _no_difference(model: Model) -> Iterator[Remark]:
    scenario, deals = model.scenario, _named(model.scenario).values()
    model = model.with_deal(*deals)
    sample = model.sample
    positions: IntArray = np.unique([model.space.positions(deal) for deal in deals], axis=0)
    before = mean_chances(sample, positions)
    for party, ids in sample.parties.items():
        side = mentioned(scenario.parties[party].name)
        for id in ids[1:]:
            without = mean_chances(_without(sample, party, id), positions)
            moved = np.abs(before["party", party] - without["party", party]).max()
            if moved <= LITTLE:
                yield Remark(
                    "no_difference",
                    f"Without {mentioned(scenario.players[id].name)} nothing would change: for none of "
                    f"{len(positions)} named deals would the chance that {side} "
                    "accepts move by half a point.",
                )


def _without(preferences: Preferences, party: str, id: str) -> Preferences:
    rest = tuple(other for other in preferences.parties[party] if other != id)
    players = {other: player for other, player in preferences.players.items() if other != id}
    return replace(preferences, players=players, parties={**preferences.parties, party: rest})


def _unwanted(model: Model) -> Iterator[Remark]:
    """Name options that another one of their issue is better than, for everyone whom it concerns."""
    for k, (id, options) in enumerate(zip(model.space.issues, model.space.options, strict=True)):
        issue = model.scenario.issues[id]
        holders = with_groups(model.central).players.values()
        worth = np.array([holder.worth[k] for holder in holders])
        concerned = worth[np.ptp(worth, axis=1) > TOLERANCE]
        if not len(concerned):
            yield Remark("unwanted", f"Nobody cares about ‘{issue.name}’.")
            continue
        if issue.kind == "continuous":
            continue
        for at, option in enumerate(options):
            margin = concerned - concerned[:, at : at + 1]
            better = np.flatnonzero((margin > TOLERANCE).all(axis=0))
            if len(better):
                yield Remark(
                    "unwanted",
                    f"‘{issue.name}: {label_of(issue, option)}’ is worse for everyone than "
                    f"‘{label_of(issue, options[int(better[0])])}’.",
                )


def _named(scenario: Scenario) -> Mapping[str, Mapping[str, Option]]:
    deals = {id: deal_named(scenario, id) for id in named_deals(scenario)}
    return {"": start_deal(scenario), **deals}


def _some(names: Iterable[str]) -> str:
    every = [f"‘{name}’" for name in names]
    return listed(every if len(every) <= SHOWN else [*every[:SHOWN], f"{len(every) - SHOWN} more"])
