"""What concerns several parts of a scenario: names that must exist, sums that must come out.

Each check yields the path to the mistake and a sentence that says what was found and what is
allowed. They run on a `Scenario` whose fields have the right types already.
"""

from collections.abc import Iterator, Mapping
from itertools import chain, islice

from pydantic import BaseModel

from simulator.errors import MOST_PROBLEMS, did_you_mean
from simulator.scenario.base import KeyPath, Provenance
from simulator.scenario.checks import SUM_TOLERANCE, Findings, named, range_of
from simulator.scenario.deals import Option
from simulator.scenario.issues import ContinuousIssue
from simulator.scenario.parameter_kinds import KINDS
from simulator.scenario.record import Proposal, Term
from simulator.scenario.refusals import is_named
from simulator.scenario.rules import Rule
from simulator.scenario.scenario import MOST_STANCES, Scenario, Stance
from simulator.scenario.validation.bodies import check_bodies
from simulator.scenario.validation.helpers import option_of, terms_of
from simulator.scenario.validation.preferences import check_players
from simulator.scenario.validation.rules import check_rules
from simulator.scenario.validation.sizes import check_sizes
from simulator.scenario.validation.talks import check_talks

MOST_STEPS = 2000


def check(scenario: Scenario) -> list[tuple[KeyPath, str]]:
    """List what breaks a rule of the format, by path; one more than are listed are enough."""
    domains = list(_domains(scenario))
    findings = chain(
        domains,
        _issues(scenario),
        _provenance(scenario),
        _futures(scenario),
        _promises(scenario),
        _parties(scenario),
        # With a broken domain there are no options to check deals and worths against.
        () if domains else _deals(scenario),
        () if domains else check_players(scenario),
        () if domains else check_rules(scenario),
        () if domains else check_bodies(scenario),
        check_talks(scenario),
        check_sizes(scenario),
        _classroom(scenario),
        _hindsight(scenario),
    )
    return list(dict.fromkeys(islice(findings, MOST_PROBLEMS + 1)))


def _domains(scenario: Scenario) -> Findings:
    for id, issue in scenario.issues.items():
        if not isinstance(issue, ContinuousIssue):
            continue
        at = ("issues", id)
        span = issue.max - issue.min
        if span <= 0:
            yield (*at, "min"), f"min {issue.min:g} must lie below max {issue.max:g}"
        elif issue.step > span:
            yield (*at, "step"), f"step {issue.step:g} is wider than the range, {span:g}"
        elif abs(span / issue.step - round(span / issue.step)) > 1e-6:
            yield (
                (*at, "step"),
                f"step {issue.step:g} does not divide the range {issue.min:g} to {issue.max:g}",
            )
        elif span / issue.step > MOST_STEPS:
            yield (
                (*at, "step"),
                f"{span / issue.step:,.0f} steps; at most {MOST_STEPS:,} are allowed",
            )


def _issues(scenario: Scenario) -> Findings:
    for id, issue in scenario.issues.items():
        doubt = issue.credibility
        if doubt is None:
            continue
        at = ("issues", id, "credibility")
        yield from named((*at, "parameter"), doubt.parameter, scenario.credibilities, "credibility")
        yield from option_of((*at, "fallback"), issue, doubt.fallback)
        for n, party in enumerate(doubt.concerns):
            yield from named((*at, "concerns", str(n)), party, scenario.parties, "party")


# --- provenance ---------------------------------------------------------------------------------


def _provenance(scenario: Scenario) -> Findings:
    for path, part in _sourced(scenario, ()):
        for key in part.source:
            yield from named((*path, "source"), key, scenario.sources, "source")
        if not part.source and not part.assumption:
            yield (
                path,
                "missing provenance: give `source` (a key of `sources`) or `assumption` "
                "(the reasoning)",
            )


def _sourced(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, Provenance]]:
    """Walk a scenario and yield all that must say where it comes from."""
    if isinstance(value, Provenance) and not _covered(value):
        yield path, value
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _sourced(part, (*path, str(key)))
    elif isinstance(value, tuple):
        for n, part in enumerate(value):
            yield from _sourced(part, (*path, str(n)))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sourced(getattr(value, name), (*path, name))


def _covered(value: Provenance) -> bool:
    """A term is covered by its proposal, a rule by its reason; a proposal without terms codes nothing."""
    if isinstance(value, Term | Rule):
        return not value.source
    return isinstance(value, Proposal) and not value.terms and not value.source


# --- futures, promises, parties -----------------------------------------------------------------


def _futures(scenario: Scenario) -> Findings:
    for id, future in scenario.futures.items():
        yield from range_of(("futures", id, "probability"), future.probability, "share")
        if future.chosen_by is not None:
            at = ("futures", id, "chosen_by")
            yield from named(at, future.chosen_by, scenario.parties, "party")
    for id, party in scenario.parties.items():
        own = [name for name, future in scenario.futures.items() if future.chosen_by == id]
        if len(own) == 1:
            at = ("futures", own[0], "chosen_by")
            yield at, f'"{id}" can choose nothing else; give it two futures or more to choose among'
        if party.choice_steepness is not None:
            at = ("parties", id, "choice_steepness")
            yield from range_of(at, party.choice_steepness, KINDS["choice_steepness"].scale)
            if not own:
                yield at, "only a party that chooses among futures (`chosen_by`) has one"
    total = sum(future.probability.value for future in scenario.futures.values())
    if abs(total - 1) > SUM_TOLERANCE:
        yield ("futures",), f"the probabilities add up to {total:.6g}, not 1"


def _promises(scenario: Scenario) -> Findings:
    for id, promise in scenario.credibilities.items():
        yield from range_of(("credibilities", id), promise, "share")


def _parties(scenario: Scenario) -> Findings:
    seen: dict[str, str] = {}
    for id, party in scenario.parties.items():
        at = ("parties", id)
        if party.lead not in party.players:
            near = did_you_mean(party.lead, list(party.players))
            yield (*at, "lead"), f'there is no player "{party.lead}" in this party. {near}'
        elif party.players[party.lead].role != "veto":
            yield (
                (*at, "players", party.lead, "role"),
                f'"{party.lead}" is the lead, who signs, so its role is "veto"; '
                f'found "{party.players[party.lead].role}"',
            )
        if party.power is not None:
            yield from range_of((*at, "power"), party.power, "positive")
        for player in party.players:
            if player in seen:
                yield (
                    (*at, "players", player),
                    f'the party "{seen[player]}" has a player "{player}" already',
                )
            seen.setdefault(player, id)
    for name, estimate in scenario.acceptance:
        if estimate is not None:
            yield from range_of(("acceptance", name), estimate, KINDS[name].scale)


def _classroom(scenario: Scenario) -> Findings:
    classroom = scenario.classroom
    cited: list[tuple[KeyPath, tuple[str, ...]]] = [(("source",), classroom.source)]
    cited += [
        (("prompts", str(n), "source"), prompt.source) for n, prompt in enumerate(classroom.prompts)
    ]
    for where, keys in cited:
        for key in keys:
            yield from named(("classroom", *where), key, scenario.sources, "source")


def _hindsight(scenario: Scenario) -> Findings:
    for n, version in enumerate(scenario.hindsight.versions if scenario.hindsight else ()):
        for id in version.chances:
            at = ("hindsight", "versions", str(n), "chances", id)
            yield from named(at, id, scenario.history, "proposal")


# --- deals --------------------------------------------------------------------------------------


def _deals(scenario: Scenario) -> Findings:
    deals: dict[str, Mapping[str, Option]] = {}
    for id, proposal in scenario.history.items():
        yield from _proposal(scenario, id, proposal)
        deals[id] = {issue: term.value for issue, term in proposal.terms.items()}
    for id, preset in scenario.presets.items():
        if id in scenario.history:
            yield ("presets", id), f'"{id}" is the name of a proposal in the history already'
        yield from terms_of(("presets", id, "terms"), scenario, preset.terms)
    starts = [
        (("presets", id), preset.like, preset.terms) for id, preset in scenario.presets.items()
    ]
    for path, like, terms in [*starts, (("start",), scenario.start.like, scenario.start.terms)]:
        yield from _complete(scenario, path, like, terms)
    yield from terms_of(("start", "terms"), scenario, scenario.start.terms)
    if scenario.status_quo is not None:
        in_force = {issue: term.value for issue, term in scenario.status_quo.terms.items()}
        yield from terms_of(("status_quo", "terms"), scenario, in_force)
        yield from _complete(scenario, ("status_quo", "terms"), None, in_force)
    most = MOST_STANCES.get(len(scenario.parties))
    for id, party in scenario.parties.items():
        at = ("parties", id, "stances")
        if most is not None and len(party.stances) > most:
            yield (
                at,
                f"{len(party.stances)} stances; with {len(scenario.parties)} parties at most "
                f"{most} are allowed",
            )
        for name, stance in party.stances.items():
            yield from _stance(scenario, (*at, name), stance)


def _stance(scenario: Scenario, path: KeyPath, stance: Stance) -> Findings:
    named_deal = stance.like is not None or bool(stance.terms)
    if named_deal == (stance.aspiration is not None):
        stated = "both" if named_deal else "neither"
        yield path, f"give either `aspiration` or a deal (`like`, `terms`); found {stated}"
    elif stance.aspiration is None:
        yield from terms_of((*path, "terms"), scenario, stance.terms)
        yield from _complete(scenario, path, stance.like, stance.terms)
    elif not 0 <= stance.aspiration <= 1:
        yield (*path, "aspiration"), f"{stance.aspiration:g} must lie between 0 and 1"


def _proposal(scenario: Scenario, id: str, proposal: Proposal) -> Findings:
    at = ("history", id)
    for n, party in enumerate(proposal.proposer):
        yield from named((*at, "proposer", str(n)), party, scenario.parties, "party")
    known = [*scenario.parties, *scenario.party_of] if proposal.answers else []
    for whose in proposal.answers:
        yield from named((*at, "answers", whose), whose, known, "party or player")
    yield from _answers(scenario, at, proposal)
    yield from _refused(scenario, (*at, "refused"), proposal)
    yield from _said(scenario, (*at, "said"), proposal)
    codings = {("terms",): proposal.terms} | {
        ("codings", name, "terms"): coding.terms for name, coding in proposal.codings.items()
    }
    for where, terms in codings.items():
        values = {issue: term.value for issue, term in terms.items()}
        yield from terms_of((*at, *where), scenario, values)


def _answers(scenario: Scenario, at: KeyPath, proposal: Proposal) -> Findings:
    """Complain of answers that contradict what became of a text, and of days of no answer."""
    leads = {party.lead: id for id, party in scenario.parties.items()}
    of_side = {leads.get(whose, whose): answer for whose, answer in proposal.answers.items()}
    sides = {id: answer for id, answer in of_side.items() if id in scenario.parties}
    for whose, answer in proposal.answers.items():
        if (
            answer == "refused"
            and proposal.happened == "accepted"
            and leads.get(whose, whose) in sides
        ):
            yield (*at, "answers", whose), f'"{whose}" refused, but this text `happened: accepted`'
    if proposal.happened == "refused" and [*sides.values()] == ["accepted"] * len(scenario.parties):
        yield (*at, "answers"), "every side accepted, but this text `happened: refused`"
    for whose, day in proposal.answered_on.items():
        yield from named((*at, "answered_on", whose), whose, proposal.answers, "answer")
        if day < proposal.date:
            yield (
                (*at, "answered_on", whose),
                f"{day} lies before the text's own date, {proposal.date}",
            )


def _refused(scenario: Scenario, at: KeyPath, proposal: Proposal) -> Findings:
    known = [*scenario.parties, *scenario.party_of] if proposal.refused else []
    for whose, by_issue in proposal.refused.items():
        yield from named((*at, whose), whose, known, "party or player")
        for id, refusal in by_issue.items():
            path = (*at, whose, id)
            if not refusal.source and refusal.assumption:
                yield path, "a refusal on record needs a `source`, a key of `sources`"
            if id not in scenario.issues:
                yield from named(path, id, scenario.issues, "issue")
                continue
            for n, option in enumerate(refusal.options):
                yield from option_of((*path, "options", str(n)), scenario.issues[id], option)
            amounts = [option for option in refusal.options if not isinstance(option, str)]
            if len(amounts) > 2:
                yield (
                    (*path, "options"),
                    f"found {len(amounts)} amounts; give one, or two for all that lie between them",
                )
            term = proposal.terms.get(id)
            if (
                proposal.answers.get(whose) == "accepted"
                and term is not None
                and is_named(refusal, term.value)
            ):
                yield path, f'"{whose}" accepted this text, which says {term.value}'


def _said(scenario: Scenario, at: KeyPath, proposal: Proposal) -> Findings:
    known = [*scenario.parties, *scenario.party_of] if proposal.said else []
    for whose, by_issue in proposal.said.items():
        yield from named((*at, whose), whose, known, "party or player")
        for id, statement in by_issue.items():
            yield from named((*at, whose, id), id, scenario.issues, "issue")
            if not statement.source and statement.assumption:
                yield (*at, whose, id), "what a side said needs a `source`, a key of `sources`"


def _complete(
    scenario: Scenario, path: KeyPath, like: str | None, terms: Mapping[str, Option]
) -> Findings:
    """Complain unless a deal, with what it is like, has every term."""
    stated: set[str] = set(terms)
    visited: dict[str, None] = {}
    while like is not None:
        if like in visited:
            yield (*path, "like"), f"these are like each other in a circle: {' → '.join(visited)}"
            return
        visited[like] = None
        if like in scenario.presets:
            stated |= set(scenario.presets[like].terms)
            like = scenario.presets[like].like
        elif like in scenario.history:
            stated |= set(scenario.history[like].terms)
            like = None
        else:
            known = [*scenario.presets, *scenario.history]
            yield from named((*path, "like"), like, known, "preset or proposal")
            return
    missing = [id for id in scenario.issues if id not in stated]
    if missing:
        yield path, f"this deal says nothing about {', '.join(missing)}"
